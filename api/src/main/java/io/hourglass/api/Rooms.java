package io.hourglass.api;

import io.hourglass.api.access.ApiKeys;
import io.hourglass.api.boot.Machines;
import io.hourglass.api.work.WorkLoop;
import io.hourglass.ledger.book.BusinessClock;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.capacity.Capacity;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.index.Observations;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.VenueRules;
import io.hourglass.ledger.mirror.Mirror;
import io.hourglass.ledger.reconcile.Reconciler;
import io.hourglass.ledger.settlement.Cash;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.Effects;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Sender;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The rooms of the story, wired to each other. */
public record Rooms(
        BusinessClock clock,
        ApiKeys access,
        Journal book,
        Outbox settlement,
        Sender sender,
        Cash cash,
        Mirror mirror,
        Capacity capacity,
        Observations observations,
        Fixings fixings,
        Market market,
        Reconciler reconcile) {

    static Rooms of(Machines machines) {
        Database database = machines.database();
        Chain chain = machines.chain();
        BusinessClock clock = new BusinessClock();
        Journal book = new Journal();
        Outbox outbox = new Outbox();
        Cash cash = new Cash(book, outbox, chain, clock, machines.devChain());
        Capacity capacity = new Capacity(database, book, outbox, chain, clock);
        VenueRules futures = (tx, instrument, party, order) -> Optional.of(
                new VenueRules.Declined(MarketRefusal.TRADING_ENDED, instrument.code() + " is not cleared here"));
        Market market = new Market(database, book, outbox, chain, clock, futures);
        // in the order they hear of an event
        List<Effects> effects = List.of(cash, capacity, market);
        Mirror mirror = new Mirror(database, chain, effects);
        return new Rooms(
                clock,
                new ApiKeys(),
                book,
                outbox,
                new Sender(database, chain, effects, InstantSource.system(), Sender.Policy.DEFAULT),
                cash,
                mirror,
                capacity,
                new Observations(database, clock),
                new Fixings(database, clock),
                market,
                new Reconciler(book, mirror, chain));
    }

    /** One loop a kind of work, in the order work flows: rooms plan, the sender sends, the mirror hears. */
    List<WorkLoop> loops(Database database) {
        return List.of(
                new WorkLoop("clock", () -> refreshed(database)),
                new WorkLoop("capacity", capacity::doWork),
                new WorkLoop("index", fixings::doWork),
                new WorkLoop("market", market::doWork),
                new WorkLoop("sender", sender::doWork, sender::trouble),
                new WorkLoop("mirror", mirror::doWork, mirror::trouble));
    }

    /** Another instance may have advanced the business clock. */
    private int refreshed(Database database) {
        return database.inTx(clock::refresh).equals(clock.instant()) ? 0 : 1;
    }
}
