package io.hourglass.ledger.options;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.settlement.Chain.Logged;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What parties hold, by the chain's word: a row each time it changes, of which the latest stands. */
final class OptionPositions {
    private OptionPositions() {}

    /** Why lots changed hands. */
    enum Cause {
        TRADE,
        PAID
    }

    private record Held(long version, long lots) {}

    static long lots(Tx tx, OptionSeries series, String party) {
        return held(tx, series, party).lots;
    }

    private static Held held(Tx tx, OptionSeries series, String party) {
        return tx.first(
                        "select version, lots from hourglass.option_position where series = ? and party = ?"
                                + " order by version desc limit 1",
                        row -> new Held(row.getLong(1), row.getLong(2)),
                        series.id(),
                        party)
                .orElse(new Held(0, 0));
    }

    /** @param change lots; positive are bought */
    static void append(Tx tx, OptionSeries series, Party party, Cause cause, long change, Logged logged) {
        Held before = held(tx, series, party.name());
        tx.run(
                "insert into hourglass.option_position (series, party, version, cause, change, lots, block, transaction,"
                        + " log_index) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                series.id(),
                party.name(),
                before.version + 1,
                cause,
                change,
                Math.addExact(before.lots, change),
                logged.block().number(),
                logged.transaction(),
                logged.logIndex());
    }

    /** Who holds lots of a series, by name. */
    static SortedMap<String, Long> of(Tx tx, OptionSeries series) {
        return byText(tx.query(
                "select party, lots from (select distinct on (party) party, lots from hourglass.option_position"
                        + " where series = ? order by party, version desc) latest where lots <> 0",
                row -> Map.entry(row.getString(1), row.getLong(2)),
                series.id()));
    }

    /** What a party holds, by the series' ids. */
    static SortedMap<String, Long> of(Tx tx, String party) {
        return byText(tx.query(
                "select series, lots from (select distinct on (series) series, lots from hourglass.option_position"
                        + " where party = ? order by series, version desc) latest where lots <> 0",
                row -> Map.entry(row.getString(1), row.getLong(2)),
                party));
    }

    private static SortedMap<String, Long> byText(List<Map.Entry<String, Long>> entries) {
        SortedMap<String, Long> lots = new TreeMap<>();
        entries.forEach(entry -> lots.put(entry.getKey(), entry.getValue()));
        return lots;
    }

    /** Lots held long, as many as are short. */
    static long openInterest(Tx tx, OptionSeries series) {
        return of(tx, series).values().stream()
                .mapToLong(lots -> Math.max(0, lots))
                .sum();
    }
}
