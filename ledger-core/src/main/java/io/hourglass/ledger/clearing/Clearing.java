package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.index.Curves;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.ProposalView;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.Effects;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.terms.TermSheet;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Stands between buyers and sellers of futures: lists contracts, holds members' margin, marks every
 * position at midday and to the day's settlement price, and settles the month in cash.
 *
 * <p>Example: ada long and bob short 2 lots at $2.40; marked at $2.45, ada gains 2 × 730 × $0.05 =
 * $73.00, and bob pays it.
 */
public final class Clearing implements Effects {
    /** What of this room changes with notice. */
    public static final List<TermSheet<?>> TERMS = List.of(Terms.SHEET);

    private final Database database;
    private final Journal journal;
    private final Listing listing;
    private final Margins margins;
    private final MarginRates rates;
    private final Marking marking;
    private final Variation variation;
    private final Defaults defaults;
    private final UncoveredOrders uncovered;
    private final ClearingViews views;
    private final SwapViews swaps;
    private final StressTest stress;
    private final FundCalls fundCalls;
    private final FuturesRules rules;
    private final Clock clock;

    /** @param rules of this room, which the market asks */
    public Clearing(
            Database database,
            Journal journal,
            Outbox outbox,
            Chain chain,
            Clock clock,
            Market market,
            FuturesRules rules,
            Fixings fixings,
            Curves curves) {
        Reference reference = new Reference(fixings, curves);
        MarginAccounts accounts = new MarginAccounts(journal, chain.deployment().of(Contract.CLEARING));
        this.rates = new MarginRates(outbox, reference, clock);
        this.rules = rules;
        this.clock = clock;
        this.stress = new StressTest(journal, accounts, clock);
        this.fundCalls = new FundCalls(journal, accounts, stress, clock);
        this.database = database;
        this.journal = journal;
        this.listing = new Listing(
                journal,
                outbox,
                market,
                reference,
                rates,
                clock,
                chain.deployment().cash());
        this.margins = new Margins(journal, outbox, accounts, clock);
        this.marking = new Marking(outbox, market, reference, rates, clock);
        this.variation = new Variation(journal, market, accounts, clock);
        this.defaults = new Defaults(journal, outbox, market, accounts, clock);
        this.uncovered = new UncoveredOrders(database, journal, market, accounts, clock);
        this.views = new ClearingViews(journal);
        this.swaps = new SwapViews(market, reference, clock);
    }

    /** Lists a contract, with its margin from the index's history. Safe to repeat. */
    public Outcome<FutureView> list(Tx tx, Future future) {
        return listing.list(tx, future).then(row -> Outcome.done(views.future(tx, row)));
    }

    /** Dollars of a party's Vault cash into its margin. The same id moves once. */
    public Outcome<MarginView> addMargin(Tx tx, String id, Party party, Amount amount) {
        return margins.add(tx, id, party, Pot.MARGIN, amount);
    }

    /** Free margin back into a party's cash. The same id moves once. */
    public Outcome<MarginView> withdrawMargin(Tx tx, String id, Party party, Amount amount) {
        return margins.withdraw(tx, id, party, Pot.MARGIN, amount);
    }

    /** Dollars of a party's Vault cash into its share of the default fund. The same id moves once. */
    public Outcome<MarginView> contribute(Tx tx, String id, Party party, Amount amount) {
        return margins.add(tx, id, party, Pot.SHARE, amount);
    }

    /** A share back into its party's cash, while it has no position. The same id moves once. */
    public Outcome<MarginView> withdrawShare(Tx tx, String id, Party party, Amount amount) {
        return margins.withdraw(tx, id, party, Pot.SHARE, amount);
    }

    /** Dollars of a house party's Vault cash into the house's tranche. The same id moves once. */
    public Outcome<MarginView> addTranche(Tx tx, String id, Party house, Amount amount) {
        return house.kind() == Party.Kind.HOUSE
                ? margins.add(tx, id, house, Pot.TRANCHE, amount)
                : Outcome.refused(ClearingRefusal.MALFORMED, house.name() + " is not the house");
    }

    /** Under which plan a movement into margin, a share or the tranche, or out of it, goes to the chain. */
    public static String intent(String id) {
        return Margins.INTENT + id;
    }

    /** Declares a member in default: what it has here is the estate's once the chain says so. */
    public Outcome<DefaultView> declareDefault(Tx tx, Party party) {
        return defaults.declare(tx, party);
    }

    /** Closes lots of a member against as many of the estate's, at the last mark: the last resort. */
    public Outcome<DefaultView> deleverage(Tx tx, String id, Future future, Party party, long lots) {
        return defaults.deleverage(tx, id, future, party, lots);
    }

    /** Whose lots of a contract can be closed against the estate's now, who gained most first; nobody's without one. */
    public List<Closable> closable(Tx tx, Future future) {
        return Optional.ofNullable(tx.session().get(FutureRow.class, future.id().hex())).stream()
                .flatMap(row -> Defaults.closable(tx, row).stream())
                .toList();
    }

    /** Of a party's lots of a contract, and so of the estate's, what is on chain and not on its way to somebody else. */
    public long closable(Tx tx, Future future, String party) {
        return Defaults.closable(tx, party, future);
    }

    /** Has what the estate owes covered, once all it had is sold and marked. */
    public Outcome<DefaultView> coverLoss(Tx tx) {
        return defaults.cover(tx);
    }

    /**
     * Marks a contract to a day's settlement price; the day's fixing must be final. Midday marks are made by {@link
     * #doWork} only. Safe to repeat.
     */
    public Outcome<MarkView> mark(Tx tx, Future future, LocalDate day) {
        return known(tx, future, row -> marking.mark(tx, row, day)).then(mark -> Outcome.done(mark.view(future)));
    }

    /** Settles a contract for good after its last trading day. Safe to repeat. */
    public Outcome<MarkView> settleFinally(Tx tx, Future future, Approval approval) {
        return known(tx, future, row -> marking.settleFinally(tx, row, approval))
                .then(mark -> Outcome.done(mark.view(future)));
    }

    /** Makes the marks and final settlements that are due by the business clock, in order, and declares defaults. */
    public int doWork() {
        int done = 0;
        for (FutureRow future : database.inTx(ClearingViews::listed)) {
            while (markNext(future.future())) {
                done++;
            }
            Outcome<MarkView> settled = database.decide(tx -> due(tx, future.future()));
            done += settled instanceof Outcome.Done ? 1 : 0;
        }
        for (String future : database.inTx(MarginRates::unannounced)) {
            done += database.inTx(tx -> announced(tx, future));
        }
        done += uncovered.doWork();
        return done + database.inTx(fundCalls::assess) + database.inTx(defaults::declareOverdue);
    }

    private int announced(Tx tx, String future) {
        tx.query("select 1 from hourglass.future where id = ? for no key update", row -> true, future);
        return rates.announce(tx, tx.session().get(FutureRow.class, future));
    }

    private boolean markNext(Future future) {
        Outcome<MarkView> marked = database.decide(tx -> locked(tx, future, row -> marking.due(tx, row)
                        .map(due -> marking.mark(tx, row, due))
                        .orElseGet(() -> Outcome.refused(ClearingRefusal.NO_FINAL_FIXING, "nothing is due")))
                .then(mark -> Outcome.done(mark.view(future))));
        return marked instanceof Outcome.Done;
    }

    /** Final settlement of what is still listed; refused while it is not due or needs people. */
    private Outcome<MarkView> due(Tx tx, Future future) {
        return locked(
                        tx,
                        future,
                        row -> row.state == FutureView.State.LISTED
                                ? marking.settleFinally(tx, row, Approval.NONE)
                                : Outcome.refused(ClearingRefusal.SETTLED, future + " is on its way"))
                .then(mark -> Outcome.done(mark.view(future)));
    }

    private Outcome<MarkRow> known(Tx tx, Future future, Function<FutureRow, Outcome<MarkRow>> then) {
        return locked(tx, future, then);
    }

    /** One at a time may mark a contract. */
    private static Outcome<MarkRow> locked(Tx tx, Future future, Function<FutureRow, Outcome<MarkRow>> then) {
        boolean there = tx.first(
                        "select 1 from hourglass.future where id = ? for no key update", row -> true, future.id())
                .isPresent();
        if (!there) {
            return Outcome.refused(ClearingRefusal.UNKNOWN_FUTURE, future + " is not listed");
        }
        return then.apply(tx.session().get(FutureRow.class, future.id().hex()));
    }

    @Override
    public void onFinal(Tx tx, Logged logged) {
        switch (logged.event()) {
            case ChainEvent.FutureListed event -> listing.listed(tx, event.contract());
            case ChainEvent.InitialMarginSet event ->
                tx.run(
                        "update hourglass.future set chain_margin = ? where id = ?",
                        event.unitsPerLot(),
                        event.contract());
            case ChainEvent.Novated event -> variation.novated(tx, List.of(logged));
            case ChainEvent.MarginAdded event -> margins.moved(tx, logged, Pot.MARGIN, event.account(), event.units());
            case ChainEvent.MarginWithdrawn event ->
                margins.moved(tx, logged, Pot.MARGIN, event.account(), -event.units());
            case ChainEvent.Contributed event -> margins.moved(tx, logged, Pot.SHARE, event.account(), event.units());
            case ChainEvent.ShareWithdrawn event ->
                margins.moved(tx, logged, Pot.SHARE, event.account(), -event.units());
            case ChainEvent.TrancheAdded event ->
                margins.moved(tx, logged, Pot.TRANCHE, event.account(), event.units());
            case ChainEvent.TrancheWithdrawn event ->
                margins.moved(tx, logged, Pot.TRANCHE, event.account(), -event.units());
            case ChainEvent.Defaulted event -> defaults.declared(tx, logged, event);
            case ChainEvent.PositionTaken event -> defaults.taken(tx, logged, event);
            case ChainEvent.Deleveraged event -> defaults.deleveraged(tx, logged, event);
            case ChainEvent.LossCovered event -> defaults.covered(tx, logged, event);
            case ChainEvent.DefaultEnded event -> defaults.ended(tx, logged, event);
            case ChainEvent.VariationPaid event -> variation.paid(tx, List.of(logged));
            case ChainEvent.Marked event -> variation.marked(tx, logged, event);
            default -> {
                // another room's
            }
        }
    }

    @Override
    public void onFinal(Tx tx, List<Logged> run) {
        switch (run.getFirst().event()) {
            case ChainEvent.Novated first -> variation.novated(tx, run);
            case ChainEvent.VariationPaid first -> variation.paid(tx, run);
            default -> run.forEach(logged -> onFinal(tx, logged));
        }
    }

    @Override
    public void onVoided(Tx tx, String intent, String why) {
        if (intent.startsWith(Listing.INTENT)) {
            listing.voided(tx, intent.substring(Listing.INTENT.length()), why);
        } else if (intent.startsWith(Margins.INTENT)) {
            margins.voided(tx, intent.substring(Margins.INTENT.length()), why);
        } else if (intent.startsWith(Defaults.INTENT)) {
            defaults.voided(tx, intent.substring(Defaults.INTENT.length()), why);
        } else if (intent.startsWith(Marking.INTENT)) {
            variation.voided(tx, intent, why);
        }
    }

    /** The terms in force today. */
    public Terms termsInForce(Tx tx) {
        return terms(tx);
    }

    /** All contracts, by name. */
    public List<FutureView> futures(Tx tx) {
        return views.futures(tx);
    }

    public Optional<FutureView> future(Tx tx, Future future) {
        return views.future(tx, future);
    }

    /** Every mark of a contract, oldest first. */
    public List<MarkView> marks(Tx tx, Future future) {
        return views.marks(tx, future);
    }

    /** What a lot of a contract took as initial margin, from which day on, and why; oldest first. */
    public List<MarginRate> marginRates(Tx tx, Future future) {
        return views.marginRates(tx, future);
    }

    public MarginView margin(Tx tx, Party party) {
        return margins.view(tx, party);
    }

    /** The parts of the initial margin of what a party holds, with its orders, by class. */
    public List<ClassMargin> classMargins(Tx tx, Party party) {
        return MarginAccounts.required(tx, terms(tx), party).classes();
    }

    /** The parts of the initial margin of what every member holds, by name and class. */
    public List<ClassMargin> classMargins(Tx tx) {
        return Requirement.held(tx, terms(tx)).values().stream()
                .flatMap(one -> one.classes().stream())
                .toList();
    }

    private Terms terms(Tx tx) {
        return Terms.on(tx, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    /** What a member holds and has gained, by contract; settled contracts with their variation too. */
    public List<PositionView> positions(Tx tx, String party) {
        return views.positions(tx, journal.party(tx, party).orElseThrow());
    }

    /** A party's swaps, proposed ones too, month by month; newest first. */
    public List<SwapView> swaps(Tx tx, String party, int limit) {
        return swaps.of(tx, party, limit);
    }

    /** A swap month by month. */
    public SwapView swap(Tx tx, ProposalView agreed) {
        return swaps.view(tx, agreed);
    }

    /** Who holds lots of a contract, by name. */
    public List<PositionView> holders(Tx tx, Future future) {
        return views.holders(tx, future);
    }

    /** Who holds so many lots that supervision looks at it, as limits count them; by class, the largest first. */
    public List<LargeTrader> largeTraders(Tx tx) {
        return LargeTraders.of(tx, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC), rules.equivalents());
    }

    /** Whether the default fund covers the two members that would owe most in extreme markets. */
    public StressReport stress(Tx tx) {
        return stress.run(tx);
    }

    /** Who is called for what the default fund lacks, by name. */
    public List<FundCall> fundCalls(Tx tx) {
        return fundCalls.latest(tx);
    }

    /** The steps in which an estate was sold so far. */
    public List<DisposalStep> disposal(Tx tx, String memberDefault) {
        return DisposalSteps.of(tx, memberDefault);
    }

    /** What all marks paid, less what they took: nothing, or the books are broken. */
    public Amount variation(Tx tx) {
        return views.variation(tx);
    }

    /** Every default there was, newest first. */
    public List<DefaultView> defaults(Tx tx) {
        return defaults.all(tx);
    }

    /** What the house has put into the default fund. */
    public Amount tranche(Tx tx) {
        return defaults.tranche(tx);
    }

    /** Margin calls, newest first. */
    public List<MarginCall> calls(Tx tx, int limit) {
        return views.calls(tx, limit);
    }
}
