package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.pricing.margin.BusinessDays;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the terms change: one person proposes, another approves, and nothing comes into force sooner than the terms'
 * own notice allows. What the contracts on chain fix for good (hours a lot, maintenance) is not among it.
 */
final class TermsChanges {
    private static final String NONE = "none";
    private static final String MIDDAY = "midday";
    private static final long MANY = 1_000_000_000;

    /** What may change, and between which values. */
    private static final Map<String, Range> FIELDS = Map.ofEntries(
            Map.entry("months_listed", new Range(1, 120)),
            Map.entry("band_percent", new Range(1, 100)),
            Map.entry("spot_month_limit", new Range(1, MANY)),
            Map.entry("accountability", new Range(1, MANY)),
            Map.entry("accountability_all", new Range(1, MANY)),
            Map.entry("reportable", new Range(1, MANY)),
            Map.entry("vwap_seconds", new Range(1, 86_400)),
            Map.entry("call_hours", new Range(1, 240)),
            Map.entry("fund_call_hours", new Range(1, 240)),
            Map.entry("disposal_percent", new Range(1, 100)),
            Map.entry("disposal_at_once", new Range(0, MANY)),
            Map.entry("disposal_book_percent", new Range(1, 100)),
            Map.entry("disposal_seconds", new Range(1, 86_400)),
            Map.entry("spread_credit_percent", new Range(0, 100)),
            Map.entry("concentration_percent", new Range(0, 100)),
            Map.entry("concentration_from", new Range(0, MANY)),
            Map.entry("concentration_size", new Range(0, MANY)),
            Map.entry("concentration_add_on_percent", new Range(0, 1_000)),
            Map.entry("notice_days", new Range(1, 250)));

    /** Of these there can be none. */
    private static final Set<String> OPTIONAL = Set.of(MIDDAY, "fund_call_hours");

    private static final String NEW_TERMS =
            "select (jsonb_populate_record(t, c.changes || jsonb_build_object('effective', c.effective))).*"
                    + " from hourglass.terms_change c join hourglass.contract_terms t"
                    + " on t.effective = (select max(effective) from hourglass.contract_terms) where c.id = ?";

    private final Clock clock;

    TermsChanges(Clock clock) {
        this.clock = clock;
    }

    private record Range(long least, long most) {}

    /** Puts a change forward. The same id proposes once. */
    Outcome<TermsChange> propose(
            Tx tx, String id, Map<String, String> changes, LocalDate effective, String reason, String by) {
        Optional<TermsChange> there = find(tx, id);
        if (there.isPresent()) {
            boolean same = there.get().changes().equals(changes)
                    && there.get().effective().equals(effective)
                    && there.get().proposer().equals(by);
            return same
                    ? Outcome.done(there.get())
                    : Outcome.refused(ClearingRefusal.ID_REUSED, id + " proposed another change");
        }
        Optional<String> wrong = malformed(changes, reason);
        if (wrong.isPresent()) {
            return Outcome.refused(ClearingRefusal.MALFORMED, wrong.get());
        }
        Optional<String> tooSoon = tooSoon(tx, effective);
        if (tooSoon.isPresent()) {
            return Outcome.refused(ClearingRefusal.NOTICE_TOO_SHORT, tooSoon.get());
        }
        List<String> names = changes.keySet().stream().sorted().toList();
        tx.run(
                "insert into hourglass.terms_change (id, effective, changes, reason, proposer, proposed)"
                        + " select ?, ?, jsonb_object_agg(name, nullif(value, 'none')), ?, ?, ?"
                        + " from unnest(?, ?) change (name, value)",
                id,
                effective,
                reason,
                by,
                clock.instant(),
                names,
                names.stream().map(changes::get).toList());
        return unsound(tx, id)
                .<Outcome<TermsChange>>map(why -> Outcome.refused(ClearingRefusal.MALFORMED, why))
                .orElseGet(() -> Outcome.done(find(tx, id).orElseThrow()));
    }

    /** Why the terms would not be sound as a whole. */
    private static Optional<String> unsound(Tx tx, String id) {
        try {
            Terms then = tx.first(NEW_TERMS, Terms::read, id).orElseThrow();
            return then.spotMonthLimit() > then.accountability()
                    ? Optional.of("the spot month's limit, " + then.spotMonthLimit() + ", is above any month's, "
                            + then.accountability())
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Agrees to a change: from its day on the terms are otherwise. */
    Outcome<TermsChange> approve(Tx tx, String id, String by) {
        tx.query("select pg_advisory_xact_lock(hashtext('hourglass.contract_terms'))", row -> true);
        Optional<TermsChange> found = find(tx, id);
        if (found.isEmpty()) {
            return Outcome.refused(ClearingRefusal.UNKNOWN_CHANGE, "no change " + id + " was proposed");
        }
        TermsChange change = found.get();
        if (change.approver().isPresent()) {
            return Outcome.refused(
                    ClearingRefusal.CHANGE_APPROVED,
                    id + " was approved by " + change.approver().get());
        }
        if (change.proposer().equals(by)) {
            return Outcome.refused(ClearingRefusal.SAME_PERSON, "another person must approve what one proposes");
        }
        Optional<String> unsound = unsound(tx, id);
        if (unsound.isPresent()) {
            return Outcome.refused(ClearingRefusal.MALFORMED, unsound.get());
        }
        Optional<String> tooSoon = tooSoon(tx, change.effective());
        if (tooSoon.isPresent()) {
            return Outcome.refused(ClearingRefusal.NOTICE_TOO_SHORT, tooSoon.get());
        }
        tx.run(
                "insert into hourglass.terms_approval (id, proposer, approver, approved) values (?, ?, ?, ?)",
                id,
                change.proposer(),
                by,
                clock.instant());
        tx.run("insert into hourglass.contract_terms " + NEW_TERMS, id);
        return Outcome.done(find(tx, id).orElseThrow());
    }

    /** Every change there was, proposed ones too, by the day it comes into force. */
    static List<TermsChange> all(Tx tx) {
        return tx.query(
                "select c.*, a.approver from hourglass.terms_change c left join hourglass.terms_approval a using (id)"
                        + " order by c.effective, c.proposed",
                row -> read(tx, row));
    }

    private static Optional<TermsChange> find(Tx tx, String id) {
        return tx.first(
                "select c.*, a.approver from hourglass.terms_change c left join hourglass.terms_approval a using (id)"
                        + " where c.id = ?",
                row -> read(tx, row),
                id);
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
                row.getObject("effective", LocalDate.class),
                changes,
                row.getString("reason"),
                row.getString("proposer"),
                row.getObject("proposed", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getString("approver")));
    }

    private Optional<String> tooSoon(Tx tx, LocalDate effective) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        LocalDate last = tx.first(
                        "select max(effective) from hourglass.contract_terms", row -> row.getObject(1, LocalDate.class))
                .orElseThrow();
        if (!effective.isAfter(last)) {
            return Optional.of("terms in force from " + last + " on are approved already");
        }
        LocalDate soonest = today;
        for (int day = 0; day < Terms.on(tx, today).noticeDays(); day++) {
            soonest = BusinessDays.after(soonest, Set.of());
        }
        return effective.isBefore(soonest)
                ? Optional.of("what is announced on " + today + " comes into force on " + soonest + " at the soonest")
                : Optional.empty();
    }

    private static Optional<String> malformed(Map<String, String> changes, String reason) {
        if (changes.isEmpty() || reason.isBlank()) {
            return Optional.of("a change says what changes, and why");
        }
        return changes.entrySet().stream()
                .flatMap(change -> malformed(change.getKey(), change.getValue()).stream())
                .findFirst();
    }

    private static Optional<String> malformed(String name, String value) {
        if (OPTIONAL.contains(name) && value.equals(NONE)) {
            return Optional.empty();
        }
        if (name.equals(MIDDAY)) {
            return isBeforeTheCut(value) ? Optional.empty() : Optional.of("midday is an hour before 20:00: " + value);
        }
        Range range = FIELDS.get(name);
        if (range == null) {
            return Optional.of(name + " is not among what may change: midday, "
                    + String.join(", ", FIELDS.keySet().stream().sorted().toList()));
        }
        boolean within = value.matches("[0-9]{1,10}")
                && Long.parseLong(value) >= range.least
                && Long.parseLong(value) <= range.most;
        return within
                ? Optional.empty()
                : Optional.of(name + " is from " + range.least + " to " + range.most + ": " + value);
    }

    private static boolean isBeforeTheCut(String value) {
        try {
            return LocalTime.parse(value).isBefore(Future.CUT);
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
