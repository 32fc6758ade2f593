package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Refusal;

/** Why an order is refused; where several reasons hold, the first in this order. */
public enum MarketRefusal implements Refusal {
    /** Not a number of anything: zero, negative, off the tick. */
    MALFORMED(400),
    /** More than one order may be. */
    LIMIT(422),
    UNKNOWN_INSTRUMENT(404),
    UNKNOWN_PARTY(404),
    /** Signed by another key, or for another chain or contract. */
    WRONG_SIGNATURE(403),
    EXPIRED(422),
    /** The very same signed order was placed before. */
    REPLAYED(409),
    /** Not listed on the chain yet, or after the last trading day. */
    TRADING_ENDED(422),
    /** There is no such order to cancel or replace. */
    UNKNOWN_ORDER(404),
    /** Somebody else's order. */
    NOT_YOURS(403),
    /** Filled or cancelled already. */
    ORDER_CLOSED(409),
    /** There is no such proposal to accept, decline or take back. */
    UNKNOWN_PROPOSAL(404),
    /** Answered already, or lapsed. */
    PROPOSAL_CLOSED(409),
    /** Further than the band allows from the prior settlement price. */
    PRICE_BAND(422),
    /** Both sides belong to one owner. */
    SELF_DEALING(422),
    POSITION_LIMIT(422),
    /** Cash, hours or margin are missing; the detail says how much. */
    INSUFFICIENT(422),
    UNKNOWN_TRADE(404),
    /** It settles, has settled or was voided; or it is within the error band, or the time to say so is over. */
    TRADE_STANDS(409),
    ERROR_CLAIMED(409),
    ERROR_NOT_CLAIMED(409),
    /** What one person claims, another must agree to. */
    SAME_PERSON(403),
    /** More orders are waiting than may. */
    BUSY(503);

    private final int status;

    MarketRefusal(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
