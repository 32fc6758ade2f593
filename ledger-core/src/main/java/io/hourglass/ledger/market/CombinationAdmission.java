package io.hourglass.ledger.market;

import static io.hourglass.ledger.market.MarketRefusal.EXPIRED;
import static io.hourglass.ledger.market.MarketRefusal.LIMIT;
import static io.hourglass.ledger.market.MarketRefusal.MALFORMED;
import static io.hourglass.ledger.market.MarketRefusal.PRICE_BAND;
import static io.hourglass.ledger.market.MarketRefusal.REPLAYED;
import static io.hourglass.ledger.market.MarketRefusal.TRADING_ENDED;
import static io.hourglass.ledger.market.MarketRefusal.UNKNOWN_INSTRUMENT;
import static io.hourglass.ledger.market.MarketRefusal.UNKNOWN_PARTY;
import static io.hourglass.ledger.market.MarketRefusal.WRONG_SIGNATURE;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.VenueRules.Declined;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.money.PriceDifference;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether signed spreads and strips may stand, in the order of {@link MarketRefusal}. */
final class CombinationAdmission {
    /** A year. */
    private static final int LEGS_MAX = 12;

    /** A million dollars an hour. */
    static final long PRICE_MAX = 1_000_000_000_000L;

    private final Chain chain;
    private final Journal journal;
    private final VenueRules futures;

    CombinationAdmission(Chain chain, Journal journal, VenueRules futures) {
        this.chain = chain;
        this.journal = journal;
        this.futures = futures;
    }

    /** What no contract could read, or is neither a spread nor a strip. */
    static Optional<Declined> malformed(CombinationPlacement placement) {
        List<Order> legs = placement.combination().legs();
        if (legs.size() < 2 || legs.size() > LEGS_MAX || !(isSpread(legs) || isStrip(legs))) {
            return declined(
                    MALFORMED,
                    "two legs, one that buys and one that sells, are a spread; three or twelve that all buy, or all"
                            + " sell, are a strip");
        }
        for (int i = 0; i < legs.size(); i++) {
            Optional<Declined> malformed = Admission.malformed(legs.get(i));
            if (malformed.isPresent()) {
                return malformed;
            }
            if (legs.get(i).venue() != Venue.CLEARING || !isLike(legs.get(i), legs.getFirst(), i)) {
                return declined(
                        MALFORMED,
                        "legs are orders for futures of one account, quantity and expiry, numbered one after the other");
            }
        }
        if (Math.abs(placement.combination().price()) > PRICE_MAX) {
            return declined(
                    MALFORMED,
                    "not a price: "
                            + new PriceDifference(placement.combination().price()));
        }
        return isSpread(legs) ? spreadType(placement) : stripPrice(placement);
    }

    private static boolean isLike(Order leg, Order first, int place) {
        return leg.account().equals(first.account())
                && leg.quantity() == first.quantity()
                && leg.expiry() == first.expiry()
                && leg.salt() - place == first.salt();
    }

    static boolean isSpread(List<Order> legs) {
        return legs.size() == 2 && legs.get(0).buy() != legs.get(1).buy();
    }

    private static boolean isStrip(List<Order> legs) {
        return legs.size() > 2
                && legs.stream().allMatch(leg -> leg.buy() == legs.getFirst().buy());
    }

    private static Optional<Declined> spreadType(CombinationPlacement placement) {
        return placement.type() == OrderType.MARKET
                ? declined(MALFORMED, "a spread has a limit: there is no market order for it")
                : Optional.empty();
    }

    private static Optional<Declined> stripPrice(CombinationPlacement placement) {
        if (placement.type() != OrderType.IMMEDIATE_OR_CANCEL && placement.type() != OrderType.FILL_OR_KILL) {
            return declined(
                    MALFORMED, "a strip takes what rests in its months: it is immediate or cancel, or fill or kill");
        }
        int months = placement.combination().legs().size();
        long together = price(placement);
        return together <= 0 || together % months != 0
                ? declined(
                        MALFORMED,
                        "the signed price is that of " + months + " months together, " + months
                                + " times a price, negative for who sells; not "
                                + new PriceDifference(placement.combination().price()))
                : Optional.empty();
    }

    /** What the legs are quoted at together: who sells is to receive what it costs. */
    static long price(CombinationPlacement placement) {
        long bound = placement.combination().price();
        return placement.first().buy() ? bound : -bound;
    }

    /** The spread it is for, locked; or that there is none. */
    Optional<Spread> lock(Tx tx, CombinationPlacement placement) {
        List<Order> legs = placement.combination().legs();
        return Spreads.lock(tx, legs.get(0).base(), legs.get(1).base());
    }

    static Declined unknown(CombinationPlacement placement) {
        List<Order> legs = placement.combination().legs();
        return new Declined(
                UNKNOWN_INSTRUMENT,
                "no spread of " + legs.get(0).base() + " and " + legs.get(1).base()
                        + " is listed: the near month's leg comes first, and the months are next to each other");
    }

    /**
     * What may be combined.
     *
     * @param price what it is quoted at
     */
    record Months(String code, List<Instrument> months, long tick, long price) {}

    /** What is asked before the venue's own rules. */
    Optional<Declined> check(Tx tx, CombinationPlacement placement, Months of, Optional<Party> party, Instant now) {
        Order first = placement.first();
        if (of.price % of.tick != 0) {
            return declined(
                    MALFORMED,
                    new PriceDifference(of.price) + " is not a multiple of the tick, " + new PriceDifference(of.tick));
        }
        long most = of.months.stream().mapToLong(Instrument::quantityMax).min().orElseThrow();
        if (first.quantity() > most) {
            return declined(LIMIT, "one order of " + of.code + " is at most " + most + " lots");
        }
        if (party.isEmpty()) {
            return declined(UNKNOWN_PARTY, first.account() + " belongs to nobody we know");
        }
        boolean signed = chain.recover(placement.combination(), placement.signature())
                .filter(first.account()::equals)
                .isPresent();
        if (!signed) {
            return declined(
                    WRONG_SIGNATURE,
                    "not signed by " + first.account() + " for chain "
                            + chain.deployment().chainId() + " and contract "
                            + chain.deployment().of(Contract.CLEARING));
        }
        if (first.expiry() < now.getEpochSecond()) {
            return declined(EXPIRED, "expired at " + Instant.ofEpochSecond(first.expiry()) + ", it is " + now);
        }
        return replayed(tx, placement).or(() -> ended(of.months, now));
    }

    Hash digest(CombinationPlacement placement) {
        return chain.digest(placement.combination());
    }

    List<CombinationRow.Leg> legs(CombinationPlacement placement) {
        return placement.combination().legs().stream()
                .map(leg -> new CombinationRow.Leg(chain.digest(leg), leg.base(), leg.buy(), leg.price()))
                .toList();
    }

    /** Whose the account is. */
    Optional<Party> party(Tx tx, Order first) {
        return Optional.ofNullable(journal.parties(tx, Set.of(first.account())).get(first.account()));
    }

    private Optional<Declined> replayed(Tx tx, CombinationPlacement placement) {
        List<Order> legs = placement.combination().legs();
        return tx.first(
                        "select id, salt, placed from hourglass.market_order where account = ? and salt between ? and ?"
                                + " order by salt limit 1",
                        row -> "another order with salt " + row.getLong("salt") + " was placed as "
                                + row.getString("id") + "; sign it with other salts to place it again",
                        legs.getFirst().account(),
                        legs.getFirst().salt(),
                        legs.getLast().salt())
                .map(detail -> new Declined(REPLAYED, detail));
    }

    private static Optional<Declined> ended(List<Instrument> months, Instant now) {
        for (Instrument month : months) {
            if (!month.open()) {
                return declined(TRADING_ENDED, month.code() + " is not trading: not listed yet, or settled");
            }
            if (now.isAfter(month.tradingEnds())) {
                return declined(TRADING_ENDED, month.code() + " traded until " + month.tradingEnds());
            }
            if (month.phase().gathers()) {
                return declined(
                        TRADING_ENDED,
                        "the orders of " + month.code() + " gather for an auction until " + month.uncrosses()
                                + ", spreads and strips wait for it");
            }
        }
        return Optional.empty();
    }

    /** Whether its legs could trade at its limit, and their party has what they need: the venue's rules. */
    Optional<Declined> covered(Tx tx, CombinationPlacement placement, Spread spread, Party party) {
        long price = price(placement);
        Price marked = futures.markedFrom(tx, spread.near());
        Optional<LegPrices> prices = LegPrices.of(marked, price);
        if (prices.isEmpty()) {
            return declined(
                    PRICE_BAND,
                    "with " + spread.near().code() + " at " + marked + " a spread of " + new PriceDifference(price)
                            + " leaves nothing for " + spread.far().code());
        }
        List<CombinationRow.Leg> legs = legs(placement);
        if (!prices.get().within(legs.get(0), legs.get(1))) {
            return declined(
                    PRICE_BAND,
                    "at its limit its legs would trade at " + prices.get().near() + " and "
                            + prices.get().far() + ", beyond a limit of their own");
        }
        List<VenueRules.Leg> asked = new ArrayList<>();
        asked.add(new VenueRules.Leg(
                spread.near(), LegPrices.at(placement.first(), prices.get().near())));
        asked.add(new VenueRules.Leg(
                spread.far(),
                LegPrices.at(placement.combination().legs().get(1), prices.get().far())));
        return futures.check(tx, party, asked);
    }

    private static Optional<Declined> declined(MarketRefusal reason, String detail) {
        return Optional.of(new Declined(reason, detail));
    }
}
