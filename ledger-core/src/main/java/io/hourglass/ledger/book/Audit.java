package io.hourglass.ledger.book;

import io.hourglass.ledger.money.Hash;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the whole journal as an auditor would who trusts no trigger: each entry hashed again
 * from its rows, each node of the log made again from the leaves, each account added up again, and
 * what came of it laid beside the balances.
 *
 * <p>It reads, and needs no right but that; it may run while others post. It keeps one sum an account
 * in memory, whatever the length of the journal.
 *
 * <p>The log inside the database shows what was changed by somebody who left it as it was. Who makes
 * every leaf and node again to fit is shown by a root that was sealed elsewhere before: {@link
 * #check(Tx, long, Hash)}.
 */
public final class Audit {
    private static final int PAGE = 1000;

    /** One row of the journal, with what other rows and tables have to say of the same. */
    private static final String ROWS = """
            select t.sequence, t.line, t.lines, t.recorded, t.effective, t.nodes,
                t.from_account, t.to_account, t.amount, t.reserved,
                t.from_version, t.from_balance, t.to_version, t.to_balance,
                f.asset as from_asset, f.floor as from_floor, o.asset as to_asset, o.floor as to_floor,
                case when t.line = 1 then
                    (select min(j.line) from hourglass.journal_line j
                     where j.ledger = t.ledger and j.sequence = t.sequence) end as written,
                t.line > 1 or i.sequence is not distinct from t.sequence as known,
                case when t.phase = 'move' then true
                    when t.phase = 'reserve' then (p.sequence, p.line, p.from_account, p.to_account, p.amount)
                            = (t.sequence, t.line, t.from_account, t.to_account, t.reserved)
                        and p.expires is not distinct from t.expires
                    else (r.sequence, r.line) < (t.sequence, t.line)
                        and (r.from_account, r.to_account, r.reserved)
                            = (t.from_account, t.to_account, -t.reserved)
                        and t.amount = case t.phase when 'post' then coalesce(t.asked, r.reserved) else 0 end
                        and (t.phase = 'expire') = coalesce(r.expires <= t.recorded, false)
                        and (v.sequence, v.line, v.amount, v.outcome) = (t.sequence, t.line, t.amount,
                            case t.phase when 'post' then 'POSTED' when 'release' then 'RELEASED'
                                else 'EXPIRED' end) end is true as agreed
            from hourglass.transfer t
                left join hourglass.account f on f.ledger = t.ledger and f.id = t.from_account
                left join hourglass.account o on o.ledger = t.ledger and o.id = t.to_account
                left join hourglass.entry_id i on i.ledger = t.ledger and i.id = t.id
                left join hourglass.pending p on p.ledger = t.ledger and p.id = t.pending
                left join hourglass.transfer r on r.ledger = p.ledger and r.sequence = p.sequence
                    and r.line = p.line and r.phase = 'reserve' and r.pending = p.id
                left join hourglass.resolution v on v.ledger = t.ledger and v.pending = t.pending
            where t.ledger = ? and t.sequence > ? and t.sequence <= ?
            order by t.sequence, t.line
            """;

    /** Head and balances in one statement, so that they are of one moment; one without an account has a number only. */
    private static final String BALANCES = """
            select l.size, b.id, b.path, b.posted, b.pending_out, b.pending_in, b.version, b.same
            from hourglass.ledger l left join (
                select coalesce(a.ledger, s.ledger) as ledger, coalesce(a.id, s.account) as id,
                    coalesce(a.path, s.account::text) as path, s.posted, s.pending_out, s.pending_in, s.version,
                    ((a.ledger, a.asset, t.scale, a.floor) = (s.ledger, s.asset, s.scale, s.floor)) is true as same
                from hourglass.account a join hourglass.asset t on t.code = a.asset
                    full join hourglass.standing s on s.account = a.id) b on b.ledger = l.id
            where l.id = ? order by b.path
            """;

    /** A reservation that has a deadline and is closed, or is open and has not its own. */
    private static final String DEADLINES = """
            select coalesce(p.id, d.pending) as pending
            from (select p.ledger, p.id, p.expires from hourglass.pending p
                    left join hourglass.resolution r on r.ledger = p.ledger and r.pending = p.id
                    where p.expires is not null and r.pending is null) p
                full join hourglass.deadline d on d.ledger = p.ledger and d.pending = p.id
            where coalesce(p.ledger, d.ledger) = ? and d.expires is distinct from p.expires
            order by 1 limit 1
            """;

    /**
     * What is wrong.
     *
     * @param sequence the first entry at which the books do not follow from what came before; 0 if every
     *     entry does, and only what is kept besides the journal is wrong
     */
    public record Finding(long sequence, String what) {}

    private record Kept(long id, String path, long posted, long out, long in, long version, boolean same) {}

    private final int ledger;

    public Audit(Journal journal) {
        this.ledger = journal.ledger();
    }

    /** Checks all entries there are, and the balances; empty if all is as it should be. */
    public Optional<Finding> check(Tx tx) {
        return Optional.ofNullable(all(tx, new AuditWalk()));
    }

    /** As {@link #check(Tx)}, and that the first entries are those of which this root was sealed. */
    public Optional<Finding> check(Tx tx, long size, Hash root) {
        AuditWalk walk = new AuditWalk();
        Finding finding = to(tx, walk, size);
        if (finding == null && !Hash.of(walk.log.root()).equals(root)) {
            finding = new Finding(size, "entries 1 to " + size + " are not those that were sealed as " + root);
        }
        return Optional.ofNullable(finding == null ? all(tx, walk) : finding);
    }

    private @Nullable Finding all(Tx tx, AuditWalk walk) {
        Finding finding = to(tx, walk, head(tx));
        if (finding != null) {
            return finding;
        }
        long[] size = new long[1];
        List<Kept> kept = tx.query(
                BALANCES,
                row -> {
                    size[0] = row.getLong("size");
                    return new Kept(
                            row.getLong("id"),
                            row.getString("path"),
                            row.getLong("posted"),
                            row.getLong("pending_out"),
                            row.getLong("pending_in"),
                            row.getLong("version"),
                            row.getBoolean("same"));
                },
                ledger);
        finding = to(tx, walk, size[0]);
        return finding == null ? besides(tx, walk, kept) : finding;
    }

    private long head(Tx tx) {
        return tx.first("select size from hourglass.ledger where id = ?", row -> row.getLong(1), ledger)
                .orElseThrow();
    }

    private @Nullable Finding to(Tx tx, AuditWalk walk, long size) {
        for (long after = walk.sequence; after < size; after = walk.sequence) {
            Finding finding = page(tx, walk, after, Math.min(size, after + PAGE));
            if (finding != null) {
                return finding;
            }
        }
        return null;
    }

    private @Nullable Finding page(Tx tx, AuditWalk walk, long after, long upto) {
        try (PreparedStatement statement = tx.connection().prepareStatement(ROWS)) {
            statement.setFetchSize(PAGE);
            statement.setInt(1, ledger);
            statement.setLong(2, after == 0 ? Long.MIN_VALUE : after);
            statement.setLong(3, upto);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Finding finding = walk.step(rows);
                    if (finding != null) {
                        return finding;
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        return walk.line < walk.lines ? walk.unfinished() : walk.sequence < upto ? walk.missing() : null;
    }

    /** What is kept besides the journal, which is all right: balances, deadlines, and what was never posted. */
    private @Nullable Finding besides(Tx tx, AuditWalk walk, List<Kept> kept) {
        Optional<Long> beyond = tx.first(
                "select sequence from hourglass.transfer where ledger = ?"
                        + " and sequence > (select size from hourglass.ledger where id = ?) order by sequence limit 1",
                row -> row.getLong(1),
                ledger,
                ledger);
        if (beyond.isPresent()) {
            return new Finding(beyond.get(), "is beyond the ledger's head");
        }
        for (Kept balance : kept) {
            AuditWalk.Sum sum = walk.sums.getOrDefault(balance.id, new AuditWalk.Sum("", ""));
            boolean right = balance.same
                    && sum.posted == balance.posted
                    && sum.out == balance.out
                    && sum.in == balance.in
                    && sum.version == balance.version;
            if (!right) {
                return new Finding(0, "the balance of " + balance.path + " is not the sum of its postings");
            }
        }
        return tx.first(DEADLINES, row -> row.getString(1), ledger)
                .map(pending -> new Finding(0, "the deadline of " + pending + " is not that of an open reservation"))
                .orElse(null);
    }
}
