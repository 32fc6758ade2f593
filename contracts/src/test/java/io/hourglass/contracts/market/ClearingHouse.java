package io.hourglass.contracts.market;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Refusal;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.Clearing;
import io.hourglass.ledger.clearing.DisposalSteps;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.FuturesRules;
import io.hourglass.ledger.clearing.MarkView;
import io.hourglass.ledger.clearing.PositionView;
import io.hourglass.ledger.clearing.TradedFutures;
import io.hourglass.ledger.index.Curves;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.options.OptionLots;
import io.hourglass.ledger.options.Options;
import io.hourglass.ledger.options.OptionsRules;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.IntentView;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A pit where futures are traded and cleared; the index stood at 2.40 in the last days of July. */
final class ClearingHouse implements AutoCloseable {
    static final GpuClass GPU = GpuClass.parse("H100-SXM-80GB");
    static final Future SEPTEMBER = new Future(GPU, YearMonth.of(2026, 9));

    final Pit pit;
    final Market market;
    final Clearing clearing;
    final Options options;

    ClearingHouse() {
        this(new Pit());
    }

    ClearingHouse(Pit pit) {
        this.pit = pit;
        Fixings fixings = new Fixings(pit.database, pit.clock);
        Curves curves = new Curves(pit.database, fixings, new TradedFutures(), pit.clock);
        FuturesRules rules = new FuturesRules(pit.journal, pit.deployment, pit.clock, new OptionLots());
        OptionsRules optionsRules = new OptionsRules(pit.journal, pit.deployment, pit.clock, rules);
        market = new Market(
                pit.database,
                pit.journal,
                pit.outbox,
                pit.chain,
                pit.clock,
                Map.of(Venue.CLEARING, rules, Venue.OPTIONS, optionsRules));
        clearing = new Clearing(
                pit.database, pit.journal, pit.outbox, pit.chain, pit.clock, market, rules, fixings, curves);
        options = new Options(
                pit.database, pit.journal, pit.outbox, pit.chain, pit.clock, market, clearing, fixings, curves);
        for (int day = 27; day <= 31; day++) {
            pit.fixing(GPU, LocalDate.of(2026, 7, day), "2.40");
        }
    }

    /** From a day on, so much of the terms is otherwise. */
    void terms(String effective, String changes) {
        pit.database.inTx(tx -> tx.run(
                "with change as (insert into hourglass.terms_change"
                        + " values ('from-' || ?, 'contract', ?::date, ?::jsonb, 'a test', 'ann', now())"
                        + " returning id, proposer)"
                        + " insert into hourglass.terms_approval select id, proposer, 'bea', now() from change",
                effective,
                effective,
                changes));
        pit.database.inTx(tx -> tx.run("""
                insert into hourglass.contract_terms
                select (jsonb_populate_record(t, ?::jsonb || jsonb_build_object('effective', ?::text))).*
                from hourglass.contract_terms t where effective < '2026-08-01' order by effective desc limit 1
                """, changes, effective));
    }

    /** Lists a contract, and the chain says so. */
    void open(Future future) {
        pit.database.decide(tx -> clearing.list(tx, future)).orThrow();
        hear(new ChainEvent.FutureListed(
                future.id(), future.name(), future.index().id()));
    }

    /** Margin asked for and arrived. */
    void margin(Party party, String dollars) {
        askMargin(party, "in " + party.name(), dollars);
        hear(new ChainEvent.MarginAdded(party.address(), usd(dollars).units()));
    }

    void askMargin(Party party, String id, String dollars) {
        pit.database
                .decide(tx -> clearing.addMargin(tx, id, party, usd(dollars)))
                .orThrow();
    }

    /** A share of the default fund asked for and arrived. */
    void contribute(Party party, String dollars) {
        pit.database
                .decide(tx -> clearing.contribute(tx, "share " + party.name(), party, usd(dollars)))
                .orThrow();
        hear(new ChainEvent.Contributed(party.address(), usd(dollars).units()));
    }

    Outcome<OrderView> place(SignedOrder order) {
        return pit.database.decide(tx -> market.place(tx, Placement.limit(order)));
    }

    OrderView done(SignedOrder order) {
        return place(order).orThrow();
    }

    Refusal refused(SignedOrder order) {
        return ((Refused<OrderView>) place(order)).reason();
    }

    /** One buys of the other, and the chain takes it. */
    void trade(Future future, String buyer, String seller, long lots, String price) {
        done(pit.lots(buyer, future.id(), true, lots, price));
        done(pit.lots(seller, future.id(), false, lots, price));
        novate();
    }

    /** What was matched goes to the chain, which takes the last batch of it. */
    void novate() {
        market.doWork();
        ChainCall.Novate call = pit.calls(ChainCall.Novate.class).getLast();
        hear(call.fills().stream()
                .<ChainEvent>map(fill -> new ChainEvent.Novated(
                        call.batch(),
                        call.orders().get(fill.buy()).order().base(),
                        call.orders().get(fill.buy()).order().account(),
                        call.orders().get(fill.sell()).order().account(),
                        fill.quantity(),
                        fill.price()))
                .toArray(ChainEvent[]::new));
    }

    /**
     * An option that was matched goes to the chain, which takes the one fill of it.
     *
     * @param freed micro-dollars of collateral that the buyer has back
     * @param held micro-dollars of collateral that the seller put in
     */
    void tradeOption(long freed, long held) {
        market.doWork();
        ChainCall.TradeOptions call = pit.calls(ChainCall.TradeOptions.class).getLast();
        if (call.fills().size() != 1) {
            throw new IllegalStateException("not one fill: " + call.fills());
        }
        ChainCall.Fill fill = call.fills().getFirst();
        hear(new ChainEvent.OptionTraded(
                call.batch(),
                call.orders().get(fill.buy()).order().base(),
                call.orders().get(fill.buy()).order().account(),
                call.orders().get(fill.sell()).order().account(),
                fill.quantity(),
                fill.price(),
                freed,
                held));
    }

    /** What was matched for several months goes to the chain, which takes the last batch of it. */
    void combine() {
        market.doWork();
        hear(novated(pit.calls(ChainCall.NovateCombined.class).getLast()));
    }

    static ChainEvent[] novated(ChainCall.NovateCombined call) {
        return call.fills().stream()
                .<ChainEvent>map(fill -> new ChainEvent.Novated(
                        call.batch(),
                        call.orders().get(fill.buy()).order().base(),
                        call.orders().get(fill.buy()).order().account(),
                        call.orders().get(fill.sell()).order().account(),
                        fill.quantity(),
                        fill.price()))
                .toArray(ChainEvent[]::new);
    }

    /** The day's mark is made of its fixing, and pays so much to each. */
    MarkView mark(Future future, LocalDate day, String fixing, Object... paid) {
        pit.fixing(GPU, day, fixing);
        pit.advance(day.plusDays(1) + "T20:30:00Z");
        clearing.doWork();
        MarkView mark = marks(future).getLast();
        settle(mark, paid);
        return mark;
    }

    /** The chain makes a mark, which pays so many micro-dollars to each. */
    void settle(MarkView mark, Object... paid) {
        long day = mark.day().toEpochDay();
        List<ChainEvent> events = new ArrayList<>();
        for (int i = 0; i < paid.length; i += 2) {
            events.add(new ChainEvent.VariationPaid(
                    mark.future().id(),
                    day,
                    mark.cycle(),
                    ((Party) paid[i]).address(),
                    ((Number) paid[i + 1]).longValue()));
        }
        events.add(new ChainEvent.Marked(
                mark.future().id(), day, mark.cycle(), mark.price(), mark.procedure() == MarkView.Procedure.FINAL));
        hear(events.toArray(ChainEvent[]::new));
    }

    /** All rooms hear, in the order of the service: events of one kind that follow each other together. */
    void hear(ChainEvent... events) {
        pit.database.inTx(tx -> {
            List<Logged> run = new ArrayList<>();
            for (ChainEvent event : events) {
                if (!run.isEmpty() && run.getFirst().event().getClass() != event.getClass()) {
                    hear(tx, run);
                    run.clear();
                }
                run.add(pit.logged(event));
            }
            hear(tx, run);
            return 0;
        });
    }

    private void hear(Tx tx, List<Logged> run) {
        market.onFinal(tx, List.copyOf(run));
        clearing.onFinal(tx, List.copyOf(run));
        options.onFinal(tx, List.copyOf(run));
    }

    /** All calls that were planned are on the chain for good, whatever came of them. */
    void called() {
        pit.database.inTx(tx -> {
            tx.run("update hourglass.intent set state = 'FINAL', nonce = planned, block = 1,"
                    + " tx_hash = '0x' || encode(sha256(convert_to(id, 'UTF8')), 'hex') where state = 'PLANNED'");
            return 0;
        });
    }

    void voided(String intent, String why) {
        pit.database.inTx(tx -> {
            market.onVoided(tx, intent, why);
            clearing.onVoided(tx, intent, why);
            options.onVoided(tx, intent, why);
            return 0;
        });
    }

    IntentView intent(String id) {
        return pit.database.inTx(tx -> pit.outbox.find(tx, id)).orElseThrow();
    }

    /** Initial margin of all that a party has. */
    String required(Party party) {
        return pit.database.inTx(tx -> clearing.margin(tx, party)).required().decimal();
    }

    /** Sells what an estate has; how many steps it took. */
    int dispose() {
        return new DisposalSteps(pit.database, pit.journal, market, pit.clock, (key, order) -> pit.sign(key, order))
                .doWork();
    }

    List<MarkView> marks(Future future) {
        return pit.database.inTx(tx -> clearing.marks(tx, future));
    }

    long lots(String party) {
        return positions(party).mapToLong(PositionView::lots).sum();
    }

    Stream<PositionView> positions(String party) {
        return pit.database.inTx(tx -> clearing.positions(tx, party)).stream();
    }

    static Amount usd(String dollars) {
        return Amount.parse(Asset.USD, dollars);
    }

    @Override
    public void close() {
        pit.close();
    }
}
