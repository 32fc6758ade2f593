package io.hourglass.pricing.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Laws of the index that hold for any votes. */
class IndexPropertiesTest {
    private static final Instant START = Instant.parse("2026-01-01T20:00:00Z");
    private static final List<Evidence> EVIDENCE = List.of(Evidence.values());

    private static List<Vote> votes(long seed, int count) {
        Random random = new Random(seed);
        List<Vote> votes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double price = 1 + 4 * random.nextDouble();
            Evidence evidence = EVIDENCE.get(random.nextInt(3));
            votes.add(new Vote("p" + i, evidence, 1, 8, price, price * 0.1 * random.nextDouble(), 0, List.of()));
        }
        return Weights.assign(votes, Methodology.HGI_1);
    }

    private static List<Observation> history(long seed, int providers, int days, double scale) {
        Random random = new Random(seed);
        List<Observation> history = new ArrayList<>();
        for (int day = 0; day < days; day++) {
            for (int i = 0; i < providers; i++) {
                double price = scale * (2 + i * 0.1 + 0.3 * random.nextGaussian() * (i % 3));
                Instant at = START.plus(Duration.ofDays(day)).minusSeconds(random.nextInt(40_000));
                Evidence evidence = EVIDENCE.get(random.nextInt(3));
                if (price > 0) {
                    history.add(new Observation(
                            day + "." + i, "p" + i, "o" + random.nextInt(2), random.nextInt(9), evidence, price, at));
                }
            }
        }
        return history;
    }

    private static List<DayResult> fix(List<Observation> history, int days) {
        return new IndexEngine(Methodology.HGI_1).fixAll(history, START, START.plus(Duration.ofDays(days - 1)));
    }

    @Property
    void liesWithinItsVotes(@ForAll long seed, @ForAll @IntRange(min = 5, max = 50) int count) {
        List<Vote> votes = votes(seed, count);
        double lowest =
                votes.stream().mapToDouble(v -> v.price() - v.sd()).min().orElseThrow();
        double highest =
                votes.stream().mapToDouble(v -> v.price() + v.sd()).max().orElseThrow();

        Tally tally = Tally.of(votes);

        assertThat(tally.value()).isBetween(lowest - 1e-12, highest + 1e-12);
        assertThat(tally.band()).isNotNegative();
    }

    @Property
    void weightsKeepFloorAndCap(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int count) {
        List<Vote> votes = votes(seed, count);
        double floor = Math.min(0.025, 1.0 / count);
        double cap = Math.max(0.25, 1.0 / count);

        assertThat(votes).allSatisfy(v -> assertThat(v.weight()).isBetween(floor - 1e-12, cap + 1e-12));
        assertThat(votes.stream().mapToDouble(Vote::weight).sum()).isCloseTo(1, within(1e-12));
    }

    /** Whatever one provider of at most a quarter of the weight says, the others bound the fixing. */
    @Property
    void oneHostileProviderCannotLeaveTheOthersRange(
            @ForAll long seed,
            @ForAll @IntRange(min = 5, max = 30) int count,
            @ForAll @DoubleRange(min = 0, max = 1e6) double said) {
        List<Vote> votes = new ArrayList<>(votes(seed, count));
        Vote first = votes.removeFirst();
        double lowest =
                votes.stream().mapToDouble(v -> v.price() - v.sd()).min().orElseThrow();
        double highest =
                votes.stream().mapToDouble(v -> v.price() + v.sd()).max().orElseThrow();
        votes.add(new Vote("hostile", said, 0, first.weight()));

        assertThat(Tally.of(votes).value()).isBetween(lowest - 1e-12, highest + 1e-12);
    }

    /** The fixing with a hostile vote lies between its limits at minus and plus infinity. */
    @Property
    void isMonotoneInEachVote(
            @ForAll long seed,
            @ForAll @IntRange(min = 5, max = 30) int count,
            @ForAll @DoubleRange(min = 0, max = 10) double up) {
        List<Vote> votes = new ArrayList<>(votes(seed, count));
        double before = Tally.of(votes).value();
        Vote first = votes.removeFirst();
        votes.add(new Vote("moved", first.price() + up, first.sd(), first.weight()));

        assertThat(Tally.of(votes).value()).isGreaterThanOrEqualTo(before - 1e-12);
    }

    @Property
    void doesNotDependOnTheOrderOfVotes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int count) {
        List<Vote> votes = votes(seed, count);
        List<Vote> shuffled = new ArrayList<>(votes);
        Collections.shuffle(shuffled, new Random(seed + 1));

        assertThat(Tally.of(shuffled)).isEqualTo(Tally.of(votes));
    }

    @Property(tries = 100)
    void doesNotDependOnTheOrderOfArrival(@ForAll long seed) {
        List<Observation> history = history(seed, 8, 15, 1);
        List<Observation> shuffled = new ArrayList<>(history);
        Collections.shuffle(shuffled, new Random(seed + 1));

        assertThat(fix(shuffled, 15)).isEqualTo(fix(history, 15));
    }

    @Property(tries = 100)
    void scalesWithThePrices(@ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 100) double scale) {
        List<DayResult> once = fix(history(seed, 8, 15, 1), 15);
        List<DayResult> scaled = fix(history(seed, 8, 15, scale), 15);

        for (int day = 0; day < once.size(); day++) {
            if (once.get(day) instanceof Fixing a && scaled.get(day) instanceof Fixing b) {
                assertThat(b.value()).isCloseTo(scale * a.value(), within(1e-9 * scale));
                assertThat(b.band()).isCloseTo(scale * a.band(), within(1e-9 * scale));
            } else {
                assertThat(scaled.get(day)).hasSameClassAs(once.get(day));
            }
        }
    }

    @Property(tries = 100)
    void comesOutBitForBitFromItsReceipts(@ForAll long seed) {
        for (DayResult result : fix(history(seed, 9, 20, 1), 20)) {
            if (result instanceof Fixing fixing) {
                Fixing again = Fixing.recompute(fixing.receipts(), Methodology.HGI_1);
                assertThat(Double.doubleToLongBits(again.value())).isEqualTo(Double.doubleToLongBits(fixing.value()));
                assertThat(Double.doubleToLongBits(again.band())).isEqualTo(Double.doubleToLongBits(fixing.band()));
            }
        }
    }

    @Property(tries = 100)
    void dayByDayIsTheSameAsAllAtOnce(@ForAll long seed) {
        List<Observation> history = history(seed, 7, 12, 1);
        IndexEngine engine = new IndexEngine(Methodology.HGI_1);
        IndexState state = IndexState.EMPTY;
        List<DayResult> results = new ArrayList<>();
        for (int day = 0; day < 12; day++) {
            Instant at = START.plus(Duration.ofDays(day));
            Instant before = at.minus(Duration.ofDays(1));
            IndexEngine.Step step = engine.fix(
                    state,
                    at,
                    history.stream()
                            .filter(o -> !o.observedAt().isAfter(at)
                                    && o.observedAt().isAfter(before))
                            .toList());
            state = step.state();
            results.add(step.result());
        }

        assertThat(results).isEqualTo(fix(history, 12));
    }
}
