package io.hourglass.pricing.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of the index (§2), one sentence each. */
class IndexEngineTest {
    private static final Instant DAY_0 = Instant.parse("2026-01-01T20:00:00Z");
    private static final List<String> FIVE = List.of("a", "b", "c", "d", "e");

    private final IndexEngine engine = new IndexEngine(Methodology.HGI_1);
    private final List<Observation> history = new ArrayList<>();

    private static Instant day(int day) {
        return DAY_0.plus(Duration.ofDays(day));
    }

    private Observation see(int day, String provider, Evidence evidence, double price) {
        Observation observation = new Observation(
                provider + day, provider, "us/8", 8, evidence, price, day(day).minus(Duration.ofHours(8)));
        history.add(observation);
        return observation;
    }

    private void list(int from, int to, List<String> providers, double price) {
        for (int day = from; day < to; day++) {
            for (String provider : providers) {
                see(day, provider, Evidence.LISTED, price);
            }
        }
    }

    private DayResult on(int day) {
        return engine.fixAll(history, DAY_0, day(day)).getLast();
    }

    private Fixing fixingOn(int day) {
        return (Fixing) on(day);
    }

    private Gap gapOn(int day) {
        return (Gap) on(day);
    }

    private static List<String> voters(Fixing fixing) {
        return fixing.receipts().votes().stream().map(Vote::provider).toList();
    }

    private static Exclusion.Reason reason(Fixing fixing, String provider) {
        return fixing.receipts().exclusions().stream()
                .filter(e -> e.provider().equals(provider))
                .findFirst()
                .orElseThrow()
                .reason();
    }

    @Test
    void needsFiveProviders() {
        list(0, 1, FIVE.subList(0, 4), 2.0);

        Gap gap = gapOn(0);

        assertThat(gap.reasons())
                .containsExactly(Gap.Reason.TOO_FEW_PROVIDERS, Gap.Reason.TOO_FEW_OFFERS, Gap.Reason.NOTHING_TO_CARRY);
        assertThat(gap.gate()).isEqualTo(new Gate(4, 4, 5, 5));
    }

    @Test
    void takesThreePercentForTheSpreadUntilThereAreFivePrices() {
        list(0, 5, FIVE, 2.0);

        assertThat(fixingOn(3).receipts().votes().getFirst().sd()).isCloseTo(0.06, within(1e-12));
        assertThat(fixingOn(4).receipts().votes().getFirst().sd()).isZero();
    }

    @Test
    void leavesOutAPriceOutsideItsOwnHistory() {
        list(0, 10, FIVE, 2.0);
        list(0, 10, List.of("f"), 2.0);
        list(10, 11, FIVE, 2.0);
        see(10, "f", Evidence.LISTED, 2.19);

        Fixing fixing = fixingOn(10);

        assertThat(voters(fixing)).containsExactlyElementsOf(FIVE);
        assertThat(reason(fixing, "f")).isEqualTo(Exclusion.Reason.OUTSIDE_OWN_HISTORY);
        assertThat(fixing.receipts().exclusions().getFirst().tolerance()).isCloseTo(0.18, within(1e-12));
        assertThat(fixing.receipts().exclusions().getFirst().observations()).containsExactly("f10");
    }

    @Test
    void acceptsAPriceAtTheEdgeOfItsOwnHistory() {
        list(0, 10, FIVE, 2.0);
        list(10, 11, FIVE.subList(0, 4), 2.0);
        see(10, "e", Evidence.LISTED, 2.17);

        assertThat(voters(fixingOn(10))).contains("e");
    }

    @Test
    void leavesOutAJumpThatNobodyConfirms() {
        list(0, 10, FIVE, 2.0);
        list(0, 10, List.of("f", "g"), 2.0);
        list(10, 11, FIVE, 2.0);
        see(10, "f", Evidence.LISTED, 2.6);
        see(10, "g", Evidence.LISTED, 2.6);

        Fixing fixing = fixingOn(10);

        assertThat(voters(fixing)).containsExactlyElementsOf(FIVE);
        assertThat(reason(fixing, "f")).isEqualTo(Exclusion.Reason.UNCORROBORATED_JUMP);
    }

    @Test
    void acceptsAJumpThatTwoOthersConfirm() {
        list(0, 10, FIVE, 2.0);
        list(10, 12, FIVE.subList(0, 2), 2.0);
        list(10, 12, FIVE.subList(2, 5), 2.6);

        assertThat(voters(fixingOn(10))).containsExactlyElementsOf(FIVE);
        assertThat(voters(fixingOn(11))).containsExactlyElementsOf(FIVE);
        assertThat(fixingOn(11).value()).isGreaterThan(2.4);
    }

    @Test
    void doesNotConfirmAJumpByMovesTheOtherWay() {
        list(0, 10, FIVE, 2.0);
        list(0, 10, List.of("f", "g", "h"), 2.0);
        list(10, 11, FIVE, 2.0);
        see(10, "f", Evidence.LISTED, 2.6);
        see(10, "g", Evidence.LISTED, 1.4);
        see(10, "h", Evidence.LISTED, 1.4);

        assertThat(voters(fixingOn(10))).containsExactlyElementsOf(FIVE);
    }

    @Test
    void letsAProviderBackInWhenItsNewPriceHasSettled() {
        list(0, 15, FIVE, 2.0);
        list(0, 10, List.of("f"), 2.0);
        list(10, 15, List.of("f"), 3.0);

        assertThat(voters(fixingOn(13))).doesNotContain("f");
        assertThat(voters(fixingOn(14))).contains("f");
    }

    @Test
    void doesNotCountOneObservationTwice() {
        list(0, 8, FIVE, 2.0);
        list(0, 3, List.of("f"), 2.0);
        see(3, "f", Evidence.LISTED, 3.0);

        assertThat(voters(fixingOn(7))).doesNotContain("f");
    }

    @Test
    void listPricesGoStaleAfterSevenDays() {
        list(0, 1, FIVE, 2.0);

        assertThat(fixingOn(6).basis()).isEqualTo(Basis.WIDENED);
        assertThat(fixingOn(7).basis()).isEqualTo(Basis.CARRIED);
    }

    @Test
    void quotesGoStaleAfterADay() {
        FIVE.forEach(provider -> see(0, provider, Evidence.EXECUTABLE, 2.0));

        assertThat(fixingOn(0).basis()).isEqualTo(Basis.FIRM);
        assertThat(fixingOn(1).basis()).isEqualTo(Basis.CARRIED);
        assertThat(reason(fixingOn(1), "a")).isEqualTo(Exclusion.Reason.STALE);
    }

    @Test
    void carriesTheMeanOfTheLastFinalsAndThenStops() {
        for (int day = 0; day < 4; day++) {
            for (String provider : FIVE) {
                see(day, provider, Evidence.EXECUTABLE, 2.0 + 0.05 * day);
            }
        }

        assertThat(fixingOn(4).value()).isCloseTo(2.15, within(1e-9));
        assertThat(fixingOn(5).value()).isCloseTo(2.125, within(1e-9));
        assertThat(fixingOn(6).value()).isCloseTo(2.10, within(1e-9));
        assertThat(fixingOn(6).receipts().carried()).hasSize(3);
        assertThat(gapOn(7).reasons()).contains(Gap.Reason.CARRIED_TOO_LONG);
    }

    @Test
    void letsListPricesInOnlyWhereFirmEvidenceIsTooThin() {
        FIVE.forEach(provider -> see(0, provider, Evidence.EXECUTABLE, 2.0));
        see(0, "f", Evidence.LISTED, 3.0);

        Fixing firm = fixingOn(0);
        history.removeIf(o -> o.provider().equals("e"));
        Fixing widened = fixingOn(0);

        assertThat(reason(firm, "f")).isEqualTo(Exclusion.Reason.LIST_PRICE_NOT_NEEDED);
        assertThat(widened.basis()).isEqualTo(Basis.WIDENED);
        assertThat(voters(widened)).contains("f");
    }

    @Test
    void weighsEvidence() {
        List<String> providers = List.of("a", "b", "c", "d", "e", "f", "g", "h");
        providers.forEach(provider -> see(0, provider, Evidence.LISTED, 2.0));
        see(0, "a", Evidence.EXECUTED, 2.1);
        see(0, "b", Evidence.EXECUTABLE, 2.1);

        List<Vote> votes = fixingOn(0).receipts().votes();

        assertThat(votes.get(0).weight()).isCloseTo(3.0 / 11, within(0.03)).isEqualTo(0.25);
        assertThat(votes.get(1).weight() / votes.get(2).weight()).isCloseTo(2, within(1e-12));
        assertThat(votes.get(0).price()).isEqualTo(2.1);
        assertThat(votes.stream().mapToDouble(Vote::weight).sum()).isCloseTo(1, within(1e-12));
    }

    @Test
    void weighsAProvidersOffersByTheirGpus() {
        Instant at = DAY_0;
        List<Observation> offers = List.of(
                new Observation("1", "a", "x", 1, Evidence.LISTED, 3.0, at),
                new Observation("2", "a", "y", 8, Evidence.LISTED, 2.0, at),
                new Observation("3", "a", "z", 1, Evidence.LISTED, 4.0, at));

        assertThat(ProviderPrice.median(offers)).isEqualTo(2.0);
        assertThat(ProviderPrice.median(List.of(offers.get(0), offers.get(2)))).isEqualTo(3.5);
    }

    /** Reference cases WMED-2 and WMED-3 (matrixStats weightedMedian, interpolate = FALSE). */
    @Test
    void takesTheMidpointWhereAMedianIsTied() {
        assertThat(median(List.of(1.9, 2.0, 2.1, 2.2), List.of(25, 25, 25, 25))).isCloseTo(2.05, within(1e-12));
        assertThat(median(List.of(2.45, 1.8, 2.05, 2.05, 3.1, 2.0), List.of(100, 12, 300, 50, 1, 288)))
                .isEqualTo(2.05);
    }

    private static double median(List<Double> prices, List<Integer> gpus) {
        List<Observation> offers = new ArrayList<>();
        for (int i = 0; i < prices.size(); i++) {
            offers.add(new Observation("o", "a", "o" + i, gpus.get(i), Evidence.LISTED, prices.get(i), DAY_0));
        }
        return ProviderPrice.median(offers);
    }

    @Test
    void replacesAnOfferByItsLatestWord() {
        list(0, 1, FIVE, 2.0);
        list(1, 2, FIVE, 2.1);

        assertThat(fixingOn(1).value()).isCloseTo(2.1, within(1e-9));
        assertThat(fixingOn(1).receipts().gate().offers()).isEqualTo(5);
    }

    @Test
    void forgetsAProviderThatWasAwayForLong() {
        list(0, 50, FIVE, 2.0);
        list(0, 5, List.of("f"), 2.0);
        list(49, 50, List.of("f"), 9.0);

        assertThat(voters(fixingOn(49))).contains("f");
    }

    @Test
    void refusesWhatWasObservedAfterTheFixing() {
        Observation late = see(1, "a", Evidence.LISTED, 2.0);

        assertThatThrownBy(() -> engine.fix(IndexState.EMPTY, DAY_0, List.of(late)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
