package io.hourglass.pricing.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The golden case of the rulebook (§2) and the edges of the count. */
class TallyTest {
    private static final double EXACT = 1e-12;

    static List<Vote> golden(double fourthPrice) {
        return List.of(
                new Vote("a", 6.60, 0.20, 0.30),
                new Vote("b", 6.75, 0.21, 0.25),
                new Vote("c", 6.50, 0.20, 0.20),
                new Vote("d", fourthPrice, 0.25, 0.15),
                new Vote("e", 5.80, 0.45, 0.10));
    }

    @Test
    void countsTheGoldenCase() {
        Tally tally = Tally.of(golden(7.20));

        assertThat(tally.value()).isCloseTo(6.6425, within(EXACT));
        assertThat(tally.band()).isCloseTo(0.2425, within(EXACT));
        assertThat(tally.lowerQuartile()).isCloseTo(6.40, within(EXACT));
        assertThat(tally.upperQuartile()).isCloseTo(6.80, within(EXACT));
    }

    @Test
    void isNotMovedByOneProviderRepricing() {
        assertThat(Tally.of(golden(9.36)).value()).isCloseTo(6.6425, within(EXACT));
        assertThat(weightedMean(golden(7.20))).isCloseTo(6.6275, within(EXACT));
        assertThat(weightedMean(golden(9.36))).isCloseTo(6.9515, within(EXACT));
    }

    @Test
    void becomesMoneyOnce() {
        Receipts receipts =
                new Receipts(Instant.EPOCH, Basis.WIDENED, golden(7.20), List.of(), List.of(), new Gate(5, 5, 5, 5));
        Fixing fixing = Fixing.recompute(receipts, Methodology.HGI_1);

        assertThat(fixing.valueMicros()).isEqualTo(6_642_500);
        assertThat(fixing.bandMicros()).isEqualTo(242_500);
    }

    @Test
    void takesASingleProviderAtItsWord() {
        Tally tally = Tally.of(List.of(new Vote("a", 2.0, 0.1, 1)));

        assertThat(tally.value()).isCloseTo(2.0, within(EXACT));
        assertThat(tally.band()).isCloseTo(0.1, within(EXACT));
    }

    @Test
    void refusesAnEmptyBallot() {
        assertThatThrownBy(() -> Tally.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static double weightedMean(List<Vote> votes) {
        return votes.stream().mapToDouble(v -> v.price() * v.weight()).sum();
    }
}
