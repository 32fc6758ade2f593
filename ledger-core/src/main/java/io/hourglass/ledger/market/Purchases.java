package io.hourglass.ledger.market;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.Capacity;
import io.hourglass.ledger.capacity.Purchase;
import io.hourglass.ledger.capacity.Reservation;
import io.hourglass.ledger.capacity.ReservationRequest;
import io.hourglass.ledger.capacity.Sale;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.market.InstrumentRow.Locked;
import io.hourglass.ledger.market.WholeBuys.Bought;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.ledger.settlement.Signer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Reserves compute for whoever has not got the hours yet: those that are missing are bought, the cheapest that are
 * offered of all series it could come from, all of them or nothing. When the chain has settled the purchase, the
 * reservation is routed and held as any other. The holder's own offers do not count, and are cancelled where the
 * purchase would meet them.
 *
 * <p>Example: who has 40 of 100 hours asked for, and would pay up to $2.60 for an hour, has the 40 set aside and
 * buys 60; where only 50 are offered at that price, nothing is bought, and the refusal says that 10 are missing.
 */
public final class Purchases {
    private static final Duration GOOD_FOR = Duration.ofHours(1);

    /** Numbers that nobody would give an order by hand. */
    private static final long SALTS = 1L << 62;

    private final Database database;
    private final Journal journal;
    private final Capacity capacity;
    private final WholeBuys buys;
    private final Clock clock;
    private final Signer signer;

    Purchases(Database database, Journal journal, Capacity capacity, WholeBuys buys, Clock clock, Signer signer) {
        this.database = database;
        this.journal = journal;
        this.capacity = capacity;
        this.buys = buys;
        this.clock = clock;
        this.signer = signer;
    }

    /**
     * Reserves hours, and first buys those that are missing where the request says what an hour may cost.
     *
     * @return held, or still buying; refused with the figure that is missing, and then nothing is bought
     */
    public Outcome<Reservation> reserve(Tx tx, ReservationRequest request) {
        Price limit = request.buyMax();
        if (limit == null) {
            return capacity.reserve(tx, request);
        }
        return capacity.reserved(tx, request)
                .orElseGet(() -> capacity.spendable(tx, request).then(spendable -> {
                    long there = spendable.values().stream()
                            .mapToLong(Long::longValue)
                            .reduce(0, Purchases::atMost);
                    long missing = request.hours().units() - there;
                    return missing <= 0
                            ? capacity.reserve(tx, request)
                            : buy(
                                    tx,
                                    request,
                                    limit,
                                    spendable.keySet().stream().toList(),
                                    missing);
                }));
    }

    private static long atMost(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    private Outcome<Reservation> buy(Tx tx, ReservationRequest request, Price limit, List<Series> from, long missing) {
        // at once and in one order, so that no two purchases wait for each other
        Map<Hash, Locked> books =
                InstrumentRow.lock(tx, from.stream().map(Series::id).toList());
        SortedMap<Series, Part> cheapest = cheapest(tx, request, limits(tx, limit, request, from, books), missing);
        long offered = cheapest.values().stream().mapToLong(Part::units).sum();
        if (offered < missing) {
            Asset hours = request.gpu().hours();
            return Outcome.refused(
                    MarketRefusal.INSUFFICIENT,
                    "asked for " + request.hours() + ", "
                            + new Amount(hours, request.hours().units() - missing).decimal() + " are there and "
                            + new Amount(hours, offered).decimal() + " offered within the price bands at " + limit
                            + " or less: "
                            + new Amount(hours, missing - offered).decimal() + " missing");
        }
        Party holder = journal.party(tx, request.holder()).orElseThrow();
        Instant until = clock.instant().plus(GOOD_FOR).truncatedTo(ChronoUnit.SECONDS);
        List<SignedOrder> signed = cheapest.entrySet().stream()
                .map(part -> signed(request, holder, part.getKey(), part.getValue(), until))
                .toList();
        String what = "reservation " + request.id();
        return buys.take(tx, what, signed, SelfMatch.CANCEL_RESTING).then(bought -> {
            UUID id = Entry.idOf("purchase:" + request.id());
            buys.link(tx, id, TradeView.Kind.PURCHASE, bought);
            SortedMap<Series, Long> units = new TreeMap<>();
            cheapest.forEach((series, part) -> units.put(series, part.units));
            return capacity.expect(tx, request, new Purchase(id, until, units, sales(from, bought)));
        });
    }

    /** The most to pay in each series that trades now, in the order of its regions: no book leaves its band for it. */
    private Map<Series, Long> limits(
            Tx tx, Price limit, ReservationRequest request, List<Series> from, Map<Hash, Locked> books) {
        Map<Hash, Long> highest = MarketTerms.highest(
                tx,
                clock.instant(),
                books.values().stream().map(Locked::instrument).toList());
        Map<Series, Long> limits = new LinkedHashMap<>();
        from.stream().sorted(Comparator.comparingInt(request::place)).forEach(series -> {
            Long most = highest.get(series.id());
            if (most != null) {
                limits.put(series, Math.min(limit.micros(), most));
            }
        });
        return limits;
    }

    /**
     * What to take of a series.
     *
     * @param most what the dearest hour of it costs
     */
    private record Part(long units, Price most) {}

    /** What to take of each series: by price, then by the regions' order, then by time. */
    private SortedMap<Series, Part> cheapest(
            Tx tx, ReservationRequest request, Map<Series, Long> limits, long missing) {
        SortedMap<Series, Part> cheapest = new TreeMap<>();
        Map<String, Series> named = limits.keySet().stream()
                .collect(Collectors.toMap(one -> one.id().hex(), one -> one));
        tx.query(
                        """
                        select instrument, sum(least(rest, ? - before))::bigint as units, max(price) as most
                        from (select o.instrument, o.rest, o.price,
                                sum(o.rest) over (order by o.price, s.number, o.place) - o.rest as before
                            from unnest(?, ?::bigint[]) with ordinality s (series, most, number)
                                join hourglass.market_order o on o.instrument = s.series and o.price <= s.most
                            where not o.buy and o.live and o.expiry >= ? and o.owner <> coalesce(
                                (select b.owner from hourglass.beneficial_owner b where b.party = ?
                                    order by b.since desc limit 1), ?)) asks
                        where before < ? group by instrument
                        """,
                        row -> Map.entry(
                                row.getString("instrument"),
                                new Part(row.getLong("units"), new Price(row.getLong("most")))),
                        missing,
                        limits.keySet().stream().map(Series::id).toList(),
                        limits.values(),
                        clock.instant(),
                        request.holder(),
                        request.holder(),
                        missing)
                .forEach(part -> cheapest.put(requireNonNull(named.get(part.getKey())), part.getValue()));
        return cheapest;
    }

    /** No dearer than it has to be: that much money is needed for the moment in which it is matched. */
    private SignedOrder signed(ReservationRequest request, Party holder, Series series, Part part, Instant until) {
        String key = holder.key();
        if (key == null) {
            throw new IllegalStateException(holder.name() + " signs for itself, and reserves nothing here");
        }
        UUID number = Entry.idOf("purchase:" + request.id() + ":" + series);
        Order order = new Order(
                Venue.SETTLEMENT,
                holder.address(),
                series.id(),
                true,
                part.units,
                part.most,
                until.getEpochSecond(),
                SALTS | number.getMostSignificantBits() >>> 2);
        return signer.sign(key, order);
    }

    /** What owners sell of what they had minted: that much more they will deliver. */
    private static List<Sale> sales(List<Series> from, Bought bought) {
        Map<String, Series> series =
                from.stream().collect(Collectors.toMap(one -> one.id().hex(), one -> one));
        return bought.trades().stream()
                .filter(trade -> trade.escrowed)
                .map(trade -> {
                    Series of = requireNonNull(series.get(trade.instrument));
                    return new Sale(
                            of,
                            trade.seller,
                            new Amount(of.asset(), trade.quantity),
                            new Amount(Asset.USD, trade.cash));
                })
                .toList();
    }

    /** Routes reservations whose purchases are settled, and ends those whose are not to be; returns how many. */
    public int doWork() {
        Map<String, UUID> expecting = database.inTx(capacity::expecting);
        if (expecting.isEmpty()) {
            return 0;
        }
        Map<UUID, TradeRow> ended = database.inTx(tx -> ended(tx, expecting));
        int done = 0;
        for (Map.Entry<String, UUID> one : expecting.entrySet()) {
            TradeRow trade = ended.get(one.getValue());
            if (trade != null) {
                done += end(one.getKey(), trade);
            }
        }
        return done;
    }

    /** The first trade of each purchase of which none is on its way any more: they end alike. */
    private static Map<UUID, TradeRow> ended(Tx tx, Map<String, UUID> expecting) {
        return tx
                .query(
                        "select distinct on (linked) * from hourglass.trade t where kind = 'PURCHASE'"
                                + " and linked = any (?::uuid[]) and not exists (select 1 from hourglass.trade o"
                                + " where o.kind = 'PURCHASE' and o.linked = t.linked and o.state = 'SETTLING')"
                                + " order by linked, sequence",
                        TradeRow::read,
                        expecting.values())
                .stream()
                .collect(Collectors.toMap(trade -> trade.linked, trade -> trade));
    }

    private int end(String reservation, TradeRow trade) {
        if (trade.state == TradeView.State.VOIDED) {
            database.inTx(tx -> {
                capacity.lost(tx, reservation, "what was bought was not settled: " + trade.reason);
                return tx;
            });
            return 1;
        }
        // refused where what it took was spent in the same moment: it is tried again
        return database.decide(tx -> capacity.arrived(tx, reservation)) instanceof Outcome.Done ? 1 : 0;
    }
}
