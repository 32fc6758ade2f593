package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Transfer.Move;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.clearing.DefaultView.State;
import io.hourglass.ledger.clearing.Positions.Cause;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.ChainEvent.Layer;
import io.hourglass.ledger.settlement.IntentView;
import io.hourglass.ledger.settlement.Outbox;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Members in default. What one had goes to the estate, a house party that sells it at the market like
 * anybody; what is owed then is covered by the waterfall of the contract: the house's tranche, shares of
 * those who had positions, as much again of their margin, gains of marks (rulebook §4). One at a time.
 */
final class Defaults {
    static final String INTENT = "default:";

    /** The house party that takes over. It must have nothing else at Clearing. */
    private static final String ESTATE = "estate";

    private final Journal journal;
    private final Outbox outbox;
    private final Market market;
    private final MarginAccounts accounts;
    private final Clock clock;

    Defaults(Journal journal, Outbox outbox, Market market, MarginAccounts accounts, Clock clock) {
        this.journal = journal;
        this.outbox = outbox;
        this.market = market;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** The default that is not over, if there is one. */
    static Optional<DefaultRow> underWay(Tx tx) {
        return tx.session()
                .createSelectionQuery("from DefaultRow where state in (DECLARING, OPEN)", DefaultRow.class)
                .getResultStream()
                .findFirst();
    }

    Outcome<DefaultView> declare(Tx tx, Party party) {
        Optional<Party> estate = journal.party(tx, ESTATE).filter(one -> one.kind() == Party.Kind.HOUSE);
        if (estate.isEmpty()) {
            return Outcome.refused(ClearingRefusal.NO_ESTATE, "no house party named " + ESTATE + " can take over");
        }
        tx.query("select pg_advisory_xact_lock(hashtext('hourglass.member_default'))", row -> true);
        Optional<DefaultRow> there = underWay(tx);
        if (there.isPresent()) {
            return there.get().party.equals(party.name())
                    ? Outcome.done(view(tx, there.get()))
                    : Outcome.refused(
                            ClearingRefusal.DEFAULT_UNDER_WAY, "the default of " + there.get().party + " is not over");
        }
        accounts.open(tx, party);
        accounts.lock(tx, party);
        long margin = accounts.posted(tx, party).units();
        long maintenance =
                Terms.on(tx, today()).maintenanceUp(Positions.required(tx).getOrDefault(party.name(), 0L));
        if (margin >= maintenance) {
            return Outcome.refused(
                    ClearingRefusal.MARGIN_SUFFICES,
                    party.name() + " has margin of " + usd(margin) + ", maintenance is " + usd(maintenance));
        }
        market.cancelAll(tx, party.name());
        return Outcome.done(view(tx, planned(tx, party, estate.get())));
    }

    /** Judges the calls whose time is up, each once, and declares the first member that has not met its; how many. */
    int declareOverdue(Tx tx) {
        if (underWay(tx).isPresent()) {
            return 0;
        }
        List<String> late = tx.query(
                "select distinct party from hourglass.margin_call where judged is null and deadline <= ? order by party",
                row -> row.getString(1),
                clock.instant());
        if (late.isEmpty()) {
            return 0;
        }
        Set<String> lacking = belowMaintenance(tx, late);
        List<String> met = late.stream().filter(name -> !lacking.contains(name)).toList();
        judged(tx, met);
        for (String name : late) {
            if (lacking.contains(name)) {
                Outcome<DefaultView> declared =
                        declare(tx, journal.party(tx, name).orElseThrow());
                if (declared instanceof Outcome.Refused<DefaultView>(var reason, var why)
                        && reason == ClearingRefusal.NO_ESTATE) {
                    return 0;
                }
                judged(tx, List.of(name));
                if (declared instanceof Outcome.Done) {
                    return 1;
                }
            }
        }
        return 0;
    }

    private void judged(Tx tx, List<String> names) {
        tx.run(
                "update hourglass.margin_call set judged = ? where party = any (?) and judged is null and deadline <= ?",
                clock.instant(),
                names,
                clock.instant());
    }

    private Set<String> belowMaintenance(Tx tx, List<String> names) {
        Terms terms = Terms.on(tx, today());
        Map<String, Long> required = Positions.required(tx);
        Map<String, Long> margins = accounts.posted(
                tx,
                names.stream()
                        .map(name -> journal.party(tx, name).orElseThrow())
                        .toList());
        return names.stream()
                .filter(name -> Objects.requireNonNull(margins.get(name))
                        < terms.maintenanceUp(required.getOrDefault(name, 0L)))
                .collect(Collectors.toSet());
    }

    private DefaultRow planned(Tx tx, Party party, Party estate) {
        DefaultRow row = new DefaultRow();
        row.id = party.name() + ":" + clock.instant();
        row.party = party.name();
        row.estate = estate.name();
        row.state = State.DECLARING;
        row.declared = clock.instant();
        tx.session().insert(row);
        outbox.plan(
                tx,
                INTENT + row.id,
                "clearer",
                new ChainCall.DeclareDefault(party.address(), estate.address()),
                List.of());
        return row;
    }

    void voided(Tx tx, String id, String why) {
        DefaultRow row = tx.session().get(DefaultRow.class, id);
        if (row != null && row.state == State.DECLARING) {
            row.state = State.VOIDED;
            row.reason = why;
            tx.session().update(row);
        }
    }

    Outcome<DefaultView> deleverage(Tx tx, String id, Future future, Party party, long lots) {
        Optional<DefaultRow> open = open(tx);
        if (open.isEmpty()) {
            return nobody();
        }
        DefaultRow row = open.get();
        long held = closable(tx, party.name(), future);
        long taken = closable(tx, row.estate, future);
        boolean reduces = lots != 0
                && Long.signum(held) == -Long.signum(lots)
                && Long.signum(taken) == Long.signum(lots)
                && Math.abs(lots) <= Math.min(Math.abs(held), Math.abs(taken));
        if (!reduces) {
            return Outcome.refused(
                    ClearingRefusal.NOT_REDUCING,
                    lots + " lots to " + party.name() + ", of whom " + held + " can be closed, from " + row.estate
                            + ", of whom " + taken + " can");
        }
        String intent = "deleverage:" + id;
        if (outbox.find(tx, intent).isEmpty()) {
            outbox.plan(
                    tx,
                    intent,
                    "clearer",
                    new ChainCall.Deleverage(future.id(), party.address(), lots),
                    List.of(INTENT + row.id));
        }
        return Outcome.done(view(tx, row));
    }

    Outcome<DefaultView> cover(Tx tx) {
        Optional<DefaultRow> open = open(tx);
        if (open.isEmpty()) {
            return nobody();
        }
        DefaultRow row = open.get();
        List<String> unsold = unsold(tx, row.estate);
        if (!unsold.isEmpty()) {
            return Outcome.refused(
                    ClearingRefusal.ESTATE_OPEN, row.estate + " is not out of " + String.join(", ", unsold));
        }
        String intent = "cover:" + row.id + ":" + row.covers;
        if (outbox.find(tx, intent).isEmpty() || isOver(tx, intent)) {
            row.covers++;
            tx.session().update(row);
            outbox.plan(
                    tx,
                    "cover:" + row.id + ":" + row.covers,
                    "clearer",
                    new ChainCall.CoverLoss(taken(tx, row.estate)),
                    List.of(INTENT + row.id));
        }
        return Outcome.done(view(tx, row));
    }

    private boolean isOver(Tx tx, String intent) {
        return outbox.find(tx, intent)
                .filter(one -> one.state() == IntentView.State.FINAL || one.state() == IntentView.State.VOIDED)
                .isPresent();
    }

    private static Outcome<DefaultView> nobody() {
        return Outcome.refused(ClearingRefusal.NOT_IN_DEFAULT, "nobody's default waits to be covered");
    }

    private static Optional<DefaultRow> open(Tx tx) {
        return underWay(tx).filter(row -> row.state == State.OPEN);
    }

    /** What of a party's lots can be closed now. */
    static long closable(Tx tx, String party, Future future) {
        String id = future.id().hex();
        long held =
                Positions.of(tx, id).getOrDefault(party, Positions.Held.NOTHING).lots();
        return Deleveraging.least(held, Deleveraging.coming(tx, id).getOrDefault(party, 0L));
    }

    /** Whose lots of a contract can be closed against the estate's now, who gained most first. */
    static List<Closable> closable(Tx tx, FutureRow future) {
        return open(tx).map(row -> Deleveraging.of(tx, future, row.estate)).orElse(List.of());
    }

    /** Contracts in which the estate holds lots, or has traded what no mark has seen. */
    private static List<String> unsold(Tx tx, String estate) {
        return tx.query("""
                        select f.name from hourglass.future f
                        where f.state in ('LISTED', 'SETTLING')
                            and (exists (select 1 from hourglass.position p
                                     where p.future = f.id and p.party = ? and not exists (
                                         select 1 from hourglass.position later where later.future = p.future
                                             and later.party = p.party and later.version > p.version)
                                         and (p.lots <> 0 or p.marks = f.marks))
                                 or exists (select 1 from hourglass.settling_trade where instrument = f.id
                                     and (buyer = ? or seller = ?)))
                        order by f.name
                        """, row -> row.getString(1), estate, estate, estate);
    }

    /** The contracts that are not settled of which the estate ever took over lots. */
    private static List<Hash> taken(Tx tx, String estate) {
        return tx.query("""
                        select distinct f.name, f.id from hourglass.position p
                        join hourglass.future f on f.id = p.future
                        where p.party = ? and p.cause = 'TAKEN' and f.state in ('LISTED', 'SETTLING') order by f.name
                        """, row -> new Hash(row.getString(2)), estate);
    }

    void declared(Tx tx, Logged logged, ChainEvent.Defaulted event) {
        Party party = journal.party(tx, event.account()).orElseThrow();
        Party estate = journal.party(tx, event.estate()).orElseThrow();
        accounts.open(tx, party);
        accounts.open(tx, estate);
        DefaultRow row = underWay(tx)
                .filter(one -> one.party.equals(party.name()))
                .orElseThrow(() -> new IllegalStateException("nobody here declared " + event));
        row.state = State.OPEN;
        row.margin = event.margin();
        row.share = event.share();
        tx.session().update(row);
        List<Transfer> transfers = new ArrayList<>();
        signed(MarginAccounts.path(party), MarginAccounts.path(estate), event.margin())
                .ifPresent(transfers::add);
        signed(Pot.SHARE.path(party), MarginAccounts.path(estate), event.share())
                .ifPresent(transfers::add);
        post(tx, logged, "default", transfers);
    }

    void taken(Tx tx, Logged logged, ChainEvent.PositionTaken event) {
        Cause cause = Cause.TAKEN;
        move(tx, logged, cause, event.contract(), event.account(), event.estate(), event.lots(), event.accrued());
    }

    void deleveraged(Tx tx, Logged logged, ChainEvent.Deleveraged event) {
        Cause cause = Cause.DELEVERAGED;
        move(tx, logged, cause, event.contract(), event.estate(), event.account(), event.lots(), 0);
    }

    /** Lots, and what they had gained since the last mark, from one to another. */
    private void move(
            Tx tx, Logged logged, Cause cause, Hash contract, Address from, Address to, long lots, long accrued) {
        Future future = tx.session().get(FutureRow.class, contract.hex()).future();
        Party giver = journal.party(tx, from).orElseThrow();
        Party taker = journal.party(tx, to).orElseThrow();
        accounts.open(tx, List.of(giver, taker), List.of(future));
        Positions.append(
                tx,
                contract.hex(),
                List.of(
                        new Positions.Change(giver, -lots, -accrued, cause, logged),
                        new Positions.Change(taker, lots, accrued, cause, logged)));
        if (lots != 0) {
            Amount amount = new Amount(future.asset(), Math.abs(lots));
            String one = MarginAccounts.lots(lots > 0 ? giver : taker, future);
            String other = MarginAccounts.lots(lots > 0 ? taker : giver, future);
            String house = MarginAccounts.house(future);
            post(tx, logged, "position-moved", List.of(new Move(one, house, amount), new Move(house, other, amount)));
        }
    }

    void covered(Tx tx, Logged logged, ChainEvent.LossCovered event) {
        DefaultRow row = open(tx).orElseThrow(() -> new IllegalStateException("nobody is in default: " + event));
        Party estate = journal.party(tx, row.estate).orElseThrow();
        @Nullable
        Party payer = event.layer() == Layer.TRANCHE
                ? null
                : journal.party(tx, event.account()).orElse(null);
        tx.run(
                "insert into hourglass.loss_cover (member_default, number, layer, party, units)"
                        + " select ?, count(*) + 1, ?, ?, ? from hourglass.loss_cover where member_default = ?",
                row.id,
                event.layer(),
                payer == null ? null : payer.name(),
                event.units(),
                row.id);
        if (payer == null && event.layer() != Layer.TRANCHE) {
            return; // of somebody the books do not know: reconciliation shows it
        }
        String from =
                switch (event.layer()) {
                    case TRANCHE -> Pot.TRANCHE_PATH;
                    case SHARES -> Pot.SHARE.path(Objects.requireNonNull(payer));
                    case ASSESSMENTS, GAINS -> MarginAccounts.path(Objects.requireNonNull(payer));
                };
        post(tx, logged, "loss-covered", List.of(new Move(from, MarginAccounts.path(estate), usd(event.units()))));
    }

    void ended(Tx tx, Logged logged, ChainEvent.DefaultEnded event) {
        DefaultRow row = open(tx).orElseThrow(() -> new IllegalStateException("nobody is in default: " + event));
        Party party = journal.party(tx, row.party).orElseThrow();
        Party estate = journal.party(tx, row.estate).orElseThrow();
        row.state = State.COVERED;
        row.surplus = event.surplus();
        tx.session().update(row);
        signed(MarginAccounts.path(estate), MarginAccounts.path(party), event.surplus())
                .ifPresent(move -> post(tx, logged, "default-ended", List.of(move)));
        Amount left = accounts.posted(tx, estate);
        if (left.units() != 0) {
            throw new IllegalStateException("the estate of " + row.party + " still has " + left);
        }
    }

    List<DefaultView> all(Tx tx) {
        return tx.session()
                .createSelectionQuery("from DefaultRow order by sequence desc", DefaultRow.class)
                .getResultStream()
                .map(row -> view(tx, row))
                .toList();
    }

    Amount tranche(Tx tx) {
        return accounts.tranche(tx);
    }

    private static DefaultView view(Tx tx, DefaultRow row) {
        List<DefaultView.Payment> paid = tx.query(
                "select layer, party, units from hourglass.loss_cover where member_default = ? order by number",
                one -> new DefaultView.Payment(one.getString(1), one.getString(2), usd(one.getLong(3))),
                row.id);
        return new DefaultView(
                row.id,
                row.party,
                row.estate,
                row.state,
                row.margin == null ? null : usd(row.margin),
                row.share == null ? null : usd(row.share),
                paid,
                row.surplus == null ? null : usd(row.surplus),
                row.reason,
                row.declared);
    }

    private void post(Tx tx, Logged logged, String kind, List<Transfer> transfers) {
        if (!transfers.isEmpty()) {
            Posting.post(journal, tx, logged, kind, transfers);
        }
    }

    /** Dollars from one account to another, or back where they are negative. */
    private static Optional<Transfer> signed(String from, String to, long units) {
        if (units == 0) {
            return Optional.empty();
        }
        return Optional.of(
                units > 0 ? new Move(from, to, usd(units)) : new Move(to, from, usd(Math.negateExact(units))));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static Amount usd(long units) {
        return new Amount(Asset.USD, units);
    }
}
