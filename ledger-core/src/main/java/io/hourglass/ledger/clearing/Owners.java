package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Tx;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whose positions are in the end: those of all parties of a beneficial owner count together against limits. */
final class Owners {
    private static final String LATEST =
            "select distinct on (party) party, owner from hourglass.beneficial_owner" + " order by party, since desc";

    private Owners() {}

    /** Parties that are not their own, with their owners. */
    static Map<String, String> all(Tx tx) {
        return tx.query(LATEST, row -> Map.entry(row.getString(1), row.getString(2))).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** A party and all others of its owner, by name. */
    static SortedSet<String> together(Tx tx, String party) {
        SortedSet<String> names = new TreeSet<>(tx.query(
                "with latest as (" + LATEST + "), o as (select coalesce((select owner from latest where party = ?), ?)"
                        + " as owner) select party from latest join o using (owner)"
                        + " union select owner from o where owner not in (select party from latest)",
                row -> row.getString(1),
                party,
                party));
        names.add(party);
        return names;
    }
}
