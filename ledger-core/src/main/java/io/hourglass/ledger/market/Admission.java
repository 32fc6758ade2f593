package io.hourglass.ledger.market;

import static io.hourglass.ledger.market.MarketRefusal.EXPIRED;
import static io.hourglass.ledger.market.MarketRefusal.LIMIT;
import static io.hourglass.ledger.market.MarketRefusal.MALFORMED;
import static io.hourglass.ledger.market.MarketRefusal.REPLAYED;
import static io.hourglass.ledger.market.MarketRefusal.TRADING_ENDED;
import static io.hourglass.ledger.market.MarketRefusal.UNKNOWN_INSTRUMENT;
import static io.hourglass.ledger.market.MarketRefusal.UNKNOWN_PARTY;
import static io.hourglass.ledger.market.MarketRefusal.WRONG_SIGNATURE;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.RoundTrip;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.InstrumentRow.Locked;
import io.hourglass.ledger.market.VenueRules.Declined;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Whether signed orders may stand, in the order of {@link MarketRefusal}. */
final class Admission {
    /** The largest order by value: a billion dollars. */
    private static final Amount VALUE_MAX = new Amount(Asset.USD, 1_000_000_000_000_000L);

    /** 9999-12-31T23:59:59Z: what a date may be. */
    private static final long EXPIRY_MAX = 253_402_300_799L;

    private final Chain chain;
    private final Journal journal;

    Admission(Chain chain, Journal journal) {
        this.chain = chain;
        this.journal = journal;
    }

    /** An order as it was handed in; no candidate where no contract could even read it. */
    record Presented(Placement placement, Optional<Candidate> candidate) {}

    /**
     * An order with what is known of it without the books.
     *
     * @param digest what its signature is over
     * @param signer whose signature it is; empty if nobody's
     */
    record Candidate(Placement placement, Hash digest, Optional<Address> signer) {
        Order order() {
            return placement.order();
        }

        boolean isSigned() {
            return signer.filter(order().account()::equals).isPresent();
        }
    }

    /** Which order used a salt of an account, and when. */
    private record Used(Hash order, Instant placed) {}

    private record Numbered(Address account, long salt) {}

    /**
     * What is known of a set's orders before any of them is looked at. The instruments are locked until the
     * transaction ends. Salts are not: of two orders of one salt that are both found to be the first, the table
     * takes one, and whoever placed the other looks again.
     */
    static final class Known {
        private final Map<Hash, Locked> instruments = new HashMap<>();
        private final Map<Address, Party> parties = new HashMap<>();
        private final Map<String, String> owners = new HashMap<>();
        private final Map<Hash, Used> orders = new HashMap<>();
        private final Map<Numbered, Used> salts = new HashMap<>();
        private final Set<Hash> agreed = new HashSet<>();

        Collection<Locked> instruments() {
            return instruments.values();
        }

        /** Whose a party's orders are in the end. */
        String owner(Party party) {
            return owners.getOrDefault(party.name(), party.name());
        }

        Optional<Instrument> instrument(Order order) {
            return Optional.ofNullable(instruments.get(order.base())).map(Locked::instrument);
        }

        Optional<Party> party(Order order) {
            return Optional.ofNullable(parties.get(order.account()));
        }

        /** From now on the order and its salt are used. */
        void note(Candidate placed, Instant now) {
            note(placed.order().account(), placed.order().salt(), new Used(placed.digest(), now));
        }

        private void note(ResultSet row) throws SQLException {
            note(
                    new Address(row.getString("account")),
                    row.getLong("salt"),
                    new Used(
                            new Hash(row.getString("id")),
                            row.getObject("placed", OffsetDateTime.class).toInstant()));
        }

        private void note(Address account, long salt, Used used) {
            orders.put(used.order(), used);
            salts.put(new Numbered(account, salt), used);
        }

        private Optional<Used> used(Candidate candidate) {
            Order order = candidate.order();
            return Optional.ofNullable(orders.get(candidate.digest()))
                    .or(() -> Optional.ofNullable(salts.get(new Numbered(order.account(), order.salt()))));
        }
    }

    /** Reads an order and whose signature it bears: the costly part, which needs no books and no locks. */
    Presented present(Placement placement) {
        Order order = placement.order();
        return new Presented(
                placement,
                malformed(order).isPresent()
                        ? Optional.empty()
                        : Optional.of(new Candidate(
                                placement,
                                chain.digest(order),
                                chain.recover(order, placement.signed().signature()))));
    }

    /** Locks and looks up what the candidates are about. */
    Known lookUp(Tx tx, List<Candidate> candidates) {
        List<Order> orders = candidates.stream().map(Candidate::order).toList();
        Set<Address> accounts = orders.stream().map(Order::account).collect(Collectors.toCollection(TreeSet::new));
        Known known = new Known();
        RoundTrip trip = tx.roundTrip();
        // orders are found by their keys: a plan from when there were few would go on to read all of them;
        // and to plan a set's statements anew was a third of what a set of one took PostgreSQL
        trip.ask(
                "select set_config('enable_seqscan', 'off', true),"
                        + " set_config('plan_cache_mode', 'force_generic_plan', true)",
                row -> {});
        InstrumentRow.lock(trip, orders.stream().map(Order::base).collect(Collectors.toSet()), known.instruments);
        journal.parties(trip, accounts, party -> known.parties.put(party.address(), party));
        owners(trip, accounts, known.owners);
        // the very same order has the same salt: its digest is of that too
        trip.ask(
                "select o.id, o.account, o.salt, o.placed from unnest(?, ?::bigint[]) c (account, salt)"
                        + " join hourglass.market_order o on o.account = c.account and o.salt = c.salt",
                known::note,
                orders.stream().map(Order::account).toList(),
                orders.stream().map(Order::salt).toList());
        List<Hash> unsigned = candidates.stream()
                .filter(one -> !one.isSigned())
                .map(Candidate::digest)
                .toList();
        if (!unsigned.isEmpty()) {
            trip.ask(
                    "select order_id from hourglass.agreed_order where order_id = any (?)",
                    row -> known.agreed.add(new Hash(row.getString(1))),
                    unsigned);
        }
        trip.go();
        return known;
    }

    /** Whose the orders of parties are in the end, where that is not the party itself. */
    static Map<String, String> owners(Tx tx, Collection<Party> parties) {
        Map<String, String> owners = new HashMap<>();
        RoundTrip trip = tx.roundTrip();
        owners(trip, parties.stream().map(Party::address).toList(), owners);
        trip.go();
        return owners;
    }

    private static void owners(RoundTrip trip, Collection<Address> parties, Map<String, String> owners) {
        trip.ask(
                "select distinct on (b.party) b.party, b.owner from hourglass.beneficial_owner b"
                        + " join hourglass.party p on p.name = b.party where p.address = any (?)"
                        + " order by b.party, b.since desc",
                row -> owners.put(row.getString("party"), row.getString("owner")),
                parties);
    }

    /** What is asked of an order before its venue's rules; for one that is not {@link #malformed}. */
    Optional<Declined> check(Candidate candidate, Known known, Instant now) {
        Order order = candidate.order();
        Optional<Instrument> instrument = known.instrument(order);
        Optional<Party> party = known.party(order);
        return offTick(order, instrument)
                .or(() -> limit(order, instrument))
                .or(() -> unknown(order, instrument, party))
                .or(() -> wrongSignature(candidate, known, instrument.orElseThrow()))
                .or(() -> expired(order, now))
                .or(() -> replayed(candidate, known))
                .or(() -> ended(instrument.orElseThrow(), now));
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

    private Optional<Declined> wrongSignature(Candidate candidate, Known known, Instrument instrument) {
        Order order = candidate.order();
        if (order.venue() != instrument.venue()) {
            return declined(
                    WRONG_SIGNATURE,
                    () -> instrument.code() + " trades at " + instrument.venue() + ", the order is signed for "
                            + order.venue());
        }
        // a contract has no key: the chain said that it stands by the order
        if (candidate.isSigned() || known.agreed.contains(candidate.digest())) {
            return Optional.empty();
        }
        Optional<Address> signer = candidate.signer();
        Contract contract =
                switch (order.venue()) {
                    case SETTLEMENT -> Contract.SETTLEMENT;
                    case CLEARING -> Contract.CLEARING;
                    case OPTIONS -> Contract.OPTIONS;
                };
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

    private static Optional<Declined> replayed(Candidate candidate, Known known) {
        return known.used(candidate).flatMap(used -> declined(REPLAYED, used(candidate, used)));
    }

    private static Supplier<String> used(Candidate candidate, Used used) {
        return () -> (used.order().equals(candidate.digest())
                        ? "this very order"
                        : "another order with salt " + candidate.order().salt())
                + " was placed at " + used.placed() + " as " + used.order()
                + "; sign it with another salt to place it again";
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
