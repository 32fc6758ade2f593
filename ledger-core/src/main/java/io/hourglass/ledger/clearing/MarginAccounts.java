package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.Balance;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.RoundTrip;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Members' accounts at Clearing, and the lock under which their margin is committed. */
final class MarginAccounts {
    private final Journal journal;
    private final Address clearing;

    /** @param clearing the contract that holds margin */
    MarginAccounts(Journal journal, Address clearing) {
        this.journal = journal;
        this.clearing = clearing;
    }

    static String path(Party party) {
        return party.path("margin");
    }

    static String lots(Party party, Future future) {
        return party.path("lots", future.name());
    }

    static String house(Future future) {
        return "clearing:lots:" + future.name();
    }

    /** Makes the party a member. Safe to repeat. */
    void open(Tx tx, Party party) {
        open(tx, List.of(party), List.of());
    }

    /** Makes all of them members, with accounts for their lots of these contracts. Safe to repeat. */
    void open(Tx tx, Collection<Party> parties, Collection<Future> futures) {
        tx.run(
                "insert into hourglass.member (party, account) select * from unnest(?, ?)"
                        + " on conflict (party) do nothing",
                parties.stream().map(Party::name).toList(),
                parties.stream().map(Party::address).toList());
        List<Account> accounts = new ArrayList<>();
        accounts.add(new Account(Pot.TRANCHE_PATH, Asset.USD, Floor.FREE, clearing));
        for (Party party : parties) {
            accounts.add(new Account(path(party), Asset.USD, Floor.FREE, clearing));
            accounts.add(new Account(Pot.SHARE.path(party), Asset.USD, Floor.FREE, clearing));
            for (Future future : futures) {
                accounts.add(new Account(lots(party, future), future.asset(), Floor.FREE, party.address()));
            }
        }
        journal.openMissing(tx, accounts);
    }

    /** One request at a time may commit a member's margin. */
    void lock(Tx tx, Party party) {
        RoundTrip trip = tx.roundTrip();
        lock(trip, List.of(party.name()), new HashSet<>());
        trip.go();
    }

    /** The same for several, one after the other by name, so that no two wait for each other; finds who is a member. */
    static void lock(RoundTrip trip, Collection<String> parties, Set<String> members) {
        trip.ask(
                "select party from hourglass.member where party = any (?) order by party for no key update",
                row -> members.add(row.getString(1)),
                parties);
    }

    /** Posted and not on its way out. */
    Amount available(Tx tx, Party party) {
        return journal.balance(tx, path(party))
                .map(balance -> balance.available())
                .orElse(new Amount(Asset.USD, 0));
    }

    /** Asks for that of several on the way, by the accounts' paths. */
    void available(RoundTrip trip, Collection<Party> parties, Map<String, Amount> available) {
        journal.balances(
                trip,
                parties.stream().map(MarginAccounts::path).toList(),
                balance -> available.put(balance.path(), balance.available()));
    }

    /** What Clearing holds for each of these, micro-dollars by name. */
    Map<String, Long> posted(Tx tx, Collection<Party> parties) {
        Map<String, Balance> balances =
                journal.balances(tx, parties.stream().map(MarginAccounts::path).toList());
        Map<String, Long> posted = new HashMap<>();
        for (Party party : parties) {
            Balance balance = balances.get(path(party));
            posted.put(party.name(), balance == null ? 0 : balance.posted().units());
        }
        return posted;
    }

    Amount posted(Tx tx, Party party) {
        return posted(tx, path(party));
    }

    Amount share(Tx tx, Party party) {
        return posted(tx, Pot.SHARE.path(party));
    }

    Amount tranche(Tx tx) {
        return posted(tx, Pot.TRANCHE_PATH);
    }

    private Amount posted(Tx tx, String path) {
        return journal.balance(tx, path).map(balance -> balance.posted()).orElse(new Amount(Asset.USD, 0));
    }

    /** Initial margin of all positions and orders. */
    static Requirement required(Tx tx, Terms terms, Party party) {
        return Requirement.of(tx, terms, party.name(), Exposure.of(tx, party.name()));
    }
}
