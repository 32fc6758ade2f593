package io.hourglass.ledger.options;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Transfer.Move;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainEvent.OptionPaid;
import io.hourglass.ledger.settlement.ChainEvent.OptionTraded;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Posts lots, premiums, collateral and payoffs as the chain says. */
final class OptionTrades {
    private final Journal journal;
    private final OptionAccounts accounts;
    private final Covers covers;

    OptionTrades(Journal journal, OptionAccounts accounts, Covers covers) {
        this.journal = journal;
        this.accounts = accounts;
        this.covers = covers;
    }

    /**
     * Trades that are final: what was set aside for them is given back, they are paid out of it, and what the
     * parties' other orders may cost is set aside again.
     */
    void traded(Tx tx, List<Logged> run) {
        SortedMap<OptionSeries, List<Logged>> bySeries = new TreeMap<>();
        for (Logged logged : run) {
            OptionSeries series = row(tx, ((OptionTraded) logged.event())).series();
            bySeries.computeIfAbsent(series, unseen -> new ArrayList<>()).add(logged);
        }
        bySeries.forEach((series, trades) -> {
            Covers.lock(tx, series);
            Set<Party> parties = new HashSet<>();
            for (Logged logged : trades) {
                OptionTraded event = (OptionTraded) logged.event();
                parties.add(party(tx, event.buyer()));
                parties.add(party(tx, event.seller()));
            }
            accounts.open(tx, parties, series);
            parties.forEach(party -> covers.release(tx, series, party));
            List<Entry> entries = trades.stream()
                    .map(logged -> entry("option-trade", logged, trade(tx, series, logged)))
                    .toList();
            journal.post(tx, entries).forEach(OptionTrades::require);
            parties.forEach(party -> covers.renew(tx, series, party));
        });
    }

    private static OptionRow row(Tx tx, OptionTraded event) {
        return requireNonNull(
                tx.session().get(OptionRow.class, event.option().hex()), "nobody here listed " + event.option());
    }

    private List<Transfer> trade(Tx tx, OptionSeries series, Logged logged) {
        OptionTraded event = (OptionTraded) logged.event();
        Party buyer = party(tx, event.buyer());
        Party seller = party(tx, event.seller());
        OptionPositions.append(tx, series, buyer, OptionPositions.Cause.TRADE, event.lots(), logged);
        OptionPositions.append(tx, series, seller, OptionPositions.Cause.TRADE, -event.lots(), logged);
        Amount lots = new Amount(series.asset(), event.lots());
        Amount premium =
                usd(Math.multiplyExact(Math.multiplyExact(event.price().micros(), Price.HOURS_PER_LOT), event.lots()));
        List<Transfer> transfers = new ArrayList<>();
        transfers.add(new Move(OptionAccounts.lots(seller, series), OptionAccounts.house(series), lots));
        transfers.add(new Move(OptionAccounts.house(series), OptionAccounts.lots(buyer, series), lots));
        move(transfers, OptionAccounts.collateral(buyer), OptionAccounts.cash(buyer), usd(event.freed()));
        move(transfers, OptionAccounts.cash(buyer), OptionAccounts.cash(seller), premium);
        move(transfers, OptionAccounts.cash(seller), OptionAccounts.collateral(seller), usd(event.held()));
        return transfers;
    }

    /** A holder was paid: of who was short, what it owed goes to the payoff, and the rest is its cash again. */
    void paid(Tx tx, Logged logged, OptionPaid event) {
        OptionSeries series = requireNonNull(
                        tx.session().get(OptionRow.class, event.option().hex()))
                .series();
        Party party = party(tx, event.account());
        OptionPositions.append(tx, series, party, OptionPositions.Cause.PAID, -event.lots(), logged);
        Amount lots = new Amount(series.asset(), Math.abs(event.lots()));
        String held = OptionAccounts.lots(party, series);
        String house = OptionAccounts.house(series);
        List<Transfer> transfers = new ArrayList<>();
        transfers.add(event.lots() > 0 ? new Move(held, house, lots) : new Move(house, held, lots));
        move(transfers, OptionAccounts.collateral(party), OptionAccounts.PAYOFF, usd(event.collateral()));
        move(transfers, OptionAccounts.PAYOFF, OptionAccounts.cash(party), usd(event.units()));
        require(journal.post(tx, entry("option-payoff", logged, transfers)));
    }

    private Party party(Tx tx, Address address) {
        return journal.party(tx, address).orElseThrow();
    }

    private static void move(List<Transfer> transfers, String from, String to, Amount amount) {
        if (amount.isPositive()) {
            transfers.add(new Move(from, to, amount));
        }
    }

    private static Amount usd(long units) {
        return new Amount(Asset.USD, units);
    }

    private static Entry entry(String kind, Logged logged, List<Transfer> transfers) {
        LocalDate day = LocalDate.ofInstant(Instant.ofEpochSecond(logged.block().timestamp()), ZoneOffset.UTC);
        return Entry.of(new Cause(kind, logged.transaction() + ":" + logged.logIndex()), day, transfers);
    }

    private static void require(PostResult result) {
        if (result instanceof PostResult.Refused(PostResult.Reason reason, String detail)) {
            throw new IllegalStateException("the books refuse what the chain did: " + reason + ", " + detail);
        }
    }
}
