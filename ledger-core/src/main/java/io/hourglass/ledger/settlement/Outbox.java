package io.hourglass.ledger.settlement;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.IntentView.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Calls the rooms want made on chain. A call is planned in the same transaction as the rows that
 * need it, so either both exist or neither; {@link Sender} then gets it there exactly once.
 *
 * <p>Example: {@code outbox.plan(tx, "mint:17", "issuer", new Mint(series, olga, 5_000_000),
 * List.of("list:17"))} mints once the listing is mined.
 */
public final class Outbox {
    private final ChainJson json = new ChainJson();

    /**
     * Plans a call. Planning the same again changes nothing.
     *
     * @param intent chosen by the room so that asking twice plans once, {@code mint:17}
     * @param key the name of the signing key at the {@link Chain} port
     * @param after intents that must be mined before; if one is voided, so is this
     * @throws IllegalStateException if the intent was planned with another key or call, or waits for
     *     one that was never planned: a bug of the caller
     */
    public void plan(Tx tx, String intent, String key, ChainCall call, List<String> after) {
        requirePlanned(tx, intent, after);
        int planned = tx.run("""
                insert into hourglass.intent (id, key, call, after) values (?, ?, ?::jsonb, ?)
                on conflict (id) do nothing
                """, intent, key, json.write((Record) call), after);
        if (planned == 0) {
            requireSame(tx, intent, key, call);
        }
    }

    /**
     * What an intent was planned as, if it was; whoever else claims it waits until this transaction ends. For those who
     * answer that it is another request, and must not be overtaken between looking and planning.
     */
    public Optional<IntentView> claim(Tx tx, String intent) {
        tx.query("select pg_advisory_xact_lock(hashtextextended('intent:' || ?, 0))", row -> 0, intent);
        return find(tx, intent);
    }

    /** How far an intent has come. */
    public Optional<IntentView> find(Tx tx, String intent) {
        return tx.first("select * from hourglass.intent where id = ?", row -> view(tx, row), intent);
    }

    /** The intents of a transaction hash: one, unless the hash is not ours. */
    public Optional<IntentView> findByTransaction(Tx tx, Hash transaction) {
        return tx.first("""
                select i.* from hourglass.intent i
                join hourglass.attempt a on a.intent = i.id where a.tx_hash = ?
                """, row -> view(tx, row), transaction);
    }

    /** How many intents are final: that many transactions of ours are on the chain for good. */
    public long done(Tx tx) {
        return tx.first("select count(*) from hourglass.intent where state = 'FINAL'", row -> row.getLong(1))
                .orElseThrow();
    }

    /** How many intents are not yet final or voided. */
    public long open(Tx tx) {
        return tx.first("""
                        select count(*) from hourglass.intent
                        where state in ('PLANNED', 'SIGNED', 'BROADCAST', 'MINED')
                        """, row -> row.getLong(1)).orElseThrow();
    }

    private static void requirePlanned(Tx tx, String intent, List<String> after) {
        if (after.isEmpty()) {
            return;
        }
        Set<String> missing = new TreeSet<>(after);
        tx.query("select id from hourglass.intent where id = any (?)", row -> row.getString(1), after)
                .forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw new IllegalStateException(intent + " waits for what was never planned: " + missing);
        }
    }

    private void requireSame(Tx tx, String intent, String key, ChainCall call) {
        IntentView before = find(tx, intent).orElseThrow();
        if (!before.key().equals(key) || !before.call().equals(call)) {
            throw new IllegalStateException(intent + " was planned as " + before.call() + " by " + before.key()
                    + ", now asked for " + call + " by " + key);
        }
    }

    private IntentView view(Tx tx, ResultSet row) throws SQLException {
        String id = row.getString("id");
        List<IntentView.Attempt> attempts = attempts(tx, id);
        Optional<Hash> mined = Optional.ofNullable(row.getString("tx_hash")).map(Hash::new);
        return new IntentView(
                id,
                row.getString("key"),
                json.readCall(row.getString("call")),
                List.of((String[]) row.getArray("after").getArray()),
                State.valueOf(row.getString("state")),
                attempts,
                mined.or(() ->
                        attempts.stream().reduce((first, second) -> second).map(IntentView.Attempt::transaction)),
                Optional.ofNullable(row.getObject("block", Long.class)),
                Optional.ofNullable(row.getString("error")),
                instant(row, "planned_at"),
                instant(row, "changed_at"),
                steps(tx, id));
    }

    private static List<IntentView.Step> steps(Tx tx, String intent) {
        return tx.query(
                "select state, note, at from hourglass.intent_step where intent = ? order by step",
                row -> new IntentView.Step(
                        State.valueOf(row.getString("state")),
                        Optional.ofNullable(row.getString("note")),
                        instant(row, "at")),
                intent);
    }

    private static List<IntentView.Attempt> attempts(Tx tx, String intent) {
        return tx.query(
                "select * from hourglass.attempt where intent = ? order by number",
                row -> new IntentView.Attempt(
                        row.getInt("number"),
                        row.getLong("nonce"),
                        new Hash(row.getString("tx_hash")),
                        new Chain.Fees(row.getLong("max_fee"), row.getLong("tip")),
                        instant(row, "signed_at")),
                intent);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
