package io.hourglass.pricing.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.pricing.options.MonthOption.Forward;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MonthOptionTest {
    private static final double VOLATILITY = 0.26;

    /** Twenty business days or so, a month from now, at $2.40. */
    private static final List<Forward> MONTH =
            IntStream.range(0, 20).mapToObj(i -> new Forward(2_400_000, 30 + i)).toList();

    private static final MonthOption BEFORE = new MonthOption(List.of(), MONTH, VOLATILITY);

    @Test
    void isTheAverageOptionInWholeNumbers() {
        List<AverageOption.Fixing> fixings = MONTH.stream()
                .map(day -> new AverageOption.Fixing(2.4, day.days() / 365.0, VOLATILITY))
                .toList();
        double premium = new AverageOption(OptionType.PUT, 2.5, 20, 0, 0).premium(fixings, 1);
        MonthOption.Value put = BEFORE.value(OptionType.PUT, 2_500_000, OptionalLong.empty());
        assertThat(put.premium()).isEqualTo(Math.round(premium * 1e6));
        assertThat(put.delta()).isBetween(-1_000_000L, 0L);
        assertThat(put.vega()).isPositive();
        assertThat(put.theta()).isNegative();
    }

    /** Buying the call and selling the put is the forward, and the cap is a call sold. */
    @Test
    void aCappedCallIsTheDifferenceOfTwoCalls() {
        MonthOption.Value whole = BEFORE.value(OptionType.CALL, 2_500_000, OptionalLong.empty());
        MonthOption.Value sold = BEFORE.value(OptionType.CALL, 3_000_000, OptionalLong.empty());
        MonthOption.Value capped = BEFORE.value(OptionType.CALL, 2_500_000, OptionalLong.of(3_000_000));
        assertThat(capped.premium()).isCloseTo(whole.premium() - sold.premium(), within(1L));
        assertThat(capped.delta()).isCloseTo(whole.delta() - sold.delta(), within(1L));
        MonthOption.Value put = BEFORE.value(OptionType.PUT, 2_500_000, OptionalLong.empty());
        assertThat(whole.premium() - put.premium()).isCloseTo(2_400_000L - 2_500_000, within(1L));
    }

    /** K' = K − Ā·n/N with the remaining weight: what is fixed moves no more. */
    @Test
    void withinTheMonthOnlyTheRemainingWeightMoves() {
        List<Long> half = IntStream.range(0, 10).mapToObj(i -> 2_600_000L).toList();
        List<Forward> rest = IntStream.range(0, 10)
                .mapToObj(i -> new Forward(2_400_000, 1 + i))
                .toList();
        MonthOption within = new MonthOption(half, rest, VOLATILITY);
        // 10 of 20 days at 2.60: a strike of 2.50 is one of 2.40 on what is left, at half the weight
        MonthOption.Value call = within.value(OptionType.CALL, 2_500_000, OptionalLong.empty());
        MonthOption.Value rested =
                new MonthOption(List.of(), rest, VOLATILITY).value(OptionType.CALL, 2_400_000, OptionalLong.empty());
        assertThat(call.premium()).isCloseTo(rested.premium() / 2, within(1L));
        assertThat(call.delta()).isCloseTo(rested.delta() / 2, within(1L));
    }

    @Test
    void onceAllIsFixedItIsThePayoff() {
        MonthOption over = new MonthOption(List.of(2_400_000L, 2_800_000L), List.of(), VOLATILITY);
        assertThat(over.value(OptionType.CALL, 2_500_000, OptionalLong.of(2_550_000)))
                .isEqualTo(new MonthOption.Value(50_000, 0, 0, 0, 0));
        assertThat(over.value(OptionType.PUT, 2_500_000, OptionalLong.empty()).premium())
                .isZero();
    }

    @Test
    void takesTheVolatilityTheIndexHad() {
        List<Long> history = List.of(2_400_000L, 2_424_000L, 2_400_000L, 2_424_000L, 2_400_000L);
        MonthOption of = MonthOption.of(List.of(), MONTH, history);
        // returns of ±0.995 % a day: sd 1.1489 % × √365
        assertThat(of.volatilityMillionths()).isBetween(219_000L, 220_500L);
        assertThat(MonthOption.of(List.of(), MONTH, List.of()).volatilityMillionths())
                .isZero();
    }
}
