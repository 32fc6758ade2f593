package io.hourglass.ledger.terms;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.terms.TermsView.Standing;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** All kinds of terms there are: what they say, and how they change. */
public final class TermSheets {
    private final SortedMap<String, TermSheet<?>> sheets = new TreeMap<>();
    private final TermsChanges changes;
    private final Clock clock;

    /** @param sheets of each room that has terms */
    public TermSheets(Collection<? extends List<TermSheet<?>>> sheets, Journal journal, Clock clock) {
        sheets.forEach(room -> room.forEach(sheet -> this.sheets.put(sheet.name(), sheet)));
        this.changes = new TermsChanges(journal, clock);
        this.clock = clock;
    }

    public Collection<TermSheet<?>> all() {
        return List.copyOf(sheets.values());
    }

    /**
     * Puts a change of some terms forward. The same id proposes once.
     *
     * @param asked new values by the name of what changes; {@code none} for none
     * @param by who proposes it
     */
    public Outcome<TermsChange> propose(
            Tx tx, String terms, String id, Map<String, String> asked, LocalDate effective, String reason, String by) {
        return sheet(terms).then(sheet -> changes.propose(tx, sheet, id, asked, effective, reason, by));
    }

    /** Agrees to a change that another person proposed: from its day on the terms are otherwise. */
    public Outcome<TermsChange> approve(Tx tx, String terms, String id, String by) {
        return sheet(terms).then(sheet -> changes.approve(tx, sheet, id, by));
    }

    /** A kind of terms as it stands today. */
    public Outcome<TermsView> view(Tx tx, String terms) {
        return sheet(terms).then(sheet -> Outcome.done(view(tx, sheet)));
    }

    /** All kinds as they stand today, by name. */
    public List<TermsView> views(Tx tx) {
        return sheets.values().stream().map(sheet -> view(tx, sheet)).toList();
    }

    /** Every change of a kind of terms, proposed ones too, by the day it comes into force. */
    public Outcome<List<TermsChange>> changes(Tx tx, String terms) {
        return sheet(terms).then(sheet -> Outcome.done(TermsChanges.all(tx, sheet.name())));
    }

    private Outcome<TermSheet<?>> sheet(String name) {
        TermSheet<?> sheet = sheets.get(name);
        return sheet == null
                ? Outcome.refused(
                        TermsRefusal.UNKNOWN_TERMS,
                        "there are no " + name + " terms, but " + String.join(", ", sheets.keySet()))
                : Outcome.done(sheet);
    }

    private TermsView view(Tx tx, TermSheet<?> sheet) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        List<TermsView.Row> newestFirst = new ArrayList<>();
        Function<LocalDate, Standing> standing = day -> day.isAfter(today)
                ? Standing.TO_COME
                : newestFirst.stream().anyMatch(row -> row.standing() == Standing.IN_FORCE)
                        ? Standing.PAST
                        : Standing.IN_FORCE;
        tx.query(
                        "select effective, change, said from hourglass.terms_row join hourglass.terms_line"
                                + " using (terms, effective) where terms = ? order by effective desc",
                        row -> new TermsView.Row(
                                row.getObject("effective", LocalDate.class),
                                Standing.PAST,
                                fields(row.getString("said")),
                                Optional.ofNullable(row.getString("change"))),
                        sheet.name())
                .forEach(row -> newestFirst.add(new TermsView.Row(
                        row.effective(), standing.apply(row.effective()), row.fields(), row.change())));
        SortedMap<String, String> mayChange = new TreeMap<>();
        sheet.fields().forEach((name, field) -> mayChange.put(name, field.form()));
        return new TermsView(
                sheet.name(),
                sheet.noticeDays(tx, today),
                mayChange,
                newestFirst.reversed(),
                TermsChanges.all(tx, sheet.name()));
    }

    /** The fields as view {@code terms_row} writes them, but what every row has anyway. */
    private static SortedMap<String, String> fields(String said) {
        SortedMap<String, String> fields = new TreeMap<>();
        for (String field : said.split("\t", -1)) {
            int split = field.indexOf('=');
            fields.put(field.substring(0, split), field.substring(split + 1));
        }
        fields.remove("effective");
        return fields;
    }
}
