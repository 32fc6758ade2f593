package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.settlement.Chain.Logged;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What members hold, by the chain's word: a row each time it changes, of which the latest stands. So what
 * all of them hold costs as much as there are members and contracts, however much they have traded.
 */
final class Positions {
    private static final String LATEST = "lateral (select version, lots, accrued, marks from hourglass.position"
            + " where future = f.id and party = m.party order by version desc limit 1) p on true ";

    private Positions() {}

    /** Why lots changed hands. */
    enum Cause {
        TRADE,
        TAKEN,
        DELEVERAGED,
        SETTLED
    }

    /**
     * @param lots added, negative where they are taken away
     * @param accrued micro-dollars gained by them since the last mark
     */
    record Change(Party party, long lots, long accrued, Cause cause, Logged logged) {}

    /** @param accrued micro-dollars gained (positive) by trades that no mark has seen */
    record Held(long version, long lots, long accrued) {
        static final Held NOTHING = new Held(0, 0, 0);
    }

    /** Writes what changed of one contract, in the order in which it did. */
    static void append(Tx tx, String future, List<Change> changes) {
        Map<String, Held> held = latest(tx, future, changes);
        long marks = tx.first("select marks from hourglass.future where id = ?", row -> row.getLong(1), future)
                .orElseThrow();
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Change change : changes) {
            String party = change.party().name();
            Held before = held.getOrDefault(party, Held.NOTHING);
            Held after = new Held(
                    before.version + 1,
                    Math.addExact(before.lots, change.lots()),
                    Math.addExact(before.accrued, change.accrued()));
            held.put(party, after);
            rows.add(new @Nullable Object[] {
                future,
                party,
                after.version,
                change.cause(),
                change.lots(),
                after.lots,
                after.accrued,
                marks,
                change.logged().block().number(),
                change.logged().transaction(),
                change.logged().logIndex()
            });
        }
        tx.copy(
                "hourglass.position (future, party, version, cause, change, lots, accrued, marks, block, transaction,"
                        + " log_index)",
                rows);
    }

    private static Map<String, Held> latest(Tx tx, String future, List<Change> changes) {
        Map<String, Held> held = new HashMap<>();
        tx.query(
                        "select m.party, p.version, p.lots, case when p.marks = f.marks then p.accrued else 0 end"
                                + " from unnest(?) m (party) join hourglass.future f on f.id = ? join " + LATEST,
                        row -> Map.entry(row.getString(1), new Held(row.getLong(2), row.getLong(3), row.getLong(4))),
                        changes.stream().map(change -> change.party().name()).collect(Collectors.toSet()),
                        future)
                .forEach(one -> held.put(one.getKey(), one.getValue()));
        return held;
    }

    /** Who holds lots of a contract, by name. */
    static SortedMap<String, Held> of(Tx tx, String future) {
        SortedMap<String, Held> held = new TreeMap<>();
        tx.query(
                        "select m.party, p.version, p.lots, case when p.marks = f.marks then p.accrued else 0 end"
                                + " from hourglass.member m join hourglass.future f on f.id = ? join " + LATEST
                                + "where p.lots <> 0",
                        row -> Map.entry(row.getString(1), new Held(row.getLong(2), row.getLong(3), row.getLong(4))),
                        future)
                .forEach(one -> held.put(one.getKey(), one.getValue()));
        return held;
    }

    /** Lots held long, as many as are short. */
    static long openInterest(Tx tx, String future) {
        return openInterest(of(tx, future).values());
    }

    static long openInterest(Collection<Held> held) {
        return held.stream().mapToLong(one -> Math.max(0, one.lots())).sum();
    }

    /**
     * Whether somebody holds lots of a contract, or has traded what no mark has seen or will, or holds options on it:
     * one that is not marked would be anybody's to close, at a price of long ago.
     */
    static boolean atStake(Tx tx, String future) {
        return tx.first(
                        "select 1 from hourglass.member m join hourglass.future f on f.id = ? join " + LATEST
                                + "where p.lots <> 0 or p.marks = f.marks and not exists (select 1 from hourglass.mark"
                                + " where future = f.id and state = 'SETTLING')"
                                + " union all select 1 from hourglass.trade t join hourglass.option_series o"
                                + " on o.id = t.instrument where o.future = ? and t.state = 'FINAL' limit 1",
                        row -> true,
                        future,
                        future)
                .isPresent();
    }

    /**
     * What a member holds of an open contract.
     *
     * @param marginOfLot micro-dollars
     * @param owed micro-dollars lost since the last mark
     */
    record Lots(String party, Future future, long marginOfLot, long lots, long owed) {}

    /** What everybody holds, or owes since the last mark. */
    static List<Lots> all(Tx tx) {
        return tx.query(
                "select m.party, f.name, f.units, p.lots,"
                        + " case when p.marks = f.marks then greatest(0, -p.accrued) else 0 end as owed"
                        + " from hourglass.member m cross join (select id, name, marks, (select units"
                        + " from hourglass.margin_rate where future = id order by effective desc limit 1) as units"
                        + " from hourglass.future where state in ('LISTED', 'SETTLING')) f join " + LATEST
                        + "where p.lots <> 0 or p.marks = f.marks order by m.party, f.name",
                row -> new Lots(
                        row.getString("party"),
                        Future.parse(row.getString("name")),
                        row.getLong("units"),
                        row.getLong("lots"),
                        row.getLong("owed")));
    }

    /**
     * Initial margin of what each member holds, micro-dollars by name, as the contract counts it: orders
     * can be taken back. Members that need none are left out.
     */
    static Map<String, Long> required(Tx tx) {
        Map<String, Long> required = new HashMap<>();
        tx.query(
                        "select m.party, sum(abs(p.lots) * f.units"
                                + " + case when p.marks = f.marks then greatest(0, -p.accrued) else 0 end)::bigint"
                                + " from hourglass.member m cross join (select id, marks, (select units"
                                + " from hourglass.margin_rate where future = id order by effective desc limit 1) as units"
                                + " from hourglass.future where state in ('LISTED', 'SETTLING')) f join " + LATEST
                                + "where p.lots <> 0 or p.marks = f.marks group by m.party",
                        row -> Map.entry(row.getString(1), row.getLong(2)))
                .forEach(one -> required.put(one.getKey(), one.getValue()));
        required.values().removeIf(micros -> Objects.equals(micros, 0L));
        return required;
    }
}
