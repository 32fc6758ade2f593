package io.hourglass.api;

import io.hourglass.api.access.ApiKeys;
import io.hourglass.api.boot.Machines;
import io.hourglass.api.work.WorkLoop;
import io.hourglass.ledger.book.BusinessClock;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Inspection;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Lane;
import io.hourglass.ledger.book.Operations;
import io.hourglass.ledger.book.Upkeep;
import io.hourglass.ledger.capacity.Capacity;
import io.hourglass.ledger.clearing.Clearing;
import io.hourglass.ledger.clearing.DisposalSteps;
import io.hourglass.ledger.clearing.FuturesRules;
import io.hourglass.ledger.clearing.TradedFutures;
import io.hourglass.ledger.fund.Fund;
import io.hourglass.ledger.index.Baskets;
import io.hourglass.ledger.index.Contributions;
import io.hourglass.ledger.index.Contributors;
import io.hourglass.ledger.index.Curves;
import io.hourglass.ledger.index.Determinations;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.index.Methodologies;
import io.hourglass.ledger.index.Observations;
import io.hourglass.ledger.index.Rewards;
import io.hourglass.ledger.index.Segments;
import io.hourglass.ledger.index.SpotChecks;
import io.hourglass.ledger.index.Votes;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.OrderLanes;
import io.hourglass.ledger.market.Purchases;
import io.hourglass.ledger.mirror.Mirror;
import io.hourglass.ledger.mirror.Sightings;
import io.hourglass.ledger.options.OptionLots;
import io.hourglass.ledger.options.Options;
import io.hourglass.ledger.options.OptionsRules;
import io.hourglass.ledger.proof.Bundle;
import io.hourglass.ledger.proof.Evidence;
import io.hourglass.ledger.proof.HeadSigner;
import io.hourglass.ledger.proof.Heads;
import io.hourglass.ledger.reconcile.Reconciler;
import io.hourglass.ledger.settlement.Cash;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.Effects;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Sender;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.ledger.terms.TermSheet;
import io.hourglass.ledger.terms.TermSheets;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

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
        Contributors contributors,
        Contributions contributions,
        SpotChecks checks,
        Rewards rewards,
        Fixings fixings,
        Methodologies methodologies,
        Determinations determinations,
        Segments segments,
        Baskets baskets,
        Votes votes,
        Curves curves,
        Market market,
        Purchases purchases,
        Clearing clearing,
        DisposalSteps disposal,
        Options options,
        Fund fund,
        Reconciler reconcile,
        Heads heads,
        Evidence evidence,
        Bundle bundle,
        Operations operations,
        Inspection inspection,
        Upkeep upkeep,
        TermSheets terms,
        Lane lane,
        OrderLanes orders) {
    /** What changes with notice, by room. */
    private static final List<List<TermSheet<?>>> TERMS = List.of(
            Capacity.TERMS, Contributions.TERMS, Curves.TERMS, Market.TERMS, Clearing.TERMS, Options.TERMS, Fund.TERMS);

    /** How many entries may wait for the lane; more are refused as busy. */
    private static final int WAITING_MAX = 65_536;

    /** How many orders may wait for theirs. */
    private static final int ORDERS_MAX = 10_000;

    static Rooms of(Machines machines) {
        Database database = machines.database();
        Chain chain = machines.chain();
        BusinessClock clock = new BusinessClock();
        Journal book = new Journal();
        Outbox outbox = new Outbox();
        Cash cash = new Cash(book, outbox, chain, clock, machines.devChain());
        Capacity capacity = new Capacity(database, book, outbox, chain, clock);
        Fixings fixings = new Fixings(database, clock);
        Methodologies methodologies = new Methodologies(clock);
        Contributions contributions = new Contributions(chain, clock);
        Votes votes = new Votes(fixings, outbox, chain, clock);
        HeadSigner signer = HeadSigner.ofFile(machines.file("journal.key"));
        Heads heads = new Heads(signer, outbox, clock);
        Curves curves = new Curves(database, fixings, new TradedFutures(), clock);
        FuturesRules rules = new FuturesRules(book, chain.deployment(), clock, new OptionLots());
        OptionsRules optionsRules = new OptionsRules(book, chain.deployment(), clock, rules);
        Market market = new Market(
                database, book, outbox, chain, clock, Map.of(Venue.CLEARING, rules, Venue.OPTIONS, optionsRules));
        Clearing clearing = new Clearing(database, book, outbox, chain, clock, market, rules, fixings, curves);
        Options options = new Options(database, book, outbox, chain, clock, market, clearing, fixings, curves);
        Baskets baskets = new Baskets(clock);
        Fund fund = new Fund(database, book, outbox, chain, clock, fixings, curves, baskets, market, clearing);
        // in the order they hear of an event
        List<Effects> effects = List.of(cash, capacity, votes, market, clearing, options, fund, heads);
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
                new Contributors(book, outbox, clock),
                contributions,
                new SpotChecks(database, clock, new Sightings()::finalBlockAfter),
                new Rewards(database, book, clock),
                fixings,
                methodologies,
                new Determinations(clock),
                new Segments(),
                baskets,
                votes,
                curves,
                market,
                market.purchases(capacity, machines::signed),
                clearing,
                new DisposalSteps(database, book, market, clock, machines::signed),
                options,
                fund,
                new Reconciler(book, mirror, chain),
                heads,
                new Evidence(book, heads, fixings, methodologies, contributions, chain),
                new Bundle(book, signer),
                new Operations(book),
                new Inspection(book),
                new Upkeep(database, book, InstantSource.system()),
                new TermSheets(TERMS, book, clock),
                // last: from here on they have to be closed
                new Lane(database, book, Clock.systemUTC(), WAITING_MAX),
                new OrderLanes(market, ORDERS_MAX));
    }

    /** One loop a kind of work, in the order work flows: rooms plan, the sender sends, the mirror hears. */
    List<WorkLoop> loops(Database database) {
        return List.of(
                new WorkLoop("clock", () -> refreshed(database)),
                new WorkLoop("book", upkeep::doWork),
                new WorkLoop("capacity", capacity::doWork),
                new WorkLoop("index", () -> fixings.doWork(curves::build) + checks.doWork() + rewards.doWork()),
                new WorkLoop("market", () -> market.doWork() + purchases.doWork()),
                new WorkLoop("clearing", () -> clearing.doWork() + disposal.doWork()),
                new WorkLoop("options", options::doWork),
                new WorkLoop("fund", fund::doWork),
                new WorkLoop("sender", sender::doWork, sender::trouble),
                new WorkLoop("mirror", mirror::doWork, mirror::trouble));
    }

    /** Another instance may have advanced the business clock. */
    private int refreshed(Database database) {
        return database.inTx(clock::refresh).equals(clock.instant()) ? 0 : 1;
    }
}
