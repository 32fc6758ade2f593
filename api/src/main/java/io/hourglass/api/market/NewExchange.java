package io.hourglass.api.market;

import io.hourglass.api.problem.BadInput;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.market.Proposal;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An exchange of futures for hours as it is proposed. What is signed are two orders, one for Clearing and one for
 * Settlement, each as the EIP-712 type {@code Exchanged(Order order,bytes32 other,address exchange)} under its own
 * venue's domain: {@code other} is the digest of the other order as an order of its own venue, {@code exchange} the
 * contract ExchangeForPhysical.
 *
 * @param counterparty who is to be on the other side
 * @param side {@code buy} buys the hours and sells the futures
 * @param future {@code H100-SXM-80GB.2026-09.F}
 * @param lots whole lots, each for 730 hours
 * @param price of the futures, USD per GPU-hour
 * @param series hours of the same class and month, of any region
 * @param hoursPrice USD per GPU-hour
 * @param expires the last second the orders may settle; the proposal lapses an hour before
 * @param salt the party's own number of the futures' order; the hours' is the next
 * @param futureSignature the party's; a party whose key the service keeps may leave both out, and the service signs
 */
record NewExchange(
        @Nullable String party,
        @Nullable String counterparty,
        @Nullable String side,
        @Nullable String future,
        @Nullable String lots,
        @Nullable String price,
        @Nullable String series,
        @Nullable String hoursPrice,
        @Nullable Instant expires,
        @Nullable Long salt,
        @Nullable String futureSignature,
        @Nullable String hoursSignature) {

    /** Both orders of one side, as they are before they are signed for each other. */
    record Sides(Order future, Order hours) {}

    Sides sides(Address account) {
        boolean buysHours = BadInput.read("side", side, NewOrder::buys);
        long quantity = BadInput.read("lots", lots, Long::parseLong);
        return sides(
                account,
                !buysHours,
                Hash.keccak(BadInput.required("future", future)),
                quantity,
                BadInput.read("price", price, Price::parse),
                BadInput.read("series", series, Series::parse),
                BadInput.read("hoursPrice", hoursPrice, Price::parse),
                BadInput.required("expires", expires),
                BadInput.required("salt", salt));
    }

    private static Sides sides(
            Address account,
            boolean buysFutures,
            Hash future,
            long lots,
            Price price,
            Series series,
            Price hoursPrice,
            Instant expires,
            long salt) {
        long expiry = expires.getEpochSecond();
        long units = BadInput.read(
                "lots",
                String.valueOf(lots),
                written -> Math.multiplyExact(lots, Price.HOURS_PER_LOT * Price.UNITS_PER_HOUR));
        return new Sides(
                new Order(Venue.CLEARING, account, future, buysFutures, lots, price, expiry, salt),
                new Order(Venue.SETTLEMENT, account, series.id(), !buysFutures, units, hoursPrice, expiry, salt + 1));
    }

    /**
     * How a proposal is accepted: the orders follow from it.
     *
     * @param expires the last second the orders may settle; as the proposer's, where it is left out
     * @param salt as of {@link NewExchange}
     */
    record Acceptance(
            @Nullable String party,
            @Nullable Instant expires,
            @Nullable Long salt,
            @Nullable String futureSignature,
            @Nullable String hoursSignature) {

        Sides sides(Proposal proposal, Address account) {
            Proposal.Physical physical = Objects.requireNonNull(proposal.physical());
            return NewExchange.sides(
                    account,
                    !proposal.buys(),
                    Hash.keccak(proposal.code()),
                    proposal.lots(),
                    proposal.price(),
                    Series.parse(physical.series()),
                    physical.price(),
                    expires == null ? proposal.signedUntil() : expires,
                    BadInput.required("salt", salt));
        }
    }
}
