package io.hourglass.pricing.margin;

import io.hourglass.pricing.scenario.Portfolios;
import io.hourglass.pricing.scenario.Portfolios.Position;
import io.hourglass.pricing.scenario.ValueChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Initial margin of all that an account holds of one GPU class:
 *
 * <pre>scan + (1 − credit) · (alone − scan) + concentration</pre>
 *
 * <p>{@code alone} is what each month's lots take by themselves, {@code scan} the greatest loss where all months
 * rise or fall together, each by what a lot of it takes: two-day move with its buffer or launch stress, for what
 * of the month is not fixed ({@link MarginRules}). What months offset is believed in part only, so that the margin
 * is never below the risk that remains when they move as one, and never above {@code alone}. Lots over a share of
 * the open interest, or over a size, take longer to close than two days: each takes a part more.
 *
 * <p>Form after SPAN (CME): scan risk with a charge for calendar spreads, here as a share of the risk in them.
 *
 * @param creditPercent of what months offset
 * @param sharePercent of a month's open interest that is no concentration
 * @param from lots of a month up to which nothing is
 * @param size lots of a month above which everything is, whatever the open interest
 * @param addOnPercent of a lot's margin, for a lot that is
 */
public record PortfolioMargin(int creditPercent, int sharePercent, long from, long size, int addOnPercent) {
    private static final int PERCENT = 100;

    public PortfolioMargin {
        if (Math.clamp(creditPercent, 0, PERCENT) != creditPercent
                || Math.clamp(sharePercent, 0, PERCENT) != sharePercent
                || from < 0
                || size < from
                || addOnPercent < 0) {
            throw new IllegalArgumentException(creditPercent + " % credit; " + addOnPercent + " % on lots over "
                    + sharePercent + " % of open interest, from " + from + " on, or over " + size);
        }
    }

    /**
     * A delivery month.
     *
     * @param lotMicros what a lot takes alone, micro-dollars
     * @param openInterest lots
     */
    public record Month(long lotMicros, long openInterest) {}

    /**
     * What an account's lots take, micro-dollars.
     *
     * @param alone each month by itself
     * @param portfolio with what months offset; never more than alone
     * @param concentration on top of it
     */
    public record Parts(long alone, long portfolio, long concentration) {}

    /**
     * The parts of each account; the credit is rounded down, concentration up.
     *
     * @param accounts lots of each by month, negative where short
     */
    public List<Parts> of(List<Month> months, List<List<Long>> accounts) {
        if (months.isEmpty()) {
            return accounts.stream().map(account -> new Parts(0, 0, 0)).toList();
        }
        // Whole micro-dollars: sums of doubles are exact up to nine billion dollars.
        ValueChanges riseAndFall = ValueChanges.of(
                months.size(),
                2,
                (month, scenario) ->
                        (scenario == 0 ? 1.0 : -1.0) * months.get(month).lotMicros());
        double[] scans = Portfolios.of(
                        accounts.stream().map(PortfolioMargin::positions).toList())
                .greatestLosses(riseAndFall);
        return IntStream.range(0, accounts.size())
                .mapToObj(account -> parts(months, accounts.get(account), (long) Math.max(0, scans[account])))
                .toList();
    }

    private Parts parts(List<Month> months, List<Long> lots, long scan) {
        long alone = 0;
        long concentration = 0;
        for (int i = 0; i < lots.size(); i++) {
            long held = Math.abs(lots.get(i));
            alone = Math.addExact(alone, Math.multiplyExact(held, months.get(i).lotMicros()));
            concentration = Math.addExact(concentration, concentrationUp(months.get(i), held));
        }
        long credit = Math.multiplyExact(alone - scan, (long) creditPercent) / PERCENT;
        return new Parts(alone, alone - credit, concentration);
    }

    /** What so many lots of a month, held either way, take for being many, micro-dollars. */
    public long concentrationUp(Month month, long lots) {
        long share = Math.multiplyExact(month.openInterest(), (long) sharePercent) / PERCENT;
        long over = Math.max(0, lots - Math.min(size, Math.max(from, share)));
        return Math.ceilDiv(
                Math.multiplyExact(Math.multiplyExact(over, month.lotMicros()), (long) addOnPercent), (long) PERCENT);
    }

    private static List<Position> positions(List<Long> lots) {
        List<Position> positions = new ArrayList<>();
        for (int month = 0; month < lots.size(); month++) {
            if (lots.get(month) != 0) {
                positions.add(new Position(month, lots.get(month)));
            }
        }
        return positions;
    }
}
