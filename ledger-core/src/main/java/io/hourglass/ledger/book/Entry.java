package io.hourglass.ledger.book;

import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A list of transfers of which all happen or none do.
 *
 * @param id chosen by whoever asks, so that asking twice posts once
 * @param effective the business day it counts for, which may differ from when it is recorded
 * @param reverses the entry this one takes back; null for most
 * @param transfers 1 to {@value #TRANSFERS_MAX}, evaluated in order
 */
public record Entry(
        UUID id, Cause cause, LocalDate effective, @Nullable UUID reverses, List<Transfer> transfers) {
    public static final int TRANSFERS_MAX = 8192;

    /** The version of UUIDs whose bits are anyone's own to lay out. */
    private static final int CUSTOM = 8;

    private static final int LOW_BITS = 62;
    private static final int ONE_BITS = 45;
    private static final int OTHER_BITS = 44;

    /** Set in the ids of numbers, and not in those of names. */
    private static final long NUMBERS = 1L << 27;

    private static final Pattern IN_TIME =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    public Entry {
        transfers = List.copyOf(transfers);
    }

    public Entry(UUID id, Cause cause, LocalDate effective, List<Transfer> transfers) {
        this(id, cause, effective, null, transfers);
    }

    /** The id that belongs to a cause: the same cause can only be posted once. */
    public static Entry of(Cause cause, LocalDate effective, List<Transfer> transfers) {
        return new Entry(idOf(cause), cause, effective, transfers);
    }

    static UUID idOf(Cause cause) {
        String name = cause.kind() + ":" + cause.id();
        return IN_TIME.matcher(cause.id()).matches() ? idOf(name, UUID.fromString(cause.id())) : idOf(name);
    }

    /** A stable id from a name, for entries and pending transfers that must not happen twice. */
    public static UUID idOf(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The same, in the order of time: what comes about together then lies together in every index of ids, where ids
     * of names alone lie anywhere.
     *
     * @param moment to the second, and always the same of a name: of another it is another id
     * @return version 8 of RFC 9562: 32 bits of seconds since 1970, a zero, then 89 of the name's SHA-256
     */
    public static UUID idOf(String name, Instant moment) {
        return inTime(name, (int) moment.getEpochSecond());
    }

    /** The same, of what belongs to something that has an id in the order of time. */
    public static UUID idOf(String name, UUID owner) {
        if (owner.version() != CUSTOM) {
            throw new IllegalArgumentException(owner + " says no time");
        }
        return inTime(name, (int) (owner.getMostSignificantBits() >>> Integer.SIZE));
    }

    /**
     * An id of two numbers, in the order of time: no other two of that second have it, nor has a name. Who cannot choose
     * the numbers cannot look for some whose ids clash, as with names.
     *
     * @param one not negative, below 2<sup>45</sup>
     * @param other not negative, below 2<sup>44</sup>
     * @return version 8 of RFC 9562: 32 bits of seconds since 1970, a one, then the numbers
     */
    public static UUID idOf(Instant moment, long one, long other) {
        if (one >>> ONE_BITS != 0 || other >>> OTHER_BITS != 0) {
            throw new IllegalArgumentException("no id has room for " + one + " and " + other);
        }
        int shared = LOW_BITS - OTHER_BITS;
        long low = one & ((1L << shared) - 1);
        return laidOut((int) moment.getEpochSecond(), NUMBERS | (one >>> shared), (low << OTHER_BITS) | other);
    }

    private static UUID inTime(String name, int seconds) {
        ByteBuffer hash = ByteBuffer.wrap(Hash.sha256Bytes(name));
        return laidOut(seconds, hash.getLong() & (NUMBERS - 1), hash.getLong() >>> 2);
    }

    /** Around the bits that say the version and the variant: 28 after the seconds, and 62. */
    private static UUID laidOut(int seconds, long high, long low) {
        long split = ((high & 0xfff_f000L) << 4) | (CUSTOM << 12) | (high & 0xfff);
        return new UUID(((long) seconds << Integer.SIZE) | split, (1L << 63) | low);
    }

    /**
     * The entry that moves back what this one moved, last first. Only plain moves say how much that
     * was: what is reserved is released, and what was moved up to a limit is in the statement.
     */
    public Entry reversal(Cause cause, LocalDate effective) {
        List<Transfer> back = new ArrayList<>();
        for (Transfer transfer : transfers.reversed()) {
            if (!(transfer instanceof Transfer.Move(String from, String to, Amount amount))) {
                throw new IllegalArgumentException("entry " + id + " does more than move: " + transfer);
            }
            back.add(new Transfer.Move(to, from, amount));
        }
        return new Entry(idOf("reversal:" + id), cause, effective, id, back);
    }
}
