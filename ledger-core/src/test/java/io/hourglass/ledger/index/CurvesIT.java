package io.hourglass.ledger.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.index.TradedForwards.Traded;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.terms.TermSheets;
import io.hourglass.pricing.curve.ModelForwards;
import io.hourglass.pricing.curve.ModelForwards.Standing;
import io.hourglass.pricing.margin.BusinessDays;
import java.io.IOException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CurvesIT extends IndexStage {
    /** Nobody lists futures. */
    static final TradedForwards UNTRADED = (tx, gpu, before) -> List.of();

    @Test
    void buildsTheForwardCurveFromTheFixingAndProvidersOwnDiscounts() {
        List<String> rows = new ArrayList<>(five(DAY, "2.0", "2.0", "2.0", "2.0", "2.0"));
        rows.add(DAY + ",longterm,us,H100,8,2.0,,1.6,1.2,list,MIT");
        load(rows);
        fixUntil("2026-08-04T20:00:00Z");
        Curves curves = new Curves(database, fixings, UNTRADED, clock);
        assertThat(curves.doWork()).isEqualTo(1);
        assertThat(curves.doWork()).isZero();

        ForwardPoints curve = database.inTx(tx -> curves.curve(tx, H100, DAY)).orElseThrow();
        assertThat(curve.months()).hasSize(36);
        assertThat(curve.months().get(YearMonth.parse("2026-08"))).isEqualTo(Price.parse("2"));
        // 12·1.6 = 2 + 11·F, and 36·1.2 = 12·1.6 + 24·F
        assertThat(curve.months().get(YearMonth.parse("2027-07"))).isEqualTo(new Price(1_563_636));
        assertThat(curve.months().get(YearMonth.parse("2029-07"))).isEqualTo(Price.parse("1"));
        assertThat(curve.inputs()).contains("\"source\":\"DISCOUNT\"");
        spreadsItsMonthsOverTheirDays(
                curve, database.inTx(tx -> curves.daily(tx, H100, DAY)).orElseThrow());
        assertThat(settlement(curves, "2027-07")).isEqualTo(Outcome.done(Price.parse("1.5636")));
        assertThat(settlement(curves, "2029-08"))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class, r -> assertThat(r.reason()).isEqualTo(IndexRefusal.NO_CURVE));
    }

    @Test
    void aMonthWhoseFutureTradesIsWhatThatSettledAt() {
        List<String> rows = new ArrayList<>(five(DAY, "2.0", "2.0", "2.0", "2.0", "2.0"));
        rows.add(DAY + ",longterm,us,H100,8,2.0,,2.0,2.0,list,MIT");
        load(rows);
        fixUntil("2026-08-04T20:00:00Z");
        List<Traded> said = List.of(traded("2026-08", "2.4"), traded("2026-10", "2.2"), traded("2029-08", "2.6"));
        Curves curves = new Curves(
                database,
                fixings,
                (tx, gpu, before) -> gpu.equals(H100) && before.equals(DAY) ? said : List.of(),
                clock);
        assertThat(curves.doWork()).isEqualTo(1);

        ForwardPoints curve = database.inTx(tx -> curves.curve(tx, H100, DAY)).orElseThrow();
        assertThat(curve.months()).as("36, of which one traded ahead").hasSize(36);
        curve.months().forEach((month, price) -> assertThat(price)
                .as("%s: what is being fixed is the fixing's, what rentals say stays", month)
                .isEqualTo(Price.parse(month.equals(YearMonth.parse("2026-10")) ? "2.2" : "2")));
        assertThat(curve.inputs())
                .contains("\"traded\":[{\"day\":\"2026-07-31\",\"future\":\"H100-2026-10\",\"month\":\"2026-10\","
                        + "\"price\":2200000}]");
        assertThat(settlement(curves, "2026-10")).isEqualTo(Outcome.done(Price.parse("2.2")));
    }

    /** No provider quotes rentals: a month trades, and of the others the model says what it knows. */
    @Test
    void whatNeitherFuturesNorRentalsSayIsExpected() throws IOException {
        load(five(DAY, "2.0", "2.0", "2.0", "2.0", "2.0"));
        load(five(DAY.plusDays(1), "1.8", "1.8", "1.8", "1.8", "1.8"));
        fixUntil("2026-08-05T20:00:00Z");
        Curves curves = new Curves(database, fixings, (tx, gpu, day) -> List.of(traded("2027-02", "2.2")), clock);
        curves.doWork();

        ForwardPoints curve =
                database.inTx(tx -> curves.curve(tx, H100, DAY.plusDays(1))).orElseThrow();
        List<Long> months = curve.months().values().stream().map(Price::micros).toList();
        assertThat(months).hasSize(36);
        assertThat(months.getFirst()).isEqualTo(1_800_000);
        assertThat(curve.months().get(YearMonth.parse("2027-02"))).isEqualTo(Price.parse("2.2"));

        JsonNode model = new ObjectMapper().readTree(curve.inputs()).get("model");
        assertThat(model.get("since").asText()).isEqualTo(DAY.toString());
        assertThat(model.get("fixings").asInt()).isEqualTo(2);
        assertThat(model.get("months")).hasSize(34);
        assertThat(model.get("level").asLong() + model.get("deviation").asLong())
                .isCloseTo(Math.round(Math.log(1.8) * 1e6), within(100L));
        assertThat(model.get("deviation").asLong())
                .as("a part of what a day took is expected back")
                .isBetween(Math.round(Math.log(0.9) * 1e6) / 2, -1_000L);
        assertThat(recomputed(model, Map.of(1, 1_800_000L, 7, 2_200_000L))).isEqualTo(months);
        assertThat((double) months.get(15) / months.get(13))
                .as("a launch is expected in October 2027")
                .isCloseTo(Math.exp(-0.22), within(0.005));
        List<Price> days = DailyForwards.of(curve).orElseThrow().prices();
        int launch = (int) curve.day().until(LocalDate.parse("2027-10-01"), ChronoUnit.DAYS);
        assertThat((double) days.get(launch).micros() / days.get(launch - 1).micros())
                .as("on its day")
                .isCloseTo(Math.exp(-0.22), within(0.005));
    }

    @Test
    void whatIsExpectedIsByTheTermsOfTheDay() {
        TermSheets terms = new TermSheets(List.of(Curves.TERMS), new Journal(), clock);
        LocalDate after = LocalDate.parse("2026-08-11");
        database.decide(tx ->
                        terms.propose(tx, "forward", "no-launches", Map.of("launches", "none"), after, "why", "ann"))
                .orThrow();
        database.decide(tx -> terms.approve(tx, "forward", "no-launches", "bea"))
                .orThrow();
        load(five(DAY, "2.0", "2.0", "2.0", "2.0", "2.0"));
        load(five(after, "2.0", "2.0", "2.0", "2.0", "2.0"));
        Curves curves = new Curves(database, fixings, UNTRADED, clock);
        fixUntil("2026-08-04T20:00:00Z");
        curves.doWork();
        fixUntil("2026-08-12T20:00:00Z");
        curves.doWork();

        assertThat(end(curves, DAY)).isCloseTo(Math.round(2_000_000 * Math.exp(-3 * 0.22)), within(20_000L));
        assertThat(end(curves, after)).isCloseTo(2_000_000, within(20_000L));
    }

    private long end(Curves curves, LocalDate day) {
        ForwardPoints curve = database.inTx(tx -> curves.curve(tx, H100, day)).orElseThrow();
        assertThat(curve.day()).isEqualTo(day);
        return List.copyOf(curve.months().values()).getLast().micros();
    }

    /** By what the inputs say alone. */
    private static List<Long> recomputed(JsonNode model, Map<Integer, Long> known) {
        JsonNode terms = model.get("terms");
        List<LocalDate> launches = new ArrayList<>();
        terms.get("launches").forEach(day -> launches.add(LocalDate.parse(day.asText())));
        return ModelForwards.ofPercents(
                        terms.get("driftPercent").asInt(),
                        terms.get("levelVolatilityPercent").asInt(),
                        terms.get("reversionPercent").asInt(),
                        terms.get("deviationVolatilityPercent").asInt(),
                        terms.get("correlationPercent").asInt(),
                        terms.get("launchStepPercent").asInt(),
                        launches)
                .months(
                        DAY.plusDays(1),
                        new Standing(
                                model.get("level").asLong(),
                                model.get("deviation").asLong()),
                        new TreeMap<>(known));
    }

    private static Traded traded(String month, String price) {
        return new Traded(
                YearMonth.parse(month),
                "H100-" + month,
                LocalDate.parse("2026-07-31"),
                Price.parse(price).micros());
    }

    private static void spreadsItsMonthsOverTheirDays(ForwardPoints curve, DailyForwards daily) {
        assertThat(daily.digest()).isEqualTo(curve.digest());
        assertThat(daily.prices()).hasSize((int) DAY.until(LocalDate.parse("2029-08-01"), ChronoUnit.DAYS));
        assertThat(daily.quarters())
                .extracting(DailyForwards.Whole::name)
                .startsWith("2026-Q4")
                .endsWith("2029-Q2");
        assertThat(daily.years()).extracting(DailyForwards.Whole::name).containsExactly("2027", "2028");
        curve.months().forEach((month, price) -> {
            List<Long> days = BusinessDays.of(month, Set.of()).stream()
                    .filter(day -> !day.isBefore(DAY))
                    .map(day -> daily.prices()
                            .get((int) DAY.until(day, ChronoUnit.DAYS))
                            .micros())
                    .toList();
            long sum = days.stream().mapToLong(Long::longValue).sum();
            assertThat(Math.abs(sum - price.micros() * days.size())).isLessThanOrEqualTo(days.size());
        });
    }

    @Test
    void weighsWhatIsFixedOfAMonthThatHasBegun() {
        load(five(DAY, "2.0", "2.0", "2.0", "2.0", "2.0"));
        load(five(DAY.plusDays(1), "2.1", "2.1", "2.1", "2.1", "2.1"));
        fixUntil("2026-08-05T20:00:00Z");
        Curves curves = new Curves(database, fixings, UNTRADED, clock);
        curves.doWork();

        // 21 business days: one fixed at 2.0, one at 2.1, nineteen expected at 2.1
        Outcome<Price> price =
                database.inTx(tx -> curves.settlementPrice(tx, H100, YearMonth.parse("2026-08"), DAY.plusDays(1)));
        assertThat(price).isEqualTo(Outcome.done(Price.parse("2.0952")));
    }

    private Outcome<Price> settlement(Curves curves, String month) {
        return database.inTx(tx -> curves.settlementPrice(tx, H100, YearMonth.parse(month), DAY));
    }

    private void fixUntil(String moment) {
        advance(moment);
        fixings.doWork();
    }
}
