package io.hourglass.pricing.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
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

    /**
     * The bound. Let one provider of weight h &lt; 1/3 say what it likes, and let Q be the others' votes
     * in order, of weight 1 − h. The fixing never falls when a vote is raised ({@link
     * #isMonotoneInEachVote}), so it lies between what it is with all three of the provider's votes
     * below Q and with all above. Below, they fill the weights from 0 to h, and the central third is
     * that part of Q between 1/3 − h and 2/3 − h; above, the part between 1/3 and 2/3. So
     *
     * <pre>mean Q(1/3 − h … 2/3 − h) ≤ fixing ≤ mean Q(1/3 … 2/3)</pre>
     *
     * with nothing of the provider's in it. Both ends are reached. With the cap, h ≤ 1/4, all of it lies
     * between the others' quantiles 1/9 and 8/9: ((1/3 − 1/4) / (3/4) and (2/3) / (3/4)).
     */
    @Property
    void oneHostileProviderCannotLeaveTheOthersCentre(
            @ForAll long seed,
            @ForAll @IntRange(min = 5, max = 30) int count,
            @ForAll @DoubleRange(min = 0, max = 20) double said,
            @ForAll @DoubleRange(min = 0, max = 5) double spread) {
        List<Vote> others = new ArrayList<>(votes(seed, count));
        double weight = others.removeFirst().weight();
        double least = meanBetween(others, 1 / 3.0 - weight, 2 / 3.0 - weight);
        double most = meanBetween(others, 1 / 3.0, 2 / 3.0);

        assertThat(with(others, said, spread, weight)).isBetween(least - 1e-12, most + 1e-12);
        assertThat(with(others, -1e9, 0, weight)).isCloseTo(least, within(1e-9));
        assertThat(with(others, 1e9, 0, weight)).isCloseTo(most, within(1e-9));
        assertThat(least).isGreaterThanOrEqualTo(meanBetween(others, 0, (1 - weight) / 9));
        assertThat(most).isLessThanOrEqualTo(meanBetween(others, (1 - weight) * 8 / 9, 1 - weight));
    }

    private static double with(List<Vote> others, double said, double spread, double weight) {
        List<Vote> all = new ArrayList<>(others);
        all.add(new Vote("hostile", said, spread, weight));
        return Tally.of(all).value();
    }

    /** The mean of all votes whose cumulated weight is between the two, each with what of it is between. */
    private static double meanBetween(List<Vote> votes, double from, double to) {
        TreeMap<Double, Double> weights = new TreeMap<>();
        for (Vote vote : votes) {
            for (double sign : new double[] {-1, 0, 1}) {
                weights.merge(vote.price() + sign * vote.sd(), vote.weight() / 3, Double::sum);
            }
        }
        double cumulated = 0;
        double sum = 0;
        for (Map.Entry<Double, Double> vote : weights.entrySet()) {
            double inside = Math.clamp(cumulated + vote.getValue(), from, to) - Math.clamp(cumulated, from, to);
            sum += inside * vote.getKey();
            cumulated += vote.getValue();
        }
        return sum / (to - from);
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

    /** What quality is reckoned with counts as the fixing does. */
    @Property
    void countsTheSameVotesUnderOtherWeights(
            @ForAll long seed,
            @ForAll @IntRange(min = 5, max = 30) int count,
            @ForAll @DoubleRange(min = 0.01, max = 0.9) double apart) {
        List<Vote> votes = votes(seed, count);
        Ballots ballots = new Ballots(votes);
        double[] weights = votes.stream().mapToDouble(Vote::weight).toArray();
        List<Vote> above = new ArrayList<>(votes);
        above.add(new Vote("above", 100, 0, apart));
        List<Vote> below = new ArrayList<>(votes);
        below.add(new Vote("below", 0, 0, apart));

        assertThat(ballots.mean(weights)).isCloseTo(Tally.of(votes).value(), within(1e-12));
        assertThat(ballots.meanBelow(weights, 100, apart))
                .isCloseTo(Tally.of(above).value(), within(1e-10));
        assertThat(ballots.meanAbove(weights, 0, apart))
                .isCloseTo(Tally.of(below).value(), within(1e-10));
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

    @Property(tries = 50)
    void eachVoteIsOfItsObservationsAndOfNoOthers(@ForAll long seed) {
        List<Observation> history = history(seed, 8, 12, 1);
        for (DayResult result : fix(history, 12)) {
            if (result instanceof Fixing fixing) {
                for (Vote vote : fixing.receipts().votes()) {
                    List<Observation> said = history.stream()
                            .filter(one -> vote.observations().contains(one.id()))
                            .toList();
                    assertThat(vote.isOf(said)).isTrue();
                    assertThat(vote.isOf(said.stream()
                                    .map(IndexPropertiesTest::dearer)
                                    .toList()))
                            .isFalse();
                    assertThat(vote.isOf(said.subList(1, said.size()))).isFalse();
                }
            }
        }
    }

    private static Observation dearer(Observation one) {
        return new Observation(
                one.id(),
                one.provider(),
                one.offer(),
                one.gpuCount(),
                one.evidence(),
                one.usdPerGpuHour() * 1.001,
                one.observedAt());
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
