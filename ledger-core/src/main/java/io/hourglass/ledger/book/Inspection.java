package io.hourglass.ledger.book;

import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The journal as somebody reads it who wants to know where a figure comes from: what an entry did to
 * which accounts, which entries an event caused, and what is held by whom in all.
 */
public final class Inspection {
    private static final String HEADINGS = "select sequence, id, cause_kind, cause_id, effective, recorded,"
            + " transfers, leaf from hourglass.entry ";

    /**
     * An entry in one line of a list.
     *
     * @param transfers how many it consists of
     */
    public record Heading(
            long sequence, UUID id, Cause cause, LocalDate effective, Instant recorded, int transfers, Hash leaf) {}

    /**
     * What an entry posted to an account.
     *
     * @param version the posting's number on that account
     * @param amount signed
     * @param balance the account's balance after it
     */
    public record Posted(String account, long version, Amount amount, Amount balance) {}

    /**
     * What an entry reserved, posted or released: an amount on its way from one account to another.
     *
     * @param reserved the sequence of the entry that reserved it
     * @param resolved the sequence of the entry that posted or released it; empty while it is open
     * @param word {@code reserved}, {@code posted}, {@code released} or {@code expired}: how it stands now
     */
    public record Reserved(
            UUID id, String from, String to, Amount amount, long reserved, Optional<Long> resolved, String word) {}

    /**
     * All accounts whose paths begin with the same word, in one asset.
     *
     * @param group {@code investor}, {@code owner}, {@code fund}, {@code vault} and so on
     * @param posted their balances' sum, in the asset's units
     */
    public record Held(Asset asset, String group, BigInteger posted, long accounts) {}

    private final int ledger;

    /** Of the ledger the journal writes. */
    public Inspection(Journal journal) {
        this.ledger = journal.ledger();
    }

    /** The entries before a sequence, newest first. */
    public List<Heading> before(Tx tx, long sequence, int limit) {
        return tx.query(
                HEADINGS + "where ledger = ? and sequence < ? order by sequence desc limit ?",
                Inspection::heading,
                ledger,
                sequence,
                limit);
    }

    /** The entries a chain transaction's events caused, oldest first. */
    public List<Heading> causedBy(Tx tx, Hash transaction, int limit) {
        return tx.query(
                HEADINGS + "where ledger = ? and cause_id like '0x%:%' and cause_id >= ? and cause_id < ?"
                        + " order by sequence limit ?",
                Inspection::heading,
                ledger,
                transaction.hex() + ":",
                transaction.hex() + ";",
                limit);
    }

    /** The entry whose id belongs to this cause, as {@link Entry#of} gives it. */
    public Optional<Heading> causedBy(Tx tx, Cause cause) {
        return tx.first(
                HEADINGS + "where ledger = ? and sequence ="
                        + " (select sequence from hourglass.entry_id where ledger = ? and id = ?)",
                Inspection::heading,
                ledger,
                ledger,
                Entry.idOf(cause));
    }

    /** What an entry posted, in its order. */
    public List<Posted> postings(Tx tx, long sequence) {
        return tx.query(
                "select p.account, p.version, p.amount, p.balance, s.code, s.scale from hourglass.posting p"
                        + " join hourglass.asset s on s.code = p.asset"
                        + " where p.ledger = ? and p.sequence = ? order by p.line, p.amount",
                row -> {
                    Asset asset = asset(row);
                    return new Posted(
                            row.getString("account"),
                            row.getLong("version"),
                            new Amount(asset, row.getLong("amount")),
                            new Amount(asset, row.getLong("balance")));
                },
                ledger,
                sequence);
    }

    /** What an entry reserved, and what of earlier reservations it posted or released. */
    public List<Reserved> reservations(Tx tx, long sequence) {
        return tx.query("""
                select q.id, f.path as from_account, t.path as to_account, q.amount, q.sequence,
                    r.sequence as resolved, coalesce(lower(r.outcome), 'reserved') as word, s.code, s.scale
                from hourglass.transfer x
                    join hourglass.pending q on q.ledger = x.ledger and q.id = x.pending
                    join hourglass.account f on f.id = q.from_account
                    join hourglass.account t on t.id = q.to_account
                    join hourglass.asset s on s.code = f.asset
                    left join hourglass.resolution r on r.ledger = q.ledger and r.pending = q.id
                where x.ledger = ? and x.sequence = ? order by q.sequence, q.line
                """, Inspection::reserved, ledger, sequence);
    }

    /**
     * An account's balance as it was after this many entries of its ledger; empty if there is no such
     * account. Only what the account had since the snapshot before is added up.
     */
    public Optional<Balance> balanceAt(Tx tx, String path, long size) {
        return tx.first("""
                select a.path, s.code, s.scale, coalesce(sum(p.posted), 0) as posted,
                    coalesce(sum(p.pending_out), 0) as pending_out,
                    coalesce(sum(p.pending_in), 0) as pending_in, coalesce(sum(p.version), 0) as version
                from hourglass.account a join hourglass.asset s on s.code = a.asset
                    cross join lateral (select coalesce(max(sequence), 0) as sequence
                        from hourglass.balance_snapshot where ledger = a.ledger and sequence <= ?) base
                    left join lateral (
                        select b.posted, b.pending_out, b.pending_in, b.version
                        from hourglass.balance_snapshot b
                        where b.ledger = a.ledger and b.sequence = base.sequence and b.account = a.id
                        union all
                        select case t.from_account when a.id then -t.amount else t.amount end,
                            case t.from_account when a.id then t.reserved else 0 end,
                            case t.from_account when a.id then 0 else t.reserved end, (t.amount > 0)::integer
                        from hourglass.transfer t
                        where t.ledger = a.ledger and a.id in (t.from_account, t.to_account)
                            and t.sequence > base.sequence and t.sequence <= ?) p on true
                where a.path = ? group by a.path, s.code, s.scale
                """, Journal::balance, size, size, path);
    }

    /** Who holds what, by the first word of the accounts' paths. */
    public List<Held> held(Tx tx) {
        return tx.query(
                """
                select s.code, s.scale, split_part(b.path, ':', 1) as holder, sum(b.posted) as posted, count(*) as n
                from hourglass.balance b join hourglass.asset s on s.code = b.asset
                group by s.code, s.scale, holder order by s.code, holder
                """,
                row -> new Held(
                        asset(row),
                        row.getString("holder"),
                        row.getBigDecimal("posted").toBigIntegerExact(),
                        row.getLong("n")));
    }

    private static Heading heading(ResultSet row) throws SQLException {
        return new Heading(
                row.getLong("sequence"),
                row.getObject("id", UUID.class),
                new Cause(row.getString("cause_kind"), row.getString("cause_id")),
                row.getObject("effective", LocalDate.class),
                row.getObject("recorded", OffsetDateTime.class).toInstant(),
                row.getInt("transfers"),
                new Hash(row.getString("leaf")));
    }

    private static Reserved reserved(ResultSet row) throws SQLException {
        return new Reserved(
                row.getObject("id", UUID.class),
                row.getString("from_account"),
                row.getString("to_account"),
                new Amount(asset(row), row.getLong("amount")),
                row.getLong("sequence"),
                Optional.ofNullable(row.getObject("resolved", Long.class)),
                row.getString("word"));
    }

    private static Asset asset(ResultSet row) throws SQLException {
        return new Asset(row.getString("code"), row.getInt("scale"));
    }
}
