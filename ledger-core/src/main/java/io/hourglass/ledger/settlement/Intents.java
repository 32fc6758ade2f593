package io.hourglass.ledger.settlement;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Fees;
import io.hourglass.ledger.settlement.Chain.Receipt;
import io.hourglass.ledger.settlement.Chain.SignedTransaction;
import io.hourglass.ledger.settlement.IntentView.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the outbox as the sender works on them. Every change of state names the state it
 * starts from, so of two instances that saw the same thing only one takes the step.
 */
final class Intents {
    /** Waits for nothing that is not mined: a failed transaction does not count. */
    private static final String FREE = """
            not exists (
                select 1 from unnest(i.after) a join hourglass.intent b on b.id = a
                where not (b.state = 'FINAL' or (b.state = 'MINED' and b.error is null)))
            """;

    private static final String COLUMNS = """
            i.id, i.key, i.state, i.nonce, i.block, i.block_hash, i.error, i.attempts,
            i.broadcast_at
            """;

    private final ChainJson json = new ChainJson();

    /** One open intent. */
    record Work(
            String id,
            String key,
            State state,
            long nonce,
            @Nullable Long block,
            @Nullable String blockHash,
            @Nullable String error,
            int attempts,
            @Nullable Instant broadcast) {}

    /** The signed bytes of an attempt. */
    record Signed(SignedTransaction transaction, Offer offer) {}

    /** What an attempt offers, since when. */
    record Offer(Fees fees, Instant at) {}

    /** A planned intent that waits for a voided one. */
    record Stranded(String id, String because) {}

    /**
     * How much of the outbox wants which kind of work.
     *
     * @param halted why the mirror is halted, if it is: then what the node calls final may not be
     */
    record Backlog(long planned, long sent, @Nullable String halted) {}

    Backlog backlog(Tx tx) {
        return tx.first("""
                        select count(*) filter (where state = 'PLANNED'),
                               count(*) filter (where state <> 'PLANNED'),
                               (select reason from hourglass.mirror_cursor where state = 'HALTED')
                        from hourglass.intent where state in ('PLANNED', 'SIGNED', 'BROADCAST', 'MINED')
                        """, row -> new Backlog(row.getLong(1), row.getLong(2), row.getString(3)))
                .orElseThrow();
    }

    List<Stranded> stranded(Tx tx) {
        return tx.query(
                """
                select distinct on (i.planned) i.id, b.id, b.error
                from hourglass.intent i join hourglass.intent b on b.id = any (i.after)
                where i.state = 'PLANNED' and b.state = 'VOIDED' order by i.planned limit 100
                """,
                row -> new Stranded(
                        row.getString(1), "it waits for " + row.getString(2) + ", voided: " + row.getString(3)));
    }

    List<String> readyKeys(Tx tx) {
        return tx.query(
                "select distinct i.key from hourglass.intent i where i.state = 'PLANNED' and " + FREE
                        + " order by i.key",
                row -> row.getString(1));
    }

    /** Free planned intents of a key, in the order they were planned. */
    List<Work> ready(Tx tx, String key, int limit) {
        return tx.query(
                "select " + COLUMNS + " from hourglass.intent i where i.key = ? and i.state = 'PLANNED' and " + FREE
                        + " order by i.planned limit ?",
                this::work,
                key,
                limit);
    }

    /** Signed or sent and not yet mined. */
    int inFlight(Tx tx, String key) {
        return tx.first("""
                        select count(*) from hourglass.intent
                        where key = ? and state in ('SIGNED', 'BROADCAST')
                        """, row -> row.getInt(1), key).orElseThrow();
    }

    /** Signed ones whose bytes are due: never sent, or refused a while ago. */
    List<Work> toBroadcast(Tx tx, Instant before) {
        return tx.query(
                "select " + COLUMNS + " from hourglass.intent i where i.state = 'SIGNED'"
                        + " and (i.broadcast_at is null or i.broadcast_at < ?) order by i.key, i.nonce",
                this::work,
                before);
    }

    /**
     * Sent ones still not mined, but for those that a reorg has put before what they wait for. One that
     * waits for what was voided is sent all the same: its key's later nonces wait for its own.
     */
    List<Work> toRebroadcast(Tx tx, Instant before) {
        return tx.query(
                "select " + COLUMNS + " from hourglass.intent i where i.state = 'BROADCAST'"
                        + " and (i.broadcast_at is null or i.broadcast_at < ?)"
                        + " and (" + FREE + " or exists (select 1 from hourglass.intent b"
                        + " where b.id = any (i.after) and b.state = 'VOIDED'))"
                        + " order by i.key, i.nonce",
                this::work,
                before);
    }

    List<Work> toWatch(Tx tx) {
        return tx.query(
                "select " + COLUMNS + " from hourglass.intent i where i.state in ('BROADCAST', 'MINED')"
                        + " order by i.key, i.nonce",
                this::work);
    }

    /** Of each key, the oldest transaction that is not mined, where the node has taken it. */
    List<Work> fronts(Tx tx) {
        return tx.query(
                "select * from (select distinct on (i.key) " + COLUMNS
                        + " from hourglass.intent i where i.state in ('SIGNED', 'BROADCAST')"
                        + " order by i.key, i.nonce) f where f.state = 'BROADCAST' order by f.key",
                this::work);
    }

    /** Which of these are signed or sent and not mined. */
    List<String> unmined(Tx tx, Collection<String> ids) {
        return tx.query(
                "select id from hourglass.intent where id = any (?) and state in ('SIGNED', 'BROADCAST')",
                row -> row.getString(1),
                ids);
    }

    /** How what an intent waits for stands to a block. */
    enum WaitedFor {
        CAME_BEFORE,
        OPEN,
        /** Not before the block, for good: after it, in it, or voided. */
        TOO_LATE
    }

    /** How all it waits for stands to this block. */
    WaitedFor waitedFor(Tx tx, Work work, long block) {
        return tx.first("""
                        select count(*) filter (where b.state not in ('FINAL', 'VOIDED')) > 0,
                               count(*) filter (where b.state = 'VOIDED' or b.block >= ?) > 0
                        from hourglass.intent i join hourglass.intent b on b.id = any (i.after) where i.id = ?
                        """, Intents::waitedFor, block, work.id()).orElseThrow();
    }

    private static WaitedFor waitedFor(ResultSet row) throws SQLException {
        if (row.getBoolean(1)) {
            return WaitedFor.OPEN;
        }
        return row.getBoolean(2) ? WaitedFor.TOO_LATE : WaitedFor.CAME_BEFORE;
    }

    /** What an intent asks: as large as a batch of orders, so it is read only where it is used. */
    ChainCall call(Tx tx, Work work) {
        return tx.first(
                        "select call from hourglass.intent where id = ?",
                        row -> json.readCall(row.getString(1)),
                        work.id())
                .orElseThrow();
    }

    /** The newest attempt, with its bytes. */
    Signed latest(Tx tx, Work work) {
        return tx.first(
                        "select * from hourglass.attempt where intent = ? order by number desc limit 1",
                        row -> new Signed(
                                new SignedTransaction(new Hash(row.getString("tx_hash")), row.getString("raw")),
                                offer(row)),
                        work.id())
                .orElseThrow();
    }

    /** What the newest attempt offers. */
    Offer offer(Tx tx, Work work) {
        return tx.first(
                        "select max_fee, tip, signed_at from hourglass.attempt where intent = ?"
                                + " order by number desc limit 1",
                        Intents::offer,
                        work.id())
                .orElseThrow();
    }

    /** The hashes of all attempts with its nonce, newest first: of an earlier nonce none can come any more. */
    List<Hash> hashes(Tx tx, Work work) {
        return tx.query(
                "select tx_hash from hourglass.attempt where intent = ? and nonce = ? order by number desc",
                row -> new Hash(row.getString(1)),
                work.id(),
                work.nonce());
    }

    /** With how many nonces it was signed. */
    int nonces(Tx tx, Work work) {
        return tx.first(
                        "select count(distinct nonce) from hourglass.attempt where intent = ?",
                        row -> row.getInt(1),
                        work.id())
                .orElseThrow();
    }

    private static Offer offer(ResultSet row) throws SQLException {
        return new Offer(
                new Fees(row.getLong("max_fee"), row.getLong("tip")),
                row.getObject("signed_at", OffsetDateTime.class).toInstant());
    }

    /** The key's next nonce, locked until commit; empty if another instance works on this key. */
    Optional<Long> lockNonce(Tx tx, String key) {
        return tx.first(
                "select next from hourglass.nonce where key = ? for update skip locked", row -> row.getLong(1), key);
    }

    boolean knowsKey(Tx tx, String key) {
        return tx.first("select 1 from hourglass.nonce where key = ?", row -> true, key)
                .isPresent();
    }

    void openKey(Tx tx, String key, String address, long nonce) {
        tx.run(
                "insert into hourglass.nonce (key, address, next) values (?, ?, ?) on conflict (key) do nothing",
                key,
                address,
                nonce);
    }

    void setNonce(Tx tx, String key, long next) {
        tx.run("update hourglass.nonce set next = ? where key = ?", next, key);
    }

    /** False, and nothing is stored, if another instance has moved the intent on meanwhile. */
    boolean storeAttempt(Tx tx, Work work, long nonce, SignedTransaction signed, Fees fees, Instant now) {
        int moved = tx.run("""
                update hourglass.intent set state = 'SIGNED', nonce = ?, attempts = attempts + 1,
                    broadcast_at = null, changed_at = clock_timestamp()
                where id = ? and state = ? and attempts = ?
                """, nonce, work.id(), work.state(), work.attempts());
        if (moved == 0) {
            return false;
        }
        tx.run("""
                insert into hourglass.attempt (intent, number, nonce, tx_hash, raw, max_fee, tip, signed_at)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                """, work.id(), work.attempts() + 1, nonce, signed.hash(), signed.raw(), fees.maxFee(), fees.tip(), now);
        return true;
    }

    boolean sent(Tx tx, Work work, boolean accepted, Instant now) {
        return tx.run("""
                        update hourglass.intent set state = ?, broadcast_at = ?, changed_at = clock_timestamp()
                        where id = ? and state = ?
                        """, accepted ? State.BROADCAST : work.state(), now, work.id(), work.state()) > 0;
    }

    /** In a block; {@code error} is why its transaction failed there, if it did. */
    boolean mine(Tx tx, Work work, Receipt receipt, @Nullable String error) {
        return tx.run(
                        """
                        update hourglass.intent set state = 'MINED', tx_hash = ?, block = ?, block_hash = ?, error = ?,
                            changed_at = clock_timestamp()
                        where id = ? and state = ? and nonce = ?
                        """,
                        receipt.transaction(),
                        receipt.block().number(),
                        receipt.block().hash(),
                        error,
                        work.id(),
                        work.state(),
                        work.nonce())
                > 0;
    }

    /** The block it was mined in is final. */
    boolean end(Tx tx, Work work, State to) {
        return tx.run("""
                        update hourglass.intent set state = ?, changed_at = clock_timestamp()
                        where id = ? and state = 'MINED' and block_hash = ?
                        """, to, work.id(), work.blockHash()) > 0;
    }

    /** Its block is gone: it is to be sent again. */
    boolean unmine(Tx tx, Work work) {
        return tx.run("""
                        update hourglass.intent set state = 'BROADCAST', tx_hash = null, block = null,
                            block_hash = null, error = null, broadcast_at = null,
                            changed_at = clock_timestamp()
                        where id = ? and state = 'MINED'
                        """, work.id()) > 0;
    }

    /**
     * Its nonce was used for good, by a transaction that is not ours or by ours before its time: it
     * gets a new one.
     */
    boolean replan(Tx tx, Work work) {
        return tx.run("""
                        update hourglass.intent set state = 'PLANNED', nonce = null, broadcast_at = null,
                            tx_hash = null, block = null, block_hash = null, error = null,
                            changed_at = clock_timestamp() where id = ? and state = ? and nonce = ?
                        """, work.id(), work.state(), work.nonce()) > 0;
    }

    boolean discard(Tx tx, String intent, String why) {
        return tx.run("""
                        update hourglass.intent set state = 'VOIDED', error = ?, changed_at = clock_timestamp()
                        where id = ? and state = 'PLANNED'
                        """, why, intent) > 0;
    }

    private Work work(ResultSet row) throws SQLException {
        OffsetDateTime broadcast = row.getObject("broadcast_at", OffsetDateTime.class);
        return new Work(
                row.getString("id"),
                row.getString("key"),
                State.valueOf(row.getString("state")),
                row.getLong("nonce"),
                row.getObject("block", Long.class),
                row.getString("block_hash"),
                row.getString("error"),
                row.getInt("attempts"),
                broadcast == null ? null : broadcast.toInstant());
    }
}
