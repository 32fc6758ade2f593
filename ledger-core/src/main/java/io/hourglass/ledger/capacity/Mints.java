package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Balance;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent.Minted;
import java.util.List;
import java.util.Optional;

/** Minting: attested hours become tokens. The floor of the unminted account is the cap. */
final class Mints {
    static final String INTENT = "mint:";
    private static final String KIND = "mint";

    private final Parts parts;
    private final SeriesRegister register;

    Mints(Parts parts, SeriesRegister register) {
        this.parts = parts;
        this.register = register;
    }

    Outcome<Minting> mint(Tx tx, String id, String owner, Series series, Amount hours) {
        Parts.requireId(id);
        MintRow before = tx.session().get(MintRow.class, id);
        if (before != null) {
            Minting was = before.minting();
            return was.owner().equals(owner)
                            && was.series().equals(series)
                            && was.hours().equals(hours)
                    ? Outcome.done(was)
                    : Outcome.refused(CapacityRefusal.REQUEST_REUSED, "request " + id + " minted something else");
        }
        Optional<Party> party = parts.journal().party(tx, owner);
        if (party.isEmpty()) {
            return Outcome.refused(CapacityRefusal.UNKNOWN_PARTY, "nobody is called " + owner);
        }
        return register.opened(tx, series).then(row -> reserve(tx, id, party.get(), series, hours));
    }

    private Outcome<Minting> reserve(Tx tx, String id, Party owner, Series series, Amount hours) {
        if (!hours.asset().equals(series.asset()) || !hours.isPositive()) {
            return Outcome.refused(
                    CapacityRefusal.INVALID_AMOUNT, "asked for " + hours + ", to mint are hours of " + series);
        }
        MintRow row = new MintRow(id, series, owner.name(), hours.units(), parts.now());
        tx.session().insert(row);
        Account to = CapacityAccounts.hours(owner, series);
        parts.journal().open(tx, to);
        Cause cause = new Cause(KIND, id);
        Account unminted = CapacityAccounts.unminted(series, owner.name());
        PostResult result =
                parts.reserve(tx, cause, new Transfer.Reserve(Parts.pending(cause), unminted.path(), to.path(), hours));
        if (Parts.isShort(result)) {
            return overCap(tx, owner.name(), series, hours);
        }
        parts.outbox()
                .plan(
                        tx,
                        INTENT + id,
                        Parts.ISSUER,
                        new ChainCall.Mint(series.id(), owner.address(), hours.units()),
                        List.of());
        return Outcome.done(row.minting());
    }

    /** What an owner may still mint: attested, neither minted nor being minted. */
    Amount left(Tx tx, String owner, Series series) {
        return parts.journal()
                .balance(tx, CapacityAccounts.unminted(series, owner).path())
                .map(Balance::available)
                .orElse(new Amount(series.asset(), 0));
    }

    void onFinal(Tx tx, Logged logged, Minted event) {
        Optional<Series> series = register.byId(tx, event.series());
        if (series.isEmpty()) {
            return;
        }
        String owner = parts.ownerOf(tx, event.owner());
        String id = planned(tx, logged, series.get(), owner, event.units());
        parts.postFinal(tx, "minted", logged, new Transfer.Post(Parts.pending(new Cause(KIND, id))));
        tx.run("update hourglass.mint set stage = 'FINAL' where id = ?", id);
    }

    /** The mint this transaction was sent for; by its figures where the transaction is not ours. */
    private String planned(Tx tx, Logged logged, Series series, String owner, long units) {
        return parts.outbox()
                .findByTransaction(tx, logged.transaction())
                .map(intent -> intent.id().substring(INTENT.length()))
                .or(() -> tx.first("""
                        select id from hourglass.mint
                        where series = ? and owner = ? and units = ? and stage = 'PLANNED'
                        order by asked, id limit 1
                        """, row -> row.getString(1), series.name(), owner, units))
                .orElseThrow(() -> new IllegalStateException(
                        "hours of " + series + " were minted for " + owner + " that nobody asked for"));
    }

    void voided(Tx tx, String id, String why) {
        int changed = tx.run(
                "update hourglass.mint set stage = 'VOIDED', reason = ? where id = ? and stage = 'PLANNED'", why, id);
        if (changed > 0) {
            parts.release(tx, new Cause(KIND, id));
        }
    }

    List<Minting> of(Tx tx, String owner) {
        return tx
                .session()
                .createSelectionQuery("from MintRow where owner = :owner order by asked, id", MintRow.class)
                .setParameter("owner", owner)
                .getResultList()
                .stream()
                .map(MintRow::minting)
                .toList();
    }

    private Outcome<Minting> overCap(Tx tx, String owner, Series series, Amount asked) {
        return Outcome.refused(
                CapacityRefusal.OVER_CAP,
                "asked to mint " + asked + ", but " + owner + " has "
                        + left(tx, owner, series).decimal()
                        + " attested and unminted: list more capacity, or mint less");
    }
}
