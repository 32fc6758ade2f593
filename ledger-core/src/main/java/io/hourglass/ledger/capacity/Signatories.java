package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Address;
import java.time.Clock;

/** Whose signatures count: attesters of capacity, meters of deliveries. */
public final class Signatories {
    private final Clock clock;

    /** What a signature is good for. */
    public enum Role {
        ATTESTER,
        METER
    }

    public Signatories(Clock clock) {
        this.clock = clock;
    }

    /** Allows or no longer allows an address; each change is a row of its own. Safe to repeat. */
    public void set(Tx tx, Role role, Address address, boolean allowed, String reason) {
        Parts.lock(tx, role + ":" + address);
        if (isAllowed(tx, role, address) != allowed) {
            tx.run("""
                    insert into hourglass.signatory (role, address, number, allowed, reason, recorded)
                    select ?, ?, coalesce(max(number), 0) + 1, ?, ?, ? from hourglass.signatory
                    where role = ? and address = ?
                    """, role, address, allowed, reason, clock.instant(), role, address);
        }
    }

    public boolean isAllowed(Tx tx, Role role, Address address) {
        return tx.first("""
                        select allowed from hourglass.signatory where role = ? and address = ?
                        order by number desc limit 1
                        """, row -> row.getBoolean(1), role, address).orElse(false);
    }
}
