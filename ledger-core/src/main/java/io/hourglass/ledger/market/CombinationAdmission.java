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

/** Whether a signed spread may stand, in the order of {@link MarketRefusal}. */
final class CombinationAdmission {
    private final Chain chain;
    private final Journal journal;
    private final VenueRules futures;

    CombinationAdmission(Chain chain, Journal journal, VenueRules futures) {
        this.chain = chain;
        this.journal = journal;
        this.futures = futures;
    }

    /** What no contract could read, or is no spread. */
    static Optional<Declined> malformed(CombinationPlacement placement) {
        List<Order> legs = placement.combination().legs();
        if (legs.size() != 2 || legs.get(0).buy() == legs.get(1).buy()) {
            return declined(MALFORMED, "a spread has two legs, one that buys and one that sells");
        }
        Order near = legs.get(0);
        Order far = legs.get(1);
        boolean alike = near.account().equals(far.account())
                && near.quantity() == far.quantity()
                && near.expiry() == far.expiry()
                && far.salt() - 1 == near.salt();
        if (!alike || near.venue() != Venue.CLEARING || far.venue() != Venue.CLEARING) {
            return declined(
                    MALFORMED,
                    "both legs are orders for futures of one account, quantity and expiry, numbered one after the other");
        }
        if (placement.type() == OrderType.MARKET) {
            return declined(MALFORMED, "a spread has a limit: there is no market order for it");
        }
        return Admission.malformed(near);
    }

    /** What a spread is quoted at, by what was signed: who sells it is to receive what it costs. */
    static long price(CombinationPlacement placement) {
        long bound = placement.combination().price();
        return placement.first().buy() ? bound : Math.negateExact(bound);
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

    /** What is asked before the venue's own rules. */
    Optional<Declined> check(Tx tx, CombinationPlacement placement, Spread spread, Optional<Party> party, Instant now) {
        Order first = placement.first();
        long price = price(placement);
        if (price % spread.tick() != 0) {
            return declined(
                    MALFORMED,
                    new PriceDifference(price) + " is not a multiple of the tick, "
                            + new PriceDifference(spread.tick()));
        }
        if (first.quantity() > spread.quantityMax()) {
            return declined(LIMIT, "one order of " + spread.code() + " is at most " + spread.quantityMax() + " lots");
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
        return replayed(tx, placement).or(() -> ended(spread, now));
    }

    Hash digest(CombinationPlacement placement) {
        return chain.digest(placement.combination());
    }

    List<CombinationRow.Leg> legs(CombinationPlacement placement) {
        return placement.combination().legs().stream()
                .map(leg -> new CombinationRow.Leg(chain.digest(leg), leg.base(), leg.buy(), leg.price()))
                .toList();
    }

    /** Whose the account is; its salts are locked until the transaction ends. */
    Optional<Party> party(Tx tx, Order first) {
        tx.query(
                "select pg_advisory_xact_lock(hashtextextended('market:salt:' || ?, 0))",
                row -> 0,
                first.account().hex());
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

    private static Optional<Declined> ended(Spread spread, Instant now) {
        for (Instrument month : List.of(spread.near(), spread.far())) {
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
                                + ", its spreads wait for it");
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
