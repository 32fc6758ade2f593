package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Signable.Venue;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

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

    InstrumentRow() {}

    InstrumentRow(Instrument instrument) {
        id = instrument.id().hex();
        code = instrument.code();
        venue = instrument.venue();
        tick = instrument.tick();
        quantityMax = instrument.quantityMax();
        tradingEnds = instrument.tradingEnds();
        open = instrument.open();
    }

    /** The instruments there are, by id, locked until the transaction ends: whoever matches waits. */
    static Map<Hash, Instrument> lock(Tx tx, Collection<Hash> ids) {
        return tx
                .query(
                        "select * from hourglass.instrument where id = any (?) order by id for no key update",
                        row -> new Instrument(
                                row.getString("code"),
                                new Hash(row.getString("id")),
                                Venue.valueOf(row.getString("venue")),
                                row.getLong("tick"),
                                row.getLong("quantity_max"),
                                row.getObject("trading_ends", OffsetDateTime.class)
                                        .toInstant(),
                                row.getBoolean("open")),
                        ids)
                .stream()
                .collect(Collectors.toMap(Instrument::id, Function.identity()));
    }

    Instrument instrument() {
        return new Instrument(code, new Hash(id), venue, tick, quantityMax, tradingEnds, open);
    }
}
