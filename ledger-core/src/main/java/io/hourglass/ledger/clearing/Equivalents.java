package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.settlement.Signable.Order;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What moves with a month's future and is none, as position limits count it: in lots of the future, the
 * futures-equivalent of 17 CFR 150.1. There a lot counts by its delta; here it counts whole, so that no model has a
 * say in who may trade.
 */
@FunctionalInterface
public interface Equivalents {
    /** Where nothing of the kind is traded. */
    Equivalents NONE = (tx, parties, gpu, more) -> Map.of();

    /**
     * The most that parties of one owner can come to, by month.
     *
     * @param more orders that are asked for; those of other kinds do not count
     */
    Map<Future, Sides> of(Tx tx, Collection<String> parties, GpuClass gpu, List<Order> more);

    /** Lots that gain when the price rises, and lots that gain when it falls. They do not make up for each other. */
    record Sides(long longs, long shorts) {
        static final Sides NONE = new Sides(0, 0);

        public Sides plus(Sides other) {
            return new Sides(Math.addExact(longs, other.longs), Math.addExact(shorts, other.shorts));
        }

        /** The larger side. */
        long most() {
            return Math.max(longs, shorts);
        }
    }
}
