package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.index.PublishedFixing.Status;
import io.hourglass.ledger.money.Price;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last rung of the fallback ladder (rulebook §2.6): where a day is a provisional gap, one person
 * proposes its value and another approves it, before the day is final. Who, when and why is in the
 * receipts of the fixing.
 */
public final class Determinations {
    private static final String SELECT = """
            select d.*, a.approver, a.approved from hourglass.determination d
            left join hourglass.determination_approval a using (index_name, day, number)""";

    private final Clock clock;
    private final FixingTable fixings = new FixingTable();

    public Determinations(Clock clock) {
        this.clock = clock;
    }

    /**
     * A value that was proposed for a gap.
     *
     * @param number which proposal of the day, from 1
     * @param band micro-dollars per GPU-hour
     * @param approval empty while only one person stands for it
     */
    public record Proposal(
            IndexName index,
            LocalDate day,
            int number,
            Price value,
            long band,
            String reason,
            String proposer,
            Instant proposed,
            Optional<Approval> approval) {
        /** As the receipts state it; only of one that is approved. */
        Determined determined() {
            Approval agreed = approval.orElseThrow();
            return new Determined(value.micros(), band, reason, proposer, proposed, agreed.approver, agreed.approved);
        }
    }

    /** Who agreed, and when. */
    public record Approval(String approver, Instant approved) {}

    /**
     * What a determined fixing stands on.
     *
     * @param value micro-dollars per GPU-hour
     * @param band micro-dollars per GPU-hour
     */
    record Determined(
            long value,
            long band,
            String reason,
            String proposer,
            Instant proposed,
            String approver,
            Instant approved) {}

    /** An index and a day of it. */
    record Of(IndexName index, LocalDate day) {}

    /** Proposes a value for a day that is a gap so far. */
    public Outcome<Proposal> propose(
            Tx tx, IndexName index, LocalDate day, Price value, long band, String reason, String by) {
        if (band < 0 || reason.isBlank()) {
            return Outcome.refused(
                    IndexRefusal.NOT_A_DETERMINATION, "a determination has a band of 0 or more, and its reason");
        }
        return open(tx, index, day).then(ok -> {
            int number = tx.first(
                            "select count(*) + 1 from hourglass.determination where index_name = ? and day = ?",
                            row -> row.getInt(1),
                            index.name(),
                            day)
                    .orElseThrow();
            tx.run("""
                    insert into hourglass.determination
                        (index_name, day, number, value, band, reason, proposer, proposed)
                    values (?, ?, ?, ?, ?, ?, ?, ?)
                    """, index.name(), day, number, value.micros(), band, reason, by, clock.instant());
            return Outcome.done(find(tx, index, day, number).orElseThrow());
        });
    }

    /** Agrees to a proposal: the day becomes final with its value. */
    public Outcome<Proposal> approve(Tx tx, IndexName index, LocalDate day, int number, String by) {
        Optional<Proposal> found = find(tx, index, day, number);
        if (found.isEmpty()) {
            return Outcome.refused(
                    IndexRefusal.UNKNOWN_DETERMINATION,
                    "no determination " + number + " of " + index + " for " + day + " was proposed");
        }
        if (found.get().proposer().equals(by)) {
            return Outcome.refused(IndexRefusal.SAME_PERSON, "another person must approve what one proposes");
        }
        return open(tx, index, day).then(ok -> {
            tx.run("""
                    insert into hourglass.determination_approval
                        (index_name, day, number, proposer, approver, approved)
                    values (?, ?, ?, ?, ?, ?)
                    """, index.name(), day, number, found.get().proposer(), by, clock.instant());
            return Outcome.done(find(tx, index, day, number).orElseThrow());
        });
    }

    /** The proposals for a day, in the order they were made. */
    public List<Proposal> proposals(Tx tx, IndexName index, LocalDate day) {
        return tx.query(
                SELECT + " where d.index_name = ? and d.day = ? order by d.number",
                Determinations::proposal,
                index.name(),
                day);
    }

    /** What is approved for days that are not final yet. */
    static Map<Of, Determined> approved(Tx tx) {
        Map<Of, Determined> approved = new HashMap<>();
        tx.query(SELECT + """
                 where a.approved is not null and not exists (select 1 from hourglass.fixing f
                    where f.index_name = d.index_name and f.day = d.day and f.status = 'FINAL')
                """, Determinations::proposal)
                .forEach(one -> approved.put(new Of(one.index(), one.day()), one.determined()));
        return approved;
    }

    /** Whether the day can be determined: a gap so far, not final, and nothing approved. */
    private Outcome<Boolean> open(Tx tx, IndexName index, LocalDate day) {
        Fixings.waitForPublisher(tx);
        Optional<PublishedFixing> provisional = fixings.find(tx, index, day, Status.PROVISIONAL);
        if (provisional.isEmpty() || fixings.find(tx, index, day, Status.FINAL).isPresent()) {
            return Outcome.refused(
                    IndexRefusal.NOT_DETERMINABLE, "a day is determined while it is provisional: " + index + " " + day);
        }
        if (provisional.get().value().isPresent()) {
            return Outcome.refused(
                    IndexRefusal.NOT_DETERMINABLE, index + " " + day + " has a fixing: only a gap is determined");
        }
        boolean taken = proposals(tx, index, day).stream()
                .anyMatch(one -> one.approval().isPresent());
        return taken
                ? Outcome.refused(IndexRefusal.NOT_DETERMINABLE, index + " " + day + " is determined already")
                : Outcome.done(true);
    }

    private Optional<Proposal> find(Tx tx, IndexName index, LocalDate day, int number) {
        return proposals(tx, index, day).stream()
                .filter(one -> one.number() == number)
                .findFirst();
    }

    private static Proposal proposal(ResultSet row) throws SQLException {
        OffsetDateTime approved = row.getObject("approved", OffsetDateTime.class);
        return new Proposal(
                IndexName.parse(row.getString("index_name")),
                row.getObject("day", LocalDate.class),
                row.getInt("number"),
                new Price(row.getLong("value")),
                row.getLong("band"),
                row.getString("reason"),
                row.getString("proposer"),
                row.getObject("proposed", OffsetDateTime.class).toInstant(),
                approved == null
                        ? Optional.empty()
                        : Optional.of(new Approval(row.getString("approver"), approved.toInstant())));
    }
}
