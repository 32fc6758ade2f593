package io.hourglass.pricing.curve;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What an hour of a GPU costs in each of the next 36 months, as rentals of different terms imply.
 *
 * <p>A rental of m months at Π(m) pays the average of the forwards of its months: m·Π(m) = F(1) + …
 * + F(m). Between two known terms m₁ &lt; m₂ the forward is flat, so
 *
 * <pre>F = (m₂·Π(m₂) − m₁·Π(m₁)) / (m₂ − m₁)</pre>
 *
 * which is F(M) = (M−t)·Π(M) − (M−t−1)·Π(M−1) (rulebook §3) where every month is known. The spot
 * fixing is the rental of month 1. After the last known term the last forward goes on. F and Π in
 * USD per GPU-hour. An upper bound: a commitment also buys the certainty of having the machine.
 *
 * @param forwards USD per GPU-hour of month 1 (the current one) to 36
 */
public record ForwardCurve(List<Double> forwards) {
    /** Contract months listed (rulebook §3). */
    public static final int MONTHS = 36;

    public ForwardCurve {
        forwards = List.copyOf(forwards);
        if (forwards.size() != MONTHS) {
            throw new IllegalArgumentException("a curve has " + MONTHS + " months, not " + forwards.size());
        }
    }

    /**
     * The price of a rental.
     *
     * @param months its term, 1 to 36
     * @param price USD per GPU-hour over the whole term
     */
    public record Term(int months, double price) {
        public Term {
            if (months < 1 || months > MONTHS) {
                throw new IllegalArgumentException("a term is 1 to " + MONTHS + " months: " + months);
            }
            if (!Double.isFinite(price) || price <= 0) {
                throw new IllegalArgumentException("a price is positive: " + price);
            }
        }
    }

    /** What came of building a curve. */
    public sealed interface Result {}

    /** The curve. */
    public record Built(ForwardCurve curve) implements Result {}

    /**
     * No curve: a longer rental is so cheap that hours between the terms would cost nothing or less.
     *
     * @param fromMonth first month of the segment
     * @param toMonth last month of the segment
     * @param forward USD per GPU-hour the segment would need
     */
    public record NotPositive(int fromMonth, int toMonth, double forward) implements Result {}

    /** The curve of a spot fixing alone: flat. */
    public static ForwardCurve flat(double spot) {
        return new ForwardCurve(Collections.nCopies(MONTHS, new Term(1, spot).price()));
    }

    /**
     * The curve of the spot fixing and what commitments there are (12 and 36 months, say).
     *
     * @param spot USD per GPU-hour
     * @param commitments in rising order of term, each longer than a month
     */
    public static Result of(double spot, List<Term> commitments) {
        List<Double> forwards = new ArrayList<>(MONTHS);
        Term before = new Term(1, spot);
        forwards.add(spot);
        double last = spot;
        for (Term term : commitments) {
            int months = term.months - before.months;
            if (months < 1) {
                throw new IllegalArgumentException("terms rise: " + before + ", " + term);
            }
            last = (term.months * term.price - before.months * before.price) / months;
            if (last <= 0) {
                return new NotPositive(before.months + 1, term.months, last);
            }
            for (int month = 0; month < months; month++) {
                forwards.add(last);
            }
            before = term;
        }
        while (forwards.size() < MONTHS) {
            forwards.add(last);
        }
        return new Built(new ForwardCurve(forwards));
    }

    /** The forward of one month by the rulebook's formula, from rentals that end there and a month before. */
    public static double forward(int months, double priceToEnd, double priceToMonthBefore) {
        return months * priceToEnd - (months - 1) * priceToMonthBefore;
    }

    /**
     * USD per GPU-hour in a month.
     *
     * @param month 1 is the current month, 2 the next one
     */
    public double forward(int month) {
        return forwards.get(month - 1);
    }

    /** USD per GPU-hour of a rental over the first {@code months} months: their average. */
    public double rental(int months) {
        double sum = 0;
        for (double forward : forwards.subList(0, months)) {
            sum += forward;
        }
        return sum / months;
    }
}
