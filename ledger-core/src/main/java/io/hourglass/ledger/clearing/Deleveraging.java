package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What can be closed between an estate and those on the other side. */
final class Deleveraging {
    private Deleveraging() {}

    /** Members on the other side, who gained most first. */
    static List<Closable> of(Tx tx, FutureRow future, String estate) {
        Map<String, Long> coming = coming(tx, future.id);
        Map<String, Long> paid = new HashMap<>();
        tx.query(
                        "select party, sum(units)::bigint from hourglass.variation where future = ? group by party",
                        row -> Map.entry(row.getString(1), row.getLong(2)),
                        future.id)
                .forEach(one -> paid.put(one.getKey(), one.getValue()));
        Map<String, Positions.Held> held = Positions.of(tx, future.id);
        long taken = held.getOrDefault(estate, Positions.Held.NOTHING).lots();
        return held.entrySet().stream()
                .filter(one -> Long.signum(one.getValue().lots()) == -Long.signum(taken))
                .map(one -> new Closable(
                        one.getKey(),
                        least(one.getValue().lots(), coming.getOrDefault(one.getKey(), 0L)),
                        new Amount(Asset.USD, paid.getOrDefault(one.getKey(), 0L))))
                .filter(one -> one.lots() != 0)
                .sorted(Comparator.comparing(Closable::paid).reversed().thenComparing(Closable::party))
                .toList();
    }

    /** Of a party's lots, those that are held on chain and stay once its trades are there. */
    static long least(long held, long coming) {
        long then = Math.addExact(held, coming);
        if (Long.signum(then) != Long.signum(held)) {
            return 0;
        }
        return Math.abs(then) < Math.abs(held) ? then : held;
    }

    /** Lots that trades on their way bring (positive) or take, by party. */
    static Map<String, Long> coming(Tx tx, String future) {
        Map<String, Long> coming = new HashMap<>();
        tx.query(
                        "select party, sum(lots)::bigint from hourglass.settling_trade cross join lateral"
                                + " (values (buyer, quantity), (seller, -quantity)) side (party, lots)"
                                + " where instrument = ? group by party",
                        row -> Map.entry(row.getString(1), row.getLong(2)),
                        future)
                .forEach(one -> coming.put(one.getKey(), one.getValue()));
        return coming;
    }
}
