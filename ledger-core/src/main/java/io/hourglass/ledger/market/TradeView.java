package io.hourglass.ledger.market;

import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A match of two orders.
 *
 * @param instrument the instrument's code
 * @param quantity µGPU-hours or lots
 * @param cash micro-dollars the buyer pays for hours; 0 for futures, which pay variation instead
 * @param escrowed the cash waits for the owner's delivery
 * @param heldUntil until when it may be claimed to be an error and is held back; null for most
 * @param reason why it was voided
 * @param transaction where it settled; null until it is final
 * @param block the block it settled in; null until it is final
 * @param kind how its price came about
 */
public record TradeView(
        UUID id,
        String instrument,
        Hash buyOrder,
        Hash sellOrder,
        String buyer,
        String seller,
        long quantity,
        Price price,
        long cash,
        boolean escrowed,
        Instant traded,
        @Nullable Instant heldUntil,
        State state,
        @Nullable String reason,
        @Nullable Hash batch,
        @Nullable Hash transaction,
        @Nullable Long block,
        Kind kind) {

    /** How a trade's price came about. */
    public enum Kind {
        /** Two orders for the instrument met. */
        OUTRIGHT,
        /** A leg of a spread: made from the mark and the spread's price, so no settlement price is made of it. */
        SPREAD,
        /** A leg of a strip met an order of its month, at that order's price. */
        STRIP,
        /** A part of a rectangle of hours, at the price of who offered it. */
        RECTANGLE,
        /** Hours that a reservation lacked, at the price of who offered them. */
        PURCHASE,
        /** A leg of an exchange of futures for hours, at the price two negotiated: no settlement price is made of it. */
        EXCHANGE,
        /** A month of a swap, at its fixed price, which two negotiated: no settlement price is made of it. */
        SWAP
    }

    /** The life of a trade. */
    public enum State {
        SETTLING,
        FINAL,
        VOIDED
    }
}
