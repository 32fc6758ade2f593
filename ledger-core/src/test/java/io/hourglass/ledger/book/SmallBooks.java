package io.hourglass.ledger.book;

import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** A few accounts of one prefix in a test database, and short words for what is done to them. */
final class SmallBooks {
    static final LocalDate DAY = LocalDate.of(2026, 9, 1);
    static final Asset HOURS = new Asset("H100-SXM-80GB.us.2027-03", 6);

    final Journal journal = new Journal();
    final Database database;
    final String ada;
    final String bob;
    final String vault;
    final String free;
    final String hours;

    SmallBooks(Database database, String prefix) {
        this.database = database;
        this.ada = prefix + ":ada";
        this.bob = prefix + ":bob";
        this.vault = prefix + ":vault";
        this.free = prefix + ":free";
        this.hours = prefix + ":hours";
        database.inTx(tx -> {
            journal.open(tx, Asset.USD, AssetKind.CASH, null);
            journal.open(tx, HOURS, AssetKind.HOURS, null);
            journal.open(
                    tx,
                    new Account(ada, Asset.USD, Floor.NOT_NEGATIVE, null),
                    new Account(bob, Asset.USD, Floor.NOT_NEGATIVE, null),
                    new Account(vault, Asset.USD, Floor.NOT_POSITIVE, null),
                    new Account(free, Asset.USD, Floor.FREE, null),
                    new Account(hours, HOURS, Floor.FREE, null));
            return tx;
        });
    }

    PostResult post(Entry entry) {
        return database.inTx(tx -> journal.post(tx, entry));
    }

    PostResult post(String cause, Transfer... transfers) {
        return post(entry(cause, transfers));
    }

    List<PostResult> postAll(Entry... entries) {
        return database.inTx(tx -> journal.post(tx, List.of(entries)));
    }

    Balance balance(String path) {
        return database.inTx(tx -> journal.balance(tx, path).orElseThrow());
    }

    long posted(String path) {
        return balance(path).posted().units();
    }

    long available(String path) {
        return balance(path).available().units();
    }

    /** Gives ada dollars out of the vault. */
    SmallBooks with(long units) {
        if (!post("deposit-" + UUID.randomUUID(), move(vault, ada, units)).ok()) {
            throw new IllegalStateException("no deposit");
        }
        return this;
    }

    static Entry entry(String cause, Transfer... transfers) {
        return Entry.of(new Cause("test", cause), DAY, List.of(transfers));
    }

    static Transfer move(String from, String to, long units) {
        return new Transfer.Move(from, to, usd(units));
    }

    static Transfer reserve(String pending, String from, String to, long units) {
        return new Transfer.Reserve(Entry.idOf(pending), from, to, usd(units));
    }

    static Transfer settle(String pending) {
        return new Transfer.Post(Entry.idOf(pending));
    }

    static Transfer release(String pending) {
        return new Transfer.Release(Entry.idOf(pending));
    }

    static Amount usd(long units) {
        return new Amount(Asset.USD, units);
    }
}
