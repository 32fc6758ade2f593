package io.hourglass.pricing.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.pricing.curve.ModelForwards.Standing;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Prices in micro-dollars, logarithms of them in millionths. */
class ModelForwardsTest {
    private static final LocalDate DAY = LocalDate.parse("2026-08-03");
    private static final ModelForwards STILL = still();

    /** Both factors move by a fifth a year. */
    private static final ModelForwards MOVING = ModelForwards.ofPercents(0, 20, 150, 20, 0, -22, List.of());

    private static final double STEP = Math.exp(-0.22);

    /** Nothing moves but what fades, by 1.5 a year, and what steps. */
    private static ModelForwards still(String... launches) {
        return ModelForwards.ofPercents(
                0, 0, 150, 0, 0, -22, Stream.of(launches).map(LocalDate::parse).toList());
    }

    private static Standing at(double price, double deviation) {
        return new Standing(Math.round((Math.log(price) - deviation) * 1e6), Math.round(deviation * 1e6));
    }

    private static List<Long> months(ModelForwards model, Standing standing, Map<Integer, Long> known) {
        return model.months(DAY, standing, new TreeMap<>(known));
    }

    private static void areNear(List<Long> prices, double usd) {
        assertThat(prices).isNotEmpty().allSatisfy(price -> isNear(price, usd));
    }

    private static void isNear(long price, double usd) {
        assertThat(price).isCloseTo(Math.round(usd * 1e6), within(5L));
    }

    @Test
    void staysWhereNothingIsExpectedToMove() {
        List<Long> months = months(STILL, at(2.4, 0), Map.of(1, 2_400_000L));

        assertThat(months).hasSize(36);
        areNear(months, 2.4);
    }

    @Test
    void aDeviationFadesAsItsDaysDo() {
        List<Long> months = months(STILL, at(2.4, -0.1), Map.of(1, 2_400_000L));

        for (int ahead = 1; ahead < 36; ahead++) {
            YearMonth month = YearMonth.from(DAY).plusMonths(ahead);
            double mean = month.atDay(1)
                    .datesUntil(month.plusMonths(1).atDay(1))
                    .mapToDouble(day -> ChronoUnit.DAYS.between(DAY, day) / 365.0)
                    .map(years -> 2.4 * Math.exp(0.1 - 0.1 * Math.exp(-1.5 * years)))
                    .average()
                    .orElseThrow();
            isNear(months.get(ahead), mean);
        }
        assertThat(months).isSorted();
        assertThat(months.getLast()).isCloseTo(Math.round(2.4e6 * Math.exp(0.1)), within(10_000L));
    }

    @Test
    void aLaunchTakesItsStepFromItsDayOn() {
        List<Long> months = months(still("2026-01-01", "2027-03-16"), at(2, 0), Map.of(1, 2_000_000L));

        areNear(months.subList(0, 7), 2);
        isNear(months.get(7), (15 * 2 + 16 * 2 * STEP) / 31);
        areNear(months.subList(8, 36), 2 * STEP);
    }

    @Test
    void goesFromWhatIsKnownToWhatIsKnown() {
        Map<Integer, Long> known = new TreeMap<>(Map.of(1, 2_000_000L, 20, 1_500_000L));
        for (int month = 2; month <= 12; month++) {
            known.put(month, 1_800_000L);
        }
        List<Long> months = months(STILL, at(2.4, 0), known);

        known.forEach((month, price) -> assertThat(months.get(month - 1)).isEqualTo(price));
        for (int month = 13; month < 20; month++) {
            isNear(months.get(month - 1), Math.exp(Math.log(1.8) + (month - 12) / 8.0 * Math.log(1.5 / 1.8)));
        }
        areNear(months.subList(20, 36), 1.5);
    }

    @Test
    void aStepStandsBetweenWhatIsKnown() {
        List<Long> months =
                months(still("2027-03-01"), at(2.4, 0), Map.of(1, 2_400_000L, 36, Math.round(2_400_000 * STEP)));

        areNear(months.subList(0, 7), 2.4);
        areNear(months.subList(7, 36), 2.4 * STEP);
    }

    /**
     * Of a day's surprise a part g is taken for deviation. Where both factors move alike, by σ a year, and the price is
     * seen every day, the variance v of the deviation stays when −2κv + σ² − (σ² − κv)²/2σ² = 0, so κv = σ²(√2 − 1)
     * and g = (σ² − κv)/2σ² = 1 − 1/√2.
     */
    @Test
    void readsOffPastPricesWhatOfThemFades() {
        SortedMap<LocalDate, Long> prices = constant(1_500, 2_000_000);
        Standing still = MOVING.seen(prices);
        prices.put(DAY, 1_600_000L);
        Standing fallen = MOVING.seen(prices);

        assertThat(still.level()).isCloseTo(Math.round(Math.log(2) * 1e6), within(1_000L));
        assertThat(still.deviation()).isCloseTo(0, within(1_000L));
        assertThat(fallen.level() + fallen.deviation()).isCloseTo(Math.round(Math.log(1.6) * 1e6), within(100L));
        assertThat(fallen.deviation())
                .isCloseTo(Math.round(Math.log(0.8) * (1 - Math.sqrt(0.5)) * 1e6), within(1_000L));
    }

    @Test
    void aLaunchThatWasExpectedIsNoDeviation() {
        SortedMap<LocalDate, Long> prices = constant(700, 2_000_000);
        prices.tailMap(DAY.minusDays(5)).replaceAll((day, price) -> Math.round(price * STEP));
        LocalDate launch = DAY.minusDays(5);

        Standing expected = ModelForwards.ofPercents(0, 20, 150, 20, 0, -22, List.of(launch))
                .seen(prices);
        assertThat(expected.deviation()).isCloseTo(0, within(1_000L));
        assertThat(expected.level()).isCloseTo(Math.round((Math.log(2) - 0.22) * 1e6), within(1_000L));
        assertThat(MOVING.seen(prices).deviation()).as("nobody expected it").isLessThan(-50_000);
    }

    private static SortedMap<LocalDate, Long> constant(int days, long price) {
        SortedMap<LocalDate, Long> prices = new TreeMap<>();
        for (int ago = days; ago > 0; ago--) {
            prices.put(DAY.minusDays(ago), price);
        }
        return prices;
    }

    @Test
    void saysByHowMuchALaunchMovesThePriceThatDay() {
        SortedMap<YearMonth, Long> months = new TreeMap<>();
        for (int ahead = 0; ahead < 36; ahead++) {
            months.put(YearMonth.from(DAY).plusMonths(ahead), 2_000_000L + ahead);
        }
        assertThat(still("2026-01-01", "2026-08-20", "2027-03-16", "2029-08-01").steps(months))
                .containsExactly(Map.entry(LocalDate.parse("2027-03-16"), Math.round(2_000_006 * Math.expm1(-0.22))));
    }

    @Test
    void needsThePriceOfToday() {
        assertThatThrownBy(() -> months(STILL, at(2, 0), Map.of(2, 2_000_000L)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
