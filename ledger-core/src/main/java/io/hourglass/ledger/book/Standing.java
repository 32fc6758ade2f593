package io.hourglass.ledger.book;

import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** How an account stands while a set is evaluated: its balance, and what binds it. */
final class Standing {
    /**
     * No balance, and nothing pending, leaves ±this. From one end to the other is then less than 2^63, so
     * what a set changes in sum fits in 64 bits, in the database too.
     */
    static final long MOST = (1L << 62) - 1;

    private static final long NONE = 0;

    final long id;
    final String path;
    final Asset asset;
    final String written;
    final Floor floor;
    final boolean closed;
    long posted;
    long out;
    long in;
    long version;

    Standing(long id, String path, Asset asset, Floor floor, boolean closed) {
        this.id = id;
        this.path = path;
        this.asset = asset;
        this.written = asset.toString().intern();
        this.floor = floor;
        this.closed = closed;
    }

    /** In the place of an account that is not in the ledger, while what else is wrong is looked at. */
    static Standing none(String path, Asset asset) {
        return new Standing(NONE, path, asset, Floor.FREE, false);
    }

    boolean exists() {
        return id != NONE;
    }

    /** The account's number: the first eight bytes of its path's SHA-256, as the database has it. */
    static long idOf(String path) {
        return ByteBuffer.wrap(Hash.sha256Bytes(path)).getLong();
    }

    /** Which path is which account's, by {@link #idOf}. */
    static Map<Long, String> byId(Collection<String> paths) {
        Map<Long, String> byId = new HashMap<>();
        paths.forEach(path -> byId.put(idOf(path), path));
        return byId;
    }

    /** What can be given: posted less what is reserved. */
    long available() {
        return posted - out;
    }

    /** What is here or on its way: posted and what is reserved towards it. */
    long expected() {
        return posted + in;
    }

    /** The most it can give, by its floor and the limit of balances. */
    long givable() {
        return floor == Floor.NOT_NEGATIVE ? available() : available() + MOST;
    }

    /** The most it can take, by its floor and the limit of balances. */
    long takable() {
        return floor == Floor.NOT_POSITIVE ? -expected() : MOST - expected();
    }

    void give(long units) {
        posted -= units;
        version++;
    }

    void take(long units) {
        posted += units;
        version++;
    }

    Amount amount(long units) {
        return new Amount(asset, units);
    }

    Runnable memory() {
        long oldPosted = posted;
        long oldOut = out;
        long oldIn = in;
        long oldVersion = version;
        return () -> {
            posted = oldPosted;
            out = oldOut;
            in = oldIn;
            version = oldVersion;
        };
    }
}
