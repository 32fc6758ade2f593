package io.hourglass.api.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hourglass.api.console.ChartPoints.Forward;
import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.index.ForwardPoints;
import io.hourglass.ledger.money.Price;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A class's forward curve: what an hour costs in each of 36 months.
 *
 * @param terms what it was built from
 */
record CurvePanel(ForwardPoints curve, List<Month> months, List<Term> terms) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A month of the curve.
     *
     * @param traded whether its price is what its future settled at
     * @param expected whether neither its future nor rentals say what it costs
     */
    record Month(
            int ahead, YearMonth month, Price price, boolean traded, boolean expected, Optional<FutureLine> future) {}

    /** A rental it was built from. */
    record Term(int months, Price price, String source, int providers, boolean used) {}

    static Optional<CurvePanel> of(Reading reading, GpuClass gpu, List<FutureLine> listed) {
        return reading.rooms()
                .curves()
                .curve(reading.tx(), gpu, reading.today())
                .map(curve -> of(curve, FutureLine.byMonth(listed)));
    }

    static CurvePanel of(ForwardPoints curve, Map<YearMonth, FutureLine> futures) {
        JsonNode inputs = read(curve.inputs());
        List<String> traded = inputs.path("traded").findValuesAsText("month");
        List<String> expected = texts(inputs.path("model").path("months"));
        List<Month> months = new ArrayList<>();
        curve.months()
                .forEach((month, price) -> months.add(new Month(
                        months.size() + 1,
                        month,
                        price,
                        traded.contains(month.toString()),
                        expected.contains(month.toString()),
                        Optional.ofNullable(futures.get(month)))));
        return new CurvePanel(curve, months, terms(inputs));
    }

    /** The rentals the curve goes through. */
    public List<Term> used() {
        return terms.stream().filter(Term::used).toList();
    }

    /** How many months are what their futures settled at. */
    public long tradedMonths() {
        return months.stream().filter(Month::traded).count();
    }

    /** How many are what two factors and launches have them at. */
    public long expectedMonths() {
        return months.stream().filter(Month::expected).count();
    }

    List<Forward> points() {
        return months.stream()
                .map(month -> new Forward(
                        month.ahead(),
                        Written.words(month.month()),
                        ChartPoints.dollars(month.price()),
                        month.future()
                                .map(future -> ChartPoints.dollars(future.settlement()))
                                .orElse(null)))
                .toList();
    }

    private static JsonNode read(String inputs) {
        try {
            return JSON.readTree(inputs);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a curve's inputs cannot be read", e);
        }
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private static List<Term> terms(JsonNode inputs) {
        List<Term> terms = new ArrayList<>();
        for (JsonNode term : inputs.path("terms")) {
            terms.add(new Term(
                    term.path("months").asInt(),
                    new Price(term.path("price").asLong()),
                    term.path("source").asText().equals("FIXING") ? "its own index" : "median discount",
                    term.path("providers").asInt(),
                    term.path("used").asBoolean()));
        }
        return terms;
    }
}
