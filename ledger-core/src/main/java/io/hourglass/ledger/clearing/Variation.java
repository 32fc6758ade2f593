package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Transfer.Move;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.clearing.MarkView.Procedure;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainEvent.Marked;
import io.hourglass.ledger.settlement.ChainEvent.Novated;
import io.hourglass.ledger.settlement.ChainEvent.VariationPaid;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Posts lots and variation as the chain says, and calls margin where it ran short. */
final class Variation {
    private final Journal journal;
    private final Market market;
    private final MarginAccounts accounts;
    private final Clock clock;

    Variation(Journal journal, Market market, MarginAccounts accounts, Clock clock) {
        this.journal = journal;
        this.market = market;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** Buyer and seller both have Clearing on the other side now. */
    void novated(Tx tx, Logged logged, Novated event) {
        Future future =
                tx.session().get(FutureRow.class, event.contract().hex()).future();
        Party buyer = journal.party(tx, event.buyer()).orElseThrow();
        Party seller = journal.party(tx, event.seller()).orElseThrow();
        for (Party party : List.of(buyer, seller)) {
            accounts.open(tx, party);
            accounts.openLots(tx, party, future);
        }
        Amount lots = new Amount(future.asset(), event.lots());
        String house = MarginAccounts.house(future);
        Posting.post(
                journal,
                tx,
                logged,
                "novation",
                List.of(
                        new Move(MarginAccounts.lots(seller, future), house, lots),
                        new Move(house, MarginAccounts.lots(buyer, future), lots)));
    }

    void paid(Tx tx, Logged logged, VariationPaid event) {
        Party party = journal.party(tx, event.account()).orElseThrow();
        String margin = MarginAccounts.path(party);
        Amount amount = new Amount(Asset.USD, Math.abs(event.units()));
        Move move = event.units() > 0
                ? new Move(Listing.VARIATION, margin, amount)
                : new Move(margin, Listing.VARIATION, amount);
        Posting.post(journal, tx, logged, "variation", List.of(move));
        tx.run(
                "insert into hourglass.variation (future, day, party, units) values (?, ?, ?, ?)",
                event.contract(),
                LocalDate.ofEpochDay(event.day()),
                party.name(),
                event.units());
    }

    /** The mark is complete: what was paid must be what was received. */
    void marked(Tx tx, Logged logged, Marked event) {
        Amount left = journal.balance(tx, Listing.VARIATION).orElseThrow().posted();
        if (left.units() != 0) {
            throw new IllegalStateException("variation does not sum to zero: " + left + " left after " + event);
        }
        FutureRow future = tx.session().get(FutureRow.class, event.contract().hex());
        LocalDate day = LocalDate.ofEpochDay(event.day());
        MarkRow mark = Marks.on(tx, future, day)
                .filter(planned -> !event.last() || planned.procedure == Procedure.FINAL)
                .orElseGet(() -> closedOut(tx, future, day, event));
        if (mark.price != event.price().micros()) {
            throw new IllegalStateException("marked at " + event.price() + ", here at " + mark.price);
        }
        mark.state = MarkView.State.FINAL;
        mark.block = logged.block().number();
        tx.session().update(mark);
        if (event.last()) {
            close(tx, logged, future);
        }
        call(tx, day);
    }

    /** Somebody closed what had been left alone too long, which takes the place of what was planned. */
    private MarkRow closedOut(Tx tx, FutureRow future, LocalDate day, Marked event) {
        if (!event.last()) {
            throw new IllegalStateException("nobody here made the mark " + event);
        }
        Optional<MarkRow> planned = Marks.on(tx, future, day);
        MarkRow row = planned.orElseGet(MarkRow::new);
        row.future = future.id;
        row.day = day;
        row.price = event.price().micros();
        row.procedure = Procedure.FINAL;
        row.provenance = "closed out at the last price: it had been neither traded nor marked for long";
        row.intent = "closed-out:" + future.name;
        row.state = MarkView.State.SETTLING;
        row.reason = null;
        row.made = clock.instant();
        if (planned.isPresent()) {
            tx.session().update(row);
        } else {
            tx.session().insert(row);
        }
        return row;
    }

    /** Cash is settled: the lots are gone. */
    private void close(Tx tx, Logged logged, FutureRow row) {
        Future future = row.future();
        String house = MarginAccounts.house(future);
        List<Transfer> transfers = new ArrayList<>();
        for (Party party : journal.parties(tx)) {
            String path = MarginAccounts.lots(party, future);
            long lots = journal.balance(tx, path)
                    .map(balance -> balance.posted().units())
                    .orElse(0L);
            Amount amount = new Amount(future.asset(), Math.abs(lots));
            if (lots != 0) {
                transfers.add(lots > 0 ? new Move(path, house, amount) : new Move(house, path, amount));
            }
        }
        if (!transfers.isEmpty()) {
            Posting.post(journal, tx, logged, "final-settlement", transfers);
        }
        row.state = FutureView.State.SETTLED;
        tx.session().update(row);
        market.close(tx, future.id(), "settled finally");
    }

    /** One call a member and day: margin below maintenance is called up to initial. */
    private void call(Tx tx, LocalDate day) {
        Terms terms = Terms.on(tx, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        List<String> members = tx.query("select party from hourglass.member order by party", row -> row.getString(1));
        for (String name : members) {
            Party party = journal.party(tx, name).orElseThrow();
            long margin = accounts.posted(tx, party).units();
            long initial = Exposure.requiredOfPositions(tx, name);
            long maintenance = terms.maintenanceUp(initial);
            if (margin < maintenance) {
                tx.run(
                        "insert into hourglass.margin_call (party, day, margin, maintenance, initial, missing, called,"
                                + " deadline) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (party, day) do update"
                                + " set margin = excluded.margin, maintenance = excluded.maintenance,"
                                + " initial = excluded.initial, missing = excluded.missing",
                        name,
                        day,
                        margin,
                        maintenance,
                        initial,
                        initial - margin,
                        clock.instant(),
                        clock.instant().plus(Duration.ofHours(terms.callHours())));
            }
        }
    }
}
