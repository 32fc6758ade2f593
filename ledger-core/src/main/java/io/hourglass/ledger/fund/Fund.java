package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.index.Curves;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.Effects;
import io.hourglass.ledger.settlement.Outbox;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The compute index fund, HGX: NAVs with their provenance, units created and redeemed at the next
 * one.
 *
 * <p>Example: ada asks on Monday to create for $1,000.00; Monday's NAV, struck when Monday's fixing
 * is final, is $100.25; she gets 9.975062 units, and the part of a unit that is lost to rounding
 * stays with the fund.
 */
public final class Fund implements Effects {
    private final Database database;
    private final FundAccounts accounts;
    private final Navs navs;
    private final Requests requests;
    private final Fulfilment fulfilment;
    private final FundEvents events;

    public Fund(
            Database database,
            Journal journal,
            Outbox outbox,
            Chain chain,
            Clock clock,
            Fixings fixings,
            Curves curves) {
        Valuation valuation = new Valuation(journal, fixings, curves);
        this.database = database;
        this.accounts = new FundAccounts(journal, chain.deployment().of(Contract.INDEX_FUND));
        this.navs = new Navs(journal, accounts, valuation, clock);
        this.requests = new Requests(journal, outbox, accounts, valuation, navs, clock);
        this.fulfilment = new Fulfilment(journal, outbox, accounts, clock);
        this.events = new FundEvents(journal, accounts, clock);
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

    /** Strikes the NAV that is due, if one is, and fulfils what waits for it. */
    public int doWork() {
        Optional<LocalDate> due = database.inTx(navs::due);
        int struck =
                due.isPresent() && database.decide(tx -> navs.strike(tx, due.get())) instanceof Outcome.Done ? 1 : 0;
        return struck + database.inTx(fulfilment::work);
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

    /** What waits for the next NAV, in order. */
    public List<RequestView> queue(Tx tx) {
        List<RequestRow> rows = tx.session()
                .createSelectionQuery("from RequestRow where state = WAITING order by turn", RequestRow.class)
                .getResultList();
        List<RequestView> queue = new ArrayList<>();
        for (RequestRow row : rows) {
            queue.add(row.view(queue.size() + 1));
        }
        return queue;
    }

    public Optional<RequestView> request(Tx tx, Hash id) {
        return queue(tx).stream()
                .filter(request -> request.id().equals(id))
                .findFirst()
                .or(() -> Optional.ofNullable(tx.session().get(RequestRow.class, id.hex()))
                        .map(row -> row.view(null)));
    }

    /** A party's requests, newest first. */
    public List<RequestView> requests(Tx tx, String party, int limit) {
        return tx.session()
                .createSelectionQuery("from RequestRow where party = :party order by asked desc", RequestRow.class)
                .setParameter("party", party)
                .setMaxResults(limit)
                .getResultStream()
                .map(row -> row.view(null))
                .toList();
    }
}
