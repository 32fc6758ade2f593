package io.hourglass.ledger.index;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hourglass.ledger.index.TradedForwards.Traded;
import io.hourglass.ledger.money.Hash;
import io.hourglass.pricing.MicroDollars;
import io.hourglass.pricing.curve.ForwardCurve;
import io.hourglass.pricing.curve.ForwardCurve.Built;
import io.hourglass.pricing.curve.ForwardCurve.NotPositive;
import io.hourglass.pricing.curve.ModelForwards.Standing;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a forward curve is built from, as a document.
 *
 * @param spot the headline fixing, micro-dollars per GPU-hour
 * @param receipts of that fixing
 * @param terms what longer rentals cost, shortest first
 * @param traded months that futures say more of than rentals; the month of the day itself, of which a part is
 *     fixed, does not count
 * @param model what was expected where neither say anything; null where they say something of every month
 */
record CurveInputs(
        String index,
        LocalDate day,
        long spot,
        Hash receipts,
        List<Term> terms,
        List<Traded> traded,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Model model) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .addModule(new WrittenForms())
            .build();

    /**
     * One rental.
     *
     * @param price micro-dollars per GPU-hour over the whole term
     * @param providers behind it
     * @param used false where it is so cheap that hours between the terms would cost nothing
     */
    record Term(int months, long price, Source source, int providers, boolean used) {}

    /** Where a term's price is from, strongest first. */
    enum Source {
        /** The final fixing of the commitment's own index. */
        FIXING,
        /**
         * Too few providers for a fixing: the headline times the median of the discounts that
         * providers give for the commitment on their own hourly price.
         */
        DISCOUNT
    }

    /**
     * Two factors as they stood that day: with the terms, all that the months follow from.
     *
     * @param since the first of the fixings it was read off
     * @param fixings how many those are
     * @param level millionths of the log price
     * @param deviation the same
     * @param months that were taken from it
     */
    record Model(ForwardTerms terms, LocalDate since, int fixings, long level, long deviation, List<YearMonth> months) {

        /**
         * How they stand after some fixings, for some months.
         *
         * @param prices micro-dollars per GPU-hour
         */
        static Model seen(ForwardTerms terms, SortedMap<LocalDate, Long> prices, List<YearMonth> months) {
            Standing standing = terms.model().seen(prices);
            return new Model(terms, prices.firstKey(), prices.size(), standing.level(), standing.deviation(), months);
        }

        private List<Long> months(LocalDate day, NavigableMap<Integer, Long> known) {
            return terms.model().months(day, new Standing(level, deviation), known);
        }
    }

    record Curve(CurveInputs inputs, List<Long> months) {}

    /**
     * The curve, in micro-dollars half-even, and the inputs marked with what was used.
     *
     * @param expected asked for the months that rentals and futures leave out, if there are any
     */
    Curve build(Function<List<YearMonth>, Model> expected) {
        List<Term> marked = new ArrayList<>();
        List<ForwardCurve.Term> used = new ArrayList<>();
        ForwardCurve curve = ForwardCurve.flat(BigDecimal.valueOf(spot, 6).doubleValue());
        for (Term term : terms) {
            List<ForwardCurve.Term> longer = new ArrayList<>(used);
            longer.add(new ForwardCurve.Term(
                    term.months(), BigDecimal.valueOf(term.price(), 6).doubleValue()));
            switch (ForwardCurve.of(BigDecimal.valueOf(spot, 6).doubleValue(), longer)) {
                case Built(ForwardCurve built) -> {
                    curve = built;
                    used = longer;
                    marked.add(term);
                }
                case NotPositive ignored ->
                    marked.add(new Term(term.months(), term.price(), term.source(), term.providers(), false));
            }
        }
        NavigableMap<Integer, Long> known = new TreeMap<>();
        int rented = used.isEmpty() ? 1 : used.getLast().months();
        for (int month = 1; month <= rented; month++) {
            known.put(month, MicroDollars.halfEven(curve.forward(month)));
        }
        List<Traded> ahead = traded.stream().filter(this::isAhead).toList();
        ahead.forEach(one -> known.put(number(one), one.price()));
        List<YearMonth> left = IntStream.rangeClosed(1, ForwardCurve.MONTHS)
                .filter(month -> !known.containsKey(month))
                .mapToObj(month -> YearMonth.from(day).plusMonths(month - 1L))
                .toList();
        Model model = left.isEmpty() ? null : expected.apply(left);
        return new Curve(
                new CurveInputs(index, day, spot, receipts, List.copyOf(marked), ahead, model),
                model == null ? List.copyOf(known.values()) : model.months(day, known));
    }

    private boolean isAhead(Traded one) {
        return number(one) > 1 && number(one) <= ForwardCurve.MONTHS;
    }

    /** 1 of the day's own month. */
    private int number(Traded one) {
        return Math.toIntExact(YearMonth.from(day).until(one.month(), ChronoUnit.MONTHS) + 1);
    }

    /**
     * By how much launches move the price on their day, where months were taken from the model.
     *
     * @param prices of the curve's months, micro-dollars per GPU-hour
     */
    SortedMap<LocalDate, Long> steps(SortedMap<YearMonth, Long> prices) {
        SortedMap<LocalDate, Long> steps = new TreeMap<>();
        if (model != null) {
            steps.putAll(model.terms().model().steps(prices));
            steps.keySet().removeIf(day -> !model.months().contains(YearMonth.from(day)));
        }
        return steps;
    }

    static CurveInputs read(String written) {
        try {
            return JSON.readValue(written, CurveInputs.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a curve's inputs cannot be read", e);
        }
    }

    String write() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
