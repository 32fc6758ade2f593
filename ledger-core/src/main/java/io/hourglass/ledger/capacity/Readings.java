package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent.Metered;
import io.hourglass.ledger.settlement.Signable.Reading;
import io.hourglass.ledger.settlement.Signature;
import java.util.List;
import java.util.Optional;

/** Metering: signed, cumulative, only ever growing; each reading pays the owner out of escrow. */
final class Readings {
    static final String INTENT = "meter:";

    private final Parts parts;
    private final Deliveries deliveries;
    private final Escrows escrows;
    private final Signatories signatories;

    Readings(Parts parts, Deliveries deliveries, Escrows escrows, Signatories signatories) {
        this.parts = parts;
        this.deliveries = deliveries;
        this.escrows = escrows;
        this.signatories = signatories;
    }

    private record Before(String delivery, long cumulative) {}

    Outcome<Delivery> meter(Tx tx, String id, Hash delivery, long cumulative, Signature signature) {
        Parts.requireId(id);
        Parts.lock(tx, delivery.hex());
        Optional<Delivery> of = deliveries.find(tx, delivery);
        Optional<Before> before = tx.first(
                "select delivery, cumulative from hourglass.reading where id = ?",
                row -> new Before(row.getString(1), row.getLong(2)),
                id);
        if (before.isPresent()) {
            return before.get().equals(new Before(delivery.hex(), cumulative))
                    ? Outcome.done(of.orElseThrow())
                    : Outcome.refused(CapacityRefusal.REQUEST_REUSED, "request " + id + " brought another reading");
        }
        if (of.isEmpty()) {
            return Outcome.refused(CapacityRefusal.UNKNOWN_DELIVERY, "no delivery " + delivery);
        }
        if (of.get().stage() != Stage.FINAL) {
            return Outcome.refused(
                    CapacityRefusal.DELIVERY_NOT_FINAL, "the redemption is not final yet: bring the reading again");
        }
        return checked(tx, of.get(), cumulative, signature).then(meter -> {
            tx.run("""
                    insert into hourglass.reading (id, delivery, cumulative, meter, signature, asked)
                    values (?, ?, ?, ?, ?, ?)
                    """, id, delivery, cumulative, meter, signature.hex(), parts.now());
            ChainCall call = new ChainCall.Meter(delivery, cumulative, signature);
            parts.outbox().plan(tx, INTENT + id, Parts.ISSUER, call, List.of());
            return Outcome.done(of.get());
        });
    }

    private Outcome<Address> checked(Tx tx, Delivery delivery, long cumulative, Signature signature) {
        Optional<Address> signer = parts.chain().recover(new Reading(delivery.id(), cumulative), signature);
        if (signer.isEmpty() || !signatories.isAllowed(tx, Signatories.Role.METER, signer.get())) {
            return Outcome.refused(
                    CapacityRefusal.NOT_A_METER,
                    signer.map(address -> address + " is on no list of meters").orElse("not a signature"));
        }
        long last = tx.first("""
                        select coalesce(max(cumulative), 0) from hourglass.reading
                        where delivery = ? and stage <> 'VOIDED'
                        """, row -> row.getLong(1), delivery.id()).orElse(0L);
        if (cumulative <= Math.max(last, delivery.delivered().units())) {
            return Outcome.refused(
                    CapacityRefusal.READING_NOT_GROWING,
                    "readings are cumulative: " + cumulative + " after " + last + " µGPU-hours");
        }
        Amount most = delivery.hours().minus(delivery.failed());
        return cumulative <= most.units()
                ? Outcome.done(signer.get())
                : Outcome.refused(
                        CapacityRefusal.READING_OVER_DELIVERY,
                        "read were " + new Amount(most.asset(), cumulative) + ", redeemed and not failed only " + most);
    }

    void onFinal(Tx tx, Logged logged, Metered event) {
        Optional<Delivery> found = deliveries.find(tx, event.delivery());
        if (found.isEmpty()) {
            return;
        }
        Delivery delivery = found.get();
        if (event.paid() > 0) {
            parts.postFinal(
                    tx,
                    "metered",
                    logged,
                    new Transfer.Move(
                            parts.escrow(delivery.series(), delivery.owner()).path(),
                            parts.cashPath(tx, delivery.owner()),
                            new Amount(Asset.USD, event.paid())));
        }
        long units = Math.subtractExact(event.cumulative(), delivery.delivered().units());
        escrows.delivered(tx, delivery.series(), delivery.owner(), units, event.paid());
        tx.run(
                "update hourglass.delivery set delivered = ?, paid = paid + ? where id = ?",
                event.cumulative(),
                event.paid(),
                event.delivery());
        tx.run("""
                update hourglass.reading set stage = 'FINAL', paid = ?
                where delivery = ? and cumulative = ? and stage = 'PLANNED'
                """, event.paid(), event.delivery(), event.cumulative());
    }

    void voided(Tx tx, String id, String why) {
        tx.run("update hourglass.reading set stage = 'VOIDED', reason = ? where id = ? and stage = 'PLANNED'", why, id);
    }
}
