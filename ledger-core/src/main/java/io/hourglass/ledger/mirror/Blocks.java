package io.hourglass.ledger.mirror;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Block;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.Chain.Head;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.Chain.Seen;
import io.hourglass.ledger.settlement.ChainEvent.Moved;
import io.hourglass.ledger.settlement.ChainJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The mirror's rows: blocks, events, what moved, and the cursor. */
final class Blocks {
    /** Addresses and assets the memory of what the books know holds before it starts afresh. */
    private static final int FAMILIAR_MAX = 100_000;

    private final ChainJson json = new ChainJson();
    /** What the books were seen to know: they forget nothing. */
    private final Set<String> familiar = ConcurrentHashMap.newKeySet();

    /** Where the mirror stands; {@code number} is stored, {@code finalNumber} is in the books. */
    record Cursor(
            long chainId,
            long firstBlock,
            long number,
            Hash hash,
            long finalNumber,
            Hash finalHash,
            Head head,
            @Nullable String halted) {
        MirrorStatus status() {
            return new MirrorStatus(number, finalNumber, finalHash, head, Optional.ofNullable(halted));
        }
    }

    Optional<Cursor> cursor(Tx tx) {
        return tx.first("select * from hourglass.mirror_cursor", Blocks::cursor);
    }

    /** Locked until commit; waits for another instance that has it. */
    Cursor lockCursor(Tx tx) {
        return tx.first("select * from hourglass.mirror_cursor for update", Blocks::cursor)
                .orElseThrow();
    }

    void begin(Tx tx, Deployment deployment, Block first, Head head) {
        tx.run(
                """
                insert into hourglass.mirror_cursor
                    (chain_id, first_block, number, hash, final_number, final_hash, latest, safe, finalized)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                """,
                deployment.chainId(),
                deployment.firstBlock(),
                first.number() - 1,
                first.parent(),
                first.number() - 1,
                first.parent(),
                head.latest(),
                head.safe(),
                head.finalized());
    }

    /** Stores blocks and what was said in them, however many, in three statements. */
    void store(Tx tx, List<Seen> run) {
        Columns headers = new Columns(4);
        for (Seen seen : run) {
            Block block = seen.block();
            headers.add(block.number(), block.hash().hex(), block.parent().hex(), block.timestamp());
        }
        Map<Long, Long> positions = new HashMap<>();
        tx.query("""
                insert into hourglass.chain_block (number, hash, parent, mined_at)
                select number, hash, parent, to_timestamp(seconds)
                from unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[]) b (number, hash, parent, seconds)
                order by number returning number, position
                """, row -> positions.put(row.getLong(1), row.getLong(2)), headers.arrays());
        Columns events = new Columns(5);
        Columns moves = new Columns(7);
        for (Seen seen : run) {
            long position = requireNonNull(positions.get(seen.block().number()));
            for (Logged logged : seen.events()) {
                events.add(
                        position,
                        logged.logIndex(),
                        logged.transaction().hex(),
                        logged.event().getClass().getSimpleName(),
                        json.write((Record) logged.event()));
                if (logged.event() instanceof Moved moved) {
                    addSide(moves, position, logged, moved, moved.from(), -1);
                    addSide(moves, position, logged, moved, moved.to(), 1);
                }
            }
        }
        tx.run("""
                insert into hourglass.chain_event (position, log_index, tx_hash, type, event)
                select * from unnest(?::bigint[], ?::int[], ?::text[], ?::text[], ?::jsonb[])
                """, events.arrays());
        tx.run("""
                insert into hourglass.moved (asset, holder, position, log_index, side, undone, block, delta)
                select asset, holder, position, log_index, side, false, block, delta
                from unnest(?::text[], ?::text[], ?::bigint[], ?::int[], ?::smallint[], ?::bigint[], ?::bigint[])
                    m (asset, holder, position, log_index, side, block, delta)
                """, moves.arrays());
    }

    private static void addSide(Columns moves, long position, Logged logged, Moved moved, Address holder, int side) {
        moves.add(
                moved.asset().hex(),
                holder.hex(),
                position,
                logged.logIndex(),
                side,
                logged.block().number(),
                Math.multiplyExact(side, moved.units()));
    }

    /** Rows, as an array a column. */
    private static final class Columns {
        private final List<List<Object>> columns;

        Columns(int count) {
            columns = Stream.generate(() -> (List<Object>) new ArrayList<Object>())
                    .limit(count)
                    .toList();
        }

        void add(Object... row) {
            for (int i = 0; i < columns.size(); i++) {
                columns.get(i).add(row[i]);
            }
        }

        Object[] arrays() {
            return columns.toArray();
        }
    }

    /** Undoes every block above this number; returns how many. */
    int orphanAbove(Tx tx, long number) {
        int orphaned = tx.run("""
                insert into hourglass.orphaned_block (position)
                select position from hourglass.canonical_block where number > ?
                """, number);
        tx.run("""
                insert into hourglass.moved
                    (asset, holder, position, log_index, side, undone, block, delta)
                select m.asset, m.holder, m.position, m.log_index, m.side, true, m.block, -m.delta
                from hourglass.moved m join hourglass.orphaned_block o using (position)
                where m.block > ? and not m.undone and not exists (
                    select 1 from hourglass.moved u where u.undone and u.position = m.position
                        and u.log_index = m.log_index)
                """, number);
        return orphaned;
    }

    Optional<Hash> hashAt(Tx tx, long number) {
        return tx.first(
                "select hash from hourglass.canonical_block where number = ?",
                row -> new Hash(row.getString(1)),
                number);
    }

    /** The next block with events after {@code after}, not above {@code limit}. */
    Optional<Long> nextWithEvents(Tx tx, long after, long limit) {
        return tx.first("""
                select min(b.number) as next from hourglass.canonical_block b
                where b.number > ? and b.number <= ? and exists (
                    select 1 from hourglass.chain_event e where e.position = b.position)
                having min(b.number) is not null
                """, row -> row.getLong(1), after, limit);
    }

    List<Logged> events(Tx tx, long number) {
        return tx.query(
                """
                select b.number, b.hash, b.parent, b.mined_at, e.tx_hash, e.log_index, e.event
                from hourglass.canonical_block b join hourglass.chain_event e using (position)
                where b.number = ? order by e.log_index
                """,
                row -> new Logged(
                        new Block(
                                row.getLong(1),
                                new Hash(row.getString(2)),
                                new Hash(row.getString(3)),
                                row.getObject(4, OffsetDateTime.class).toEpochSecond()),
                        new Hash(row.getString(5)),
                        row.getInt(6),
                        json.readEvent(row.getString(7))),
                number);
    }

    /**
     * Writes down addresses and assets of a block's events that the books do not know.
     *
     * @param known addresses that need not be in the books
     */
    void noteStrays(Tx tx, long number, List<Logged> events, List<String> known) {
        Set<String> unheard = new HashSet<>();
        events.forEach(logged -> Named.by(logged.event()).forEach(unheard::add));
        unheard.removeAll(familiar);
        known.forEach(unheard::remove);
        if (unheard.isEmpty()) {
            return;
        }
        List<String> found = tx.query("""
                select holder from hourglass.account where holder = any (?)
                union select address from hourglass.party where address = any (?)
                union select chain_id from hourglass.asset where chain_id = any (?)
                """, row -> row.getString(1), unheard, unheard, unheard);
        if (familiar.size() > FAMILIAR_MAX) {
            familiar.clear();
        }
        familiar.addAll(found);
        found.forEach(unheard::remove);
        if (unheard.isEmpty()) {
            return;
        }
        tx.run("""
                insert into hourglass.stray_event (position, log_index, unknown)
                select distinct e.position, e.log_index, v.value
                from hourglass.canonical_block b
                    join hourglass.chain_event e using (position)
                    cross join lateral jsonb_each_text(e.event) v
                where b.number = ? and v.value = any (?)
                    and (v.value ~ '^0x[0-9a-f]{40}$' or (e.type = 'Moved' and v.key = 'asset'))
                on conflict do nothing
                """, number, unheard);
    }

    void moveSeen(Tx tx, long number, Hash hash) {
        tx.run("update hourglass.mirror_cursor set number = ?, hash = ?, updated_at = clock_timestamp()", number, hash);
    }

    void moveFinal(Tx tx, long number, Hash hash) {
        tx.run("""
                update hourglass.mirror_cursor
                set final_number = ?, final_hash = ?, updated_at = clock_timestamp()
                """, number, hash);
    }

    void noteHead(Tx tx, Head head) {
        tx.run("""
                update hourglass.mirror_cursor
                set latest = ?, safe = ?, finalized = ?, updated_at = clock_timestamp()
                """, head.latest(), head.safe(), head.finalized());
    }

    void halt(Tx tx, String reason) {
        tx.run("update hourglass.mirror_cursor set state = 'HALTED', reason = ? where state <> 'HALTED'", reason);
        tx.run("insert into hourglass.mirror_step (state, reason) values ('HALTED', ?)", reason);
    }

    void resume(Tx tx, String operator, String reason) {
        tx.run("update hourglass.mirror_cursor set state = 'FOLLOWING', reason = null");
        tx.run(
                "insert into hourglass.mirror_step (state, reason, operator) values ('FOLLOWING', ?, ?)",
                reason,
                operator);
    }

    /** The block a transaction is in: by its events, or as one of ours. */
    Optional<Long> blockOf(Tx tx, Hash transaction) {
        return tx.first("""
                select b.number from hourglass.canonical_block b
                    join hourglass.chain_event e using (position) where e.tx_hash = ?
                union all
                select block from hourglass.intent where tx_hash = ? and block is not null
                """, row -> row.getLong(1), transaction, transaction);
    }

    private static Cursor cursor(ResultSet row) throws SQLException {
        return new Cursor(
                row.getLong("chain_id"),
                row.getLong("first_block"),
                row.getLong("number"),
                new Hash(row.getString("hash")),
                row.getLong("final_number"),
                new Hash(row.getString("final_hash")),
                new Head(row.getLong("latest"), row.getLong("safe"), row.getLong("finalized")),
                "HALTED".equals(row.getString("state")) ? row.getString("reason") : null);
    }
}
