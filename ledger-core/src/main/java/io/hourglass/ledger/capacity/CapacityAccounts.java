package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Asset;

/** The accounts hours go through, by series and party; the one place that knows their paths. */
public final class CapacityAccounts {
    private CapacityAccounts() {}

    /** Hours a party holds. */
    public static Account hours(Party party, Series series) {
        return new Account(party.path("hours", series.name()), series.asset(), Floor.NOT_NEGATIVE, party.address());
    }

    /** Dollars a party holds in the Vault. */
    public static Account cash(Party party) {
        return new Account(party.path("cash"), Asset.USD, Floor.NOT_NEGATIVE, party.address());
    }

    /** The other side of everything attested. */
    public static Account attested(Series series) {
        return new Account("attested:" + series.name(), series.asset(), Floor.NOT_POSITIVE, null);
    }

    /** The mint gate: attested hours an owner has not minted. Its floor is the cap. */
    public static Account unminted(Series series, String owner) {
        return new Account("unminted:" + series.name() + ":" + owner, series.asset(), Floor.NOT_NEGATIVE, null);
    }

    public static Account redeemed(Series series) {
        return new Account("redeemed:" + series.name(), series.asset(), Floor.NOT_NEGATIVE, null);
    }

    public static Account expired(Series series) {
        return new Account("expired:" + series.name(), series.asset(), Floor.NOT_NEGATIVE, null);
    }

    /**
     * Dollars an owner was paid for hours it has not delivered.
     *
     * @param delivery the Delivery contract, which holds them
     */
    public static Account escrow(Series series, String owner, Address delivery) {
        return new Account("escrow:" + series.name() + ":" + owner, Asset.USD, Floor.NOT_NEGATIVE, delivery);
    }

    /**
     * Dollars an owner put up for what it delivers.
     *
     * @param delivery the Delivery contract, which holds them
     */
    public static Account bond(Series series, String owner, Address delivery) {
        return new Account("bond:" + series.name() + ":" + owner, Asset.USD, Floor.NOT_NEGATIVE, delivery);
    }
}
