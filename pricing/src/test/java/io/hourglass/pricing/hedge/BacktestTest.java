package io.hourglass.pricing.hedge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hourglass.pricing.SharedData;
import io.hourglass.pricing.scenario.ExpectedShortfall;
import io.hourglass.pricing.scenario.Quantile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BacktestTest {
    private static final Backtest QUARTERLY = new Backtest(12, 3);
    private static final RiskAppetite AVERSE = new RiskAppetite.Aversion(new ExpectedShortfall(0.90), 0.5);
    private static final Backtest.Policy OPTIMISED = Backtest.optimised(AVERSE, 0.20, 0.20);

    private static double[] walk(long seed, int months, double drift) {
        Random random = new Random(seed);
        double[] prices = new double[months];
        prices[0] = 3;
        for (int i = 1; i < months; i++) {
            prices[i] = prices[i - 1] * Math.exp(drift + 0.05 * random.nextGaussian());
        }
        return prices;
    }

    @Test
    void noDecisionKnowsWhatComesAfterIt() {
        double[] prices = walk(1, 60, 0);
        List<double[]> decisions = new ArrayList<>();
        QUARTERLY.revenues(prices, (history, months) -> {
            double[] shares = OPTIMISED.soldForward(history, months);
            decisions.add(shares);
            return shares;
        });
        double[] otherwise = prices.clone();
        for (int i = 30; i < 60; i++) {
            otherwise[i] *= 5;
        }
        List<double[]> again = new ArrayList<>();
        QUARTERLY.revenues(otherwise, (history, months) -> {
            double[] shares = OPTIMISED.soldForward(history, months);
            again.add(shares);
            return shares;
        });

        assertThat(decisions).hasSize(16);
        for (int i = 0; i <= 6; i++) {
            assertThat(again.get(i)).isEqualTo(decisions.get(i));
        }
    }

    @Test
    void sellingAllForwardBringsTodaysPriceAndNothingTheSpotPrice() {
        double[] prices = new double[15];
        Arrays.setAll(prices, i -> 2 + 0.1 * i);

        assertThat(QUARTERLY.revenues(prices, Backtest.always(1))).containsExactly(1);
        assertThat(QUARTERLY.revenues(prices, Backtest.always(0))[0])
                .isCloseTo((3.2 + 3.3 + 3.4) / 3 / 3.1, within(1e-12));
        assertThat(QUARTERLY.revenues(prices, Backtest.always(0.5))[0])
                .isCloseTo((1 + (3.2 + 3.3 + 3.4) / 3 / 3.1) / 2, within(1e-12));
        assertThatThrownBy(() -> QUARTERLY.revenues(new double[14], Backtest.always(0)))
                .hasMessageContaining("14");
    }

    @Test
    void sellsForwardInAFallingMarketAndNotInARisingOne() {
        double[] falling = walk(2, 60, -0.03);
        double[] rising = walk(2, 60, 0.03);

        assertThat(mean(QUARTERLY.revenues(falling, OPTIMISED)))
                .isGreaterThan(mean(QUARTERLY.revenues(falling, Backtest.always(0))));
        assertThat(mean(QUARTERLY.revenues(rising, OPTIMISED)))
                .isGreaterThan(mean(QUARTERLY.revenues(rising, Backtest.always(1))));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    /** Of independent observations the interval is the normal one. */
    @Test
    void theIntervalIsAsWideAsTheMeanIsUnsure() {
        Random random = new Random(4);
        double[] series = random.doubles(400).map(x -> random.nextGaussian()).toArray();
        double[] trending = new double[400];
        for (int i = 1; i < 400; i++) {
            trending[i] = 0.9 * trending[i - 1] + random.nextGaussian();
        }

        Bootstrap.Interval interval = new Bootstrap(1, 4000, 9).mean(series, 0.95);

        assertThat(interval.high() - interval.low()).isCloseTo(2 * 1.96 / 20, within(0.02));
        assertThat(interval.mean()).isBetween(interval.low(), interval.high());
        Bootstrap.Interval alone = new Bootstrap(1, 4000, 9).mean(trending, 0.95);
        Bootstrap.Interval blocks = new Bootstrap(20, 4000, 9).mean(trending, 0.95);
        assertThat(blocks.high() - blocks.low()).isGreaterThan(2 * (alone.high() - alone.low()));
        assertThatThrownBy(() -> new Bootstrap(0.5, 10, 1)).hasMessageContaining("0.5");
    }

    /**
     * The real history: one provider's spot prices (the only ones that were followed for years without a
     * change of source), the median over regions by month. The figures are written down as they come out;
     * what is asserted is that they are figures.
     */
    @Test
    void isReportedOnRealPricesAsItComesOut() throws IOException {
        Optional<Path> file = SharedData.file("gpu_prices.csv");
        assumeTrue(file.isPresent(), "shared/data/gpu_prices.csv is not beside this checkout: not run");
        Map<String, Backtest.Policy> policies = new LinkedHashMap<>();
        policies.put("nothing forward", Backtest.always(0));
        policies.put("half forward", Backtest.always(0.5));
        policies.put("all forward", Backtest.always(1));
        policies.put("optimised", OPTIMISED);
        StringBuilder report = new StringBuilder();
        Map<String, Map<YearMonth, List<Double>>> pooled = new LinkedHashMap<>();
        int decisions = 0;
        for (String gpu : List.of("A100-40GB", "A100-80GB", "L4", "H100")) {
            NavigableMap<YearMonth, Double> monthly = monthly(Files.readAllLines(file.orElseThrow(), UTF_8), gpu);
            YearMonth first = monthly.firstKey();
            double[] prices = monthly.values().stream().mapToDouble(x -> x).toArray();
            report.append(String.format(Locale.ROOT, "%n%s: %d months from %s%n", gpu, prices.length, first));
            for (Map.Entry<String, Backtest.Policy> policy : policies.entrySet()) {
                double[] revenues = QUARTERLY.revenues(prices, policy.getValue());
                Backtest.Figures figures = Backtest.Figures.of(revenues);
                report.append(String.format(
                        Locale.ROOT,
                        "  %-16s %2d decisions  mean %.4f  worst tenth %.4f%n",
                        policy.getKey(),
                        revenues.length,
                        figures.mean(),
                        figures.worstTenth()));
                decisions += revenues.length;
                for (int i = 0; i < revenues.length; i++) {
                    pooled.computeIfAbsent(policy.getKey(), key -> new TreeMap<>())
                            .computeIfAbsent(first.plusMonths(11L + 3L * i), key -> new ArrayList<>())
                            .add(revenues[i]);
                }
            }
        }
        report.append(String.format(Locale.ROOT, "%noptimised less, by quarter, all classes (95 %% interval)%n"));
        double[] optimised = quarters(pooled, "optimised");
        for (String rival : List.of("nothing forward", "half forward", "all forward")) {
            double[] other = quarters(pooled, rival);
            double[] difference = new double[other.length];
            Arrays.setAll(difference, i -> optimised[i] - other[i]);
            Bootstrap.Interval interval = new Bootstrap(2, 5000, 20_260_808).mean(difference, 0.95);
            report.append(String.format(
                    Locale.ROOT,
                    "  %-16s %+.4f  [%+.4f, %+.4f]  of %d quarters%n",
                    rival,
                    interval.mean(),
                    interval.low(),
                    interval.high(),
                    difference.length));
            assertThat(interval.low()).isLessThanOrEqualTo(interval.mean());
            assertThat(interval.high()).isGreaterThanOrEqualTo(interval.mean());
        }
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "hedge-backtest.txt"), report.toString());
        assertThat(decisions).isGreaterThan(100);
    }

    /** Quarters of different classes move together: their mean is one observation. */
    private static double[] quarters(Map<String, Map<YearMonth, List<Double>>> pooled, String policy) {
        return pooled.getOrDefault(policy, Map.of()).values().stream()
                .mapToDouble(
                        values -> values.stream().mapToDouble(x -> x).average().orElseThrow())
                .toArray();
    }

    /** Medians over regions from the first quarter on, a month without a price as the one before. */
    private static NavigableMap<YearMonth, Double> monthly(List<String> lines, String gpu) {
        NavigableMap<YearMonth, List<Double>> prices = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            if (cells[1].equals("gcp") && cells[3].equals(gpu) && !cells[6].isEmpty()) {
                prices.computeIfAbsent(YearMonth.parse(cells[0].substring(0, 7)), key -> new ArrayList<>())
                        .add(Double.parseDouble(cells[6]));
            }
        }
        NavigableMap<YearMonth, Double> monthly = new TreeMap<>();
        YearMonth month = prices.firstKey();
        while (month.getMonthValue() % 3 != 1) {
            month = month.plusMonths(1);
        }
        for (; !month.isAfter(prices.lastKey()); month = month.plusMonths(1)) {
            List<Double> quoted =
                    Objects.requireNonNull(prices.floorEntry(month)).getValue();
            monthly.put(
                    month,
                    Quantile.AVERAGED_INVERSE_DISTRIBUTION.of(
                            quoted.stream().mapToDouble(x -> x).toArray(), 0.5));
        }
        return monthly;
    }
}
