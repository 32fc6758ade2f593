package io.hourglass.ledger.mirror;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Jsonb;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    /** Until commit nobody else stores blocks or undoes any; waits for who does. */
    void lockStoring(Tx tx) {
        tx.query("select pg_advisory_xact_lock(hashtextextended('mirror:store', 0))", row -> 0);
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
        List<Block> headers = run.stream().map(Seen::block).toList();
        Map<Long, Long> positions = new HashMap<>();
        tx.query(
                """
                insert into hourglass.chain_block (number, hash, parent, mined_at)
                select number, hash, parent, to_timestamp(seconds)
                from unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[]) b (number, hash, parent, seconds)
                order by number returning number, position
                """,
                row -> positions.put(row.getLong(1), row.getLong(2)),
                headers.stream().map(Block::number).toList(),
                headers.stream().map(Block::hash).toList(),
                headers.stream().map(Block::parent).toList(),
                headers.stream().map(Block::timestamp).toList());
        List<@Nullable Object[]> events = new ArrayList<>();
        List<@Nullable Object[]> moves = new ArrayList<>();
        for (Seen seen : run) {
            long position = requireNonNull(positions.get(seen.block().number()));
            for (Logged logged : seen.events()) {
                events.add(new Object[] {
                    position,
                    logged.logIndex(),
                    logged.transaction(),
                    logged.event().getClass().getSimpleName(),
                    new Jsonb(json.write((Record) logged.event()))
                });
                if (logged.event() instanceof Moved moved) {
                    moves.add(side(position, logged, moved, moved.from(), -1));
                    moves.add(side(position, logged, moved, moved.to(), 1));
                }
            }
        }
        tx.copy("hourglass.chain_event (position, log_index, tx_hash, type, event)", events);
        tx.copy("hourglass.moved (position, log_index, side, undone, block, asset, holder, delta)", moves);
    }

    private static Object[] side(long position, Logged logged, Moved moved, Address holder, int side) {
        return new Object[] {
            position,
            logged.logIndex(),
            (short) side,
            false,
            logged.block().number(),
            moved.asset(),
            holder,
            Math.multiplyExact(side, moved.units())
        };
    }

    /** Undoes every block above this number; returns how many. */
    int orphanAbove(Tx tx, long number) {
        int orphaned = tx.run("""
                insert into hourglass.orphaned_block (position)
                select position from hourglass.canonical_block where number > ?
                """, number);
        tx.run("""
                insert into hourglass.moved
                    (position, log_index, side, undone, block, asset, holder, delta)
                select m.position, m.log_index, m.side, true, m.block, m.asset, m.holder, -m.delta
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

    /** The chain's blocks after one and up to another, and what was said in them. */
    List<Seen> seen(Tx tx, long after, long to) {
        Map<Long, Block> blocks = new HashMap<>();
        tx.query("""
                select position, number, hash, parent, mined_at from hourglass.canonical_block
                where number > ? and number <= ?
                """, row -> blocks.put(row.getLong(1), block(row)), after, to);
        Map<Long, List<Logged>> said = new HashMap<>();
        // By position, as the table is sorted: never by a plan made for a table that was empty.
        tx.query(
                """
                select position, tx_hash, log_index, event from hourglass.chain_event
                where position = any (?::bigint[]) order by position, log_index
                """,
                row -> said.computeIfAbsent(row.getLong(1), none -> new ArrayList<>())
                        .add(new Logged(
                                requireNonNull(blocks.get(row.getLong(1))),
                                new Hash(row.getString(2)),
                                row.getInt(3),
                                json.readEvent(row.getString(4)))),
                blocks.keySet());
        return blocks.entrySet().stream()
                .map(at -> new Seen(at.getValue(), said.getOrDefault(at.getKey(), List.of())))
                .sorted(Comparator.comparingLong(seen -> seen.block().number()))
                .toList();
    }

    static Block block(ResultSet row) throws SQLException {
        return new Block(
                row.getLong("number"),
                new Hash(row.getString("hash")),
                new Hash(row.getString("parent")),
                row.getObject("mined_at", OffsetDateTime.class).toEpochSecond());
    }

    /**
     * Writes down addresses and assets of events that the books do not know.
     *
     * @param run blocks of the chain that follow each other
     * @param known addresses that need not be in the books
     */
    void noteStrays(Tx tx, List<Seen> run, List<String> known) {
        Set<String> unheard = new HashSet<>();
        run.forEach(
                seen -> seen.events().forEach(logged -> Named.by(logged.event()).forEach(unheard::add)));
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
                where b.number between ? and ? and v.value = any (?)
                    and (v.value ~ '^0x[0-9a-f]{40}$' or (e.type = 'Moved' and v.key = 'asset'))
                on conflict do nothing
                """, run.getFirst().block().number(), run.getLast().block().number(), unheard);
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
