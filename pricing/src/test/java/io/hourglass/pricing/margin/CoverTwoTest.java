package io.hourglass.pricing.margin;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.pricing.margin.CoverTwo.Account;
import io.hourglass.pricing.margin.CoverTwo.Instrument;
import io.hourglass.pricing.margin.CoverTwo.Owed;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoverTwoTest {
    /** A lot of each moves by $1,000: two months of one class, one of another. */
    private static final List<Instrument> INSTRUMENTS = List.of(
            new Instrument(0, true, 1_000_000_000),
            new Instrument(0, false, 1_000_000_000),
            new Instrument(1, true, 1_000_000_000));

    @Test
    void coversTheTwoThatWouldOweMostBeyondTheirMargin() {
        List<Owed> owed = CoverTwo.of(
                List.of("A", "B"),
                INSTRUMENTS,
                List.of(
                        account(100_000_000, 1, 0, 0),
                        account(0, 2, 0, 0),
                        account(50_000_000, 0, 0, 1),
                        account(0, -3, 0, -1)));

        // Up by 40 %, the short of four lots owes $1,600; down, 800 less nothing and 400 less 50.
        assertThat(owed.getFirst().market()).isEqualTo("all prices rise");
        assertThat(owed.getFirst().accounts()).containsExactly(3);
        assertThat(owed.getFirst().totalMicros()).isEqualTo(1_600_000_000);
        assertThat(owed)
                .filteredOn(one -> one.market().equals("all prices fall"))
                .singleElement()
                .satisfies(fall -> {
                    assertThat(fall.accounts()).containsExactly(1, 2);
                    assertThat(fall.owedMicros()).containsExactly(800_000_000L, 350_000_000L);
                });
    }

    @Test
    void callsEachByWhatItWouldOweInItsWorstMarket() {
        List<Account> accounts = List.of(
                account(100_000_000, 1, 0, 0),
                account(50_000_000, 0, 0, -1),
                account(0, 1, -1, 0),
                account(900_000_000, 1));

        // 400 less 100 in a fall, 400 less 50 in a rise, twice 200 where months part, and nothing beyond 900.
        assertThat(CoverTwo.worst(List.of("A", "B"), INSTRUMENTS, accounts))
                .containsExactly(300_000_000L, 350_000_000L, 400_000_000L, 0L);
        assertThat(CoverTwo.worst(List.of(), List.of(), accounts)).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void aSpreadOwesOnlyWhereItsMonthsPart() {
        List<Owed> owed = CoverTwo.of(List.of("A", "B"), INSTRUMENTS, List.of(account(0, 1, -1, 0)));

        assertThat(owed.getFirst().market()).isEqualTo("front months fall, later ones rise");
        assertThat(owed.getFirst().totalMicros()).isEqualTo(400_000_000);
        assertThat(owed).filteredOn(one -> one.totalMicros() > 0).hasSize(1);
    }

    @Test
    void nobodyOwesWhatMarginCovers() {
        assertThat(CoverTwo.of(List.of("A", "B"), INSTRUMENTS, List.of(account(400_000_000, 1, 0, 0))))
                .allMatch(one -> one.totalMicros() == 0 && one.accounts().isEmpty());
        assertThat(CoverTwo.of(List.of(), List.of(), List.of())).isEmpty();
    }

    private static Account account(long margin, long... lots) {
        return new Account(Arrays.stream(lots).boxed().toList(), margin);
    }
}
