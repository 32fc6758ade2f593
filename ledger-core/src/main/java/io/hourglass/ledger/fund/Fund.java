package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.clearing.Clearing;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.index.Baskets;
import io.hourglass.ledger.index.Curves;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.Effects;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.terms.TermSheet;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The compute index fund, HGX: NAVs with their provenance, units created and redeemed at the next
 * one.
 *
 * <p>Example: ada asks on Monday to create for $1,000.00; Monday's NAV, struck when Monday's fixing
 * is final, is $100.25; she gets 9.975062 units, and the part of a unit that is lost to rounding
 * stays with the fund.
 */
public final class Fund implements Effects {
    /** What of this room changes with notice. */
    public static final List<TermSheet<?>> TERMS = List.of(FundTerms.SHEET);

    private static final String FEE = "fee:";

    private final Database database;
    private final FundAccounts accounts;
    private final Navs navs;
    private final Requests requests;
    private final Fulfilment fulfilment;
    private final Gate gate;
    private final Fees fees;
    private final Incomes incomes;
    private final IndexTracking tracking;
    private final FundEvents events;
    private final FundFutures futures;
    private final FundMargin margin;
    private final Trades trades;
    private final Rolls rolls;
    private final Rebalances rebalances;
    private final Outbox outbox;

    public Fund(
            Database database,
            Journal journal,
            Outbox outbox,
            Chain chain,
            Clock clock,
            Fixings fixings,
            Curves curves,
            Baskets baskets,
            Market market,
            Clearing clearing) {
        this.database = database;
        this.outbox = outbox;
        this.accounts = new FundAccounts(journal, chain.deployment().of(Contract.INDEX_FUND));
        this.futures = new FundFutures(journal, clearing);
        this.margin = new FundMargin(clearing, accounts);
        this.trades = new Trades(database, outbox, chain, accounts, futures, margin, market, clearing, clock);
        this.rolls = new Rolls(trades, futures, market, clock);
        Valuation valuation = new Valuation(journal, fixings, curves, futures);
        this.fees = new Fees(clock);
        this.navs = new Navs(journal, accounts, valuation, fees, clock);
        this.rebalances =
                new Rebalances(journal, trades, futures, valuation, navs, baskets, fixings, market, clearing, clock);
        this.requests = new Requests(journal, outbox, accounts, valuation, navs, clock);
        this.fulfilment = new Fulfilment(journal, outbox, clock);
        this.gate = new Gate(journal, outbox, accounts, navs, clock);
        this.incomes = new Incomes(journal, outbox, accounts, clock);
        this.tracking = new IndexTracking(navs, baskets);
        this.events = new FundEvents(journal, outbox, accounts, clock);
    }

    /** Strikes the NAV of a day from its final fixings. Safe to repeat. */
    public Outcome<NavView> nav(Tx tx, LocalDate day) {
        accounts.open(tx);
        return navs.strike(tx, day);
    }

    /**
     * The manager gives hours and cash for units: the first at the initial NAV, later ones at the
     * latest. Safe to repeat.
     */
    public Outcome<RequestView> createInKind(
            Tx tx, Hash request, Party manager, Series series, Amount hours, Amount cash) {
        return requests.createInKind(tx, request, manager, series, hours, cash);
    }

    /** Cash for units at the next NAV. Safe to repeat. */
    public Outcome<RequestView> requestCreation(Tx tx, Hash request, Party party, Amount cash) {
        return requests.creation(tx, request, party, cash);
    }

    /** Units for cash at the next NAV. Safe to repeat. */
    public Outcome<RequestView> requestRedemption(Tx tx, Hash request, Party party, Amount units) {
        return requests.redemption(tx, request, party, units);
    }

    /** Cash that was earned with the fund's GPU-hours, by its manager. Safe to repeat. */
    public Outcome<IncomeView> bringIncome(Tx tx, Hash income, Party manager, Amount cash) {
        return incomes.bring(tx, income, manager, cash);
    }

    /** The manager trades futures for the fund, within the limits the chain has. Safe to repeat. */
    public Outcome<FundTradeView> trade(
            Tx tx, Hash request, Party manager, Future future, boolean buy, long lots, Price limit) {
        return trades.trade(tx, request, manager, new Trades.Ticket(future, buy, lots, limit));
    }

    /**
     * Counts holders where a cut has passed, strikes the NAV that is due, if one is, has the fee made in
     * units, fulfils what waits for the NAV, pays out income, and trades what is planned.
     */
    public int doWork() {
        int paid = database.inTx(incomes::work);
        Optional<LocalDate> due = database.inTx(navs::due);
        boolean struck = due.isPresent() && database.decide(tx -> strike(tx, due.get())) instanceof Outcome.Done;
        return paid
                + (struck ? 1 : 0)
                + database.inTx(fulfilment::work)
                + database.inTx(gate::work)
                + trades.work()
                + database.inTx(rolls::work)
                + database.inTx(rebalances::work)
                + database.inTx(margin::work);
    }

    private Outcome<NavView> strike(Tx tx, LocalDate day) {
        return navs.strike(tx, day).then(nav -> {
            outbox.plan(tx, FEE + day, Requests.MANAGER, new ChainCall.AccrueFee(), List.of());
            return Outcome.done(nav);
        });
    }

    @Override
    public void onFinal(Tx tx, Logged logged) {
        switch (logged.event()) {
            case ChainEvent.CreatedInKind event -> events.createdInKind(tx, logged, event);
            case ChainEvent.CreationRequested event -> events.creationRequested(tx, logged, event);
            case ChainEvent.RedemptionRequested event -> events.redemptionRequested(tx, logged, event);
            case ChainEvent.UnitsCreated event -> events.created(tx, logged, event);
            case ChainEvent.UnitsRedeemed event -> events.redeemed(tx, logged, event);
            case ChainEvent.TakenBack event -> events.takenBack(tx, logged, event);
            case ChainEvent.RedeemedInKind event -> events.redeemedInKind(tx, logged, event);
            case ChainEvent.HoursGiven event -> events.hoursGiven(tx, logged, event);
            case ChainEvent.Moved event -> events.moved(tx, logged, event);
            case ChainEvent.FeeAccrued event -> {
                events.feeAccrued(tx, logged, event);
                fees.accrued(tx, logged, event);
            }
            case ChainEvent.FeeSet event -> fees.set(tx, logged, event);
            case ChainEvent.IncomeBrought event -> incomes.brought(tx, logged, event);
            case ChainEvent.IncomePaid event -> incomes.paid(tx, logged, event);
            case ChainEvent.TradeLimitsSet event -> TradeLimits.set(tx, logged, event);
            case ChainEvent.OrderAgreed event -> trades.agreed(tx, logged, event);
            case ChainEvent.Held event -> events.held(tx, logged, event);
            case ChainEvent.Claimed event -> events.claimed(tx, logged, event);
            default -> {
                // another room's
            }
        }
    }

    @Override
    public void onVoided(Tx tx, String intent, String why) {
        String id = intent.substring(intent.indexOf(':') + 1);
        switch (intent.substring(0, intent.length() - id.length())) {
            case Requests.IN_KIND, Requests.CREATION, Requests.REDEMPTION -> events.requestVoided(tx, id, why);
            case Gate.INTENT -> gate.voided(tx, id, why);
            case Trades.INTENT -> trades.voided(tx, new Hash(id), why);
            case Incomes.BRING -> incomes.voided(tx, new Hash(id));
            case Fulfilment.INTENT -> events.fulfilmentVoided(tx, id.substring(0, id.indexOf(':')), why);
            default -> {
                // another room's
            }
        }
    }

    public Optional<NavView> latestNav(Tx tx) {
        return navs.latest(tx);
    }

    /** Every NAV, oldest first. */
    public List<NavView> navs(Tx tx) {
        return navs.all(tx);
    }

    /** Units outstanding. */
    public Amount units(Tx tx) {
        return new Amount(Asset.HGX, accounts.outstanding(tx));
    }

    /** The management fee as the chain has it. */
    public FeeView fee(Tx tx) {
        return fees.view(tx);
    }

    /** What was earned, newest first. */
    public List<IncomeView> incomes(Tx tx, int limit) {
        return incomes.all(tx, limit);
    }

    /** Whose an income is, once that is known: what the chain has the hash of. */
    public Optional<HolderList> holders(Tx tx, Hash income) {
        return incomes.list(tx, income);
    }

    /** A party's shares of what was earned, newest first. */
    public List<ShareView> shares(Tx tx, String party, int limit) {
        return incomes.shares(tx, party, limit);
    }

    /** What the manager may trade for the fund. */
    public TradeLimits tradeLimits(Tx tx) {
        return TradeLimits.latest(tx);
    }

    /** Lots the fund holds, by contract. */
    public List<FundPosition> positions(Tx tx) {
        return futures.positions(tx);
    }

    /** What Clearing holds for the fund. */
    public Amount margin(Tx tx) {
        return FundAccounts.usd(futures.margin(tx));
    }

    /** The fund's orders, newest first. */
    public List<FundTradeView> trades(Tx tx, int limit) {
        return trades.all(tx, limit);
    }

    /** Rolls of expiring contracts, the newest window first. */
    public List<RollView> rolls(Tx tx, int limit) {
        return rolls.all(tx, limit);
    }

    /** How the fund goes over to what its index holds, the latest first. */
    public List<RebalanceView> rebalances(Tx tx, int limit) {
        return rebalances.all(tx, limit);
    }

    /** The fund beside the basket index. */
    public TrackingView tracking(Tx tx) {
        return tracking.view(tx);
    }

    /** What waits, in order: redemptions by their cycles, each with the units that are filled before its own. */
    public List<RequestView> queue(Tx tx) {
        List<RequestRow> rows = tx.session()
                .createSelectionQuery(
                        "from RequestRow where state = WAITING order by cycle nulls first, turn", RequestRow.class)
                .getResultList();
        List<RequestView> queue = new ArrayList<>();
        long before = 0;
        long inCycle = 0;
        @Nullable Long cycle = null;
        for (RequestRow row : rows) {
            if (!Objects.equals(cycle, row.cycle)) {
                before = Math.addExact(before, inCycle);
                inCycle = 0;
                cycle = row.cycle;
            }
            inCycle = Math.addExact(inCycle, row.waiting);
            queue.add(row.view(queue.size() + 1, before));
        }
        return queue;
    }

    public Optional<RequestView> request(Tx tx, Hash id) {
        return queue(tx).stream()
                .filter(request -> request.id().equals(id))
                .findFirst()
                .or(() -> Optional.ofNullable(tx.session().get(RequestRow.class, id.hex()))
                        .map(RequestRow::view));
    }

    /** A party's requests, newest first, with their place in the queue. */
    public List<RequestView> requests(Tx tx, String party, int limit) {
        Map<Hash, RequestView> waiting =
                queue(tx).stream().collect(Collectors.toMap(RequestView::id, Function.identity()));
        return tx.session()
                .createSelectionQuery("from RequestRow where party = :party order by asked desc", RequestRow.class)
                .setParameter("party", party)
                .setMaxResults(limit)
                .getResultStream()
                .map(RequestRow::view)
                .map(request -> waiting.getOrDefault(request.id(), request))
                .toList();
    }
}
