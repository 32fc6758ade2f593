package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import java.util.Optional;

/** What owners promise; each change is a row of its own, and counts for what is routed after it. */
final class ServiceLevels {
    static final int WHOLE = 10_000;

    private final Parts parts;
    private final SeriesRegister register;

    ServiceLevels(Parts parts, SeriesRegister register) {
        this.parts = parts;
        this.register = register;
    }

    Outcome<ServiceLevel> promise(Tx tx, String owner, Series series, int basisPoints) {
        Optional<Party> party = parts.journal().party(tx, owner);
        if (party.isEmpty()) {
            return Outcome.refused(CapacityRefusal.UNKNOWN_PARTY, "nobody is called " + owner);
        }
        if (party.get().kind() != Party.Kind.OWNER) {
            return Outcome.refused(CapacityRefusal.NOT_AN_OWNER, owner + " is no owner of GPUs");
        }
        if (basisPoints < 0 || basisPoints > WHOLE) {
            return Outcome.refused(
                    CapacityRefusal.INVALID_AMOUNT,
                    "a service level is 0 to 10000 ten-thousandths of a delivery, asked for " + basisPoints);
        }
        return register.current(tx, series).then(_ -> {
            Parts.lock(tx, "service-level:" + series + ":" + owner);
            tx.run("""
                    insert into hourglass.service_level (series, owner, number, basis_points, recorded)
                    select ?, ?, coalesce(max(number), 0) + 1, ?, ? from hourglass.service_level
                    where series = ? and owner = ?
                    having coalesce((array_agg(basis_points order by number desc))[1], -1) <> ?
                    """, series.name(), owner, basisPoints, parts.now(), series.name(), owner, basisPoints);
            return Outcome.done(new ServiceLevel(owner, series, basisPoints));
        });
    }
}
