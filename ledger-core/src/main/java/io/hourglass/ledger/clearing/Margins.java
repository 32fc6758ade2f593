package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer.Move;
import io.hourglass.ledger.book.Transfer.Post;
import io.hourglass.ledger.book.Transfer.Release;
import io.hourglass.ledger.book.Transfer.Reserve;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.settlement.Cash;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.Outbox;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Margin in and out. */
final class Margins {
    static final String INTENT = "margin:";

    private final Journal journal;
    private final Outbox outbox;
    private final MarginAccounts accounts;
    private final Clock clock;

    Margins(Journal journal, Outbox outbox, MarginAccounts accounts, Clock clock) {
        this.journal = journal;
        this.outbox = outbox;
        this.accounts = accounts;
        this.clock = clock;
    }

    Outcome<MarginView> add(Tx tx, String id, Party party, Amount amount) {
        return move(tx, id, party, amount, 1);
    }

    Outcome<MarginView> withdraw(Tx tx, String id, Party party, Amount amount) {
        return move(tx, id, party, amount, -1);
    }

    private Outcome<MarginView> move(Tx tx, String id, Party party, Amount amount, int sign) {
        if (!amount.isPositive() || !amount.asset().equals(Asset.USD)) {
            return Outcome.refused(ClearingRefusal.MALFORMED, "margin is a positive amount of dollars: " + amount);
        }
        accounts.open(tx, party);
        accounts.lock(tx, party);
        MarginMovementRow there = tx.session().get(MarginMovementRow.class, id);
        if (there != null) {
            boolean same = there.party.equals(party.name()) && there.units == sign * amount.units();
            return same
                    ? Outcome.done(view(tx, party))
                    : Outcome.refused(ClearingRefusal.ID_REUSED, id + " moved another amount, or another party's");
        }
        String key = party.key();
        if (key == null) {
            return Outcome.refused(
                    ClearingRefusal.SIGNS_ELSEWHERE, party.name() + " signs elsewhere: call Clearing itself");
        }
        Amount free = view(tx, party).free();
        if (sign < 0 && free.compareTo(amount) < 0) {
            return Outcome.refused(
                    ClearingRefusal.INSUFFICIENT,
                    amount + " asked, " + free + " is free: positions and orders need the rest");
        }
        return planned(tx, id, party, key, amount, sign);
    }

    private Outcome<MarginView> planned(Tx tx, String id, Party party, String key, Amount amount, int sign) {
        MarginMovementRow row = new MarginMovementRow();
        row.id = id;
        row.party = party.name();
        row.units = sign * amount.units();
        row.pending = Entry.idOf(INTENT + id);
        row.state = MarkView.State.SETTLING;
        row.asked = clock.instant();
        tx.session().insert(row);
        ChainCall call =
                sign > 0 ? new ChainCall.AddMargin(amount.units()) : new ChainCall.WithdrawMargin(amount.units());
        List<String> after = Cash.enrolment(party).stream()
                .filter(intent -> outbox.find(tx, intent).isPresent())
                .toList();
        outbox.plan(tx, INTENT + id, key, call, after);
        String cash = party.path("cash");
        String margin = MarginAccounts.path(party);
        Reserve reserve = sign > 0
                ? new Reserve(row.pending, cash, margin, amount)
                : new Reserve(row.pending, margin, cash, amount);
        LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        PostResult result = journal.post(tx, Entry.of(new Cause("margin", id), day, List.of(reserve)));
        return switch (result) {
            case PostResult.Refused(PostResult.Reason reason, String detail)
            when reason == PostResult.Reason.FLOOR -> Outcome.refused(ClearingRefusal.INSUFFICIENT, detail);
            case PostResult.Refused refused -> throw new IllegalStateException(refused.toString());
            default -> Outcome.done(view(tx, party));
        };
    }

    MarginView view(Tx tx, Party party) {
        Amount required = MarginAccounts.required(tx, party);
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        long maintenance = Terms.on(tx, today).maintenanceUp(required.units());
        return new MarginView(
                party.name(),
                accounts.posted(tx, party),
                required,
                new Amount(Asset.USD, maintenance),
                accounts.available(tx, party).minus(required));
    }

    /** @param units positive came to Clearing, negative left it */
    void moved(Tx tx, Logged logged, Address account, long units) {
        Optional<Party> known = journal.party(tx, account);
        if (known.isEmpty()) {
            return; // nobody the books know: the mirror notes it, reconciliation shows it
        }
        Party party = known.get();
        accounts.open(tx, party);
        Optional<MarginMovementRow> row = oldest(tx, party, units);
        if (row.isPresent()) {
            row.get().state = MarkView.State.FINAL;
            tx.session().update(row.get());
            Posting.post(journal, tx, logged, "margin-moved", List.of(new Post(row.get().pending)));
            return;
        }
        // The party called Clearing itself. What its own reservations do not let the books follow is
        // left to reconciliation: nobody stops the mirror by outrunning an order.
        String cash = party.path("cash");
        String margin = MarginAccounts.path(party);
        Amount amount = new Amount(Asset.USD, Math.abs(units));
        Move move = units > 0 ? new Move(cash, margin, amount) : new Move(margin, cash, amount);
        Posting.postIfCovered(journal, tx, logged, "margin-moved", List.of(move));
    }

    private static Optional<MarginMovementRow> oldest(Tx tx, Party party, long units) {
        return tx.session()
                .createSelectionQuery(
                        "from MarginMovementRow where party = :party and units = :units and state = SETTLING"
                                + " order by sequence",
                        MarginMovementRow.class)
                .setParameter("party", party.name())
                .setParameter("units", units)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
    }

    void voided(Tx tx, String id, String why) {
        MarginMovementRow row = tx.session().get(MarginMovementRow.class, id);
        if (row.state != MarkView.State.SETTLING) {
            return; // an equal movement the party made itself has taken its place
        }
        row.state = MarkView.State.VOIDED;
        row.reason = why;
        tx.session().update(row);
        LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Posting.require(
                journal.post(tx, Entry.of(new Cause("margin-void", id), day, List.of(new Release(row.pending)))));
    }
}
