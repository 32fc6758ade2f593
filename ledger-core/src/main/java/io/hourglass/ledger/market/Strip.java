package io.hourglass.ledger.market;

import java.util.List;

/**
 * The months of a quarter or a year of a class's future, bought or sold as one at one price: the mean of what
 * the months trade at.
 *
 * <p>Example: {@code H100-SXM-80GB.2026-Q4.ST} bought at $2.41 buys October, November and December at prices
 * that sum to $7.23 at most.
 *
 * @param code {@code H100-SXM-80GB.2026-Q4.ST}, or {@code H100-SXM-80GB.2027.ST}
 * @param months by month
 */
public record Strip(String code, List<Instrument> months) {
    public Strip {
        months = List.copyOf(months);
    }

    /** Its price is a multiple of the months' own tick. */
    public long tick() {
        return months.getFirst().tick();
    }
}
