package io.hourglass.pricing.margin;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a contract month settles at: the arithmetic mean of its final fixings over its business days,
 * half-even to 0.0001 USD (rulebook §3), or what stands in the way. Micro-dollars per GPU-hour.
 */
public sealed interface SettlementPrice {

    /** Every rule is met: the price stands. */
    record Stands(long micros) implements SettlementPrice {}

    /**
     * Days are missing and were filled: two approvers review it.
     *
     * @param filledDays business days without a final fixing
     */
    record Review(long micros, int filledDays) implements SettlementPrice {}

    /** Too little to go by: a determination with reasons. */
    record Determination(int fixedDays, int businessDays) implements SettlementPrice {}

    /**
     * Settles a month: stands at 98 % coverage with no gap over one day; from 90 % each gap is filled
     * with the mean of the last min(gap, 3) finals before it, for review; below, a determination.
     *
     * @param finals the final fixing of each business day in order, empty where there is none (a
     *     carried fixing is none)
     * @param before finals of the days before the month, oldest first, for a gap at its start
     */
    static SettlementPrice of(List<OptionalLong> finals, List<Long> before) {
        int days = finals.size();
        int fixed = (int) finals.stream().filter(OptionalLong::isPresent).count();
        if (days == 0 || 100 * fixed < 90 * days) {
            return new Determination(fixed, days);
        }
        int longestGap = 0;
        int gap = 0;
        for (OptionalLong day : finals) {
            gap = day.isPresent() ? 0 : gap + 1;
            longestGap = Math.max(longestGap, gap);
        }
        if (100 * fixed >= 98 * days && longestGap <= 1) {
            return new Stands(mean(finals.stream()
                    .filter(OptionalLong::isPresent)
                    .map(day -> BigDecimal.valueOf(day.getAsLong()))
                    .toList()));
        }
        return filled(finals, before, fixed);
    }

    private static SettlementPrice filled(List<OptionalLong> finals, List<Long> before, int fixed) {
        List<BigDecimal> known = new ArrayList<>();
        before.forEach(price -> known.add(BigDecimal.valueOf(price)));
        List<BigDecimal> month = new ArrayList<>();
        int day = 0;
        while (day < finals.size()) {
            if (finals.get(day).isPresent()) {
                known.add(BigDecimal.valueOf(finals.get(day).getAsLong()));
                month.add(known.getLast());
                day++;
                continue;
            }
            int end = day;
            while (end < finals.size() && finals.get(end).isEmpty()) {
                end++;
            }
            int count = Math.min(Math.min(end - day, 3), known.size());
            if (count == 0) {
                return new Determination(fixed, finals.size());
            }
            BigDecimal fill = exactMean(known.subList(known.size() - count, known.size()));
            month.addAll(Collections.nCopies(end - day, fill));
            day = end;
        }
        return new Review(mean(month), finals.size() - fixed);
    }

    /** To 34 digits: far finer than the one rounding that follows. */
    private static BigDecimal exactMean(List<BigDecimal> prices) {
        return sum(prices).divide(BigDecimal.valueOf(prices.size()), MathContext.DECIMAL128);
    }

    /**
     * The arithmetic mean, half-even to 0.0001 USD.
     *
     * @param micros at least one price; micro-dollars, as is the answer
     */
    static long mean(List<BigDecimal> micros) {
        BigDecimal tenThousandths =
                sum(micros).divide(BigDecimal.valueOf(100L * micros.size()), 0, RoundingMode.HALF_EVEN);
        return tenThousandths.longValueExact() * 100;
    }

    private static BigDecimal sum(List<BigDecimal> values) {
        return values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
