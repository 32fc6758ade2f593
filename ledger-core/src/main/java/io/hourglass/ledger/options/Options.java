package io.hourglass.ledger.options;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.clearing.Clearing;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.index.Curves;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.Effects;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.terms.TermSheet;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Options on a month's mean price: lists them, posts what their trades moved, and settles them once the month's
 * future is.
 *
 * <p>Example: bob sells ada 2 lots of the call at $2.00 capped at $3.00, for $0.10. She pays $146; of him 2 × $730 are
 * held. The month's mean is $2.3456: she is paid $504.576, and he has the other $955.424 back.
 */
public final class Options implements Effects {
    /** What of this room changes with notice. */
    public static final List<TermSheet<?>> TERMS = List.of(OptionTerms.SHEET);

    private final Database database;
    private final Journal journal;
    private final Market market;
    private final OptionListing listing;
    private final OptionTrades trades;
    private final OptionPayoffs payoffs;
    private final Theory theory;
    /** How many marks each future had when its strikes were looked at last. */
    private final Map<String, Long> followed = new ConcurrentHashMap<>();

    /** @param market knows this room's {@link OptionsRules} */
    public Options(
            Database database,
            Journal journal,
            Outbox outbox,
            Chain chain,
            Clock clock,
            Market market,
            Clearing clearing,
            Fixings fixings,
            Curves curves) {
        OptionAccounts accounts = new OptionAccounts(journal, chain.deployment().of(Contract.OPTIONS));
        this.database = database;
        this.journal = journal;
        this.market = market;
        this.listing = new OptionListing(
                outbox, market, clearing, accounts, clock, chain.deployment().cash());
        this.trades = new OptionTrades(journal, accounts, new Covers(journal, clock));
        this.payoffs = new OptionPayoffs(journal, outbox, clock);
        this.theory = new Theory(fixings, curves, clock);
    }

    /** Lists a call and a put at each strike around a future's settlement price. Safe to repeat: those there are stay. */
    public Outcome<List<OptionView>> list(Tx tx, Future future) {
        return listing.around(tx, future)
                .then(rows ->
                        Outcome.done(rows.stream().map(row -> view(tx, row)).toList()));
    }

    /** Lists one series, whose strike is a multiple of the step. Safe to repeat. */
    public Outcome<OptionView> list(Tx tx, OptionSeries series) {
        return listing.list(tx, series).then(row -> Outcome.done(view(tx, row)));
    }

    /** Follows futures' settlement prices with new strikes, settles what is due and has holders paid. */
    public int doWork() {
        return database.inTx(this::follow) + database.inTx(payoffs::doWork);
    }

    /** A month that has options has them around each day's settlement price. */
    private int follow(Tx tx) {
        Map<String, Long> marks = new HashMap<>();
        tx.query(
                        "select f.name, f.marks from hourglass.future f where f.state = 'LISTED'"
                                + " and exists (select 1 from hourglass.option_series s where s.future = f.id)",
                        row -> Map.entry(row.getString(1), row.getLong(2)))
                .forEach(one -> marks.put(one.getKey(), one.getValue()));
        List<String> marked = marks.keySet().stream()
                .filter(name -> !Objects.equals(marks.get(name), followed.get(name)))
                .sorted()
                .toList();
        long before = count(tx);
        marked.forEach(name -> listing.around(tx, Future.parse(name)));
        followed.putAll(marks);
        return Math.toIntExact(count(tx) - before);
    }

    private static long count(Tx tx) {
        return tx.first("select count(*) from hourglass.option_series", row -> row.getLong(1))
                .orElseThrow();
    }

    @Override
    public void onFinal(Tx tx, Logged logged) {
        switch (logged.event()) {
            case ChainEvent.OptionListed event -> listed(tx, event);
            case ChainEvent.OptionTraded event -> trades.traded(tx, List.of(logged));
            case ChainEvent.OptionSettled event -> settled(tx, event);
            case ChainEvent.OptionPaid event -> trades.paid(tx, logged, event);
            default -> {
                // another room's
            }
        }
    }

    @Override
    public void onFinal(Tx tx, List<Logged> run) {
        if (run.getFirst().event() instanceof ChainEvent.OptionTraded) {
            trades.traded(tx, run);
        } else {
            run.forEach(logged -> onFinal(tx, logged));
        }
    }

    private void listed(Tx tx, ChainEvent.OptionListed event) {
        OptionRow row = row(tx, event.option().hex());
        row.state = OptionView.State.LISTED;
        tx.session().update(row);
        market.open(tx, event.option());
    }

    /** What a lot pays is fixed, by whoever asked: the books come to the same. */
    private void settled(Tx tx, ChainEvent.OptionSettled event) {
        OptionRow row = row(tx, event.option().hex());
        long payout = row.series().payout(event.price()).units();
        if (payout != event.payout()) {
            throw new IllegalStateException(
                    row.name + " pays " + event.payout() + " at " + event.price() + ", here " + payout);
        }
        row.state = OptionView.State.SETTLED;
        row.price = event.price().micros();
        row.payout = event.payout();
        tx.session().update(row);
        market.close(tx, event.option(), "settled finally");
    }

    private static OptionRow row(Tx tx, String id) {
        return requireNonNull(tx.session().get(OptionRow.class, id), "nobody here listed " + id);
    }

    @Override
    public void onVoided(Tx tx, String intent, String why) {
        if (intent.startsWith(OptionListing.INTENT)) {
            tx.run(
                    "update hourglass.option_series set state = 'VOIDED', reason = ? where name = ?",
                    why,
                    intent.substring(OptionListing.INTENT.length()));
        } else if (intent.startsWith(OptionPayoffs.PAY)) {
            payoffs.voided(tx, intent);
        }
    }

    /** The terms in force today. */
    public OptionTerms termsInForce(Tx tx) {
        return listing.terms(tx);
    }

    /** All series, by name. */
    public List<OptionView> series(Tx tx) {
        return rows(tx, "from OptionRow order by name").stream()
                .map(row -> view(tx, row))
                .toList();
    }

    /** A month's option chain, by strike and type: what is bid and asked, and what the model makes of it. */
    public List<OptionQuote> chain(Tx tx, Future future) {
        Optional<Theory.Month> month = theory.month(tx, future);
        return series(tx, future).stream()
                .map(view -> OptionQuote.of(
                        view,
                        market.depth(tx, view.series().id(), 1),
                        month.filter(known -> view.state() != OptionView.State.SETTLED)
                                .map(known -> known.of(view.series()))))
                .toList();
    }

    /** The series of a month, by strike and type. */
    public List<OptionView> series(Tx tx, Future future) {
        return tx
                .session()
                .createSelectionQuery("from OptionRow where future = :future order by strike, type", OptionRow.class)
                .setParameter("future", future.id().hex())
                .getResultList()
                .stream()
                .map(row -> view(tx, row))
                .toList();
    }

    private static List<OptionRow> rows(Tx tx, String query) {
        return tx.session().createSelectionQuery(query, OptionRow.class).getResultList();
    }

    /** What a party holds and has on order, by series. */
    public List<OptionHolding> holdings(Tx tx, String party) {
        SortedMap<String, Long> lots = OptionPositions.of(tx, party);
        Map<String, Long> reserved = new HashMap<>();
        tx.query(
                        "select distinct on (series) series, units from hourglass.option_cover where party = ?"
                                + " order by series, version desc",
                        row -> Map.entry(row.getString(1), row.getLong(2)),
                        party)
                .forEach(one -> reserved.put(one.getKey(), one.getValue()));
        List<OptionHolding> holdings = new ArrayList<>();
        for (OptionRow row : rows(tx, "from OptionRow order by name")) {
            long held = lots.getOrDefault(row.id, 0L);
            long aside = reserved.getOrDefault(row.id, 0L);
            if (held != 0 || aside != 0) {
                OptionSeries series = row.series();
                long collateral = Math.multiplyExact(
                        Math.max(0, -held), series.largestPayout().units());
                holdings.add(new OptionHolding(party, series, held, usd(collateral), usd(aside)));
            }
        }
        return holdings;
    }

    /** What settlement has taken of writers and not paid to holders yet. */
    public Amount payoff(Tx tx) {
        return journal.balance(tx, OptionAccounts.PAYOFF)
                .map(balance -> balance.posted())
                .orElse(usd(0));
    }

    private static OptionView view(Tx tx, OptionRow row) {
        OptionSeries series = row.series();
        return new OptionView(
                series,
                row.state,
                series.largestPayout(),
                OptionPositions.openInterest(tx, series),
                Optional.ofNullable(row.price).map(Price::new).orElse(null),
                Optional.ofNullable(row.payout).map(Options::usd).orElse(null));
    }

    private static Amount usd(long units) {
        return new Amount(Asset.USD, units);
    }
}
