package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whose positions are in the end: those of all parties of a beneficial owner count together against limits.
 *
 * @param others the owners of parties that are not their own, by the party's name
 */
record Owners(Map<String, String> others) {

    static Owners all(Tx tx) {
        Map<String, String> others = new HashMap<>();
        tx.query(
                "select distinct on (party) party, owner from hourglass.beneficial_owner order by party, since desc",
                row -> others.put(row.getString(1), row.getString(2)));
        return new Owners(others);
    }

    String of(String party) {
        return others.getOrDefault(party, party);
    }

    /** Some parties and all others of their owners, each with its owner. */
    SortedMap<String, String> together(Collection<Party> parties) {
        SortedMap<String, String> together = new TreeMap<>();
        parties.forEach(party -> together(party.name()).forEach(name -> together.put(name, of(party.name()))));
        return together;
    }

    /** A party and all others of its owner, by name. */
    SortedSet<String> together(String party) {
        String owner = of(party);
        SortedSet<String> names = new TreeSet<>();
        names.add(party);
        others.forEach((other, whose) -> {
            if (whose.equals(owner)) {
                names.add(other);
            }
        });
        if (!others.containsKey(owner)) {
            names.add(owner);
        }
        return names;
    }
}
