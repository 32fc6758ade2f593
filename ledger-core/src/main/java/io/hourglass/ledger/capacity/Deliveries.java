package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent.Redeemed;
import java.util.List;
import java.util.Optional;

/** Redemption: tokens are burnt for an owner's duty to deliver, routed to who was paid for hours. */
final class Deliveries {
    static final String INTENT = "redeem:";
    private static final String KIND = "redemption";

    private final Parts parts;
    private final SeriesRegister register;
    private final Escrows escrows;

    Deliveries(Parts parts, SeriesRegister register, Escrows escrows) {
        this.parts = parts;
        this.register = register;
        this.escrows = escrows;
    }

    Outcome<Delivery> redeem(Tx tx, String request, String holder, Series series, Amount hours) {
        Parts.requireId(request);
        Optional<DeliveryRow> before = byRequest(tx, request);
        if (before.isPresent()) {
            Delivery was = before.get().delivery();
            return was.holder().equals(holder)
                            && was.series().equals(series)
                            && was.hours().equals(hours)
                    ? Outcome.done(was)
                    : Outcome.refused(
                            CapacityRefusal.REQUEST_REUSED, "request " + request + " redeemed something else");
        }
        Optional<Party> party = parts.journal().party(tx, holder);
        if (party.isEmpty()) {
            return Outcome.refused(CapacityRefusal.UNKNOWN_PARTY, "nobody is called " + holder);
        }
        String key = party.get().key();
        if (key == null) {
            return Outcome.refused(
                    CapacityRefusal.SIGNS_ELSEWHERE, holder + " holds its own key: redeem on chain, it is posted here");
        }
        return register.opened(tx, series).then(row -> reserve(tx, request, party.get(), key, series, hours));
    }

    private Outcome<Delivery> reserve(Tx tx, String request, Party holder, String key, Series series, Amount hours) {
        if (!hours.asset().equals(series.asset()) || !hours.isPositive()) {
            return Outcome.refused(
                    CapacityRefusal.INVALID_AMOUNT, "asked for " + hours + ", to redeem are hours of " + series);
        }
        Optional<String> owner = escrows.route(tx, series, hours.units());
        if (owner.isEmpty()) {
            return Outcome.refused(
                    CapacityRefusal.NOT_ENOUGH_SOLD,
                    "asked to redeem " + hours + ", but no owner has sold and not delivered more than "
                            + escrows.mostLeft(tx, series).decimal() + ": redeem in smaller parts");
        }
        Hash id = Hash.keccak("delivery:" + request);
        DeliveryRow row = new DeliveryRow(id, request, series, holder.name(), owner.get(), hours.units(), parts.now());
        tx.session().insert(row);
        escrows.promise(tx, series, owner.get(), hours.units());
        Cause cause = new Cause(KIND, request);
        String from = CapacityAccounts.hours(holder, series).path();
        String to = CapacityAccounts.redeemed(series).path();
        PostResult result = parts.reserve(tx, cause, new Transfer.Reserve(Parts.pending(cause), from, to, hours));
        if (Parts.isShort(result)) {
            return notEnough(tx, from, hours);
        }
        Address deliverer = parts.journal().party(tx, owner.get()).orElseThrow().address();
        ChainCall call = new ChainCall.Redeem(series.id(), deliverer, hours.units(), id);
        parts.outbox().plan(tx, INTENT + request, key, call, List.of());
        return Outcome.done(row.delivery());
    }

    private Outcome<Delivery> notEnough(Tx tx, String account, Amount asked) {
        String free = parts.journal()
                .balance(tx, account)
                .map(balance -> balance.available().decimal())
                .orElse("0");
        return Outcome.refused(
                CapacityRefusal.NOT_ENOUGH_HOURS, "asked to redeem " + asked + ", there are " + free + " to spend");
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
            escrows.owe(tx, series.get(), owner, event.units());
        } else {
            redeemedElsewhere(tx, logged, event, series.get(), owner);
            escrows.oweUnpromised(tx, series.get(), owner, event.units());
        }
        tx.run("update hourglass.delivery set stage = 'FINAL' where id = ?", event.delivery());
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
