package io.hourglass.ledger.market;

import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Signable.Venue;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

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

    Instrument instrument() {
        return new Instrument(code, new Hash(id), venue, tick, quantityMax, tradingEnds, open);
    }
}
