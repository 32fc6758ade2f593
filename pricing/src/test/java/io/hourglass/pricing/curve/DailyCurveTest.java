package io.hourglass.pricing.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DailyCurveTest {
    private static final LocalDate NEW_YEAR = LocalDate.of(2027, 1, 1);
    private static final LocalDate YEAR_END = LocalDate.of(2027, 12, 31);
    private static final LocalDate THREE_YEARS = LocalDate.of(2029, 12, 31);

    private static Quote month(int month, double price) {
        return Quote.of(Delivery.month(YearMonth.of(2027, month)), price);
    }

    private static Quote quarter(int quarter, double price) {
        return Quote.of(Delivery.quarter(2027, quarter), price);
    }

    private static List<Quote> months(double... prices) {
        return IntStream.range(0, prices.length)
                .mapToObj(i -> month(i + 1, prices[i]))
                .toList();
    }

    private static void assertReprices(DailyCurve curve, List<Quote> quotes) {
        assertThat(quotes)
                .allSatisfy(quote -> assertThat(curve.mean(quote.delivery())).isCloseTo(quote.ask(), within(1e-10)));
    }

    /** CURVE-FL365-MONTHS. */
    @Test
    void isTheSmoothestThroughTwelveMonths() {
        DailyCurve curve = DailyCurve.of(
                NEW_YEAR, YEAR_END, months(2.6, 2.55, 2.5, 2.5, 2.45, 2.4, 2.42, 2.38, 2.35, 2.33, 2.3, 2.31));

        assertThat(curve.roughness()).isCloseTo(1.886910e-06, within(1e-11));
        assertThat(curve.prices()[0]).isCloseTo(2.6192072931, within(1e-8));
        assertThat(curve.prices()[180]).isCloseTo(2.4092690698, within(1e-8));
        assertThat(curve.prices()[364]).isCloseTo(2.3243301855, within(1e-8));
    }

    private static final List<Quote> MONTHS_AND_QUARTERS =
            List.of(month(1, 2.6), month(2, 2.55), month(3, 2.5), quarter(2, 2.45), quarter(3, 2.38), quarter(4, 2.31));

    /** CURVE-FL365-OVERLAP. */
    @Test
    void impliesMonthsFromQuarters() {
        DailyCurve curve = DailyCurve.of(NEW_YEAR, YEAR_END, MONTHS_AND_QUARTERS);

        assertThat(curve.roughness()).isCloseTo(3.556696e-08, within(1e-13));
        double[] implied = {
            curve.prices()[0],
            curve.prices()[100],
            curve.prices()[364],
            curve.mean(month(4, 1).delivery()),
            curve.mean(month(5, 1).delivery()),
            curve.mean(month(6, 1).delivery()),
            curve.mean(Delivery.year(2027))
        };
        assertThat(implied)
                .containsExactly(
                        new double[] {
                            2.6240691616, 2.4709442226, 2.2795323086, 2.46826529, 2.45038117, 2.43134083, 2.42172603
                        },
                        within(1e-8));
    }

    /** CURVE-LINEAR, by the hour. */
    @Test
    void isStraightWhereItsQuotesAre() {
        List<MaximumSmoothness.Stretch> days = IntStream.range(0, 14)
                .mapToObj(i -> new MaximumSmoothness.Stretch(24 * i, 24 * i + 24, 45.7 + 0.8 * i, 45.7 + 0.8 * i))
                .toList();
        double[] weights = new double[14 * 24];
        Arrays.fill(weights, 1);

        double[] hours = MaximumSmoothness.sequence(weights, days);

        for (int i = 1; i < hours.length; i++) {
            assertThat(hours[i] - hours[i - 1]).isCloseTo(0.03333333333333333, within(1e-12));
        }
    }

    /** CURVE-FLAT. */
    @Property
    void isFlatWhereItsQuotesAre(@ForAll @DoubleRange(min = 0.01, max = 100) double price) {
        List<Quote> quotes = List.of(
                month(1, price),
                month(2, price),
                month(3, price),
                quarter(2, price),
                quarter(3, price),
                Quote.of(new Delivery("Winter", LocalDate.of(2027, 10, 1), LocalDate.of(2028, 3, 31)), price));

        DailyCurve curve = DailyCurve.of(NEW_YEAR, THREE_YEARS, quotes);

        assertThat(curve.prices()).containsOnly(new double[] {price}, within(1e-12 * Math.max(1, price)));
    }

    /** CURVE-REPRICE. */
    @Property(tries = 200)
    void repricesQuotesThatOverlap(@ForAll long seed) {
        Random random = new Random(seed);
        double[] hidden = new double[1096];
        hidden[0] = 3;
        for (int i = 1; i < hidden.length; i++) {
            hidden[i] = hidden[i - 1] * Math.exp(0.01 * random.nextGaussian());
        }
        List<Quote> quotes = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            int from = random.nextInt(1066);
            int to = Math.min(1095, from + 6 + random.nextInt(365));
            double mean = Arrays.stream(hidden, from, to + 1).average().orElseThrow();
            quotes.add(Quote.of(new Delivery("c" + i, NEW_YEAR.plusDays(from), NEW_YEAR.plusDays(to)), mean));
        }

        assertReprices(DailyCurve.of(NEW_YEAR, THREE_YEARS, quotes), quotes);
    }

    /** Prices and spreads together, over months, quarters, years and odd stretches, by either calendar. */
    @Property(tries = 150)
    void meetsEveryKindOfQuoteAtOnce(@ForAll long seed) {
        assertMeetsQuotesOf(seed);
    }

    /** Stretches so alike that how one gives way to a force on the other is lost in rounding. */
    @ParameterizedTest
    @ValueSource(longs = {7559, 15552})
    void meetsQuotesThatAreNearlyTheSame(long seed) {
        assertMeetsQuotesOf(seed);
    }

    @Test
    void meetsMoreQuotesThanItHasDays() {
        List<Quote> quotes = new ArrayList<>();
        for (int from = 1; from <= 4; from++) {
            for (int to = from; to <= 4; to++) {
                Delivery delivery =
                        new Delivery(from + " to " + to, LocalDate.of(2027, 1, from), LocalDate.of(2027, 1, to));
                double mean = 2 + (from * from + to * to) / 10.0;
                quotes.add(new Quote(delivery, mean - 0.3, mean + 0.3));
            }
        }

        DailyCurve curve = DailyCurve.of(NEW_YEAR, LocalDate.of(2027, 1, 4), quotes);

        assertThat(quotes).hasSize(10).allSatisfy(quote -> assertThat(curve.mean(quote.delivery()))
                .isBetween(quote.bid() - 1e-10, quote.ask() + 1e-10));
    }

    private static void assertMeetsQuotesOf(long seed) {
        Random random = new Random(seed);
        Predicate<LocalDate> calendar =
                random.nextBoolean() ? day -> true : day -> day.getDayOfWeek().getValue() <= 5;
        double[] hidden = new double[1096];
        hidden[0] = 3;
        for (int i = 1; i < hidden.length; i++) {
            hidden[i] = hidden[i - 1] * Math.exp(0.01 * random.nextGaussian());
        }
        List<Quote> quotes = new ArrayList<>();
        for (int count = 1 + random.nextInt(30); count > 0; count--) {
            Delivery delivery = delivery(random);
            double mean = delivery.first()
                    .datesUntil(delivery.last().plusDays(1))
                    .filter(calendar)
                    .mapToDouble(day -> hidden[(int) ChronoUnit.DAYS.between(NEW_YEAR, day)])
                    .average()
                    .orElseThrow();
            boolean exact = random.nextInt(3) == 0;
            quotes.add(new Quote(
                    delivery,
                    exact ? mean : mean - 0.05 * random.nextDouble(),
                    exact ? mean : mean + 0.05 * random.nextDouble()));
        }

        DailyCurve curve = DailyCurve.of(NEW_YEAR, THREE_YEARS, quotes, List.of(), calendar);

        assertThat(quotes).allSatisfy(quote -> assertThat(curve.mean(quote.delivery()))
                .isBetween(quote.bid() - 1e-10, quote.ask() + 1e-10));
    }

    private static Delivery delivery(Random random) {
        int quarter = random.nextInt(12);
        LocalDate first = NEW_YEAR.plusDays(random.nextInt(1000));
        return switch (random.nextInt(4)) {
            case 0 -> Delivery.month(YearMonth.from(NEW_YEAR).plusMonths(random.nextInt(36)));
            case 1 -> Delivery.quarter(2027 + quarter / 4, quarter % 4 + 1);
            case 2 -> Delivery.year(2027 + random.nextInt(3));
            default -> new Delivery("odd", first, first.plusDays(5 + random.nextInt(90)));
        };
    }

    @Test
    void aQuoteThatFollowsFromOthersChangesNothing() {
        DailyCurve curve = DailyCurve.of(NEW_YEAR, YEAR_END, MONTHS_AND_QUARTERS);
        List<Quote> more = new ArrayList<>(MONTHS_AND_QUARTERS);
        for (Delivery delivery : List.of(Delivery.quarter(2027, 1), Delivery.year(2027))) {
            more.add(0, Quote.of(delivery, curve.mean(delivery)));
        }

        DailyCurve same = DailyCurve.of(NEW_YEAR, YEAR_END, more);

        assertThat(same.prices()).containsExactly(curve.prices(), within(1e-10));
        assertReprices(same, more);
    }

    @Test
    void namesTheArbitrageAndWhatItEarns() {
        List<Quote> quotes = List.of(month(1, 2.4), month(2, 2.4), month(3, 2.4), quarter(2, 2.3), quarter(1, 2.5));

        assertThatThrownBy(() -> DailyCurve.of(NEW_YEAR, YEAR_END, quotes))
                .isInstanceOfSatisfying(ArbitrageException.class, refused -> {
                    assertThat(refused.arbitrage().amount()).isCloseTo(0.1, within(1e-9));
                    assertThat(refused.arbitrage().legs())
                            .containsExactlyInAnyOrder(
                                    new Arbitrage.Leg(Arbitrage.Side.SELL, quotes.get(4)),
                                    new Arbitrage.Leg(Arbitrage.Side.BUY, quotes.get(0)),
                                    new Arbitrage.Leg(Arbitrage.Side.BUY, quotes.get(1)),
                                    new Arbitrage.Leg(Arbitrage.Side.BUY, quotes.get(2)));
                })
                .hasMessageContaining("sell 2027-Q1 at 2.5");
    }

    @Test
    void refusesARentalSoCheapThatItsLastHoursWouldCostLessThanNothing() {
        Quote year = Quote.of(Delivery.term(NEW_YEAR, 12), 3.0);
        Quote threeYears = Quote.of(Delivery.term(NEW_YEAR, 36), 0.9);

        assertThatThrownBy(() -> DailyCurve.of(NEW_YEAR, THREE_YEARS, List.of(year, threeYears)))
                .isInstanceOfSatisfying(ArbitrageException.class, refused -> assertThat(
                                refused.arbitrage().amount())
                        .isCloseTo((365 * 3.0 - 1096 * 0.9) / 1096, within(1e-9)));
    }

    @Test
    void aSpreadWideEnoughIsNoArbitrage() {
        List<Quote> quotes = new ArrayList<>(months(2.4, 2.4, 2.4));
        quotes.add(new Quote(Delivery.quarter(2027, 1), 2.39, 2.5));

        assertThat(Arbitrage.among(quotes)).isEmpty();
        quotes.set(3, new Quote(Delivery.quarter(2027, 1), 2.41, 2.5));
        assertThat(Arbitrage.among(quotes).orElseThrow().amount()).isCloseTo(0.01, within(1e-9));
    }

    /** No other curve within the bounds is smoother: tried against exact curves through random prices. */
    @Property(tries = 60)
    void staysWithinBidAndAskAndBendsNoMoreThanItMust(@ForAll long seed) {
        Random random = new Random(seed);
        List<Quote> quotes = new ArrayList<>();
        for (int i = 1; i <= 12; i++) {
            double mid = 2.5 + 0.3 * random.nextGaussian() / 3;
            double half = random.nextInt(4) == 0 ? 0 : 0.08 * random.nextDouble();
            quotes.add(new Quote(Delivery.month(YearMonth.of(2027, i)), mid - half, mid + half));
        }
        DailyCurve unbound = DailyCurve.of(NEW_YEAR, YEAR_END, quotes);
        double quarter = unbound.mean(Delivery.quarter(2027, 2));
        quotes.add(new Quote(Delivery.quarter(2027, 2), quarter - 0.1, quarter - 0.002));
        if (Arbitrage.among(quotes).isPresent()) {
            quotes.removeLast();
        }

        DailyCurve curve = DailyCurve.of(NEW_YEAR, YEAR_END, quotes);

        assertThat(quotes).allSatisfy(quote -> assertThat(curve.mean(quote.delivery()))
                .isBetween(quote.bid() - 1e-10, quote.ask() + 1e-10));
        for (int i = 0; i < 30; i++) {
            List<Quote> exact = quotes.subList(0, 12).stream()
                    .map(quote -> {
                        double mean = curve.mean(quote.delivery());
                        double moved = mean + 0.01 * random.nextGaussian();
                        return Quote.of(quote.delivery(), Math.clamp(moved, quote.bid(), quote.ask()));
                    })
                    .toList();
            DailyCurve other = DailyCurve.of(NEW_YEAR, YEAR_END, exact);
            if (quotes.stream()
                    .allMatch(quote -> other.mean(quote.delivery()) >= quote.bid()
                            && other.mean(quote.delivery()) <= quote.ask())) {
                assertThat(curve.roughness()).isLessThan(other.roughness() + 1e-9);
            }
        }
    }

    @Test
    void wideQuotesAreMetByTheStraightLineNearestToTheirMiddles() {
        List<Quote> wide = IntStream.rangeClosed(1, 12)
                .mapToObj(
                        i -> new Quote(Delivery.month(YearMonth.of(2027, i)), 2.0 + 0.1 * (i % 2), 3.0 + 0.1 * (i % 2)))
                .toList();

        DailyCurve curve = DailyCurve.of(NEW_YEAR, YEAR_END, wide);

        assertThat(curve.roughness()).isLessThan(1e-12);
        assertThat(curve.mean(Delivery.year(2027))).isCloseTo(2.55, within(1e-3));
    }

    @Test
    void aLaunchStandsInTheCurveAsAStep() {
        LocalDate launch = LocalDate.of(2027, 5, 11);
        List<LaunchStep> steps = List.of(new LaunchStep(launch, -0.6));
        List<Quote> quotes = List.of(
                month(1, 3.0), month(4, 3.0), month(5, (10 * 3.0 + 21 * 2.4) / 31), month(6, 2.4), quarter(4, 2.4));

        DailyCurve curve = DailyCurve.of(NEW_YEAR, YEAR_END, quotes, steps, day -> true);

        assertReprices(curve, quotes);
        assertThat(curve.forward(launch.minusDays(1))).isCloseTo(3.0, within(1e-9));
        assertThat(curve.forward(launch)).isCloseTo(2.4, within(1e-9));
        DailyCurve without = DailyCurve.of(NEW_YEAR, YEAR_END, quotes);
        assertThat(without.forward(launch.minusDays(1)) - without.forward(launch))
                .isLessThan(0.05);
        assertReprices(without, quotes);
    }

    @Test
    void meansCountTheDaysOfTheirCalendar() {
        DailyCurve curve = DailyCurve.of(
                NEW_YEAR,
                YEAR_END,
                MONTHS_AND_QUARTERS,
                List.of(),
                day -> day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY);

        double sum = 0;
        int days = 0;
        for (LocalDate day = NEW_YEAR; day.getMonthValue() == 1; day = day.plusDays(1)) {
            if (day.getDayOfWeek().getValue() <= 5) {
                sum += curve.forward(day);
                days++;
            }
        }
        assertThat(sum / days).isCloseTo(2.6, within(1e-10));
        assertReprices(curve, MONTHS_AND_QUARTERS);
    }

    @Test
    void twoRentalsMakeAForward() {
        Quote year = new Quote(Delivery.term(NEW_YEAR, 12), 2.4, 2.5);
        Quote twoYears = new Quote(Delivery.term(NEW_YEAR, 24), 2.2, 2.25);

        Quote forward = Quote.between(year, twoYears);

        assertThat(forward.delivery().first()).isEqualTo(LocalDate.of(2028, 1, 1));
        assertThat(forward.delivery().last()).isEqualTo(LocalDate.of(2028, 12, 31));
        assertThat(forward.bid()).isCloseTo((731 * 2.2 - 365 * 2.5) / 366, within(1e-12));
        assertThat(forward.ask()).isCloseTo((731 * 2.25 - 365 * 2.4) / 366, within(1e-12));
        assertThatThrownBy(() -> Quote.between(twoYears, year)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void oneQuoteIsAFlatCurve() {
        DailyCurve curve = DailyCurve.of(NEW_YEAR, YEAR_END, List.of(month(5, 2.5)));

        assertThat(curve.prices()).containsOnly(new double[] {2.5}, within(1e-12));
    }

    @Test
    void refusesWhatItCannotPrice() {
        assertThatThrownBy(() -> DailyCurve.of(NEW_YEAR, YEAR_END, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DailyCurve.of(NEW_YEAR, YEAR_END, List.of(Quote.of(Delivery.year(2028), 2.5))))
                .hasMessageContaining("2028-12-31");
        assertThatThrownBy(() -> DailyCurve.of(
                        NEW_YEAR, YEAR_END, List.of(month(1, 2.5)), List.of(), day -> day.getMonthValue() > 1))
                .hasMessageContaining("2027-01");
        assertThatThrownBy(() -> new Quote(Delivery.year(2027), 2.5, 2.4)).hasMessageContaining("2.4");
        assertThatThrownBy(() -> Quote.of(Delivery.year(2027), Double.NaN)).hasMessageContaining("NaN");
    }

    @Property
    void cascadingKeepsEveryMicroDollar(@ForAll long seed) {
        Random random = new Random(seed);
        double[] prices =
                IntStream.range(0, 12).mapToDouble(i -> 1 + random.nextDouble()).toArray();
        DailyCurve curve = DailyCurve.of(NEW_YEAR, YEAR_END, months(prices));
        Cascade.Part year = Cascade.whole(Delivery.year(2027), 2_400_001 + random.nextInt(1000));

        List<Cascade.Part> quarters = Cascade.of(year, curve);
        List<Cascade.Part> parts = quarters.stream()
                .flatMap(quarter -> Cascade.of(quarter, curve).stream())
                .toList();

        assertThat(parts.stream().map(Cascade.Part::delivery))
                .isEqualTo(months(prices).stream().map(Quote::delivery).toList());
        for (List<Cascade.Part> level : List.of(quarters, parts)) {
            assertThat(level.stream().mapToLong(Cascade.Part::value).sum()).isEqualTo(year.value());
            assertThat(level.stream().mapToLong(Cascade.Part::hours).sum()).isEqualTo(8760);
        }
        double scale = (double) year.value() / 8760 / curve.mean(Delivery.year(2027)) / 1e6;
        assertThat(parts).allSatisfy(part -> assertThat(part.value() / 1e6 / part.hours())
                .isCloseTo(scale * curve.mean(part.delivery()), within(1e-6)));
        assertThatThrownBy(() -> Cascade.of(parts.getFirst(), curve)).hasMessageContaining("2027-01");
    }

    @Test
    void manyQuotesInAnyOrderMakeTheSameCurve() {
        List<Quote> quotes = new ArrayList<>(MONTHS_AND_QUARTERS);
        DailyCurve curve = DailyCurve.of(NEW_YEAR, YEAR_END, quotes);
        Collections.reverse(quotes);

        assertThat(DailyCurve.of(NEW_YEAR, YEAR_END, quotes).prices()).containsExactly(curve.prices(), within(1e-10));
    }
}
