package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Refusal;

/** Why the capacity room refuses, in order of precedence. */
public enum CapacityRefusal implements Refusal {
    /** The same request id came with another content. */
    REQUEST_REUSED(409),
    UNKNOWN_PARTY(404),
    NOT_AN_OWNER(403),
    /** The party signs for itself: the service cannot send for it. */
    SIGNS_ELSEWHERE(409),
    /** The GPU class is well formed but not listed (yet). */
    UNKNOWN_CLASS(422),
    UNKNOWN_SERIES(404),
    /** Planned, but the chain has not opened it yet: try again. */
    SERIES_NOT_OPEN(409),
    SERIES_EXPIRED(409),
    INVALID_AMOUNT(422),
    SERIALS_MISMATCH(422),
    HOURS_OVER_MONTH(422),
    /** The attestation speaks of another series, owner or set of serials. */
    ATTESTATION_MISMATCH(422),
    NOT_AN_ATTESTER(403),
    ATTESTATION_EXPIRED(422),
    ATTESTATION_USED(409),
    /** A GPU named here already backs a listing of the month. */
    SERIAL_TAKEN(409),
    /** More would be minted than is attested. */
    OVER_CAP(409),
    NOT_ENOUGH_HOURS(409),
    /** The hours held are of other regions than were asked for. */
    NOT_ENOUGH_IN_REGION(409),
    /** The hours held are of months that begin after all is due. */
    NOT_ENOUGH_IN_TIME(409),
    /** Owners have not that many hours sold and not asked for. */
    NOT_ENOUGH_SOLD(409),
    /** What owners have left is over the highest price asked for. */
    NOT_ENOUGH_AT_PRICE(409),
    /** What owners have left is promised less surely than asked for. */
    NOT_ENOUGH_AT_LEVEL(409),
    /** What owners have left cannot be delivered in time at the pace they posted. */
    NOT_ENOUGH_PACE(409),
    /** Too few owners, each with no more than its share. */
    NOT_ENOUGH_OWNERS(409),
    UNKNOWN_RESERVATION(404),
    /** The hours bought for it are not here yet. */
    RESERVATION_BUYING(409),
    /** Given back, or not confirmed in time. */
    RESERVATION_OVER(409),
    /** A pace that was posted cannot become less. */
    PACE_FALLS(409),
    NOT_ENOUGH_CASH(409),
    UNKNOWN_DELIVERY(404),
    DELIVERY_NOT_FINAL(409),
    NOT_A_METER(403),
    READING_NOT_GROWING(409),
    READING_OVER_DELIVERY(409);

    private final int status;

    CapacityRefusal(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }
}
