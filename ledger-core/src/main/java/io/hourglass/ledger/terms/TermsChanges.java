package io.hourglass.ledger.terms;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.pricing.margin.BusinessDays;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How terms change: one person proposes, another approves, and nothing comes sooner than their own notice allows. */
final class TermsChanges {
    private static final String CHANGES = "select c.*, a.approver, e.sequence from hourglass.terms_change c"
            + " left join hourglass.terms_approval a using (id)"
            + " left join hourglass.terms_entry e on e.change = c.id where ";

    private final Journal journal;
    private final Clock clock;

    TermsChanges(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** Puts a change forward. The same id proposes once. */
    Outcome<TermsChange> propose(
            Tx tx,
            TermSheet<?> sheet,
            String id,
            Map<String, String> changes,
            LocalDate effective,
            String reason,
            String by) {
        Optional<TermsChange> there = find(tx, id);
        if (there.isPresent()) {
            boolean same = there.get().terms().equals(sheet.name())
                    && there.get().changes().equals(changes)
                    && there.get().effective().equals(effective)
                    && there.get().proposer().equals(by);
            return same
                    ? Outcome.done(there.get())
                    : Outcome.refused(TermsRefusal.ID_REUSED, id + " proposed another change");
        }
        Optional<String> wrong = malformed(sheet, changes, reason);
        if (wrong.isPresent()) {
            return Outcome.refused(TermsRefusal.MALFORMED, wrong.get());
        }
        Optional<String> tooSoon = tooSoon(tx, sheet, effective);
        if (tooSoon.isPresent()) {
            return Outcome.refused(TermsRefusal.NOTICE_TOO_SHORT, tooSoon.get());
        }
        List<String> names = changes.keySet().stream().sorted().toList();
        tx.run(
                "insert into hourglass.terms_change (id, terms, effective, changes, reason, proposer, proposed)"
                        + " select ?, ?, ?, jsonb_object_agg(name, nullif(value, 'none')), ?, ?, ?"
                        + " from unnest(?, ?) change (name, value)",
                id,
                sheet.name(),
                effective,
                reason,
                by,
                clock.instant(),
                names,
                names.stream().map(changes::get).toList());
        return unsound(tx, sheet, id)
                .<Outcome<TermsChange>>map(why -> Outcome.refused(TermsRefusal.MALFORMED, why))
                .orElseGet(() -> Outcome.done(find(tx, id).orElseThrow()));
    }

    /** Agrees to a change: from its day on the terms are otherwise, and the journal says so. */
    Outcome<TermsChange> approve(Tx tx, TermSheet<?> sheet, String id, String by) {
        tx.query("select pg_advisory_xact_lock(hashtext(?))", row -> true, "hourglass.terms " + sheet.name());
        Optional<TermsChange> found =
                find(tx, id).filter(change -> change.terms().equals(sheet.name()));
        if (found.isEmpty()) {
            return Outcome.refused(
                    TermsRefusal.UNKNOWN_CHANGE, "no change " + id + " of " + sheet.name() + " terms was proposed");
        }
        TermsChange change = found.get();
        if (change.approver().isPresent()) {
            return Outcome.refused(
                    TermsRefusal.CHANGE_APPROVED,
                    id + " was approved by " + change.approver().get());
        }
        if (change.proposer().equals(by)) {
            return Outcome.refused(TermsRefusal.SAME_PERSON, "another person must approve what one proposes");
        }
        Optional<String> unsound = unsound(tx, sheet, id);
        if (unsound.isPresent()) {
            return Outcome.refused(TermsRefusal.MALFORMED, unsound.get());
        }
        Optional<String> tooSoon = tooSoon(tx, sheet, change.effective());
        if (tooSoon.isPresent()) {
            return Outcome.refused(TermsRefusal.NOTICE_TOO_SHORT, tooSoon.get());
        }
        tx.run(
                "insert into hourglass.terms_approval (id, proposer, approver, approved) values (?, ?, ?, ?)",
                id,
                change.proposer(),
                by,
                clock.instant());
        sheet.insert(tx, id);
        TermsLog.seal(tx, journal, sheet.name(), id, today());
        return Outcome.done(find(tx, id).orElseThrow());
    }

    /** Every change of a kind of terms, proposed ones too, by the day it comes into force. */
    static List<TermsChange> all(Tx tx, String terms) {
        return tx.query(CHANGES + "c.terms = ? order by c.effective, c.proposed", row -> read(tx, row), terms);
    }

    private static Optional<TermsChange> find(Tx tx, String id) {
        return tx.first(CHANGES + "c.id = ?", row -> read(tx, row), id);
    }

    private static TermsChange read(Tx tx, ResultSet row) throws SQLException {
        Map<String, String> changes = new HashMap<>();
        tx.query(
                        "select key, coalesce(value, 'none') from jsonb_each_text(?::jsonb)",
                        one -> Map.entry(one.getString(1), one.getString(2)),
                        row.getString("changes"))
                .forEach(one -> changes.put(one.getKey(), one.getValue()));
        return new TermsChange(
                row.getString("id"),
                row.getString("terms"),
                row.getObject("effective", LocalDate.class),
                changes,
                row.getString("reason"),
                row.getString("proposer"),
                row.getObject("proposed", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getString("approver")),
                Optional.ofNullable(row.getObject("sequence", Long.class)));
    }

    /** Why the terms would not be sound as a whole. */
    private static <T> Optional<String> unsound(Tx tx, TermSheet<T> sheet, String id) {
        try {
            return sheet.unsound().apply(sheet.changed(tx, id, sheet.reader()).orElseThrow());
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private Optional<String> tooSoon(Tx tx, TermSheet<?> sheet, LocalDate effective) {
        LocalDate last = sheet.last(tx);
        if (!effective.isAfter(last)) {
            return Optional.of(sheet.name() + " terms in force from " + last + " on are approved already");
        }
        LocalDate today = today();
        LocalDate soonest = today;
        for (int day = 0; day < sheet.noticeDays(tx, today); day++) {
            soonest = BusinessDays.after(soonest, Set.of());
        }
        return effective.isBefore(soonest)
                ? Optional.of("what is announced on " + today + " comes into force on " + soonest + " at the soonest")
                : Optional.empty();
    }

    private static Optional<String> malformed(TermSheet<?> sheet, Map<String, String> changes, String reason) {
        if (changes.isEmpty() || reason.isBlank() || reason.length() > 1000 || !reason.matches("\\P{Cntrl}+")) {
            return Optional.of("a change says what changes, and why, in one line of 1 to 1,000 characters");
        }
        return changes.entrySet().stream()
                .flatMap(change -> malformed(sheet, change.getKey(), change.getValue()).stream())
                .findFirst();
    }

    private static Optional<String> malformed(TermSheet<?> sheet, String name, String value) {
        Field field = sheet.fields().get(name);
        if (field == null) {
            return Optional.of(name + " is not among what may change in " + sheet.name() + " terms: "
                    + String.join(
                            ", ", sheet.fields().keySet().stream().sorted().toList()));
        }
        return field.allows().test(value)
                ? Optional.empty()
                : Optional.of(name + " is " + field.form() + ", not " + value);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
