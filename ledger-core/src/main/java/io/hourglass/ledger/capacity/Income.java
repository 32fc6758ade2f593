package io.hourglass.ledger.capacity;

import io.hourglass.ledger.money.Amount;

/**
 * What an owner sold of a series, and what became of the money.
 *
 * @param sold hours sold and not delivered yet
 * @param owed of those, hours redeemed
 * @param escrowed dollars still in escrow
 * @param earned dollars paid for delivered hours
 * @param released dollars released at expiry, for hours sold and never redeemed
 * @param repaid dollars that went back to holders, for hours not delivered or delivered late
 */
public record Income(
        String owner,
        Series series,
        Amount sold,
        Amount owed,
        Amount escrowed,
        Amount earned,
        Amount released,
        Amount repaid) {}
