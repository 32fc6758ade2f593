package io.hourglass.ledger.market;

import static io.hourglass.ledger.market.MarketRefusal.EXPIRED;
import static io.hourglass.ledger.market.MarketRefusal.LIMIT;
import static io.hourglass.ledger.market.MarketRefusal.MALFORMED;
import static io.hourglass.ledger.market.MarketRefusal.REPLAYED;
import static io.hourglass.ledger.market.MarketRefusal.TRADING_ENDED;
import static io.hourglass.ledger.market.MarketRefusal.UNKNOWN_INSTRUMENT;
import static io.hourglass.ledger.market.MarketRefusal.UNKNOWN_PARTY;
import static io.hourglass.ledger.market.MarketRefusal.WRONG_SIGNATURE;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.VenueRules.Declined;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether a signed order may stand, in the order of {@link MarketRefusal}. */
final class Admission {
    /** The largest order by value: a billion dollars. */
    private static final Amount VALUE_MAX = new Amount(Asset.USD, 1_000_000_000_000_000L);

    /** 9999-12-31T23:59:59Z: what a date may be. */
    private static final long EXPIRY_MAX = 253_402_300_799L;

    private final Chain chain;
    private final Map<Venue, VenueRules> rules;

    Admission(Chain chain, Map<Venue, VenueRules> rules) {
        this.chain = chain;
        this.rules = rules;
    }

    /** For an order that is not {@link #malformed}. */
    Optional<Declined> check(
            Tx tx,
            SignedOrder signed,
            Hash digest,
            Optional<Instrument> instrument,
            Optional<Party> party,
            Instant now) {
        Order order = signed.order();
        return offTick(order, instrument)
                .or(() -> limit(order, instrument))
                .or(() -> unknown(order, instrument, party))
                .or(() -> wrongSignature(signed, instrument.orElseThrow()))
                .or(() -> expired(order, now))
                .or(() -> replayed(tx, digest, order))
                .or(() -> ended(instrument.orElseThrow(), now))
                .or(() -> rules(order.venue()).check(tx, instrument.orElseThrow(), party.orElseThrow(), order));
    }

    private VenueRules rules(Venue venue) {
        VenueRules known = rules.get(venue);
        if (known == null) {
            throw new IllegalStateException("no rules for " + venue);
        }
        return known;
    }

    /** What no contract could even read. */
    static Optional<Declined> malformed(Order order) {
        if (order.quantity() <= 0) {
            return declined(MALFORMED, () -> "a quantity is positive: " + order.quantity());
        }
        if (order.expiry() < 0 || order.expiry() > EXPIRY_MAX) {
            return declined(MALFORMED, () -> "not a time in seconds since 1970: " + order.expiry());
        }
        return order.salt() < 0
                ? declined(MALFORMED, () -> "a salt is not negative: " + order.salt())
                : Optional.empty();
    }

    private static Optional<Declined> offTick(Order order, Optional<Instrument> instrument) {
        return instrument
                .filter(listed -> order.price().micros() % listed.tick() != 0)
                .flatMap(listed -> declined(
                        MALFORMED,
                        () -> order.price() + " is not a multiple of the tick, " + new Price(listed.tick())));
    }

    private static Optional<Declined> limit(Order order, Optional<Instrument> instrument) {
        if (instrument.isEmpty()) {
            return Optional.empty();
        }
        Instrument listed = instrument.get();
        if (order.quantity() > listed.quantityMax()) {
            return declined(
                    LIMIT,
                    () -> "one order of " + listed.code() + " is at most "
                            + new Amount(listed.asset(), listed.quantityMax()).decimal());
        }
        if (value(order).compareTo(BigInteger.valueOf(VALUE_MAX.units())) > 0) {
            return declined(LIMIT, () -> "one order is worth at most " + VALUE_MAX);
        }
        return Optional.empty();
    }

    private static BigInteger value(Order order) {
        BigInteger product = BigInteger.valueOf(order.quantity())
                .multiply(BigInteger.valueOf(order.price().micros()));
        return order.venue() == Venue.SETTLEMENT
                ? product.divide(BigInteger.valueOf(Price.UNITS_PER_HOUR))
                : product.multiply(BigInteger.valueOf(Price.HOURS_PER_LOT));
    }

    private static Optional<Declined> unknown(Order order, Optional<Instrument> instrument, Optional<Party> party) {
        if (instrument.isEmpty()) {
            return declined(UNKNOWN_INSTRUMENT, () -> "nothing is listed under " + order.base());
        }
        if (party.isEmpty()) {
            return declined(UNKNOWN_PARTY, () -> order.account() + " belongs to nobody we know");
        }
        return Optional.empty();
    }

    private Optional<Declined> wrongSignature(SignedOrder signed, Instrument instrument) {
        Order order = signed.order();
        if (order.venue() != instrument.venue()) {
            return declined(
                    WRONG_SIGNATURE,
                    () -> instrument.code() + " trades at " + instrument.venue() + ", the order is signed for "
                            + order.venue());
        }
        Optional<Address> signer = chain.recover(order, signed.signature());
        if (signer.filter(order.account()::equals).isPresent()) {
            return Optional.empty();
        }
        Contract contract = order.venue() == Venue.SETTLEMENT ? Contract.SETTLEMENT : Contract.CLEARING;
        return declined(
                WRONG_SIGNATURE,
                () -> "not signed by " + order.account() + " for chain "
                        + chain.deployment().chainId() + " and contract "
                        + chain.deployment().of(contract) + ": another key, or another chain or contract; "
                        + signer.map(found -> "here it would be " + found + "'s")
                                .orElse("it is nobody's here"));
    }

    private static Optional<Declined> expired(Order order, Instant now) {
        return order.expiry() < now.getEpochSecond()
                ? declined(EXPIRED, () -> "expired at " + Instant.ofEpochSecond(order.expiry()) + ", it is " + now)
                : Optional.empty();
    }

    /** One order of an account at a time, so that two of one salt are not both found to be the first. */
    private static Optional<Declined> replayed(Tx tx, Hash digest, Order order) {
        tx.query("select pg_advisory_xact_lock(hashtextextended(?, 0))", row -> 0, "market:salt:" + order.account());
        return tx.first(
                        "select id, placed from hourglass.market_order where id = ? or (account = ? and salt = ?)",
                        row -> declined(REPLAYED, used(digest, order, row.getString("id"), row.getString("placed"))),
                        digest,
                        order.account(),
                        order.salt())
                .orElse(Optional.empty());
    }

    private static Supplier<String> used(Hash digest, Order order, String id, String placed) {
        return () -> (id.equals(digest.hex()) ? "this very order" : "another order with salt " + order.salt())
                + " was placed at " + placed + " as " + id + "; sign it with another salt to place it again";
    }

    private static Optional<Declined> ended(Instrument instrument, Instant now) {
        if (!instrument.open()) {
            return declined(TRADING_ENDED, () -> instrument.code() + " is not trading: not listed yet, or settled");
        }
        return now.isAfter(instrument.tradingEnds())
                ? declined(TRADING_ENDED, () -> instrument.code() + " traded until " + instrument.tradingEnds())
                : Optional.empty();
    }

    private static Optional<Declined> declined(MarketRefusal reason, Supplier<String> detail) {
        return Optional.of(new Declined(reason, detail.get()));
    }
}
