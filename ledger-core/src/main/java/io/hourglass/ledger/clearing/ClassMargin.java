package io.hourglass.ledger.clearing;

import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.money.Amount;

/**
 * Initial margin of what a party has of a GPU class, by its parts (rulebook §3).
 *
 * <p>Example: ten lots of September bought and ten of December sold, of $350.40 and $300 each, take $6,504 alone;
 * months offset half of the $6,000 that would not be lost if they moved as one: $3,504 as a portfolio.
 *
 * @param alone what the contract on chain asks: each month by itself
 * @param portfolio with what months offset; orders offset nothing, for nobody knows which of them will fill
 * @param concentration for lots that take longer to close than the margin is for
 */
public record ClassMargin(String party, GpuClass gpu, Amount alone, Amount portfolio, Amount concentration) {
    /** What the books ask: never less than the contract, and what is concentrated where months alone do not cover it. */
    public Amount asked() {
        Amount together = portfolio.plus(concentration);
        return together.compareTo(alone) > 0 ? together : alone;
    }

    /** Asked by the books only. */
    public Amount beyondChain() {
        return asked().minus(alone);
    }
}
