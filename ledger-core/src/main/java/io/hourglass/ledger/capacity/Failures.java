package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent.Failed;
import io.hourglass.ledger.settlement.ChainEvent.FailedOver;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an owner did not deliver in time: other owners deliver it where they have hours left, at least
 * cost; the rest fails, and its holder is repaid out of the owner's escrow and bond.
 *
 * <p>Both wait until the readings on their way are in and the delivery was measured for credits.
 */
final class Failures {
    static final String OVER = "failover:";
    static final String FAIL = "fail:";
    /** What of one delivery is planned and voided before a person has to look. */
    private static final int ATTEMPTS = 10;

    private static final int AT_ONCE = 100;

    private final Parts parts;
    private final Deliveries deliveries;
    private final Escrows escrows;
    private final Bonds bonds;

    Failures(Parts parts, Deliveries deliveries, Escrows escrows, Bonds bonds) {
        this.parts = parts;
        this.deliveries = deliveries;
        this.escrows = escrows;
        this.bonds = bonds;
    }

    /** Plans what to do about deliveries that are overdue; returns how many of them. */
    int plan(Tx tx) {
        List<Hash> overdue = tx.query(
                """
                select d.id from hourglass.delivery d
                where d.stage = 'FINAL' and d.delivered + d.failed < d.units and d.due <= ?
                and not exists (select 1 from hourglass.reading r where r.delivery = d.id and r.stage = 'PLANNED')
                and not exists (select 1 from hourglass.failure f where f.delivery = d.id and f.stage = 'PLANNED')
                and not exists (select 1 from hourglass.service_credit c
                    where c.delivery = d.id and c.stage = 'PLANNED')
                and (d.promised = 0 or exists (select 1 from hourglass.service_credit c
                    where c.delivery = d.id and c.number = ?))
                and (select count(*) from hourglass.failure f where f.delivery = d.id and f.stage = 'VOIDED') < ?
                order by d.id limit ?
                """,
                row -> new Hash(row.getString(1)),
                parts.now().minus(Parts.GRACE),
                ServiceCredits.MEASURES,
                ATTEMPTS,
                AT_ONCE);
        overdue.forEach(id -> plan(tx, id));
        return overdue.size();
    }

    private void plan(Tx tx, Hash id) {
        Parts.lock(tx, id.hex());
        Delivery delivery = deliveries.find(tx, id).orElseThrow();
        Parts.lock(tx, delivery.series().gpu().name());
        long left = delivery.hours().units()
                - delivery.delivered().units()
                - delivery.failed().units();
        int number = tx.first(
                        "select coalesce(max(number), 0) from hourglass.failure where delivery = ?",
                        row -> row.getInt(1),
                        id)
                .orElse(0);
        List<String> before = new ArrayList<>();
        for (Routing.Decision decision : others(tx, delivery, left)) {
            number++;
            before.add(over(tx, delivery, number, decision));
            left -= decision.units();
        }
        if (left > 0) {
            number++;
            insert(tx, id, number, null, null, left);
            parts.outbox().plan(tx, FAIL + id + ":" + number, Parts.ISSUER, new ChainCall.Fail(id), before);
        }
    }

    /** The cheapest of the others who have hours of the series left, for as much as there is. */
    private List<Routing.Decision> others(Tx tx, Delivery delivery, long left) {
        Series series = delivery.series();
        List<Supply> others = Supply.of(tx, series.gpu(), parts.now(), List.of()).stream()
                .filter(supply ->
                        supply.series().equals(series) && !supply.owner().equals(delivery.owner()))
                .toList();
        long there = others.stream()
                .map(supply -> BigInteger.valueOf(supply.units()))
                .reduce(BigInteger.ZERO, BigInteger::add)
                .min(BigInteger.valueOf(left))
                .longValueExact();
        if (there == 0) {
            return List.of();
        }
        ReservationRequest request =
                Reservations.of(delivery.request(), delivery.holder(), series, new Amount(series.asset(), there));
        TreeMap<Series, Long> held = new TreeMap<>();
        held.put(series, there);
        Outcome<List<Routing.Decision>> routed =
                new Routing(request, held, others, DeliveryTerms.on(tx, parts.today()), parts.now()).decide();
        return routed.orThrow().stream()
                .filter(decision -> decision.units() > 0)
                .toList();
    }

    /** Returns the intent. */
    private String over(Tx tx, Delivery delivery, int number, Routing.Decision to) {
        String intent = OVER + delivery.id() + ":" + number;
        Hash next = Deliveries.idOf(intent);
        String owner = to.supply().owner();
        insert(tx, delivery.id(), number, owner, next, to.units());
        DeliveryRow row = new DeliveryRow(
                next,
                intent,
                delivery.series(),
                delivery.holder(),
                owner,
                to.units(),
                delivery.series().expiry(),
                parts.now());
        row.serviceLevel = to.supply().serviceLevel();
        tx.session().insert(row);
        escrows.promise(tx, delivery.series(), owner, to.units());
        Address address = parts.journal().party(tx, owner).orElseThrow().address();
        parts.outbox()
                .plan(
                        tx,
                        intent,
                        Parts.ISSUER,
                        new ChainCall.FailOver(delivery.id(), address, to.units(), next),
                        List.of());
        return intent;
    }

    private void insert(Tx tx, Hash delivery, int number, @Nullable String owner, @Nullable Hash next, long units) {
        tx.run("""
                insert into hourglass.failure (delivery, number, owner, next, units, asked) values (?, ?, ?, ?, ?, ?)
                """, delivery, number, owner, next, units, parts.now());
    }

    void onFinal(Tx tx, FailedOver event) {
        Optional<Delivery> found = deliveries.find(tx, event.delivery());
        if (found.isEmpty()) {
            return;
        }
        Delivery failed = found.get();
        String owner = parts.ownerOf(tx, event.owner());
        escrows.owe(tx, failed.series(), failed.owner(), 0, -event.units());
        if (deliveries.find(tx, event.next()).isPresent()) {
            escrows.owe(tx, failed.series(), owner, event.units(), event.units());
        } else {
            tx.session()
                    .insert(new DeliveryRow(
                            event.next(),
                            "chain:" + event.next(),
                            failed.series(),
                            failed.holder(),
                            owner,
                            event.units(),
                            failed.series().expiry(),
                            parts.now()));
            escrows.owe(tx, failed.series(), owner, 0, event.units());
        }
        tx.run("update hourglass.delivery set stage = 'FINAL', value = ? where id = ?", event.value(), event.next());
        tx.run("update hourglass.delivery set failed = failed + ? where id = ?", event.units(), event.delivery());
        tx.run(
                "update hourglass.failure set stage = 'FINAL' where delivery = ? and next = ?",
                event.delivery(),
                event.next());
    }

    void onFinal(Tx tx, Logged logged, Failed event) {
        Optional<Delivery> found = deliveries.find(tx, event.delivery());
        if (found.isEmpty()) {
            return;
        }
        Delivery failed = found.get();
        String holder = parts.ownerOf(tx, event.holder());
        escrows.pay(tx, logged, "repaid-escrow", failed.series(), failed.owner(), holder, event.fromEscrow());
        bonds.pay(tx, logged, "repaid-bond", failed.series(), failed.owner(), holder, event.fromBond());
        escrows.forget(tx, failed.series(), failed.owner(), event.units());
        tx.run(
                "update hourglass.delivery set failed = failed + ?, repaid = repaid + ? where id = ?",
                event.units(),
                Math.addExact(event.fromEscrow(), event.fromBond()),
                event.delivery());
        tx.run("""
                update hourglass.failure set stage = 'FINAL', units = ?, from_escrow = ?, from_bond = ?
                where delivery = ? and next is null and stage = 'PLANNED'
                """, event.units(), event.fromEscrow(), event.fromBond(), event.delivery());
    }

    /** @param id what follows the prefix: the delivery and the number of what was planned about it */
    void voided(Tx tx, String id, String why) {
        int colon = id.indexOf(':');
        Optional<String> next = tx.first(
                """
                update hourglass.failure set stage = 'VOIDED', reason = ?
                where delivery = ? and number = ? and stage = 'PLANNED' returning coalesce(next, '')
                """, row -> row.getString(1), why, id.substring(0, colon), Integer.parseInt(id.substring(colon + 1)));
        if (next.filter(hash -> !hash.isEmpty()).isPresent()) {
            Delivery other = deliveries.find(tx, new Hash(next.get())).orElseThrow();
            tx.run("update hourglass.delivery set stage = 'VOIDED', reason = ? where id = ?", why, other.id());
            escrows.breakPromise(
                    tx, other.series(), other.owner(), other.hours().units());
        }
    }
}
