package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;

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
        tx.run(
                "insert into hourglass.member (party, account) values (?, ?) on conflict (party) do nothing",
                party.name(),
                party.address());
        journal.open(
                tx,
                new Account(path(party), Asset.USD, Floor.FREE, clearing),
                new Account(Pot.SHARE.path(party), Asset.USD, Floor.FREE, clearing),
                new Account(Pot.TRANCHE_PATH, Asset.USD, Floor.FREE, clearing));
    }

    void openLots(Tx tx, Party party, Future future) {
        journal.open(tx, new Account(lots(party, future), future.asset(), Floor.FREE, party.address()));
    }

    /** One request at a time may commit a member's margin. */
    void lock(Tx tx, Party party) {
        tx.query(
                "select 1 from hourglass.member where party = ? for no key update", row -> row.getInt(1), party.name());
    }

    /** Posted and not on its way out. */
    Amount available(Tx tx, Party party) {
        return journal.balance(tx, path(party))
                .map(balance -> balance.available())
                .orElse(new Amount(Asset.USD, 0));
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
    static Amount required(Tx tx, Party party) {
        return new Amount(
                Asset.USD,
                Exposure.of(tx, party.name()).stream()
                        .mapToLong(Exposure::required)
                        .reduce(0, Math::addExact));
    }
}
