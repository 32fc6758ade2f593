package io.hourglass.ledger.book;

import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** How an account stands while a set is evaluated: its balance, and what binds it. */
final class Standing {
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
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(path.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What can be given: posted less what is reserved. */
    long available() {
        return posted - out;
    }

    /** What is here or on its way: posted and what is reserved towards it. */
    long expected() {
        return posted + in;
    }

    /** The most it can give, by its floor and 64 bits. */
    long givable() {
        long toTheEnd = available() > 0 ? Long.MAX_VALUE : available() + Long.MAX_VALUE;
        return floor == Floor.NOT_NEGATIVE ? available() : toTheEnd;
    }

    /** The most it can take, by its floor and 64 bits. */
    long takable() {
        long toTheEnd = expected() < 0 ? Long.MAX_VALUE : Long.MAX_VALUE - expected();
        return floor == Floor.NOT_POSITIVE ? -expected() : toTheEnd;
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
