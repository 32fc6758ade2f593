package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent.Credited;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Credits for service that was missed. A delivery is measured twice: half way to its deadline, when half
 * of it is due, and at the deadline. What its meter has read falls short of the owner's promise by so
 * many ten-thousandths; the schedule in force says what share of the price that is worth.
 *
 * <p>Credits are cumulative like readings: the later measure pays what it finds beyond the first.
 */
final class ServiceCredits {
    static final String INTENT = "credit:";
    static final int MEASURES = 2;
    private static final int AT_ONCE = 100;

    private final Parts parts;
    private final Deliveries deliveries;
    private final Escrows escrows;
    private final Bonds bonds;

    ServiceCredits(Parts parts, Deliveries deliveries, Escrows escrows, Bonds bonds) {
        this.parts = parts;
        this.deliveries = deliveries;
        this.escrows = escrows;
        this.bonds = bonds;
    }

    private record Due(Hash delivery, int number, Instant measured) {}

    /** Measures what is due to be measured; returns how many. */
    int measure(Tx tx) {
        int measured = 0;
        for (int number = 1; number <= MEASURES; number++) {
            for (Due due : due(tx, number)) {
                measure(tx, due);
                measured++;
            }
        }
        return measured;
    }

    /** A measure waits a while for readings on their way, and for the one before it. */
    private List<Due> due(Tx tx, int number) {
        return tx.query(
                """
                select id, at from (
                    select d.id, s.begun + (d.due - s.begun) * (?::numeric / ?)::float8 as at
                    from hourglass.delivery d,
                        lateral (select greatest(d.asked, x.starts) as begun
                            from hourglass.series x where x.name = d.series) s
                    where d.stage = 'FINAL' and d.promised > 0
                    and not exists (select 1 from hourglass.service_credit c
                        where c.delivery = d.id and (c.number = ? or c.stage = 'PLANNED'))) measures
                where at <= ? order by id limit ?
                """,
                row -> new Due(
                        new Hash(row.getString(1)),
                        number,
                        row.getObject(2, OffsetDateTime.class).toInstant()),
                number,
                MEASURES,
                number,
                parts.now().minus(Parts.GRACE),
                AT_ONCE);
    }

    private void measure(Tx tx, Due due) {
        Parts.lock(tx, due.delivery().hex());
        Delivery delivery = deliveries.find(tx, due.delivery()).orElseThrow();
        long expected = share(delivery.hours().units(), due.number(), MEASURES);
        long read = Math.min(expected, read(tx, due));
        // rounded down: of equal service, the holder's side
        long attained = expected == 0 ? ServiceLevels.WHOLE : share(read, ServiceLevels.WHOLE, expected);
        long shortfall = Math.max(0, delivery.serviceLevel() - attained);
        long worth = share(delivery.value().units(), due.number(), MEASURES);
        long cumulative = share(worth, rate(tx, due.measured(), shortfall), ServiceLevels.WHOLE);
        boolean owed = cumulative > delivery.credited().units();
        tx.run(
                """
                insert into hourglass.service_credit
                    (delivery, number, measured, expected, metered, shortfall, cumulative, stage, asked)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                due.delivery(),
                due.number(),
                due.measured(),
                expected,
                read,
                shortfall,
                cumulative,
                owed ? Stage.PLANNED : Stage.FINAL,
                parts.now());
        if (owed) {
            ChainCall call = new ChainCall.Credit(due.delivery(), cumulative);
            parts.outbox().plan(tx, INTENT + due.delivery() + ":" + due.number(), Parts.ISSUER, call, List.of());
        }
    }

    private static long read(Tx tx, Due due) {
        return tx.first(
                        """
                        select coalesce(max(cumulative), 0) from hourglass.reading
                        where delivery = ? and stage <> 'VOIDED' and asked <= ?
                        """,
                        row -> row.getLong(1),
                        due.delivery(),
                        due.measured().plus(Parts.GRACE))
                .orElse(0L);
    }

    /** Ten-thousandths of the price that a shortfall is worth, by the schedule of its day. */
    private static int rate(Tx tx, Instant measured, long shortfall) {
        return tx.first("""
                        select credit from hourglass.credit_schedule
                        where effective = (select max(effective) from hourglass.credit_schedule where effective <= ?)
                        and shortfall <= ? order by shortfall desc limit 1
                        """, row -> row.getInt(1), LocalDate.ofInstant(measured, ZoneOffset.UTC), shortfall)
                .orElse(0);
    }

    /** A share of units, rounded down. */
    private static long share(long units, long part, long whole) {
        return BigInteger.valueOf(units)
                .multiply(BigInteger.valueOf(part))
                .divide(BigInteger.valueOf(whole))
                .longValueExact();
    }

    void onFinal(Tx tx, Logged logged, Credited event) {
        Optional<Delivery> found = deliveries.find(tx, event.delivery());
        if (found.isEmpty()) {
            return;
        }
        Delivery delivery = found.get();
        String holder = parts.ownerOf(tx, event.holder());
        bonds.pay(tx, logged, "credited-bond", delivery.series(), delivery.owner(), holder, event.fromBond());
        escrows.pay(tx, logged, "credited-escrow", delivery.series(), delivery.owner(), holder, event.fromEscrow());
        tx.run(
                "update hourglass.delivery set credited = credited + ? where id = ?",
                Math.addExact(event.fromBond(), event.fromEscrow()),
                event.delivery());
        tx.run("""
                update hourglass.service_credit set stage = 'FINAL', from_bond = ?, from_escrow = ?
                where delivery = ? and stage = 'PLANNED'
                """, event.fromBond(), event.fromEscrow(), event.delivery());
    }

    /** @param intent what follows the prefix: the delivery and the number of its measure */
    void voided(Tx tx, String intent, String why) {
        int colon = intent.indexOf(':');
        tx.run("""
                update hourglass.service_credit set stage = 'VOIDED', reason = ?
                where delivery = ? and number = ? and stage = 'PLANNED'
                """, why, intent.substring(0, colon), Integer.parseInt(intent.substring(colon + 1)));
    }

    /** How a delivery was measured, and what was credited for it. */
    List<Measure> of(Tx tx, Hash delivery) {
        return tx.query(
                "select * from hourglass.service_credit where delivery = ? order by number",
                row -> {
                    Asset hours =
                            deliveries.find(tx, delivery).orElseThrow().hours().asset();
                    return new Measure(
                            row.getInt("number"),
                            row.getObject("measured", OffsetDateTime.class).toInstant(),
                            new Amount(hours, row.getLong("expected")),
                            new Amount(hours, row.getLong("metered")),
                            row.getInt("shortfall"),
                            new Amount(Asset.USD, row.getLong("cumulative")),
                            new Amount(Asset.USD, row.getLong("from_bond")),
                            new Amount(Asset.USD, row.getLong("from_escrow")),
                            Stage.valueOf(row.getString("stage")),
                            row.getString("reason"));
                },
                delivery);
    }
}
