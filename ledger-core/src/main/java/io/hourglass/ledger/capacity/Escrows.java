package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainEvent.EscrowReleased;
import io.hourglass.ledger.settlement.ChainEvent.Filled;
import java.util.List;
import java.util.Optional;

/**
 * What each owner was paid for and has yet to deliver, counted as the Delivery contract counts it.
 * The cash itself is in the books; this says which hours stand against it.
 */
final class Escrows {
    private final Parts parts;
    private final SeriesRegister register;

    Escrows(Parts parts, SeriesRegister register) {
        this.parts = parts;
        this.register = register;
    }

    void promise(Tx tx, Series series, String owner, long units) {
        change(tx, series, owner, "promised = promised + ?", units);
    }

    void breakPromise(Tx tx, Series series, String owner, long units) {
        change(tx, series, owner, "promised = promised - ?", units);
    }

    /**
     * Hours owed to a holder.
     *
     * @param promised of them, those that were set aside for it here
     * @param units less than nothing where another owner owes them now
     */
    void owe(Tx tx, Series series, String owner, long promised, long units) {
        change(tx, series, owner, "promised = promised - ?, owed = owed + ?", promised, units);
    }

    /** Hours that will not be delivered. */
    void forget(Tx tx, Series series, String owner, long units) {
        change(tx, series, owner, "sold = sold - ?, owed = owed - ?", units, units);
    }

    /** Dollars out of an escrow to somebody else than its owner, as the chain paid them. */
    void pay(Tx tx, Logged logged, String kind, Series series, String owner, String to, long cash) {
        if (cash > 0) {
            parts.postFinal(
                    tx,
                    kind,
                    logged,
                    new Transfer.Move(
                            parts.escrow(series, owner).path(), parts.cashPath(tx, to), new Amount(Asset.USD, cash)));
            change(tx, series, owner, "cash = cash - ?, repaid = repaid + ?", cash, cash);
        }
    }

    void delivered(Tx tx, Series series, String owner, long units, long paid) {
        change(
                tx,
                series,
                owner,
                "sold = sold - ?, owed = owed - ?, cash = cash - ?, paid = paid + ?",
                units,
                units,
                paid,
                paid);
    }

    void onFinal(Tx tx, Filled event) {
        Optional<Series> series = event.escrowed() ? register.byId(tx, event.series()) : Optional.empty();
        if (series.isPresent()) {
            tx.run("""
                    insert into hourglass.escrow (series, owner, sold, cash) values (?, ?, ?, ?)
                    on conflict (series, owner) do update
                    set sold = escrow.sold + excluded.sold, cash = escrow.cash + excluded.cash
                    """, series.get().name(), parts.ownerOf(tx, event.seller()), event.quantity(), event.cash());
        }
    }

    void onFinal(Tx tx, Logged logged, EscrowReleased event) {
        Optional<Series> series = register.byId(tx, event.series());
        if (series.isEmpty()) {
            return;
        }
        String owner = parts.ownerOf(tx, event.owner());
        if (event.cash() > 0) {
            parts.postFinal(
                    tx,
                    "escrow-released",
                    logged,
                    new Transfer.Move(
                            parts.escrow(series.get(), owner).path(),
                            parts.cashPath(tx, owner),
                            new Amount(Asset.USD, event.cash())));
        }
        change(
                tx,
                series.get(),
                owner,
                "sold = owed + promised, cash = cash - ?, released = released + ?",
                event.cash(),
                event.cash());
    }

    List<Income> of(Tx tx, String owner) {
        return tx.query(
                "select * from hourglass.escrow where owner = ? order by series",
                row -> {
                    Series series = Series.parse(row.getString("series"));
                    return new Income(
                            row.getString("owner"),
                            series,
                            new Amount(series.asset(), row.getLong("sold")),
                            new Amount(series.asset(), row.getLong("owed")),
                            new Amount(Asset.USD, row.getLong("cash")),
                            new Amount(Asset.USD, row.getLong("paid")),
                            new Amount(Asset.USD, row.getLong("released")),
                            new Amount(Asset.USD, row.getLong("repaid")));
                },
                owner);
    }

    private static void change(Tx tx, Series series, String owner, String set, Long... units) {
        Object[] arguments = new Object[units.length + 2];
        System.arraycopy(units, 0, arguments, 0, units.length);
        arguments[units.length] = series.name();
        arguments[units.length + 1] = owner;
        int changed = tx.run("update hourglass.escrow set " + set + " where series = ? and owner = ?", arguments);
        if (changed != 1) {
            throw new IllegalStateException("no escrow of " + owner + " in " + series);
        }
    }
}
