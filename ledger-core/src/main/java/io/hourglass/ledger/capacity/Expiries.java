package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent.Expired;
import java.util.List;
import java.util.Optional;

/**
 * Expiry: when a series' month is over, what was not redeemed is burnt, holder by holder, and what
 * was sold and never redeemed is the owner's (take or pay).
 *
 * <p>A holder with hours still reserved waits until they are settled or released, and escrow waits
 * until no holder is left.
 */
final class Expiries {
    static final String EXPIRE = "expire:";
    static final String RELEASE = "release:";
    /** Holders in one call: burning is a few ten thousand gas each. */
    private static final int HOLDERS = 100;
    /** How often a holder's expiry is asked for before a person has to look. */
    private static final int ATTEMPTS = 3;

    /** The chain's clock may be behind ours for a while: then it is asked again without counting. */
    private static final String TOO_EARLY = "SeriesNotExpired";

    private final Parts parts;
    private final SeriesRegister register;

    Expiries(Parts parts, SeriesRegister register) {
        this.parts = parts;
        this.register = register;
    }

    /** Plans what is due for the series of the past; returns how many calls. */
    int plan(Tx tx) {
        Parts.lock(tx, "expiry");
        List<Series> due = tx.query(
                "select name from hourglass.series where stage = 'OPEN' and expires <= ? order by name",
                row -> Series.parse(row.getString(1)),
                parts.now());
        int planned = 0;
        for (Series series : due) {
            planned += expire(tx, series);
            if (isEmpty(tx, series)) {
                planned += release(tx, series);
                close(tx, series);
            }
        }
        return planned;
    }

    private int expire(Tx tx, Series series) {
        List<Address> holders =
                tx.query("""
                select a.holder from hourglass.account a join hourglass.balance b on b.account = a.id
                where a.asset = ? and a.holder is not null and b.posted > 0 and b.pending_out = 0
                and not exists (select 1 from hourglass.expiry e
                    where e.series = a.asset and e.holder = a.holder and e.stage = 'PLANNED')
                and (select count(*) from hourglass.expiry e
                    where e.series = a.asset and e.holder = a.holder
                    and not starts_with(coalesce(e.reason, ''), ?)) < ?
                order by a.holder limit ?
                """, row -> new Address(row.getString(1)), series.name(), TOO_EARLY, ATTEMPTS, HOLDERS);
        if (holders.isEmpty()) {
            return 0;
        }
        long number = tx.first(
                        "select count(distinct intent) + 1 from hourglass.expiry where series = ?",
                        row -> row.getLong(1),
                        series.name())
                .orElseThrow();
        String intent = EXPIRE + series + ":" + number;
        tx.run("""
                insert into hourglass.expiry (series, holder, intent, asked)
                select ?, holder, ?, ? from unnest(?) as holder
                """, series.name(), intent, parts.now(), holders);
        parts.outbox().plan(tx, intent, Parts.ISSUER, new ChainCall.Expire(series.id(), holders), List.of());
        return 1;
    }

    private static boolean isEmpty(Tx tx, Series series) {
        return tx.first("""
                        select 1 from hourglass.account a join hourglass.balance b on b.account = a.id
                        where a.asset = ? and a.holder is not null
                        and (b.posted <> 0 or b.pending_in <> 0 or b.pending_out <> 0)
                        """, row -> 1, series.name()).isEmpty();
    }

    private record Open(String owner, Address address) {}

    private int release(Tx tx, Series series) {
        List<Open> open =
                tx.query("""
                update hourglass.escrow e set closing = true from hourglass.party p
                where e.series = ? and e.sold > e.owed + e.promised and not e.closing and p.name = e.owner
                returning e.owner, p.address
                """, row -> new Open(row.getString(1), new Address(row.getString(2))), series.name());
        for (Open escrow : open) {
            ChainCall call = new ChainCall.ReleaseEscrow(series.id(), escrow.address());
            parts.outbox().plan(tx, RELEASE + series + ":" + escrow.owner(), Parts.ISSUER, call, List.of());
        }
        return open.size();
    }

    private static void close(Tx tx, Series series) {
        tx.run("""
                update hourglass.series set stage = 'EXPIRED' where name = ?
                and not exists (select 1 from hourglass.escrow
                    where series = hourglass.series.name and sold > owed + promised)
                """, series.name());
    }

    void onFinal(Tx tx, Logged logged, Expired event) {
        Optional<Series> series = register.byId(tx, event.series());
        if (series.isEmpty()) {
            return;
        }
        String from = tx.first(
                        "select path from hourglass.account where holder = ? and asset = ?",
                        row -> row.getString(1),
                        event.holder(),
                        series.get().name())
                .orElseThrow(() -> new IllegalStateException(
                        event.holder() + " held hours of " + series.get() + " the books do not know"));
        if (event.units() > 0) {
            parts.postFinal(
                    tx,
                    "expired",
                    logged,
                    new Transfer.Move(
                            from,
                            CapacityAccounts.expired(series.get()).path(),
                            new Amount(series.get().asset(), event.units())));
        }
        tx.run("""
                update hourglass.expiry set stage = 'FINAL', units = ?
                where series = ? and holder = ? and stage = 'PLANNED'
                """, event.units(), series.get().name(), event.holder());
    }

    void voided(Tx tx, String intent, String why) {
        tx.run(
                "update hourglass.expiry set stage = 'VOIDED', reason = ? where intent = ? and stage = 'PLANNED'",
                why,
                intent);
    }
}
