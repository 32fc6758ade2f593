package io.hourglass.ledger.options;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import io.hourglass.ledger.money.Hash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The accounts of options: lots that sum to zero a series, collateral, and what is set aside for orders. */
final class OptionAccounts {
    /** What settlement takes of writers and pays to holders: nothing, once all are paid. */
    static final String PAYOFF = "options:payoff";

    /** The other side of what is set aside. */
    static final String ORDERS = "options:orders:USD";

    private final Journal journal;
    private final Address contract;

    /** @param contract that holds collateral */
    OptionAccounts(Journal journal, Address contract) {
        this.journal = journal;
        this.contract = contract;
    }

    static String cash(Party party) {
        return party.path("cash");
    }

    static String collateral(Party party) {
        return party.path("collateral");
    }

    static String lots(Party party, OptionSeries series) {
        return party.path("lots", series.name());
    }

    static String house(OptionSeries series) {
        return "options:lots:" + series.name();
    }

    /** @param cash how the Vault names dollars */
    void open(Tx tx, OptionSeries series, Hash cash) {
        journal.open(tx, Asset.USD, AssetKind.CASH, cash); // nobody need be enrolled yet
        journal.open(tx, series.asset(), AssetKind.LOTS, series.id());
        journal.openMissing(
                tx,
                List.of(
                        new Account(house(series), series.asset(), Floor.FREE, null),
                        new Account(PAYOFF, Asset.USD, Floor.FREE, contract),
                        new Account(ORDERS, Asset.USD, Floor.NOT_NEGATIVE, null)));
    }

    void open(Tx tx, Collection<Party> parties, OptionSeries series) {
        List<Account> accounts = new ArrayList<>();
        for (Party party : parties) {
            accounts.add(new Account(cash(party), Asset.USD, Floor.NOT_NEGATIVE, party.address()));
            accounts.add(new Account(collateral(party), Asset.USD, Floor.NOT_NEGATIVE, contract));
            accounts.add(new Account(lots(party, series), series.asset(), Floor.FREE, party.address()));
        }
        journal.openMissing(tx, accounts);
    }

    /** Not set aside for anything. */
    Amount available(Tx tx, Party party) {
        return journal.balance(tx, cash(party)).orElseThrow().available();
    }
}
