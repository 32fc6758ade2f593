package io.hourglass.pricing.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hourglass.pricing.SharedData;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The engine over 4.5 years of real prices. */
class RealPricesTest {
    private static final Instant FIRST = Instant.parse("2022-02-09T20:00:00Z");
    private static final Instant LAST = Instant.parse("2026-08-08T20:00:00Z");

    @Test
    void fixesEveryClassThatPassesItsGate() {
        Optional<Path> file = SharedData.file("gpu_prices.csv");
        assumeTrue(file.isPresent(), "shared/data/gpu_prices.csv is not beside this checkout: not run");
        Map<String, List<Observation>> history = RealPrices.load(file.orElseThrow());
        IndexEngine engine = new IndexEngine(Methodology.HGI_1);

        long start = cpuNanos();
        Map<String, List<Fixing>> fixings = new TreeMap<>();
        history.forEach((index, observations) -> fixings.put(index, fixings(engine, observations)));
        Duration elapsed = Duration.ofNanos(cpuNanos() - start);

        report(fixings, elapsed);
        assertThat(fixings.get("H100-SXM-80GB on-demand")).hasSizeGreaterThan(80);
        assertThat(elapsed).isLessThan(Duration.ofSeconds(5));
        assertThat(fixings.values()).allSatisfy(list -> assertThat(list).allSatisfy(RealPricesTest::isSound));
    }

    /** Processor time, so that a busy machine fails nothing. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static List<Fixing> fixings(IndexEngine engine, List<Observation> observations) {
        List<Fixing> fixings = new ArrayList<>();
        for (DayResult result : engine.fixAll(observations, FIRST, LAST)) {
            if (result instanceof Fixing fixing) {
                fixings.add(fixing);
            }
        }
        return fixings;
    }

    private static void isSound(Fixing fixing) {
        Fixing again = Fixing.recompute(fixing.receipts(), Methodology.HGI_1);
        assertThat(again).isEqualTo(fixing);
        assertThat(fixing.value()).isPositive();
        assertThat(fixing.band()).isNotNegative();
        if (fixing.basis() != Basis.CARRIED) {
            assertThat(fixing.receipts().votes()).hasSizeGreaterThanOrEqualTo(5);
            assertThat(fixing.quality().effectiveProviders()).isGreaterThan(3.99);
        }
    }

    private static void report(Map<String, List<Fixing>> fixings, Duration elapsed) {
        fixings.forEach((index, list) -> {
            if (!list.isEmpty()) {
                Fixing last = list.getLast();
                long carried =
                        list.stream().filter(f -> f.basis() == Basis.CARRIED).count();
                long excluded = list.stream()
                        .flatMap(f -> f.receipts().exclusions().stream())
                        .filter(e -> e.reason() != Exclusion.Reason.STALE)
                        .count();
                long votes = list.stream()
                        .mapToLong(f -> f.receipts().votes().size())
                        .sum();
                System.out.printf(
                        "%-26s %4d fixings (%d carried), %5d votes, %4d screened out, last %s %.4f ± %.4f,"
                                + " %2d providers, leave-one-out %.4f, n_eff %.1f, cost %.0f USD%n",
                        index,
                        list.size(),
                        carried,
                        votes,
                        excluded,
                        last.at(),
                        last.value(),
                        last.band(),
                        last.receipts().votes().size(),
                        last.quality().leaveOneOutMove(),
                        last.quality().effectiveProviders(),
                        last.quality().costToMoveOnePercent());
            }
        });
        System.out.printf(
                "%d indices, %d fixings in %d ms%n",
                fixings.size(), fixings.values().stream().mapToInt(List::size).sum(), elapsed.toMillis());
    }
}
