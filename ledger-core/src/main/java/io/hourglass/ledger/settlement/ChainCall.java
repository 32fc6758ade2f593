package io.hourglass.ledger.settlement;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Attestation;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.util.List;

/**
 * What Hourglass asks of the contracts; one record a function. Hours are µGPU-hours, dollars are
 * micro-dollars, series, contracts and indices are the keccak-256 of their names.
 */
public sealed interface ChainCall {

    // Vault and its cash
    record MintDollars(Address to, long units) implements ChainCall {}

    record ApproveDollars(long units) implements ChainCall {}

    record Deposit(long units) implements ChainCall {}

    record Withdraw(long units) implements ChainCall {}

    record SetOperator(Contract operator, boolean approved) implements ChainCall {}

    record SetEligible(List<Address> accounts, boolean eligible) implements ChainCall {}

    // Capacity
    record OpenSeries(String name, long start, long expiry) implements ChainCall {}

    record ListCapacity(Attestation attestation, List<Hash> serials, Signature signature) implements ChainCall {}

    record Mint(Hash series, Address owner, long units) implements ChainCall {}

    /** @param due seconds since the epoch */
    record Redeem(Hash series, Address owner, long units, long due, Hash delivery) implements ChainCall {}

    record Meter(Hash delivery, long cumulative, Signature signature) implements ChainCall {}

    record Expire(Hash series, List<Address> holders) implements ChainCall {}

    record ReleaseEscrow(Hash series, Address owner) implements ChainCall {}

    /**
     * @param start seconds since the epoch
     * @param pace µGPU-hours an hour
     */
    record PostBond(Hash series, long units, long start, long pace) implements ChainCall {}

    record ReturnBond(Hash series, Address owner) implements ChainCall {}

    /** @param cumulative dollars for this delivery so far */
    record Credit(Hash delivery, long cumulative) implements ChainCall {}

    record FailOver(Hash delivery, Address owner, long units, Hash next) implements ChainCall {}

    record Fail(Hash delivery) implements ChainCall {}

    // Market
    record SettleBatch(Hash batch, List<SignedOrder> orders, List<Fill> fills) implements ChainCall {}

    /**
     * Futures against the hours they are for, both or neither. Each order bears its signature as a side of an
     * exchange.
     *
     * @param futures both sides' orders for lots
     * @param physical both sides' orders for hours
     */
    record ExchangeForPhysical(Hash batch, List<SignedOrder> futures, List<SignedOrder> physical)
            implements ChainCall {}

    record CancelOrder(Order order) implements ChainCall {}

    /** Takes back all of the caller's orders at a venue that have a smaller salt. */
    record CancelBelow(Venue venue, long salt) implements ChainCall {}

    // Clearing
    record ListFuture(String name, Hash index, long lastTrading) implements ChainCall {}

    record SetInitialMargin(Hash contract, long unitsPerLot) implements ChainCall {}

    record AddMargin(long units) implements ChainCall {}

    record WithdrawMargin(long units) implements ChainCall {}

    record Contribute(long units) implements ChainCall {}

    record WithdrawShare(long units) implements ChainCall {}

    record AddTranche(long units) implements ChainCall {}

    record WithdrawTranche(long units) implements ChainCall {}

    record Novate(Hash batch, List<SignedOrder> orders, List<Fill> fills) implements ChainCall {}

    /** As {@link Novate}, where some orders are legs of combinations and bear their signatures. */
    record NovateCombined(Hash batch, List<SignedOrder> orders, List<Fill> fills, List<Combined> combined)
            implements ChainCall {}

    record Mark(Hash contract, long day, MarkCycle cycle, Price price) implements ChainCall {}

    record SettleFinally(Hash contract, long day, Price price) implements ChainCall {}

    record DeclareDefault(Address account, Address estate) implements ChainCall {}

    /** @param lots what comes to the account, towards zero */
    record Deleverage(Hash contract, Address account, long lots) implements ChainCall {}

    /** @param contracts whose last marks' gains may be taken, in this order */
    record CoverLoss(List<Hash> contracts) implements ChainCall {}

    // Options
    /**
     * The contract makes its name and id of these.
     *
     * @param month of a GPU class, as its future is called without the ending
     * @param cap micro-dollars per GPU-hour, what a call pays no more above; 0 of a put
     */
    record ListOption(String month, boolean call, Price strike, long cap) implements ChainCall {}

    record TradeOptions(Hash batch, List<SignedOrder> orders, List<Fill> fills) implements ChainCall {}

    record SettleOption(Hash option) implements ChainCall {}

    record PayOption(Hash option, List<Address> holders) implements ChainCall {}

    // Index
    record SetContributor(Address contributor, boolean active) implements ChainCall {}

    record Fix(Hash index, long day, Price value, long band, Hash receipts, List<Signature> signatures)
            implements ChainCall {}

    // Fund
    record CreateInKind(Hash series, long hours, long cash, long units) implements ChainCall {}

    record RequestCreation(Hash request, long cash) implements ChainCall {}

    record FulfilCreation(Hash request, long nav) implements ChainCall {}

    record RequestRedemption(Hash request, long units) implements ChainCall {}

    /**
     * Fills the first cycle that waits, pro rata.
     *
     * @param requests all that wait in it, ascending
     * @param units of them together
     */
    record FulfilRedemptions(List<Hash> requests, long units, long nav) implements ChainCall {}

    /** Ends a request at once and gives back what was given. */
    record GiveBack(Hash request) implements ChainCall {}

    record AccrueFee() implements ChainCall {}

    record BringIncome(Hash income, long cash) implements ChainCall {}

    /**
     * Says whose an income is.
     *
     * @param units of all holders
     * @param list its hash: of the first holder, its units, and the list of those after it
     * @param least remainder that is rounded up, of accounts up to {@code last}; those above it all are
     */
    record RecordIncome(Hash income, long units, Hash list, long least, Address last) implements ChainCall {}

    /**
     * Pays the next holders of an income's list.
     *
     * @param units each held
     * @param rest the list of those after them
     */
    record PayIncome(Hash income, List<Address> accounts, List<Long> units, Hash rest) implements ChainCall {}

    /** The fund, which has no key, stands by an order of its own at Clearing. */
    record AgreeTo(Order order) implements ChainCall {}

    /** The fund's cash into its margin. */
    record PostMargin(long units) implements ChainCall {}

    /** The fund's margin back into its cash. */
    record FreeMargin(long units) implements ChainCall {}

    // Proof
    record AnchorHead(long size, Hash root) implements ChainCall {}

    /** An order with its account's signature (65 bytes, r s v). */
    record SignedOrder(Order order, Signature signature) {}

    /**
     * One match of two orders of a batch.
     *
     * @param buy index of the buying order in the batch
     * @param sell index of the selling order in the batch
     */
    record Fill(int buy, int sell, long quantity, Price price) {}

    /**
     * A combination whose legs are orders of a batch.
     *
     * @param legs indices of its legs in the batch, in the order they were signed in
     * @param price what was signed for them together, micro-dollars per GPU-hour
     */
    record Combined(List<Integer> legs, long price) {}

    /** The contracts of a deployment. */
    enum Contract {
        ACCESS_MANAGER,
        DOLLAR,
        VAULT,
        SETTLEMENT,
        DELIVERY,
        CLEARING,
        FIXING_ORACLE,
        INDEX_FUND,
        JOURNAL_ANCHOR,
        EXCHANGE_FOR_PHYSICAL,
        OPTIONS
    }
}
