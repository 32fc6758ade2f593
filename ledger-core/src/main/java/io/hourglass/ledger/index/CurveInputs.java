package io.hourglass.ledger.index;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hourglass.ledger.index.TradedForwards.Traded;
import io.hourglass.ledger.money.Hash;
import io.hourglass.pricing.MicroDollars;
import io.hourglass.pricing.curve.ForwardCurve;
import io.hourglass.pricing.curve.ForwardCurve.Built;
import io.hourglass.pricing.curve.ForwardCurve.NotPositive;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What a forward curve is built from, as a document.
 *
 * @param spot the headline fixing, micro-dollars per GPU-hour
 * @param receipts of that fixing
 * @param terms what longer rentals cost, shortest first
 * @param traded months that futures say more of than rentals; the month of the day itself, of which a part is
 *     fixed, does not count
 */
record CurveInputs(String index, LocalDate day, long spot, Hash receipts, List<Term> terms, List<Traded> traded) {
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

    record Curve(CurveInputs inputs, List<Long> months) {}

    /** The curve, in micro-dollars half-even, and the inputs marked with what was used. */
    Curve build() {
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
        List<Long> months = new ArrayList<>(
                curve.forwards().stream().map(MicroDollars::halfEven).toList());
        List<Traded> ahead =
                traded.stream().filter(one -> isAhead(one, months.size())).toList();
        ahead.forEach(one -> months.set(monthsAhead(one), one.price()));
        return new Curve(new CurveInputs(index, day, spot, receipts, List.copyOf(marked), ahead), List.copyOf(months));
    }

    private boolean isAhead(Traded one, int months) {
        return monthsAhead(one) > 0 && monthsAhead(one) < months;
    }

    private int monthsAhead(Traded one) {
        return Math.toIntExact(YearMonth.from(day).until(one.month(), ChronoUnit.MONTHS));
    }

    String write() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
