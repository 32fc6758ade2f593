package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Transfer.Move;
import io.hourglass.ledger.book.Transfer.Post;
import io.hourglass.ledger.book.Transfer.Release;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.CapacityAccounts;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.AssetKind;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent.Claimed;
import io.hourglass.ledger.settlement.ChainEvent.CreatedInKind;
import io.hourglass.ledger.settlement.ChainEvent.CreationRequested;
import io.hourglass.ledger.settlement.ChainEvent.FeeAccrued;
import io.hourglass.ledger.settlement.ChainEvent.Held;
import io.hourglass.ledger.settlement.ChainEvent.HoursGiven;
import io.hourglass.ledger.settlement.ChainEvent.Moved;
import io.hourglass.ledger.settlement.ChainEvent.RedeemedInKind;
import io.hourglass.ledger.settlement.ChainEvent.RedemptionRequested;
import io.hourglass.ledger.settlement.ChainEvent.TakenBack;
import io.hourglass.ledger.settlement.ChainEvent.UnitsCreated;
import io.hourglass.ledger.settlement.ChainEvent.UnitsRedeemed;
import io.hourglass.ledger.settlement.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Posts what the chain says of the fund, and moves its requests on. */
final class FundEvents {
    /** The call that ends a request the books cannot follow. */
    private static final String GIVE_BACK = "giveback:";

    private final Journal journal;
    private final Outbox outbox;
    private final FundAccounts accounts;
    private final Clock clock;

    FundEvents(Journal journal, Outbox outbox, FundAccounts accounts, Clock clock) {
        this.journal = journal;
        this.outbox = outbox;
        this.accounts = accounts;
        this.clock = clock;
    }

    void createdInKind(Tx tx, Logged logged, CreatedInKind event) {
        RequestRow row = tx.session()
                .createSelectionQuery(
                        "from RequestRow where kind = IN_KIND and state = ASKED and account = :account"
                                + " and hours = :hours and cash = :cash and units = :units order by asked",
                        RequestRow.class)
                .setParameter("account", event.account().hex())
                .setParameter("hours", event.hours())
                .setParameter("cash", event.cash())
                .setParameter("units", event.units())
                .setMaxResults(1)
                .getSingleResult();
        List<Transfer> transfers = new ArrayList<>();
        Stream.of(row.pending, row.pendingHours)
                .filter(pending -> pending != null)
                .forEach(pending -> transfers.add(new Post(pending)));
        transfers.add(issue(tx, event.account(), event.units()));
        post(tx, logged, transfers);
        end(tx, row);
    }

    void creationRequested(Tx tx, Logged logged, CreationRequested event) {
        RequestRow row = tx.session().get(RequestRow.class, event.request().hex());
        if (row != null) {
            post(tx, logged, List.of(new Post(pending(row))));
            queue(tx, row);
            return;
        }
        Optional<Party> party = journal.party(tx, event.account());
        boolean queued = party.isPresent() && creationByItself(tx, logged, event, party.get());
        if (!queued) {
            giveBack(tx, event.request());
        }
    }

    void redemptionRequested(Tx tx, Logged logged, RedemptionRequested event) {
        RequestRow row = tx.session().get(RequestRow.class, event.request().hex());
        if (row != null) {
            post(tx, logged, List.of(new Post(pending(row))));
            row.cycle = event.cycle();
            queue(tx, row);
            return;
        }
        Optional<Party> party = journal.party(tx, event.account());
        boolean queued = party.isPresent() && redemptionByItself(tx, logged, event, party.get());
        if (!queued) {
            giveBack(tx, event.request());
        }
    }

    private boolean creationByItself(Tx tx, Logged logged, CreationRequested event, Party party) {
        RequestRow made = foreign(tx, event.request(), RequestView.Kind.CREATION, party);
        made.cash = event.cash();
        return queueIfCovered(
                tx, logged, made, new Move(party.path("cash"), FundAccounts.REQUESTS, FundAccounts.usd(event.cash())));
    }

    private boolean redemptionByItself(Tx tx, Logged logged, RedemptionRequested event, Party party) {
        RequestRow made = foreign(tx, event.request(), RequestView.Kind.REDEMPTION, party);
        made.units = event.units();
        made.waiting = event.units();
        made.cycle = event.cycle();
        return queueIfCovered(
                tx,
                logged,
                made,
                new Move(FundAccounts.units(party), FundAccounts.REDEEMING, FundAccounts.hgx(event.units())));
    }

    /** It would stand in its cycle, and everybody else with it: the contract leaves nobody out. */
    private void giveBack(Tx tx, Hash request) {
        outbox.plan(tx, GIVE_BACK + request, Requests.MANAGER, new ChainCall.GiveBack(request), List.of());
    }

    void created(Tx tx, Logged logged, UnitsCreated event) {
        RequestRow row = tx.session().get(RequestRow.class, event.request().hex());
        post(tx, logged, List.of(new Post(pending(row)), issue(tx, event.account(), event.units())));
        row.units = event.units();
        end(tx, row);
    }

    void redeemed(Tx tx, Logged logged, UnitsRedeemed event) {
        RequestRow row = tx.session().get(RequestRow.class, event.request().hex());
        List<Transfer> transfers = new ArrayList<>();
        if (event.cash() > 0) {
            transfers.add(new Post(pending(row)));
        }
        transfers.add(new Move(FundAccounts.REDEEMING, FundAccounts.UNITS, FundAccounts.hgx(event.units())));
        post(tx, logged, transfers);
        row.cash = Math.addExact(row.cash, event.cash());
        row.waiting = event.left();
        if (row.waiting == 0) {
            end(tx, row);
            return;
        }
        row.state = RequestView.State.WAITING;
        row.pending = null;
        tx.session().update(row);
    }

    /** The request ended unpriced: what was given and still waited is its party's own again. */
    void takenBack(Tx tx, Logged logged, TakenBack event) {
        RequestRow row = tx.session().get(RequestRow.class, event.request().hex());
        if (row == null) {
            return; // the books could not follow when it was made
        }
        Party party = party(tx, event.account());
        post(
                tx,
                logged,
                unpriced(
                        row,
                        row.kind == RequestView.Kind.CREATION
                                ? new Move(FundAccounts.REQUESTS, party.path("cash"), FundAccounts.usd(row.cash))
                                : new Move(
                                        FundAccounts.REDEEMING,
                                        FundAccounts.units(party),
                                        FundAccounts.hgx(row.waiting))));
        row.state = RequestView.State.VOIDED;
        row.reason = "given back: it was not priced";
        row.pending = null;
        row.waiting = 0;
        tx.session().update(row);
    }

    /** The party took its share of the fund's cash; its hours follow, a series at a time. */
    void redeemedInKind(Tx tx, Logged logged, RedeemedInKind event) {
        RequestRow row = tx.session().get(RequestRow.class, event.request().hex());
        if (row == null) {
            return; // the books could not follow when it was made
        }
        Move burnt = new Move(FundAccounts.REDEEMING, FundAccounts.UNITS, FundAccounts.hgx(event.units()));
        post(tx, logged, unpriced(row, burnt));
        if (event.cash() > 0) {
            Move paid = new Move(
                    FundAccounts.CASH, party(tx, event.account()).path("cash"), FundAccounts.usd(event.cash()));
            postIfCovered(tx, logged, "fund-share", paid);
        }
        row.cash = Math.addExact(row.cash, event.cash());
        row.waiting = 0;
        end(tx, row);
    }

    void hoursGiven(Tx tx, Logged logged, HoursGiven event) {
        Optional<Series> series =
                journal.asset(tx, AssetKind.HOURS, event.series()).map(asset -> Series.parse(asset.code()));
        Optional<Party> known = journal.party(tx, event.account());
        if (series.isPresent() && known.isPresent()) {
            accounts.open(tx, known.get(), series.get());
            String to = CapacityAccounts.hours(known.get(), series.get()).path();
            Amount hours = new Amount(series.get().asset(), event.units());
            postIfCovered(tx, logged, "fund-share", new Move(FundAccounts.hours(series.get()), to, hours));
        }
    }

    /** Units went from one holder to another, past this service. */
    void moved(Tx tx, Logged logged, Moved event) {
        boolean between = event.asset().equals(accounts.token())
                && !event.from().equals(Address.ZERO)
                && !event.to().equals(Address.ZERO)
                && !accounts.isFund(event.from())
                && !accounts.isFund(event.to());
        if (!between) {
            return; // made, burnt, waiting or given back: another event says so
        }
        Optional<Party> from = journal.party(tx, event.from());
        Optional<Party> to = journal.party(tx, event.to());
        if (from.isPresent() && to.isPresent()) {
            accounts.open(tx, from.get());
            accounts.open(tx, to.get());
            Move move = new Move(
                    FundAccounts.units(from.get()), FundAccounts.units(to.get()), FundAccounts.hgx(event.units()));
            postIfCovered(tx, logged, "fund-transfer", move);
        }
    }

    void feeAccrued(Tx tx, Logged logged, FeeAccrued event) {
        if (event.units() > 0) {
            String to = accounts.recipientsUnits(tx, event.recipient());
            post(tx, logged, List.of(new Move(FundAccounts.UNITS, to, FundAccounts.hgx(event.units()))));
        }
    }

    /** The Vault does not credit the party: what it was just paid lies with the fund until it is claimed. */
    void held(Tx tx, Logged logged, Held event) {
        journal.party(tx, event.account())
                .ifPresent(party -> postIfCovered(
                        tx,
                        logged,
                        "fund-held",
                        new Move(party.path("cash"), accounts.held(tx, party), FundAccounts.usd(event.cash()))));
    }

    void claimed(Tx tx, Logged logged, Claimed event) {
        journal.party(tx, event.account())
                .ifPresent(party -> postIfCovered(
                        tx,
                        logged,
                        "fund-claim",
                        new Move(accounts.held(tx, party), party.path("cash"), FundAccounts.usd(event.cash()))));
    }

    /** With what was reserved for a fulfilment under way let go of: it will fail. */
    private static List<Transfer> unpriced(RequestRow row, Move move) {
        @Nullable UUID pending = row.pending;
        return pending == null ? List.of(move) : List.of(new Release(pending), move);
    }

    /** The request did not reach the chain: what was given is free again. */
    void requestVoided(Tx tx, String id, String why) {
        RequestRow row = tx.session().get(RequestRow.class, id);
        List<Transfer> releases = Stream.of(row.pending, row.pendingHours)
                .filter(pending -> pending != null)
                .<Transfer>map(Release::new)
                .toList();
        release(tx, "request-void", id, releases);
        row.state = RequestView.State.VOIDED;
        row.reason = why;
        row.pending = null;
        row.pendingHours = null;
        row.waiting = 0;
        tx.session().update(row);
    }

    /** The fulfilment failed: the request keeps its place and is tried again, a few times. */
    void fulfilmentVoided(Tx tx, String id, String why) {
        RequestRow row = tx.session().get(RequestRow.class, id);
        if (row.state != RequestView.State.PRICED) {
            return; // its party ended it first
        }
        release(tx, "fulfilment-void", id + ":" + row.attempt, List.of(new Release(pending(row))));
        row.state = RequestView.State.WAITING;
        row.reason = why;
        row.pending = null;
        row.navDay = null;
        row.attempt++;
        tx.session().update(row);
    }

    /** From here on it waits for the next NAV. */
    private void queue(Tx tx, RequestRow row) {
        row.state = RequestView.State.WAITING;
        row.pending = null;
        row.recorded = clock.instant();
        row.turn = tx.first("select nextval('hourglass.fund_turn')", next -> next.getLong(1))
                .orElseThrow();
        tx.session().update(row);
    }

    private static void end(Tx tx, RequestRow row) {
        row.state = RequestView.State.DONE;
        row.reason = null;
        row.pending = null;
        row.pendingHours = null;
        tx.session().update(row);
    }

    /** A request whose party called the fund itself. */
    private RequestRow foreign(Tx tx, Hash id, RequestView.Kind kind, Party party) {
        accounts.open(tx, party);
        RequestRow row = new RequestRow();
        row.id = id.hex();
        row.kind = kind;
        row.party = party.name();
        row.account = party.address().hex();
        row.state = RequestView.State.ASKED;
        row.asked = clock.instant();
        return row;
    }

    private Move issue(Tx tx, Address account, long units) {
        Party party = party(tx, account);
        accounts.open(tx, party);
        return new Move(FundAccounts.UNITS, FundAccounts.units(party), FundAccounts.hgx(units));
    }

    private Party party(Tx tx, Address account) {
        return journal.party(tx, account).orElseThrow();
    }

    private static UUID pending(RequestRow row) {
        @Nullable UUID pending = row.pending;
        if (pending == null) {
            throw new IllegalStateException("nothing is reserved for " + row.id + ", " + row.state);
        }
        return pending;
    }

    /** What the party's own reservations do not let the books follow is left to reconciliation. */
    private boolean queueIfCovered(Tx tx, Logged logged, RequestRow row, Move move) {
        boolean covered = postIfCovered(tx, logged, "fund", move);
        if (covered) {
            tx.session().insert(row);
            queue(tx, row);
        }
        return covered;
    }

    private boolean postIfCovered(Tx tx, Logged logged, String kind, Move move) {
        PostResult result = tried(tx, logged, kind, List.of(move));
        if (result instanceof PostResult.Refused refused && refused.reason() == PostResult.Reason.FLOOR) {
            return false;
        }
        require(result);
        return true;
    }

    private void post(Tx tx, Logged logged, List<Transfer> transfers) {
        require(tried(tx, logged, "fund", transfers));
    }

    private PostResult tried(Tx tx, Logged logged, String kind, List<Transfer> transfers) {
        LocalDate day = LocalDate.ofInstant(Instant.ofEpochSecond(logged.block().timestamp()), ZoneOffset.UTC);
        Cause cause = new Cause(kind, logged.transaction() + ":" + logged.logIndex());
        return journal.post(tx, Entry.of(cause, day, transfers));
    }

    private void release(Tx tx, String kind, String id, List<Transfer> releases) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        require(journal.post(tx, Entry.of(new Cause(kind, id), today, releases)));
    }

    private static void require(PostResult result) {
        if (result instanceof PostResult.Refused(PostResult.Reason reason, String detail)) {
            throw new IllegalStateException("the books refuse what the chain did: " + reason + ", " + detail);
        }
    }
}
