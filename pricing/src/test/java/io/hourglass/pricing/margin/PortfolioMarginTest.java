package io.hourglass.pricing.margin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.pricing.margin.PortfolioMargin.Month;
import io.hourglass.pricing.margin.PortfolioMargin.Parts;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Three months that take 350.40, 300 and 87.60 dollars a lot, the last a quarter of 350.40: it is three quarters fixed. */
class PortfolioMarginTest {
    private static final PortfolioMargin RULES = new PortfolioMargin(50, 25, 100, 1_000, 50);
    private static final List<Month> MONTHS =
            List.of(new Month(350_400_000, 1_000), new Month(300_000_000, 8_000), new Month(87_600_000, 200));

    @Test
    void takesWhatEachMonthTakesWhereNothingOffsets() {
        // 10 · 350.40 + 4 · 300 + 2 · 87.60
        assertThat(parts(10, 4, 2)).isEqualTo(new Parts(4_879_200_000L, 4_879_200_000L, 0));
        assertThat(parts(-10, -4, -2)).isEqualTo(parts(10, 4, 2));
        assertThat(parts(0, 0, 0)).isEqualTo(new Parts(0, 0, 0));
    }

    @Test
    void believesHalfOfWhatMonthsOffset() {
        // Alone 3,504 + 3,000; together they move by 504; half of the 6,000 between is credited.
        assertThat(parts(10, -10, 0)).isEqualTo(new Parts(6_504_000_000L, 3_504_000_000L, 0));
        // Four lots of the month that is three quarters fixed are worth one of a month that is not:
        // alone 700.80, together nothing.
        assertThat(parts(1, 0, -4)).isEqualTo(new Parts(700_800_000, 350_400_000, 0));
    }

    @Test
    void takesHalfAsMuchAgainForLotsOverAShareOfTheOpenInterest() {
        // A quarter of 1,000 is 250: 10 lots over it, 175.20 each.
        assertThat(parts(260, 0, 0).concentration()).isEqualTo(1_752_000_000L);
        assertThat(parts(-260, 0, 0).concentration()).isEqualTo(1_752_000_000L);
        assertThat(parts(250, 0, 0).concentration()).isZero();
    }

    @Test
    void aFewLotsAreNoConcentrationInASmallMarketAndVeryManyAreInALargeOne() {
        // A quarter of 200 is 50, and up to 100 are free; a quarter of 8,000 is 2,000, and over 1,000 are not.
        assertThat(parts(0, 0, 100).concentration()).isZero();
        assertThat(parts(0, 0, 101).concentration()).isEqualTo(43_800_000);
        assertThat(parts(0, 1_001, 0).concentration()).isEqualTo(150_000_000);
    }

    @Test
    void isNeverBelowTheRiskThatRemainsNorAboveTheMonthsAlone() {
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            PortfolioMargin rules = new PortfolioMargin(random.nextInt(101), 25, 100, 1_000, 50);
            long[] lots = {random.nextLong(-500, 501), random.nextLong(-500, 501), random.nextLong(-500, 501)};
            Parts parts = rules.of(MONTHS, List.of(List.of(lots[0], lots[1], lots[2])))
                    .getFirst();
            long remains = Math.abs(lots[0] * 350_400_000 + lots[1] * 300_000_000 + lots[2] * 87_600_000);
            assertThat(parts.portfolio()).isBetween(remains, parts.alone());
        }
    }

    @Test
    void refusesRulesThatCreditMoreThanThereIs() {
        assertThatThrownBy(() -> new PortfolioMargin(101, 25, 100, 1_000, 50))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PortfolioMargin(50, 25, 100, 99, 50)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Parts parts(long first, long second, long third) {
        return RULES.of(MONTHS, List.of(List.of(first, second, third))).getFirst();
    }
}
