package io.hourglass.ledger.settlement;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import java.util.List;

/** What people sign for the contracts, as EIP-712 typed data; field order is the type's order. */
public sealed interface Signable {

    /**
     * An order for hours (venue Settlement), or lots of futures (venue Clearing) or of options (venue Options).
     *
     * @param base the series, the futures contract or the option, by its id on chain
     * @param quantity µGPU-hours, or lots
     * @param price limit, micro-dollars per GPU-hour
     * @param expiry seconds since the epoch, the last second it may fill
     * @param salt the account's own number of it, good for one order; makes two equal orders two orders
     */
    record Order(
            Venue venue, Address account, Hash base, boolean buy, long quantity, Price price, long expiry, long salt)
            implements Signable {}

    /**
     * Orders for futures that are filled together or not at all: a spread, a strip. Verified by Clearing.
     *
     * @param legs of one account, by ascending salts
     * @param price micro-dollars per GPU-hour: at most what the legs that buy cost less what those that
     *     sell bring; negative where the account is to receive
     */
    record Combination(List<Order> legs, long price) implements Signable {
        public Combination {
            legs = List.copyOf(legs);
        }
    }

    /**
     * An order that is one side of an exchange at two venues, and worth nothing for itself. Verified by the order's
     * venue, of the contract that exchanges futures for physical alone.
     *
     * @param other the digest of what the account signs for at the other venue
     */
    record Exchanged(Order order, Hash other) implements Signable {}

    /** Which contract verifies an order: its address is part of what is signed. */
    enum Venue {
        SETTLEMENT,
        CLEARING,
        OPTIONS
    }

    /**
     * An attester's word that an owner has these hours. Verified by Vault.
     *
     * @param serialsHash keccak-256 of the packed serial hashes
     * @param benchmark the measured figure, in GFLOP/s
     * @param hours µGPU-hours the hardware can deliver in the series' month
     * @param expiry seconds since the epoch
     */
    record Attestation(Hash series, Address owner, Hash serialsHash, long benchmark, long hours, long expiry)
            implements Signable {}

    /**
     * A registrar's word that an account may hold and move what is in the Vault. Verified by Vault.
     *
     * @param nonce the account's; striking it off makes the next one the good one
     * @param expiry seconds since the epoch, the last second it is good for
     */
    record Permission(Address account, long nonce, long expiry) implements Signable {}

    /**
     * A contributor's word that a day's fixing is this. Verified by FixingOracle.
     *
     * @param day days since 1970-01-01
     * @param value micro-dollars per GPU-hour
     * @param band micro-dollars per GPU-hour
     */
    record FixingVote(Hash index, long day, Price value, long band, Hash receipts) implements Signable {}

    /** A meter's cumulative reading of one delivery, µGPU-hours. Verified by Delivery. */
    record Reading(Hash delivery, long cumulative) implements Signable {}

    /**
     * A contributor's word of what its provider asks, or got. No contract verifies it: it is signed for
     * the FixingOracle, which knows the contributors.
     *
     * @param offer names the offer at its provider; each sale is an offer of its own
     * @param kind on what terms the hour is had, {@code ON_DEMAND}
     * @param evidence {@code LISTED}, {@code EXECUTABLE} or {@code EXECUTED}
     * @param observedAt seconds since the epoch
     * @param seen SHA-256 of what the contributor saw and keeps: a page, a quote, a contract
     */
    record Observation(
            String provider,
            String gpuClass,
            String region,
            String offer,
            int gpuCount,
            String kind,
            String evidence,
            Price price,
            long observedAt,
            Hash seen)
            implements Signable {}
}
