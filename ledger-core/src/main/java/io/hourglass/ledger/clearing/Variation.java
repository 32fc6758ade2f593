package io.hourglass.ledger.clearing;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Transfer.Move;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.clearing.MarkView.Procedure;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainEvent.Marked;
import io.hourglass.ledger.settlement.ChainEvent.Novated;
import io.hourglass.ledger.settlement.ChainEvent.VariationPaid;
import io.hourglass.ledger.settlement.MarkCycle;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

    /** Buyers and sellers all have Clearing on the other side now. */
    void novated(Tx tx, List<Logged> run) {
        Map<Address, Party> parties = parties(
                tx,
                run.stream()
                        .map(logged -> (Novated) logged.event())
                        .flatMap(event -> Stream.of(event.buyer(), event.seller())));
        Map<Hash, List<Logged>> byContract = run.stream()
                .collect(Collectors.groupingBy(
                        logged -> ((Novated) logged.event()).contract(), LinkedHashMap::new, Collectors.toList()));
        Map<Hash, Future> futures = new HashMap<>();
        byContract.forEach((contract, novations) -> {
            FutureRow row = tx.session().get(FutureRow.class, contract.hex());
            futures.put(contract, row.future());
            accounts.open(tx, parties.values(), List.of(row.future()));
            append(tx, row, novations, parties);
        });
        Posting.post(
                journal,
                tx,
                "novation",
                run,
                logged -> lots((Novated) logged.event(), requireNonNull(futures.get(contract(logged))), parties));
    }

    private static Hash contract(Logged logged) {
        return ((Novated) logged.event()).contract();
    }

    private static void append(Tx tx, FutureRow future, List<Logged> novations, Map<Address, Party> parties) {
        long last = future.lastPrice == null
                ? ((Novated) novations.getFirst().event()).price().micros()
                : future.lastPrice;
        if (future.lastPrice == null) {
            tx.run("update hourglass.future set last_price = ? where id = ?", last, future.id);
        }
        List<Positions.Change> changes = new ArrayList<>();
        for (Logged logged : novations) {
            Novated event = (Novated) logged.event();
            long gained = Math.multiplyExact(
                    Math.multiplyExact(Price.HOURS_PER_LOT, event.lots()),
                    last - event.price().micros());
            Party buyer = requireNonNull(parties.get(event.buyer()));
            Party seller = requireNonNull(parties.get(event.seller()));
            changes.add(new Positions.Change(buyer, event.lots(), gained, Positions.Cause.TRADE, logged));
            changes.add(new Positions.Change(seller, -event.lots(), -gained, Positions.Cause.TRADE, logged));
        }
        Positions.append(tx, future.id, changes);
    }

    private static List<Transfer> lots(Novated event, Future future, Map<Address, Party> parties) {
        Amount lots = new Amount(future.asset(), event.lots());
        String house = MarginAccounts.house(future);
        Party buyer = requireNonNull(parties.get(event.buyer()));
        Party seller = requireNonNull(parties.get(event.seller()));
        return List.of(
                new Move(MarginAccounts.lots(seller, future), house, lots),
                new Move(house, MarginAccounts.lots(buyer, future), lots));
    }

    /** Everybody is paid, or pays, what a mark moved. */
    void paid(Tx tx, List<Logged> run) {
        Map<Address, Party> parties =
                parties(tx, run.stream().map(logged -> ((VariationPaid) logged.event()).account()));
        Posting.post(journal, tx, "variation", run, logged -> {
            VariationPaid event = (VariationPaid) logged.event();
            String margin = MarginAccounts.path(requireNonNull(parties.get(event.account())));
            Amount amount = new Amount(Asset.USD, Math.abs(event.units()));
            return List.of(
                    event.units() > 0
                            ? new Move(Listing.VARIATION, margin, amount)
                            : new Move(margin, Listing.VARIATION, amount));
        });
        tx.copy(
                "hourglass.variation (future, day, cycle, party, units)",
                run.stream()
                        .map(logged -> (VariationPaid) logged.event())
                        .map(event -> new @Nullable Object[] {
                            event.contract(),
                            LocalDate.ofEpochDay(event.day()),
                            event.cycle(),
                            requireNonNull(parties.get(event.account())).name(),
                            event.units()
                        })
                        .toList());
    }

    private Map<Address, Party> parties(Tx tx, Stream<Address> addresses) {
        Set<Address> asked = addresses.collect(Collectors.toSet());
        Map<Address, Party> parties = journal.parties(tx, asked);
        if (parties.size() != asked.size()) {
            throw new IllegalStateException("nobody here has one of the addresses " + asked);
        }
        return parties;
    }

    /** The mark is complete: what was paid must be what was received. */
    void marked(Tx tx, Logged logged, Marked event) {
        Amount left = journal.balance(tx, Listing.VARIATION).orElseThrow().posted();
        if (left.units() != 0) {
            throw new IllegalStateException("variation does not sum to zero: " + left + " left after " + event);
        }
        tx.run(
                "update hourglass.future set marks = marks + 1, last_price = ? where id = ?",
                event.price().micros(),
                event.contract());
        FutureRow future = tx.session().get(FutureRow.class, event.contract().hex());
        LocalDate day = LocalDate.ofEpochDay(event.day());
        MarkRow mark = Marks.on(tx, future, day, event.cycle())
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
        call(tx, day, event.cycle());
    }

    /** A mark that did not come about; others of its cycle may have waited for it. */
    void voided(Tx tx, String intent, String why) {
        record Cycle(LocalDate day, MarkCycle cycle) {}
        tx.query(
                        "update hourglass.mark set state = 'VOIDED', reason = ? where intent = ? returning day, cycle",
                        row -> new Cycle(
                                row.getObject("day", LocalDate.class), MarkCycle.valueOf(row.getString("cycle"))),
                        why,
                        intent)
                .forEach(one -> call(tx, one.day(), one.cycle()));
    }

    /** Somebody closed what had been left alone too long, which takes the place of what was planned. */
    private MarkRow closedOut(Tx tx, FutureRow future, LocalDate day, Marked event) {
        if (!event.last()) {
            throw new IllegalStateException("nobody here made the mark " + event);
        }
        Optional<MarkRow> planned = Marks.on(tx, future, day, event.cycle());
        MarkRow row = planned.orElseGet(MarkRow::new);
        row.future = future.id;
        row.day = day;
        row.cycle = event.cycle();
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
        List<Positions.Change> changes = new ArrayList<>();
        Positions.of(tx, row.id).forEach((name, held) -> {
            Party party = journal.party(tx, name).orElseThrow();
            long lots = held.lots();
            String path = MarginAccounts.lots(party, future);
            Amount amount = new Amount(future.asset(), Math.abs(lots));
            transfers.add(lots > 0 ? new Move(path, house, amount) : new Move(house, path, amount));
            changes.add(new Positions.Change(party, -lots, 0, Positions.Cause.SETTLED, logged));
        });
        if (!transfers.isEmpty()) {
            Posting.post(journal, tx, logged, "final-settlement", transfers);
            Positions.append(tx, row.id, changes);
        }
        row.state = FutureView.State.SETTLED;
        tx.session().update(row);
        market.close(tx, future.id(), "settled finally");
    }

    /**
     * One call a member and cycle of a day: margin below maintenance is called up to initial. Once all of the cycle's
     * marks are there, and not before: what one contract took, another may give.
     */
    private void call(Tx tx, LocalDate day, MarkCycle cycle) {
        boolean waits = tx.first(
                        "select 1 from hourglass.mark where day = ? and cycle = ? and state = 'SETTLING' limit 1",
                        row -> true,
                        day,
                        cycle)
                .isPresent();
        if (waits) {
            return;
        }
        Terms terms = Terms.on(tx, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        Map<String, Long> margins = accounts.posted(tx, journal.parties(tx));
        Requirement.held(tx, terms).forEach((name, required) -> {
            long margin = requireNonNull(margins.get(name));
            if (margin < terms.maintenanceUp(required.units())) {
                call(tx, terms, name, day, cycle, margin, required);
            }
        });
    }

    private void call(
            Tx tx, Terms terms, String name, LocalDate day, MarkCycle cycle, long margin, Requirement required) {
        long initial = required.units();
        tx.run(
                "insert into hourglass.margin_call (party, day, cycle, margin, maintenance, initial, concentration,"
                        + " missing, called, deadline) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " on conflict (party, day, cycle) do update set"
                        + " margin = excluded.margin, maintenance = excluded.maintenance,"
                        + " initial = excluded.initial, concentration = excluded.concentration,"
                        + " missing = excluded.missing",
                name,
                day,
                cycle,
                margin,
                terms.maintenanceUp(initial),
                initial,
                required.beyondChain(),
                initial - margin,
                clock.instant(),
                clock.instant().plus(Duration.ofHours(terms.callHours())));
    }
}
