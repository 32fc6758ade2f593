package io.hourglass.ledger.fund;

import io.hourglass.ledger.clearing.Future;
import java.time.LocalDate;
import java.util.List;

/**
 * The fund leaves a contract that expires for the next month's.
 *
 * @param lots to be rolled
 * @param sold lots of them that were sold of {@code from}
 * @param bought lots of {@code to} that were bought for them
 * @param opens the first day it trades
 * @param closes the last one
 * @param note what it waits for, or how it ended
 * @param trades its orders, oldest first
 */
public record RollView(
        Future from,
        Future to,
        long lots,
        long sold,
        long bought,
        LocalDate opens,
        LocalDate closes,
        State state,
        String note,
        List<FundTradeView> trades) {

    /** The life of a roll. */
    public enum State {
        /** Its window has not opened. */
        PLANNED,
        ROLLING,
        DONE,
        /** Its window closed before all was traded: the rest is settled in cash. */
        CLOSED
    }
}
