package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.CapacityAccounts;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import io.hourglass.ledger.money.Hash;
import java.math.BigInteger;

/** The fund's accounts, and those of its investors that hold units. */
final class FundAccounts {
    static final String CASH = "fund:cash";
    static final String REQUESTS = "fund:requests";
    static final String REDEEMING = "fund:redeeming";
    static final String UNITS = "units:HGX";
    static final String HOURS = "fund:hours:";

    private final Journal journal;
    private final Address fund;

    /** @param fund the contract that holds the fund's assets and is its token */
    FundAccounts(Journal journal, Address fund) {
        this.journal = journal;
        this.fund = fund;
    }

    /** The token as the books count it. */
    void open(Tx tx) {
        Hash token = Hash.of(new BigInteger(fund.hex().substring(2), 16));
        journal.open(tx, Asset.HGX, AssetKind.UNITS, token);
        journal.open(
                tx,
                new Account(CASH, Asset.USD, Floor.NOT_NEGATIVE, fund),
                new Account(REQUESTS, Asset.USD, Floor.NOT_NEGATIVE, fund),
                new Account(REDEEMING, Asset.HGX, Floor.NOT_NEGATIVE, fund),
                new Account(UNITS, Asset.HGX, Floor.NOT_POSITIVE, null));
    }

    void open(Tx tx, Party party) {
        open(tx);
        journal.open(
                tx,
                CapacityAccounts.cash(party),
                new Account(units(party), Asset.HGX, Floor.NOT_NEGATIVE, party.address()));
    }

    void open(Tx tx, Party party, Series series) {
        open(tx, party);
        journal.open(
                tx,
                CapacityAccounts.hours(party, series),
                new Account(hours(series), series.asset(), Floor.NOT_NEGATIVE, fund));
    }

    static String units(Party party) {
        return party.path("units");
    }

    static String hours(Series series) {
        return HOURS + series.name();
    }

    /** Micro-units outstanding, those being redeemed included. */
    long outstanding(Tx tx) {
        return journal.balance(tx, UNITS)
                .map(balance -> Math.negateExact(balance.posted().units()))
                .orElse(0L);
    }

    Amount availableCash(Tx tx) {
        return journal.balance(tx, CASH).map(balance -> balance.available()).orElse(new Amount(Asset.USD, 0));
    }
}
