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
import java.util.Optional;

/** The fund's accounts, and those of its investors that hold units. */
final class FundAccounts {
    /** Under which name the fund is a party. */
    static final String PARTY = "fund";

    static final String CASH = "fund:cash";
    static final String REQUESTS = "fund:requests";
    static final String REDEEMING = "fund:redeeming";
    static final String UNITS = "units:HGX";
    static final String HOURS = "fund:hours:";
    static final String INCOME = "fund:income";

    /** Of the fee's recipient, where the books do not know who that is. */
    private static final String RECIPIENT = "fund:recipient:";

    private final Journal journal;
    private final Address fund;

    /** @param fund the contract that holds the fund's assets and is its token */
    FundAccounts(Journal journal, Address fund) {
        this.journal = journal;
        this.fund = fund;
    }

    /** The token as the books count it. */
    void open(Tx tx) {
        journal.open(tx, Asset.HGX, AssetKind.UNITS, token());
        journal.open(
                tx,
                new Account(CASH, Asset.USD, Floor.NOT_NEGATIVE, fund),
                new Account(REQUESTS, Asset.USD, Floor.NOT_NEGATIVE, fund),
                new Account(INCOME, Asset.USD, Floor.NOT_NEGATIVE, fund),
                new Account(REDEEMING, Asset.HGX, Floor.NOT_NEGATIVE, fund),
                new Account(UNITS, Asset.HGX, Floor.NOT_POSITIVE, null));
    }

    /** The fund as a member of Clearing, whose cash is the fund's. */
    Party member() {
        return new Party(PARTY, Party.Kind.FUND, fund, null);
    }

    Party openMember(Tx tx) {
        open(tx);
        return journal.open(tx, member()).orThrow();
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

    /** Where the units of the fee's recipient are. */
    String recipientsUnits(Tx tx, Address recipient) {
        return recipients(tx, recipient, "units", Asset.HGX);
    }

    /** Where its part of income is. */
    String recipientsCash(Tx tx, Address recipient) {
        return recipients(tx, recipient, "cash", Asset.USD);
    }

    private String recipients(Tx tx, Address recipient, String what, Asset asset) {
        Optional<Party> party = journal.party(tx, recipient);
        if (party.isPresent()) {
            open(tx, party.get());
            return party.get().path(what);
        }
        open(tx);
        String path = RECIPIENT + recipient.hex() + ":" + what;
        journal.open(tx, new Account(path, asset, Floor.NOT_NEGATIVE, recipient));
        return path;
    }

    /** Dollars the fund holds for a party that the Vault does not credit. */
    String held(Tx tx, Party party) {
        String path = party.path("held");
        journal.open(tx, new Account(path, Asset.USD, Floor.NOT_NEGATIVE, fund));
        return path;
    }

    boolean isFund(Address address) {
        return fund.equals(address);
    }

    /** How the chain names the fund's units. */
    Hash token() {
        return Hash.of(new BigInteger(fund.hex().substring(2), 16));
    }

    static Amount usd(long units) {
        return new Amount(Asset.USD, units);
    }

    static Amount hgx(long units) {
        return new Amount(Asset.HGX, units);
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
