package io.hourglass.api.access;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Hash;
import java.util.Optional;

/** The changes that were made, under the keys their callers chose. */
public final class IdempotencyKeys {

    /** @param request hash of what was asked; {@code response} is what was answered, as JSON */
    public record Answered(Hash request, int status, String response) {}

    /**
     * What was answered under this key, if anything. Until the transaction ends nobody else can
     * look up the same key, so of two equal requests at once one does and the other replays.
     */
    public Optional<Answered> claim(Tx tx, Caller caller, String key) {
        tx.query(
                "select pg_advisory_xact_lock(hashtextextended(?, 0))",
                row -> 0,
                caller.key().hex() + " " + key);
        return tx.first(
                "select request_hash, status, response from hourglass.idempotency_key where api_key = ? and key = ?",
                row -> new Answered(
                        new Hash(row.getString("request_hash")), row.getInt("status"), row.getString("response")),
                caller.key(),
                key);
    }

    public void remember(Tx tx, Caller caller, String key, Answered answered) {
        tx.run("""
                insert into hourglass.idempotency_key (api_key, key, request_hash, status, response)
                values (?, ?, ?, ?, ?)
                """, caller.key(), key, answered.request(), answered.status(), answered.response());
    }
}
