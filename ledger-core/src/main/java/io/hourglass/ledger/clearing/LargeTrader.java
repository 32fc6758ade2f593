package io.hourglass.ledger.clearing;

import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.Equivalents.Sides;
import java.util.List;

/**
 * Somebody who holds so many lots of a contract that supervision looks at it (rulebook §3: from 25 on).
 * Options are counted with the lots of their side; all count by what of their month is not fixed yet, and those of
 * all parties of one owner together.
 *
 * @param owner whose they are in the end
 * @param parties of the owner's that hold them, by name
 * @param gpu of all of them
 * @param counted lots of all months, either way
 * @param accountability from which a holder of all months has to account for it
 * @param positions the reportable ones
 */
public record LargeTrader(
        String owner, List<String> parties, GpuClass gpu, long counted, long accountability, List<Position> positions) {

    public LargeTrader {
        parties = List.copyOf(parties);
        positions = List.copyOf(positions);
    }

    /**
     * What is held of one contract.
     *
     * @param lots of the future, positive is long
     * @param others what counts to its limit besides: lots of options
     * @param counted the larger side of both, by what of the month is not fixed yet, rounded up
     * @param limit that may not be exceeded: less in the spot month
     * @param openInterest of the contract, lots
     */
    public record Position(Future future, long lots, Sides others, long counted, long limit, long openInterest) {
        /** The larger side, whole. */
        long held() {
            return Sides.of(lots).plus(others).most();
        }

        public boolean isOver() {
            return counted > limit;
        }

        /** Of the open interest, in tenths of a percent, rounded up. */
        public long shareMille() {
            return openInterest == 0 ? 0 : Math.ceilDiv(Math.abs(lots) * 1_000, openInterest);
        }
    }

    /** Over a limit of one month, or of all. */
    public boolean isOver() {
        return counted > accountability || positions.stream().anyMatch(Position::isOver);
    }
}
