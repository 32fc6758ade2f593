package io.hourglass.ledger.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.index.PriceFile.Unreadable;
import io.hourglass.ledger.money.Price;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceFileTest {
    private static final GpuClass H100 = GpuClass.parse("H100-SXM-80GB");
    private static final String GOOD = "2026-08-01,acme,us-east,H100,8,2.5,1.75,2.1,1.9,list,MIT";

    @Test
    void readsTheFourKindsOfARow() throws Exception {
        PriceRow row = ((PriceLine.Accepted) read(GOOD).getFirst()).row();

        assertThat(row.line()).isEqualTo(2);
        assertThat(row.gpu()).isEqualTo(H100);
        assertThat(row.prices())
                .containsEntry(PriceKind.ON_DEMAND, Price.parse("2.5"))
                .containsEntry(PriceKind.SPOT, Price.parse("1.75"))
                .containsEntry(PriceKind.COMMIT_1Y, Price.parse("2.1"))
                .containsEntry(PriceKind.COMMIT_3Y, Price.parse("1.9"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-08-01,acme,us,H100,8,2.5,,,,list                     | WRONG_NUMBER_OF_COLUMNS",
                "2026-08-01,acme,us,H100,8,2.5,,,,list,MIT,more            | WRONG_NUMBER_OF_COLUMNS",
                "01.08.2026,acme,us,H100,8,2.5,,,,list,MIT                 | BAD_DATE",
                "2026-02-30,acme,us,H100,8,2.5,,,,list,MIT                 | BAD_DATE",
                "2026-08-01,<b>acme</b>,us,H100,8,2.5,,,,list,MIT          | BAD_PROVIDER",
                "2026-08-01,,us,H100,8,2.5,,,,list,MIT                     | BAD_PROVIDER",
                "2026-08-01,acme,,H100,8,2.5,,,,list,MIT                   | BAD_REGION",
                "2026-08-01,acme,us,A100-80GB?,8,2.5,,,,list,MIT           | UNKNOWN_GPU_CLASS",
                "2026-08-01,acme,us,GB200,8,2.5,,,,list,MIT                | UNKNOWN_GPU_CLASS",
                "2026-08-01,acme,us,h100,8,2.5,,,,list,MIT                 | UNKNOWN_GPU_CLASS",
                "2026-08-01,acme,us,H100,0,2.5,,,,list,MIT                 | BAD_GPU_COUNT",
                "2026-08-01,acme,us,H100,-8,2.5,,,,list,MIT                | BAD_GPU_COUNT",
                "2026-08-01,acme,us,H100,8.5,2.5,,,,list,MIT               | BAD_GPU_COUNT",
                "2026-08-01,acme,us,H100,9999999999,2.5,,,,list,MIT        | BAD_GPU_COUNT",
                "2026-08-01,acme,us,H100,8,cheap,,,,list,MIT               | PRICE_NOT_A_NUMBER",
                "2026-08-01,acme,us,H100,8,2.5e0,,,,list,MIT               | PRICE_NOT_A_NUMBER",
                "2026-08-01,acme,us,H100,8,NaN,,,,list,MIT                 | PRICE_NOT_A_NUMBER",
                "2026-08-01,acme,us,H100,8,-2.5,,,,list,MIT                | PRICE_NOT_POSITIVE",
                "2026-08-01,acme,us,H100,8,0,,,,list,MIT                   | PRICE_NOT_POSITIVE",
                "2026-08-01,acme,us,H100,8,0.0000001,,,,list,MIT           | PRICE_NOT_POSITIVE",
                "2026-08-01,acme,us,H100,8,1000.01,,,,list,MIT             | PRICE_TOO_LARGE",
                "2026-08-01,acme,us,H100,8,999999999999999999,,,,list,MIT  | PRICE_TOO_LARGE",
                "2026-08-01,acme,us,H100,8,,,,,list,MIT                    | NO_PRICE",
                "2026-08-01,acme,us,H100,8,2.5,,,,,MIT                     | BAD_SOURCE",
                "2026-08-01,\"acme,us,H100,8,2.5,,,,list,MIT               | BAD_QUOTING",
            },
            quoteCharacter = '\'')
    void refusesABadLineAndReadsTheRest(String bad, RowRefusal reason) throws Exception {
        List<PriceLine> lines = read(bad, GOOD);

        assertThat(lines.getFirst()).isInstanceOfSatisfying(PriceLine.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused.line()).isEqualTo(2);
        });
        assertThat(lines.getLast()).isInstanceOfSatisfying(PriceLine.Accepted.class, accepted -> assertThat(
                        accepted.row().line())
                .isEqualTo(3));
    }

    @Test
    void refusesALineThatIsTooLongWithoutKeepingIt() throws Exception {
        List<PriceLine> lines = read("x".repeat(5_000_000), GOOD);

        assertThat(lines.getFirst()).isInstanceOfSatisfying(PriceLine.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(RowRefusal.LINE_TOO_LONG);
            assertThat(refused.detail().length()).isLessThan(100);
        });
        assertThat(lines.getLast()).isInstanceOf(PriceLine.Accepted.class);
    }

    @Test
    void refusesTheSecondOfTwoEqualLines() throws Exception {
        assertThat(read(GOOD, GOOD, GOOD.replace("2.5", "2.50")))
                .extracting(line -> line instanceof PriceLine.Refused refused ? refused.reason() : null)
                .containsExactly(null, RowRefusal.DUPLICATE, RowRefusal.DUPLICATE);
    }

    @Test
    void readsQuotedCellsAndWindowsLineEnds() throws Exception {
        List<PriceLine> lines = read(GOOD.replace("acme", "\"acme (us)\"") + "\r", GOOD);

        assertThat(lines.getFirst()).isInstanceOfSatisfying(PriceLine.Accepted.class, accepted -> assertThat(
                        accepted.row().provider())
                .isEqualTo("acme (us)"));
    }

    @Test
    void roundsToTheMicroDollarHalfEven() throws Exception {
        PriceRow row = ((PriceLine.Accepted)
                        read("2026-08-01,acme,us,H100,8,2.4999985,,,,list,MIT").getFirst())
                .row();

        assertThat(row.prices()).containsEntry(PriceKind.ON_DEMAND, new Price(2_499_998));
    }

    @Test
    void refusesAFileWithAnotherHeader() {
        assertThatThrownBy(() -> readWhole("day,price\n" + GOOD))
                .isInstanceOfSatisfying(
                        Unreadable.class, e -> assertThat(e.reason()).isEqualTo(IndexRefusal.HEADER_UNKNOWN));
        assertThatThrownBy(() -> readWhole("")).isInstanceOf(Unreadable.class);
        assertThatThrownBy(() -> readWhole(GOOD)).isInstanceOf(Unreadable.class);
    }

    private static List<PriceLine> read(String... lines) throws IOException, Unreadable {
        return readWhole(PriceFile.HEADER + "\n" + String.join("\n", lines) + "\n");
    }

    private static List<PriceLine> readWhole(String text) throws IOException, Unreadable {
        List<PriceLine> lines = new ArrayList<>();
        new PriceFile(Map.of("H100", H100)).read(new StringReader(text), lines::add);
        return lines;
    }
}
