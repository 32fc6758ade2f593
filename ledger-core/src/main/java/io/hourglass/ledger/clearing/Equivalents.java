package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.settlement.Signable.Order;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What moves with a month's future and is none, as position limits count it: in lots of the future, the
 * futures-equivalent of 17 CFR 150.1. There a lot counts by its delta; here it counts whole, so that no model has a
 * say in who may trade.
 */
public interface Equivalents {
    /** Where nothing of the kind is traded. */
    Equivalents NONE = new Equivalents() {
        @Override
        public Map<String, Map<Future, Sides>> of(
                Tx tx, Map<String, String> owners, Set<GpuClass> classes, List<Order> more) {
            return Map.of();
        }

        @Override
        public Map<Future, Map<String, Sides>> held(Tx tx) {
            return Map.of();
        }
    };

    /**
     * The most that the parties of each owner can come to, by the owner and by month.
     *
     * @param owners whose each party is
     * @param more orders that each owner is taken to ask for besides; those of other kinds do not count
     */
    Map<String, Map<Future, Sides>> of(Tx tx, Map<String, String> owners, Set<GpuClass> classes, List<Order> more);

    /** What each party holds, by month and the party's name; neither what rests nor what is on its way. */
    Map<Future, Map<String, Sides>> held(Tx tx);

    /** Lots that gain when the price rises, and lots that gain when it falls. They do not make up for each other. */
    record Sides(long longs, long shorts) {
        public static final Sides NONE = new Sides(0, 0);

        /** @param lots below zero where they gain when the price falls */
        public static Sides of(long lots) {
            return new Sides(Math.max(0, lots), Math.max(0, -lots));
        }

        public Sides plus(Sides other) {
            return new Sides(Math.addExact(longs, other.longs), Math.addExact(shorts, other.shorts));
        }

        /** The larger side. */
        long most() {
            return Math.max(longs, shorts);
        }
    }
}
