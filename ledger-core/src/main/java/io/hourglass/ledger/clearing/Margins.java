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

/** Dollars in and out of Clearing: margin, shares of the default fund, the house's tranche. */
final class Margins {
    static final String INTENT = "margin:";
    private static final String FUND_MANAGER = "manager";

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

    Outcome<MarginView> add(Tx tx, String id, Party party, Pot pot, Amount amount) {
        return move(tx, id, party, pot, amount, 1);
    }

    Outcome<MarginView> withdraw(Tx tx, String id, Party party, Pot pot, Amount amount) {
        return move(tx, id, party, pot, amount, -1);
    }

    private Outcome<MarginView> move(Tx tx, String id, Party party, Pot pot, Amount amount, int sign) {
        if (!amount.isPositive() || !amount.asset().equals(Asset.USD)) {
            return Outcome.refused(ClearingRefusal.MALFORMED, "a positive amount of dollars is needed: " + amount);
        }
        accounts.open(tx, party);
        accounts.lock(tx, party);
        MovementRow there = tx.session().get(MovementRow.class, id);
        if (there != null) {
            boolean same = there.party.equals(party.name()) && there.pot == pot && there.units == sign * amount.units();
            return same
                    ? Outcome.done(view(tx, party))
                    : Outcome.refused(ClearingRefusal.ID_REUSED, id + " moved another amount, or another party's");
        }
        boolean fund = party.kind() == Party.Kind.FUND;
        if (fund && pot != Pot.MARGIN) {
            return Outcome.refused(ClearingRefusal.MALFORMED, "the fund has margin here and nothing else");
        }
        String key = fund ? FUND_MANAGER : party.key();
        if (key == null) {
            return Outcome.refused(
                    ClearingRefusal.SIGNS_ELSEWHERE, party.name() + " signs elsewhere: call Clearing itself");
        }
        if (sign < 0) {
            Optional<String> tied = tied(tx, party, pot, amount);
            if (tied.isPresent()) {
                return Outcome.refused(ClearingRefusal.INSUFFICIENT, tied.get());
            }
        }
        return planned(tx, id, party, key, pot, amount, sign);
    }

    /** Why so much cannot leave a pot now. */
    private Optional<String> tied(Tx tx, Party party, Pot pot, Amount amount) {
        MarginView view = view(tx, party);
        if (pot == Pot.MARGIN && view.free().compareTo(amount) < 0) {
            return Optional.of(amount + " asked, " + view.free() + " is free: positions and orders need the rest");
        }
        if (pot == Pot.SHARE && view.share().compareTo(amount) < 0) {
            return Optional.of(amount + " asked, the share is " + view.share());
        }
        if (pot == Pot.SHARE && !Exposure.of(tx, party.name()).isEmpty()) {
            return Optional.of("a share leaves while its member has no position and no order");
        }
        return pot == Pot.SHARE && Defaults.underWay(tx).isPresent()
                ? Optional.of("a default waits to be covered")
                : Optional.empty();
    }

    private Outcome<MarginView> planned(Tx tx, String id, Party party, String key, Pot pot, Amount amount, int sign) {
        MovementRow row = new MovementRow();
        row.id = id;
        row.party = party.name();
        row.pot = pot;
        row.units = sign * amount.units();
        row.pending = Entry.idOf(INTENT + id);
        row.state = MarkView.State.SETTLING;
        row.asked = clock.instant();
        tx.session().insert(row);
        List<String> after = Cash.enrolment(party).stream()
                .filter(intent -> outbox.find(tx, intent).isPresent())
                .toList();
        outbox.plan(tx, INTENT + id, key, call(party, pot, row.units), after);
        String cash = party.path("cash");
        String kept = pot.path(party);
        Reserve reserve =
                sign > 0 ? new Reserve(row.pending, cash, kept, amount) : new Reserve(row.pending, kept, cash, amount);
        LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        PostResult result = journal.post(tx, Entry.of(new Cause("margin", id), day, List.of(reserve)));
        return switch (result) {
            case PostResult.Refused(PostResult.Reason reason, String detail)
            when reason == PostResult.Reason.FLOOR -> Outcome.refused(ClearingRefusal.INSUFFICIENT, detail);
            case PostResult.Refused refused -> throw new IllegalStateException(refused.toString());
            default -> Outcome.done(view(tx, party));
        };
    }

    /** The fund is a contract, which its manager has call Clearing. */
    private static ChainCall call(Party party, Pot pot, long units) {
        if (party.kind() != Party.Kind.FUND) {
            return pot.move(units);
        }
        return units > 0 ? new ChainCall.PostMargin(units) : new ChainCall.FreeMargin(-units);
    }

    MarginView view(Tx tx, Party party) {
        Terms terms = Terms.on(tx, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        Amount required =
                new Amount(Asset.USD, MarginAccounts.required(tx, terms, party).units());
        long maintenance = terms.maintenanceUp(required.units());
        return new MarginView(
                party.name(),
                accounts.posted(tx, party),
                required,
                new Amount(Asset.USD, maintenance),
                accounts.available(tx, party).minus(required),
                accounts.share(tx, party));
    }

    /** @param units positive came to Clearing, negative left it */
    void moved(Tx tx, Logged logged, Pot pot, Address account, long units) {
        Optional<Party> known = journal.party(tx, account);
        if (known.isEmpty()) {
            return; // nobody the books know: the mirror notes it, reconciliation shows it
        }
        Party party = known.get();
        accounts.open(tx, party);
        Optional<MovementRow> row = oldest(tx, party, pot, units);
        if (row.isPresent()) {
            row.get().state = MarkView.State.FINAL;
            tx.session().update(row.get());
            Posting.post(journal, tx, logged, "margin-moved", List.of(new Post(row.get().pending)));
            return;
        }
        // The party called Clearing itself. What its own reservations do not let the books follow is
        // left to reconciliation: nobody stops the mirror by outrunning an order.
        String cash = party.path("cash");
        String kept = pot.path(party);
        Amount amount = new Amount(Asset.USD, Math.abs(units));
        Move move = units > 0 ? new Move(cash, kept, amount) : new Move(kept, cash, amount);
        Posting.postIfCovered(journal, tx, logged, "margin-moved", List.of(move));
    }

    private static Optional<MovementRow> oldest(Tx tx, Party party, Pot pot, long units) {
        return tx.session()
                .createSelectionQuery(
                        "from MovementRow where party = :party and pot = :pot and units = :units"
                                + " and state = SETTLING order by sequence",
                        MovementRow.class)
                .setParameter("party", party.name())
                .setParameter("pot", pot)
                .setParameter("units", units)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
    }

    void voided(Tx tx, String id, String why) {
        MovementRow row = tx.session().get(MovementRow.class, id);
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
