package io.hourglass.api.market;

import io.hourglass.api.problem.BadInput;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.Proposal;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Combination;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A swap as it is proposed. What is signed is the EIP-712 type {@code Combination(Order[] legs,int256 price)} for
 * Clearing: an order a month at the fixed price, and that price times the months, negative for who is paid it.
 *
 * @param counterparty who is to be on the other side
 * @param side {@code buy} pays the fixed price and receives the average
 * @param tenor a month, a quarter or a year: {@code H100-SXM-80GB.2026-09.F}, {@code H100-SXM-80GB.2026-Q4.ST}
 * @param lots of 730 hours a month
 * @param price the fixed one, USD per GPU-hour
 * @param expires the last second it may settle; the proposal lapses an hour before
 * @param salt the party's own number of the first month's order; the others' follow
 * @param signature the party's; a party whose key the service keeps may leave it out, and the service signs
 */
record NewSwap(
        @Nullable String party,
        @Nullable String counterparty,
        @Nullable String side,
        @Nullable String tenor,
        @Nullable String lots,
        @Nullable String price,
        @Nullable Instant expires,
        @Nullable Long salt,
        @Nullable String signature) {

    /** What is signed for. */
    Combination combination(List<Instrument> months, Address account) {
        return combination(
                months,
                account,
                BadInput.read("side", side, NewOrder::buys),
                BadInput.read("lots", lots, Long::parseLong),
                BadInput.read("price", price, Price::parse),
                BadInput.required("expires", expires),
                BadInput.required("salt", salt));
    }

    private static Combination combination(
            List<Instrument> months,
            Address account,
            boolean pays,
            long lots,
            Price price,
            Instant expires,
            long salt) {
        List<Order> legs = IntStream.range(0, months.size())
                .mapToObj(i -> new Order(
                        Venue.CLEARING,
                        account,
                        months.get(i).id(),
                        pays,
                        lots,
                        price,
                        expires.getEpochSecond(),
                        salt + i))
                .toList();
        long together = BadInput.read(
                "price", price.decimal(), written -> Math.multiplyExact(price.micros(), (long) months.size()));
        return new Combination(legs, pays ? together : -together);
    }

    /**
     * How a proposal is accepted: the orders follow from it.
     *
     * @param expires the last second it may settle; as the proposer's, where it is left out
     * @param salt as of {@link NewSwap}
     */
    record Acceptance(
            @Nullable String party,
            @Nullable Instant expires,
            @Nullable Long salt,
            @Nullable String signature) {

        Combination combination(Proposal proposal, List<Instrument> months, Address account) {
            return NewSwap.combination(
                    months,
                    account,
                    !proposal.buys(),
                    proposal.lots(),
                    proposal.price(),
                    expires == null ? proposal.signedUntil() : expires,
                    BadInput.required("salt", salt));
        }
    }
}
