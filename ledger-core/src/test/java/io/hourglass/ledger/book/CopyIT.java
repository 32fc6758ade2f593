package io.hourglass.ledger.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Many rows in one statement are the rows that were given. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopyIT {
    private static final String TABLE = "create temporary table given (line int primary key, text text)";

    private final TestDatabase test = TestDatabase.open();
    private final Database owner = test.owner();

    @AfterAll
    void close() {
        owner.close();
        test.close();
    }

    @Test
    void textArrivesAsItIs() {
        List<String> texts =
                new ArrayList<>(List.of("", " ", "plain", "\\N", "\\.", "a\tb", "a\nb", "a\r\nb", "\\", "é€😀"));
        texts.add(null);
        List<Object[]> rows = new ArrayList<>();
        texts.forEach(text -> rows.add(new Object[] {rows.size(), text}));
        List<String> read = owner.inTx(tx -> {
            tx.run(TABLE);
            tx.copy("given (line, text)", rows);
            return tx.query("select text from given order by line", row -> row.getString(1));
        });
        assertThat(read).isEqualTo(texts);
    }

    @Test
    void valuesArriveAsTheyDoInAStatement() {
        Instant moment = Instant.parse("2026-11-26T10:00:00.123456Z");
        UUID id = UUID.fromString("00000000-0000-4000-8000-00000000000a");
        boolean same = owner.inTx(tx -> {
            tx.run("""
                    create temporary table typed (
                        at timestamptz, id uuid, hash text, holder text, kind text, flag boolean, units bigint,
                        number integer, line smallint, day date, bytes bytea)
                    """);
            Object[] row = {
                moment,
                id,
                Hash.ZERO,
                Address.ZERO,
                Account.Floor.FREE,
                true,
                Long.MIN_VALUE,
                Integer.MIN_VALUE,
                Short.MIN_VALUE,
                LocalDate.of(1969, 12, 31),
                new byte[] {-1, 0, 1}
            };
            tx.copy("typed", List.of(row, new Object[row.length]));
            tx.run("insert into typed values (?" + ", ?".repeat(row.length - 1) + ")", row);
            assertThat(tx.query("select at from typed where at is not null", r -> r.getObject(1, OffsetDateTime.class)))
                    .allMatch(at -> at.toInstant().equals(moment));
            return tx.query("select distinct * from typed where at is not null", r -> 1)
                            .size()
                    == 1;
        });
        assertThat(same).isTrue();
    }

    @Test
    void jsonArrivesAsJson() {
        List<String> read = owner.inTx(tx -> {
            tx.run("create temporary table noted (note jsonb)");
            tx.copy("noted (note)", List.<Object[]>of(new Object[] {new Jsonb("{\"é\": [1, \"\\n\"]}")}));
            return tx.query("select note ->> 'é' from noted", row -> row.getString(1));
        });
        assertThat(read).containsExactly("[1, \"\\n\"]");
    }

    @Test
    void aValueOfAnotherTypeThanItsColumnIsRefused() {
        assertThatThrownBy(() -> owner.inTx(tx -> {
                    tx.run("create temporary table narrow (number integer)");
                    tx.copy("narrow (number)", List.<Object[]>of(new Object[] {1L}));
                    return 0;
                }))
                .hasMessageContaining("incorrect binary data format");
        assertThatThrownBy(() -> new Tuples(1).add(new Object[] {1.5}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no column is 1.5");
    }

    @Test
    void manyRowsThatAreLongerThanExpectedFindRoom() {
        String text = "x".repeat(5000);
        long bytes = owner.inTx(tx -> {
            tx.run("create temporary table long_rows (line integer, text text)");
            tx.copy(
                    "long_rows (line, text)",
                    IntStream.range(0, 100)
                            .mapToObj(i -> new Object[] {i, text})
                            .toList());
            return tx.first("select sum(length(text)) from long_rows", row -> row.getLong(1))
                    .orElseThrow();
        });
        assertThat(bytes).isEqualTo(500_000);
    }

    @Test
    void whatIsRefusedIsRefusedWholeAndTheConnectionGoesOn() {
        owner.inTx(tx -> tx.run("create table hourglass.kept (line int primary key, text text)"));
        List<Object[]> twice = List.of(new Object[] {1, "one"}, new Object[] {1, "another"});
        for (int i = 0; i < 20; i++) { // more often than the pool has connections
            assertThatThrownBy(() -> owner.inTx(tx -> {
                        tx.copy("hourglass.kept (line, text)", twice);
                        return 0;
                    }))
                    .hasMessageContaining("kept_pkey");
        }
        List<Integer> kept = owner.inTx(tx -> tx.query("select 1 from hourglass.kept", row -> row.getInt(1)));
        assertThat(kept).isEmpty();
    }
}
