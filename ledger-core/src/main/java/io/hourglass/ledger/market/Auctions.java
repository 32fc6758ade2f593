package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.InstrumentRow.Locked;
import io.hourglass.ledger.market.matching.Auction;
import io.hourglass.ledger.market.matching.Phase;
import io.hourglass.ledger.money.Hash;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lets orders gather, and trades what has gathered at one price when it is time. */
final class Auctions {
    private final Database database;
    private final Placing placing;
    private final Clock clock;

    Auctions(Database database, Placing placing, Clock clock) {
        this.database = database;
        this.placing = placing;
        this.clock = clock;
    }

    /** From now on the orders of an instrument gather, and trade at one price at a time to come. */
    Outcome<Instrument> call(Tx tx, Hash id, Instant uncrosses) {
        Locked locked = InstrumentRow.lock(tx, Set.of(id)).get(id);
        if (locked == null) {
            return Outcome.refused(MarketRefusal.UNKNOWN_INSTRUMENT, "nothing is listed under " + id);
        }
        Instrument instrument = locked.instrument();
        if (!uncrosses.isAfter(clock.instant()) || uncrosses.isAfter(instrument.tradingEnds())) {
            return Outcome.refused(
                    MarketRefusal.MALFORMED,
                    "an auction ends after now and before trading does, " + instrument.tradingEnds() + ", not "
                            + uncrosses);
        }
        Phase phase = instrument.phase().gathers() ? instrument.phase() : Phase.OPENING;
        tx.run("update hourglass.instrument set phase = ?, uncrosses = ? where id = ?", phase, uncrosses, id);
        return Outcome.done(instrument.gathering(phase, uncrosses));
    }

    /** Ends the auctions whose time has come; returns how many. */
    int uncross() {
        List<Hash> due = database.inTx(tx -> tx.query(
                "select id from hourglass.instrument where phase <> 'CONTINUOUS' and uncrosses <= ? order by id",
                row -> new Hash(row.getString(1)),
                clock.instant()));
        return due.stream().mapToInt(id -> database.inTx(tx -> uncross(tx, id))).sum();
    }

    private int uncross(Tx tx, Hash id) {
        Locked locked = InstrumentRow.lock(tx, Set.of(id)).get(id);
        Instant ends = locked == null ? null : locked.instrument().uncrosses();
        if (locked == null || ends == null || ends.isAfter(clock.instant())) {
            return 0; // another service was first
        }
        placing.uncross(tx, locked.instrument());
        return 1;
    }

    /** What the auction would come to now; empty while nothing gathers, or nothing is crossed. */
    Optional<Indication> indication(Tx tx, Instrument instrument) {
        return instrument.phase().gathers()
                ? placing.book(tx, instrument).indicative().map(auction -> indication(instrument, auction))
                : Optional.empty();
    }

    private static Indication indication(Instrument instrument, Auction auction) {
        return new Indication(instrument.price(auction.price()), auction.volume(), auction.surplus());
    }
}
