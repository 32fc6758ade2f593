package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes resting orders out of the book that margin no longer covers, when a rate or the terms that came into force ask
 * more than was asked when they were placed. The most recent of a party go first, until what rests is covered; those that
 * only reduce a position, or ask for nothing, stay.
 *
 * <p>Example: two bids of a lot each at $350.40 are covered by $800; at $438 a lot the later one goes.
 */
final class UncoveredOrders {
    /** What rests in the books of months and of spreads, newest first: a line a leg. */
    private static final String RESTING = """
            select o.id, o.placed, o.sequence, o.instrument, o.buy, o.rest, o.price, true as outright
            from hourglass.market_order o join hourglass.future f on f.id = o.instrument
            where o.live and o.party = ? and f.state in ('LISTED', 'SETTLING')
            union all
            select c.id, c.placed, c.sequence, leg.instrument, leg.buy, c.rest, leg.less, false
            from hourglass.combination c join hourglass.spread s on s.code = c.code
            cross join lateral (values (s.near, c.buy, 0), (s.far, not c.buy, c.price)) leg (instrument, buy, less)
            where c.live and c.party = ?
            order by placed desc, sequence desc, id
            """;

    private static final String PARTIES = """
            select distinct party from (
                select o.party from hourglass.market_order o join hourglass.future f on f.id = o.instrument where o.live
                union all
                select party from hourglass.combination where live) resting order by party
            """;

    private final Database database;
    private final Journal journal;
    private final Market market;
    private final MarginAccounts accounts;
    private final Clock clock;

    /** What was in force when all was looked at; empty at first. */
    private volatile Optional<Asked> seen = Optional.empty();

    UncoveredOrders(Database database, Journal journal, Market market, MarginAccounts accounts, Clock clock) {
        this.database = database;
        this.journal = journal;
        this.market = market;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** The terms in force, when the latest rate was made, what the contracts ask together, and how many marks are paid. */
    private record Asked(LocalDate terms, Optional<OffsetDateTime> rate, long onChain, long marks) {}

    /** @param price limit of a month's own order; of a leg, what it is less than the month's last price */
    private record Leg(String future, boolean buy, long lots, long price, boolean outright) {}

    private record Resting(Hash id, List<Leg> legs) {}

    /**
     * Looks at all that rests, once for each rate and terms that come into force; returns how many orders went. Not
     * while marks and rates are on their way: what one contract takes or asks, another may give back.
     */
    int doWork() {
        if (database.inTx(tx -> Marks.areUnderWay(tx) || MarginRates.areUnderWay(tx))) {
            return 0;
        }
        Optional<Asked> now = Optional.of(database.inTx(this::asked));
        if (now.equals(seen)) {
            return 0;
        }
        int cancelled = 0;
        for (String party : database.inTx(tx -> tx.query(PARTIES, row -> row.getString(1)))) {
            cancelled += database.inTx(tx -> cover(tx, journal.party(tx, party).orElseThrow()));
        }
        seen = now;
        return cancelled;
    }

    private Asked asked(Tx tx) {
        LocalDate terms = terms(tx).effective();
        return tx.first(
                        "select (select max(made) from hourglass.margin_rate) as made,"
                                + " coalesce(sum(chain_margin), 0) as asked, coalesce(sum(marks), 0) as marks"
                                + " from hourglass.future",
                        row -> new Asked(
                                terms,
                                Optional.ofNullable(row.getObject("made", OffsetDateTime.class)),
                                row.getLong("asked"),
                                row.getLong("marks")))
                .orElseThrow();
    }

    private Terms terms(Tx tx) {
        return Terms.on(tx, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    /** Under the locks of who places orders, in the same sequence: the months', then the member's. */
    private int cover(Tx tx, Party party) {
        market.hold(
                tx,
                resting(tx, party).stream()
                        .flatMap(order -> order.legs().stream())
                        .map(leg -> new Hash(leg.future()))
                        .distinct()
                        .toList());
        accounts.lock(tx, party);
        Terms terms = terms(tx);
        List<Exposure> asked = Exposure.of(tx, party.name());
        long available = accounts.available(tx, party).units();
        long required = required(tx, terms, party, asked);
        if (required <= available) {
            return 0;
        }
        List<Hash> uncovered = uncovered(tx, terms, party, asked, available);
        return market.cancel(
                tx,
                uncovered,
                "no longer covered: margin of " + new Amount(Asset.USD, required) + " was required with all orders, "
                        + new Amount(Asset.USD, available) + " was free");
    }

    private List<Hash> uncovered(Tx tx, Terms terms, Party party, List<Exposure> all, long available) {
        List<Exposure> left = all;
        List<Resting> gone = new ArrayList<>();
        for (Resting order : resting(tx, party)) {
            if (required(tx, terms, party, left) <= available) {
                break;
            }
            if (!onlyReduces(left, order)) {
                left = with(left, order, -1);
                gone.add(order);
            }
        }
        List<Hash> uncovered = new ArrayList<>();
        for (Resting order : gone.reversed()) {
            List<Exposure> again = with(left, order, 1);
            if (required(tx, terms, party, again) <= required(tx, terms, party, left)) {
                left = again;
            } else {
                uncovered.add(order.id());
            }
        }
        return uncovered;
    }

    private static long required(Tx tx, Terms terms, Party party, List<Exposure> exposures) {
        return Requirement.of(tx, terms, party.name(), exposures).units();
    }

    private static boolean onlyReduces(List<Exposure> exposures, Resting order) {
        return order.legs().stream().allMatch(leg -> exposures.stream()
                .anyMatch(one -> one.id().equals(leg.future()) && one.onlyReduces(leg.buy())));
    }

    /** With an order once more, or once less. */
    private static List<Exposure> with(List<Exposure> exposures, Resting order, int times) {
        return exposures.stream()
                .map(one -> {
                    Exposure after = one;
                    for (Leg leg : order.legs()) {
                        if (leg.future().equals(one.id())) {
                            long price = leg.outright() ? leg.price() : one.last() - leg.price();
                            after = after.with(leg.buy(), Math.multiplyExact(times, leg.lots()), price);
                        }
                    }
                    return after;
                })
                .toList();
    }

    private static Collection<Resting> byOrder(List<Map.Entry<String, Leg>> legs) {
        Map<String, List<Leg>> orders = new LinkedHashMap<>();
        legs.forEach(leg ->
                orders.computeIfAbsent(leg.getKey(), id -> new ArrayList<>()).add(leg.getValue()));
        List<Resting> resting = new ArrayList<>();
        orders.forEach((id, own) -> resting.add(new Resting(new Hash(id), own)));
        return resting;
    }

    /** A party's, newest first. */
    private static Collection<Resting> resting(Tx tx, Party party) {
        return byOrder(tx.query(
                RESTING,
                row -> Map.entry(
                        row.getString("id"),
                        new Leg(
                                row.getString("instrument"),
                                row.getBoolean("buy"),
                                row.getLong("rest"),
                                row.getLong("price"),
                                row.getBoolean("outright"))),
                party.name(),
                party.name()));
    }
}
