package io.hourglass.ledger.terms;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the journal knows of terms. A change moves one {@code TERMS/0} from {@code terms} to {@code terms:KIND}, an
 * account that so counts the changes there were; the entry's cause names the change and the SHA-256 of its canonical
 * line, which view {@code terms_line} puts together from the rows.
 */
public final class TermsLog {
    /** What the entries' cause is. */
    public static final String CAUSE = "terms-change";

    private static final Asset TERMS = new Asset("TERMS", 0);

    /** What the rulebook began with: of the kind and the day, the SHA-256 of the line. */
    static final Map<String, String> RULEBOOK = Map.ofEntries(
            Map.entry("contract 2020-01-01", "ca19cecdbbf539fdf6f3ac296d7878431b509af5bdc331b0a67ab2d239d35111"),
            Map.entry("contract 2026-09-01", "1f731f2bac4df151ad87efcfff2fe113db1f061876300cc8b1dd54a983e5fe2c"),
            Map.entry("contribution 2020-01-01", "ee32ce13855ca78dfed5c487efef5c31e187cf947e9a5b9999240b24e0495021"),
            Map.entry("delivery 2020-01-01", "d324be0fa832c6ede22d313fc9655bd6bbc0c86c6eed156ce435b2e7db9139a0"),
            Map.entry("exchange 2020-01-01", "e452698d9fcb990102c970baaff737862921547a4ebb07eca87cf9197ddd7ae8"),
            Map.entry("forward 2020-01-01", "5ca882e10674d834ff8fbab2be0dbde0d6576a97112c18e31d5388b62cae9fae"),
            Map.entry("fund 2020-01-01", "84ee386573441b6519e647ea243005ead0c21ea0b4893da87cd8e243b910a860"),
            Map.entry("market-clearing 2020-01-01", "cad76414c556eb069409f6b638af4b98ecd5edd14960a045f63e7373cf67cb53"),
            Map.entry("market-options 2020-01-01", "a13e36e59632fc4b2b99d9c7ea5f6a5f9a978f4cd710e17b151749ceda9beb62"),
            Map.entry(
                    "market-settlement 2020-01-01", "dc2a5205c7ea57c3e7a3db38b5ca46fa494a4c45fb588540923331661b22dded"),
            Map.entry("option 2020-01-01", "76abb39e92db3359a7e4086d10731a30a46d533495b75f749627f549ad0b2231"),
            Map.entry("spread 2020-01-01", "90544a98ce32d283131945b007950588fcad69338231de92cb5b638ccdc547df"));

    private record Line(String name, Optional<String> change, String digest) {}

    private record Sealed(long entry, String digest) {}

    private TermsLog() {}

    /** Writes the entry of a change whose row is in force. */
    static void seal(Tx tx, Journal journal, String terms, String change, LocalDate today) {
        String digest = tx.first(
                        "select digest from hourglass.terms_line where terms = ? and change = ?",
                        row -> row.getString(1),
                        terms,
                        change)
                .orElseThrow();
        String counted = "terms:" + terms;
        journal.open(tx, TERMS, AssetKind.MEMO, null);
        journal.open(
                tx,
                new Account("terms", TERMS, Floor.NOT_POSITIVE, null),
                new Account(counted, TERMS, Floor.NOT_NEGATIVE, null));
        Cause cause = new Cause(CAUSE, change + ":" + digest);
        Entry entry = Entry.of(cause, today, List.of(new Transfer.Move("terms", counted, new Amount(TERMS, 1))));
        journal.post(tx, entry).outcome().orThrow();
    }

    /** The canonical line of every row of terms, without those that entries after {@code size} sealed. */
    public static List<String> lines(Tx tx, long size) {
        return tx.query(
                "select l.line from hourglass.terms_line l left join hourglass.terms_entry e"
                        + " on e.change = l.change and e.digest = l.digest"
                        + " where coalesce(e.sequence, 0) <= ? order by l.terms, l.effective, l.line",
                row -> row.getString(1),
                size);
    }

    /** Every row of terms that is not as the journal or the rulebook knows it, and every entry without its row. */
    public static List<String> breaks(Tx tx) {
        List<String> breaks = new ArrayList<>();
        Map<String, Sealed> known = new TreeMap<>();
        tx.query(
                        "select sequence, change, digest from hourglass.terms_entry",
                        row -> Map.entry(
                                row.getString("change"), new Sealed(row.getLong("sequence"), row.getString("digest"))))
                .forEach(one -> known.put(one.getKey(), one.getValue()));
        Map<String, String> rulebook = new HashMap<>(RULEBOOK);
        for (Line line : tx.query(
                "select terms || ' ' || effective as name, change, digest from hourglass.terms_line order by line",
                row -> new Line(
                        row.getString("name"),
                        Optional.ofNullable(row.getString("change")),
                        row.getString("digest")))) {
            line.change()
                    .map(change -> logged(line, change, Optional.ofNullable(known.remove(change))))
                    .orElseGet(() -> begun(line, Optional.ofNullable(rulebook.remove(line.name()))))
                    .ifPresent(breaks::add);
        }
        known.forEach((change, entry) ->
                breaks.add("entry " + entry.entry() + " sealed change " + change + ", of which there is no row"));
        rulebook.keySet().stream().sorted().forEach(name -> breaks.add("terms " + name + " of the rulebook are gone"));
        return breaks;
    }

    private static Optional<String> logged(Line line, String change, Optional<Sealed> known) {
        if (known.isEmpty()) {
            return Optional.of("terms " + line.name() + ": the journal does not know change " + change);
        }
        return known.get().digest().equals(line.digest())
                ? Optional.empty()
                : Optional.of("terms " + line.name() + " are not as entry "
                        + known.get().entry() + " sealed them");
    }

    private static Optional<String> begun(Line line, Optional<String> digest) {
        if (digest.isEmpty()) {
            return Optional.of("terms " + line.name() + " are neither the rulebook's nor a change's");
        }
        return digest.get().equals(line.digest())
                ? Optional.empty()
                : Optional.of("terms " + line.name() + " are not the rulebook's");
    }
}
