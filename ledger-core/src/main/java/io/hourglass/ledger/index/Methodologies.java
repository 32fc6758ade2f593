package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Hash;
import io.hourglass.pricing.index.Methodology;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * The versions of the index rules. A new one is proposed by one person and approved by another, and
 * comes into force no sooner than its notice allows; what is in force never changes for a day past.
 */
public final class Methodologies {
    private final Clock clock;

    public Methodologies(Clock clock) {
        this.clock = clock;
    }

    /** How much a version changes, and so how long before it must be announced. */
    public enum Notice {
        /** No figure changes: five business days. */
        CLARIFICATION,
        /** What is screened, goes stale or is carried: 30 days. */
        MATERIAL,
        /** How votes weigh, or what the gate asks: 90 days. */
        DESIGN;

        private static final int CLARIFICATION_BUSINESS_DAYS = 5;
        private static final int MATERIAL_DAYS = 30;
        private static final int DESIGN_DAYS = 90;

        static Notice of(Methodology from, Methodology to) {
            if (!from.countsLike(to)) {
                return DESIGN;
            }
            return from.named(to.version()).equals(to) ? CLARIFICATION : MATERIAL;
        }

        /** The first day that can be fixed by what is announced on this one. */
        LocalDate after(LocalDate announced) {
            return switch (this) {
                case CLARIFICATION -> Timetable.businessDaysAfter(announced, CLARIFICATION_BUSINESS_DAYS);
                case MATERIAL -> announced.plusDays(MATERIAL_DAYS);
                case DESIGN -> announced.plusDays(DESIGN_DAYS);
            };
        }
    }

    /**
     * A version on record.
     *
     * @param figures its canonical line; its SHA-256 is the hash
     * @param notice empty for the first
     * @param approved when another person agreed; empty while it is only proposed
     */
    public record Version(
            String version,
            Hash hash,
            String figures,
            LocalDate effective,
            Optional<Notice> notice,
            Optional<Instant> approved) {}

    /** All versions, proposed ones too, in the order they come into force. */
    public List<Version> all(Tx tx) {
        return tx.query("""
                select m.*, a.approved from hourglass.methodology m
                left join hourglass.methodology_approval a using (version)
                order by m.effective, m.proposed
                """, Methodologies::version);
    }

    /**
     * Puts a version forward.
     *
     * @param figures as {@link Methodology#canonical} writes them
     * @param by who proposes it
     */
    public Outcome<Version> propose(Tx tx, String figures, LocalDate effective, String by) {
        Methodology methodology;
        try {
            methodology = Methodology.parse(figures);
        } catch (IllegalArgumentException e) {
            return Outcome.refused(IndexRefusal.NOT_A_METHODOLOGY, String.valueOf(e.getMessage()));
        }
        register(tx);
        if (find(tx, methodology.version()).isPresent()) {
            return Outcome.refused(
                    IndexRefusal.METHODOLOGY_EXISTS, methodology.version() + " is on record: give it a new version");
        }
        Rules last = book(tx).last();
        Notice notice = Notice.of(last.methodology(), methodology);
        Optional<String> tooSoon = tooSoon(tx, notice, effective);
        if (tooSoon.isPresent()) {
            return Outcome.refused(IndexRefusal.NOTICE_TOO_SHORT, tooSoon.get());
        }
        tx.run("""
                insert into hourglass.methodology (version, hash, document, effective, notice, proposer, proposed)
                values (?, ?, ?, ?, ?, ?, ?)
                """, methodology.version(), Hash.sha256(figures), figures, effective, notice, by, clock.instant());
        return Outcome.done(find(tx, methodology.version()).orElseThrow());
    }

    /** Agrees to a version: from then on its day of coming into force stands. */
    public Outcome<Version> approve(Tx tx, String version, String by) {
        Optional<Version> found = find(tx, version);
        if (found.isEmpty() || found.get().notice().isEmpty()) {
            return Outcome.refused(IndexRefusal.UNKNOWN_METHODOLOGY, "no version " + version + " was proposed");
        }
        Version proposed = found.get();
        if (proposed.approved().isPresent()) {
            return Outcome.refused(IndexRefusal.METHODOLOGY_EXISTS, version + " is approved already");
        }
        String proposer = tx.first(
                        "select proposer from hourglass.methodology where version = ?",
                        row -> row.getString(1),
                        version)
                .orElseThrow();
        if (proposer.equals(by)) {
            return Outcome.refused(IndexRefusal.SAME_PERSON, "another person must approve what one proposes");
        }
        Notice notice = Notice.of(book(tx).last().methodology(), Methodology.parse(proposed.figures()));
        Optional<String> tooSoon = tooSoon(tx, notice, proposed.effective());
        if (tooSoon.isPresent()) {
            return Outcome.refused(IndexRefusal.NOTICE_TOO_SHORT, tooSoon.get());
        }
        tx.run(
                "insert into hourglass.methodology_approval (version, proposer, approver, approved) values (?, ?, ?, ?)",
                version,
                proposer,
                by,
                clock.instant());
        return Outcome.done(find(tx, version).orElseThrow());
    }

    /** The versions in force or approved to be, in the order they come into force. */
    public List<Version> standing(Tx tx) {
        return all(tx).stream()
                .filter(version ->
                        version.notice().isEmpty() || version.approved().isPresent())
                .toList();
    }

    RuleBook book(Tx tx) {
        return RuleBook.of(standing(tx));
    }

    private Optional<String> tooSoon(Tx tx, Notice notice, LocalDate effective) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        LocalDate soonest = notice.after(today);
        LocalDate last = book(tx).last().effective();
        if (!effective.isAfter(last)) {
            return Optional.of("the version in force from " + last + " is later");
        }
        return effective.isBefore(soonest)
                ? Optional.of("a change of this kind, " + notice + ", announced on " + today + ", comes into force on "
                        + soonest + " at the soonest")
                : Optional.empty();
    }

    /** Puts the first version on record, once. */
    void register(Tx tx) {
        Rules first = Rules.HGI_1;
        tx.run(
                "insert into hourglass.methodology (version, hash, document, effective) values (?, ?, ?, ?)"
                        + " on conflict (version) do nothing",
                first.version(),
                first.hash(),
                first.document(),
                first.effective());
        if (tx.first(
                        "select 1 from hourglass.methodology where version = ? and hash = ?",
                        row -> 1,
                        first.version(),
                        first.hash())
                .isEmpty()) {
            throw new IllegalStateException(
                    "methodology " + first.version() + " is on record with other figures: give it a new version");
        }
    }

    private Optional<Version> find(Tx tx, String version) {
        return all(tx).stream().filter(one -> one.version().equals(version)).findFirst();
    }

    private static Version version(ResultSet row) throws SQLException {
        return new Version(
                row.getString("version"),
                new Hash(row.getString("hash")),
                row.getString("document"),
                row.getObject("effective", LocalDate.class),
                Optional.ofNullable(row.getString("notice")).map(Notice::valueOf),
                Optional.ofNullable(row.getObject("approved", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }
}
