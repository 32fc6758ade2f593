package io.hourglass.ledger.market;

import io.hourglass.ledger.book.RoundTrip;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.matching.Phase;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Venue;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "instrument")
@SuppressWarnings("NullAway.Init")
class InstrumentRow {
    @Id
    String id;

    String code;

    @Enumerated(EnumType.STRING)
    Venue venue;

    long tick;

    @Column(name = "quantity_max")
    long quantityMax;

    @Column(name = "trading_ends")
    Instant tradingEnds;

    boolean open;

    @Enumerated(EnumType.STRING)
    Phase phase;

    @Nullable
    Instant uncrosses;

    @Nullable
    Long reference;

    InstrumentRow() {}

    InstrumentRow(Instrument instrument) {
        id = instrument.id().hex();
        code = instrument.code();
        venue = instrument.venue();
        tick = instrument.tick();
        quantityMax = instrument.quantityMax();
        tradingEnds = instrument.tradingEnds();
        open = instrument.open();
        phase = instrument.phase();
        uncrosses = instrument.uncrosses();
        reference =
                instrument.reference() == null ? null : instrument.reference().micros();
    }

    /** @param changed the number of the transaction that changed its book last; 0 if none has */
    record Locked(Instrument instrument, long changed) {
        Hash id() {
            return instrument.id();
        }
    }

    /** The instruments there are, by id, locked until the transaction ends: whoever matches waits. */
    static Map<Hash, Locked> lock(Tx tx, Collection<Hash> ids) {
        Map<Hash, Locked> locked = new HashMap<>();
        RoundTrip trip = tx.roundTrip();
        lock(trip, ids, locked);
        trip.go();
        return locked;
    }

    /** Locks them on the way. */
    static void lock(RoundTrip trip, Collection<Hash> ids, Map<Hash, Locked> locked) {
        trip.ask(
                "select * from hourglass.instrument where id = any (?) order by id for no key update",
                row -> locked.put(new Hash(row.getString("id")), new Locked(read(row), row.getLong("book_changed"))),
                ids);
    }

    /** The instruments there are, as they stand. */
    static List<Instrument> find(Tx tx, Collection<Hash> ids) {
        return tx.query("select * from hourglass.instrument where id = any (?)", InstrumentRow::read, ids);
    }

    private static Instrument read(ResultSet row) throws SQLException {
        OffsetDateTime uncrosses = row.getObject("uncrosses", OffsetDateTime.class);
        Long reference = row.getObject("reference", Long.class);
        return new Instrument(
                row.getString("code"),
                new Hash(row.getString("id")),
                Venue.valueOf(row.getString("venue")),
                row.getLong("tick"),
                row.getLong("quantity_max"),
                row.getObject("trading_ends", OffsetDateTime.class).toInstant(),
                row.getBoolean("open"),
                Phase.valueOf(row.getString("phase")),
                uncrosses == null ? null : uncrosses.toInstant(),
                reference == null ? null : new Price(reference));
    }

    Instrument instrument() {
        return new Instrument(
                code,
                new Hash(id),
                venue,
                tick,
                quantityMax,
                tradingEnds,
                open,
                phase,
                uncrosses,
                reference == null ? null : new Price(reference));
    }
}
