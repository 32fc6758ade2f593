package io.hourglass.ledger.fund;

import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.money.Amount;
import java.time.LocalDate;
import java.util.List;

/**
 * The fund goes over to what its index holds from a day on.
 *
 * @param basket the day of the index's rebalance
 * @param nav the day of the NAV that targets are parts of
 * @param level of the index that day, micro-points: by the basket before it is the same
 */
public record RebalanceView(LocalDate basket, LocalDate nav, long level, State state, List<Leg> legs) {
    /** The life of a rebalance. */
    public enum State {
        TRADING,
        DONE,
        /** The index was rebalanced again before all was traded. */
        SUPERSEDED
    }

    /**
     * What is bought or sold of one contract.
     *
     * @param target what the fund should have of the class: its part of the NAV, rounded down
     * @param held what it had: hours at their price, and lots at settlement
     * @param lots to be traded, negative where they are sold; rounded towards zero, so that none is beyond the target
     * @param traded of them, with the same sign
     * @param note what it waits for, or how it ended
     */
    public record Leg(GpuClass gpu, Future future, Amount target, Amount held, long lots, long traded, String note) {}
}
