package io.hourglass.pricing.index;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Makes price rows that look like the market's and are not: the sample the product ships, for a
 * first run without any data. Every name says that it is simulated. The same seed makes the same
 * rows, byte for byte, on every machine.
 *
 * <p>A class has a level xₜ (logarithm of USD per GPU-hour) that reverts to its mean, xₜ₊₁ = xₜ +
 * κ(m − xₜ) + σε; a provider quotes it with a lasting premium and noise of its own. Some providers
 * reprice daily and some now and then, as list prices do. A few rows are outliers, for the screen.
 *
 * @param seed of all randomness
 * @param lastDay the last day of the sample
 * @param days how many days, the last one included
 */
public record Simulator(long seed, LocalDate lastDay, int days) {
    /** The columns, as in any price file. */
    public static final String HEADER = "date,provider,region,gpu,gpu_count,on_demand_usd_per_gpu_h,"
            + "spot_usd_per_gpu_h,commit1y_usd_per_gpu_h,commit3y_usd_per_gpu_h,source,licence";

    /** The sample that is shipped: 174 days up to 1 October 2026. */
    public static final Simulator SAMPLE = new Simulator(20260808, LocalDate.of(2026, 10, 1), 174);

    private static final double REVERSION_PER_DAY = 0.03;
    private static final double LEVEL_SD_PER_DAY = 0.012;
    private static final double OUTLIER_PROBABILITY = 0.002;
    private static final double OUTLIER_FACTOR = 1.6;

    private record Provider(String name, String region, double premium, double repricePerDay, boolean spot) {}

    private static final List<Provider> PROVIDERS = List.of(
            new Provider("sim-aurora", "us-east", -0.04, 1.0, true),
            new Provider("sim-borealis", "us-west", 0.02, 1.0, true),
            new Provider("sim-cirrus", "eu-west", 0.05, 0.10, true),
            new Provider("sim-dune", "us-central", -0.10, 0.20, true),
            new Provider("sim-ember", "eu-north", -0.02, 1.0, true),
            new Provider("sim-fjord", "eu-north", 0.00, 0.15, true),
            new Provider("sim-glacier", "us-west", 0.08, 0.05, true),
            new Provider("sim-harbor", "us-east", 0.12, 0.10, false),
            new Provider("sim-isle", "ap-south", -0.06, 0.30, true),
            new Provider("sim-juniper", "eu-central", 0.04, 0.10, false),
            new Provider("sim-kelvin", "us-central", -0.08, 1.0, true),
            new Provider("sim-lagoon", "ap-east", 0.15, 0.05, false));

    private record Gpu(String name, double usdPerHour) {}

    private static final List<Gpu> GPUS =
            List.of(new Gpu("H100", 2.90), new Gpu("H200", 3.70), new Gpu("B200", 5.60), new Gpu("A100-80GB", 1.60));

    /** The whole file, header first, one line an element, without line ends. */
    public Stream<String> lines() {
        return Stream.concat(Stream.of(HEADER), rows().stream().map(Row::csv));
    }

    /** A row of the file; a price of 0 is one that the provider does not offer. */
    public record Row(
            LocalDate date,
            String provider,
            String region,
            String gpu,
            int gpuCount,
            double onDemand,
            double spot,
            double commit1y,
            double commit3y) {

        String csv() {
            return String.join(
                    ",",
                    date.toString(),
                    provider,
                    region,
                    gpu,
                    Integer.toString(gpuCount),
                    cell(onDemand),
                    cell(spot),
                    cell(commit1y),
                    cell(commit3y),
                    "hourglass-simulator",
                    "Apache-2.0");
        }

        private static String cell(double price) {
            return price == 0
                    ? ""
                    : BigDecimal.valueOf(price)
                            .setScale(4, RoundingMode.HALF_EVEN)
                            .stripTrailingZeros()
                            .toPlainString();
        }
    }

    /** All rows, by day, class and provider. */
    public List<Row> rows() {
        Random random = new Random(seed);
        double[] level =
                GPUS.stream().mapToDouble(gpu -> StrictMath.log(gpu.usdPerHour)).toArray();
        double[][] quote = new double[GPUS.size()][PROVIDERS.size()];
        List<Row> rows = new ArrayList<>();
        for (LocalDate day = lastDay.minusDays(days - 1L); !day.isAfter(lastDay); day = day.plusDays(1)) {
            for (int gpu = 0; gpu < GPUS.size(); gpu++) {
                double mean = StrictMath.log(GPUS.get(gpu).usdPerHour);
                level[gpu] += REVERSION_PER_DAY * (mean - level[gpu]) + LEVEL_SD_PER_DAY * random.nextGaussian();
                for (int provider = 0; provider < PROVIDERS.size(); provider++) {
                    quote[gpu][provider] = quote(PROVIDERS.get(provider), level[gpu], quote[gpu][provider], random);
                    rows.addAll(rowsOf(PROVIDERS.get(provider), GPUS.get(gpu), day, quote[gpu][provider], random));
                }
            }
        }
        return rows;
    }

    /** The provider's price of the day: the old one where it does not reprice. */
    private static double quote(Provider provider, double level, double before, Random random) {
        double noise = 0.01 * random.nextGaussian();
        boolean reprices = random.nextDouble() < provider.repricePerDay;
        return before == 0 || reprices ? cents(StrictMath.exp(level + provider.premium + noise)) : before;
    }

    private static List<Row> rowsOf(Provider provider, Gpu gpu, LocalDate day, double quote, Random random) {
        double price = random.nextDouble() < OUTLIER_PROBABILITY ? cents(quote * OUTLIER_FACTOR) : quote;
        double spot = provider.spot ? cents(quote * (0.55 + 0.02 * random.nextGaussian())) : 0;
        Row node = new Row(
                day,
                provider.name,
                provider.region,
                gpu.name,
                8,
                price,
                spot,
                cents(quote * 0.80),
                cents(quote * 0.62));
        if (provider.premium < 0) {
            return List.of(node);
        }
        Row single = new Row(day, provider.name, provider.region, gpu.name, 1, cents(price * 1.05), 0, 0, 0);
        return List.of(node, single);
    }

    private static double cents(double usd) {
        return StrictMath.rint(usd * 100) / 100;
    }
}
