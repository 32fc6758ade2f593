package io.hourglass.ledger.capacity;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.Reservation.Route;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent.Redeemed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Redemptions: tokens are burnt for an owner's duty to deliver by a deadline. */
final class Deliveries {
    static final String INTENT = "redeem:";
    static final String KIND = "redemption";

    private final Parts parts;
    private final SeriesRegister register;
    private final Escrows escrows;

    Deliveries(Parts parts, SeriesRegister register, Escrows escrows) {
        this.parts = parts;
        this.register = register;
        this.escrows = escrows;
    }

    /** What the chain calls it. */
    static Hash idOf(String request) {
        return Hash.keccak("delivery:" + request);
    }

    /** A confirmed route becomes a redemption; its hours and its owner's duty are set aside already. */
    void plan(Tx tx, String request, Party holder, Route route) {
        Hash id = idOf(request);
        tx.session().insert(new DeliveryRow(id, request, holder.name(), route, parts.now()));
        Address deliverer =
                parts.journal().party(tx, route.owner()).orElseThrow().address();
        ChainCall call = new ChainCall.Redeem(
                route.series().id(),
                deliverer,
                route.hours().units(),
                route.due().getEpochSecond(),
                id);
        parts.outbox().plan(tx, INTENT + request, requireNonNull(holder.key()), call, List.of());
    }

    void onFinal(Tx tx, Logged logged, Redeemed event) {
        Optional<Series> series = register.byId(tx, event.series());
        if (series.isEmpty()) {
            return;
        }
        Optional<Delivery> planned = find(tx, event.delivery());
        String owner = parts.ownerOf(tx, event.owner());
        if (planned.isPresent()) {
            Cause cause = new Cause(KIND, planned.get().request());
            parts.postFinal(tx, "redeemed", logged, new Transfer.Post(Parts.pending(cause)));
            escrows.owe(tx, series.get(), owner, event.units(), event.units());
        } else {
            redeemedElsewhere(tx, logged, event, series.get(), owner);
            escrows.owe(tx, series.get(), owner, 0, event.units());
        }
        tx.run(
                "update hourglass.delivery set stage = 'FINAL', value = ? where id = ?",
                event.value(),
                event.delivery());
    }

    /** A holder with a key of its own redeemed on chain: the books follow. */
    private void redeemedElsewhere(Tx tx, Logged logged, Redeemed event, Series series, String owner) {
        String holder = parts.ownerOf(tx, event.holder());
        Party party = parts.journal().party(tx, holder).orElseThrow();
        tx.session()
                .insert(new DeliveryRow(
                        event.delivery(),
                        "chain:" + event.delivery(),
                        series,
                        holder,
                        owner,
                        event.units(),
                        Instant.ofEpochSecond(event.due()),
                        parts.now()));
        parts.postFinal(
                tx,
                "redeemed",
                logged,
                new Transfer.Move(
                        CapacityAccounts.hours(party, series).path(),
                        CapacityAccounts.redeemed(series).path(),
                        new Amount(series.asset(), event.units())));
    }

    void voided(Tx tx, String request, String why) {
        Optional<DeliveryRow> row = byRequest(tx, request);
        if (row.isEmpty() || row.get().stage != Stage.PLANNED) {
            return;
        }
        Delivery delivery = row.get().delivery();
        tx.run("update hourglass.delivery set stage = 'VOIDED', reason = ? where id = ?", why, delivery.id());
        escrows.breakPromise(
                tx, delivery.series(), delivery.owner(), delivery.hours().units());
        parts.release(tx, new Cause(KIND, request));
    }

    Optional<Delivery> find(Tx tx, Hash id) {
        return Optional.ofNullable(tx.session().get(DeliveryRow.class, id.hex()))
                .map(DeliveryRow::delivery);
    }

    /** Deliveries a party owes or is owed. */
    List<Delivery> of(Tx tx, String party) {
        return tx
                .session()
                .createSelectionQuery(
                        "from DeliveryRow where owner = :party or holder = :party order by asked, id",
                        DeliveryRow.class)
                .setParameter("party", party)
                .getResultList()
                .stream()
                .map(DeliveryRow::delivery)
                .toList();
    }

    private static Optional<DeliveryRow> byRequest(Tx tx, String request) {
        return tx.session()
                .createSelectionQuery("from DeliveryRow where request = :request", DeliveryRow.class)
                .setParameter("request", request)
                .getResultStream()
                .findFirst();
    }
}
