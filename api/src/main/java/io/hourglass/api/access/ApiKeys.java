package io.hourglass.api.access;

import io.hourglass.api.boot.Secret;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Hash;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The API keys: 256 random bits, shown once, kept as their SHA-256. */
public final class ApiKeys {

    /** Makes a key and answers it, for the only time. */
    public String issue(Tx tx, Role role, @Nullable String party, String label) {
        String key = "hg_" + role.written() + "_" + Secret.random();
        enter(tx, key, role, party, label);
        return key;
    }

    /** Makes sure a key that was made elsewhere counts; entering it again changes nothing. */
    public void enter(Tx tx, String key, Role role, @Nullable String party, String label) {
        tx.run("""
                insert into hourglass.api_key (hash, role, party, label) values (?, ?, ?, ?)
                on conflict (hash) do nothing
                """, Hash.sha256(key), role, party, label);
    }

    /** From now on the key is nobody's; false if it was so already. */
    public boolean revoke(Tx tx, Hash key) {
        return tx.run("update hourglass.api_key set revoked_at = now() where hash = ? and revoked_at is null", key)
                == 1;
    }

    /** Whose key this is, if it is one and not revoked. */
    public Optional<Caller> find(Tx tx, String key) {
        Hash hash = Hash.sha256(key);
        return tx.first(
                "select role, party from hourglass.api_key where hash = ? and revoked_at is null",
                row -> new Caller(
                        hash, Role.valueOf(row.getString("role")), Optional.ofNullable(row.getString("party"))),
                hash);
    }
}
