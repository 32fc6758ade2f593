package io.hourglass.ledger.settlement;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Venue;

/** What the contracts say happened; one record an event, units as in {@link ChainCall}. */
public sealed interface ChainEvent {

    /** Every movement of a balance the chain keeps: Vault claims and hours, and fund units. */
    record Moved(Hash asset, Address from, Address to, long units) implements ChainEvent {}

    record Deposited(Address account, long units) implements ChainEvent {}

    record Withdrawn(Address account, long units) implements ChainEvent {}

    /** Dollars that a venue held for the account left the Vault for the account's own wallet. */
    record PaidOut(Address account, long units) implements ChainEvent {}

    record SeriesOpened(Hash series, String name, long start, long expiry) implements ChainEvent {}

    record CapacityListed(Hash series, Address owner, Hash serialsHash, long hours) implements ChainEvent {}

    record Minted(Hash series, Address owner, long units) implements ChainEvent {}

    /** {@code escrowed}: the cash went to Delivery for the seller, who owns the series' capacity. */
    record Filled(
            Hash batch,
            Hash buyOrder,
            Hash sellOrder,
            Hash series,
            Address buyer,
            Address seller,
            long quantity,
            Price price,
            long cash,
            boolean escrowed)
            implements ChainEvent {}

    record BatchSettled(Hash batch, long fills) implements ChainEvent {}

    record OrderCancelled(Hash order, Address account) implements ChainEvent {}

    /** An account took back all its orders at a venue, up to the one with this salt. */
    record OrdersCancelled(Venue venue, Address account, long last) implements ChainEvent {}

    /**
     * @param due seconds since the epoch
     * @param value dollars in escrow for these hours
     */
    record Redeemed(Hash delivery, Hash series, Address holder, Address owner, long units, long due, long value)
            implements ChainEvent {}

    record Metered(Hash delivery, long cumulative, Address owner, long paid) implements ChainEvent {}

    record Expired(Hash series, Address holder, long units) implements ChainEvent {}

    record EscrowReleased(Hash series, Address owner, long cash) implements ChainEvent {}

    record BondPosted(Hash series, Address owner, long cash, long start, long pace) implements ChainEvent {}

    record BondReturned(Hash series, Address owner, long cash) implements ChainEvent {}

    record Credited(Hash delivery, Address holder, long fromBond, long fromEscrow) implements ChainEvent {}

    /** Hours of a delivery are another owner's to deliver now, as the next one. */
    record FailedOver(Hash delivery, Hash next, Address owner, long units, long value) implements ChainEvent {}

    record Failed(Hash delivery, Address holder, long units, long fromEscrow, long fromBond) implements ChainEvent {}

    record FutureListed(Hash contract, String name, Hash index) implements ChainEvent {}

    /** @param unitsPerLot micro-dollars, from now on */
    record InitialMarginSet(Hash contract, long unitsPerLot) implements ChainEvent {}

    record Novated(Hash batch, Hash contract, Address buyer, Address seller, long lots, Price price)
            implements ChainEvent {}

    record MarginAdded(Address account, long units) implements ChainEvent {}

    record MarginWithdrawn(Address account, long units) implements ChainEvent {}

    record Marked(Hash contract, long day, MarkCycle cycle, Price price, boolean last) implements ChainEvent {}

    /** Signed: what the account gained (positive) or lost at a mark. Sums to zero a mark. */
    record VariationPaid(Hash contract, long day, MarkCycle cycle, Address account, long units) implements ChainEvent {}

    record Contributed(Address account, long units) implements ChainEvent {}

    record ShareWithdrawn(Address account, long units) implements ChainEvent {}

    record TrancheAdded(Address account, long units) implements ChainEvent {}

    record TrancheWithdrawn(Address account, long units) implements ChainEvent {}

    /** Margin (signed) and share are the estate's margin now; the positions taken come after it. */
    record Defaulted(Address account, Address estate, long margin, long share) implements ChainEvent {}

    record PositionTaken(Hash contract, Address account, Address estate, long lots, long accrued)
            implements ChainEvent {}

    /** Signed: what came to the account from the estate, at the last mark. */
    record Deleveraged(Hash contract, Address account, Address estate, long lots) implements ChainEvent {}

    /** @param account nobody's, zero, of the tranche */
    record LossCovered(Layer layer, Address account, Address estate, long units) implements ChainEvent {}

    record DefaultEnded(Address account, Address estate, long surplus) implements ChainEvent {}

    /** Who pays for what a member in default owes, in this order. */
    enum Layer {
        TRANCHE,
        SHARES,
        ASSESSMENTS,
        GAINS
    }

    record OptionListed(Hash option, String name, Hash contract) implements ChainEvent {}

    /**
     * @param freed dollars of collateral that the buyer has back
     * @param held dollars of collateral that the seller put in
     */
    record OptionTraded(
            Hash batch, Hash option, Address buyer, Address seller, long lots, Price price, long freed, long held)
            implements ChainEvent {}

    /** @param payout dollars a lot */
    record OptionSettled(Hash option, Price price, long payout) implements ChainEvent {}

    /**
     * @param lots that are gone; positive were bought
     * @param collateral of them, which is no longer held
     * @param units paid out
     */
    record OptionPaid(Hash option, Address account, long lots, long collateral, long units) implements ChainEvent {}

    record FixingPublished(Hash index, long day, Price value, long band, Hash receipts) implements ChainEvent {}

    record CreatedInKind(Address account, Hash series, long hours, long cash, long units) implements ChainEvent {}

    record CreationRequested(Hash request, Address account, long cash) implements ChainEvent {}

    record UnitsCreated(Hash request, Address account, long cash, long units, long nav) implements ChainEvent {}

    /** @param cycle the requests it is filled with, pro rata */
    record RedemptionRequested(Hash request, Address account, long units, long cycle) implements ChainEvent {}

    /** @param left units of the request that go on waiting */
    record UnitsRedeemed(Hash request, Address account, long units, long cash, long nav, long left)
            implements ChainEvent {}

    /** A request that waited too long, or that the books could not follow: what was given is its party's again. */
    record TakenBack(Hash request, Address account) implements ChainEvent {}

    /** Units that waited too long took their share of the fund's cash, and of its hours below. */
    record RedeemedInKind(Hash request, Address account, long units, long cash) implements ChainEvent {}

    record HoursGiven(Hash request, Address account, Hash series, long units) implements ChainEvent {}

    /** The fund's fee, in units made between two seconds. */
    record FeeAccrued(Address recipient, long units, long from, long until) implements ChainEvent {}

    /** @param rate millionths a year, from a second on */
    record FeeSet(long rate, long since) implements ChainEvent {}

    /** @param managers what of the cash is the fee's recipient's at once; the rest is the holders' */
    record IncomeBrought(Hash income, Address payer, long cash, Address recipient, long managers)
            implements ChainEvent {}

    record IncomePaid(Hash income, Address account, long cash) implements ChainEvent {}

    /** What was paid before this is held for the account, which the Vault does not credit now. */
    record Held(Address account, long cash) implements ChainEvent {}

    record Claimed(Address account, long cash) implements ChainEvent {}

    /**
     * What the fund's manager may trade for it.
     *
     * @param lots of one order at most
     * @param held lots of one contract at most
     * @param coolOff seconds between two orders in one contract
     * @param band millionths of the last price
     * @param margin micro-dollars at Clearing at most
     */
    record TradeLimitsSet(long lots, long held, long coolOff, long band, long margin) implements ChainEvent {}

    /** An account that is a contract stands by an order: what others say with a signature. */
    record OrderAgreed(
            Hash order, Address account, Hash contract, boolean buy, long lots, Price price, long expiry, long salt)
            implements ChainEvent {}

    record HeadAnchored(long size, Hash root) implements ChainEvent {}
}
