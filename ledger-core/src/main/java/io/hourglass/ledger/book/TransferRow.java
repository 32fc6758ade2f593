package io.hourglass.ledger.book;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of table {@code transfer}: what moved, and what both sides have after it.
 *
 * @param after both sides' versions and balances; null where nothing moved
 * @param heading the entry's, on its first row
 */
record TransferRow(
        long sequence,
        int line,
        String phase,
        Standing from,
        Standing to,
        long amount,
        long reserved,
        @Nullable After after,
        @Nullable Long asked,
        @Nullable Instant expires,
        @Nullable UUID pending,
        @Nullable Heading heading) {
    static final String COLUMNS = "ledger, line, effective, sequence, recorded, from_account, to_account, amount,"
            + " reserved, from_version, from_balance, to_version, to_balance, asked, expires, pending, phase, id,"
            + " reverses, lines, cause_kind, cause_id, nodes";

    /** How many {@link #COLUMNS} there are, and the JDBC type of each that may be null. */
    static final int WIDTH = 23;

    private static final int[] TYPES = types();

    /** Both sides' number of postings and balance after this one. */
    record After(long fromVersion, long fromBalance, long toVersion, long toBalance) {}

    /** What an entry says of itself. */
    static final class Heading {
        private final Entry entry;
        private final byte[] nodes;

        /** @param nodes of the log, which it completes */
        Heading(Entry entry, byte[] nodes) {
            this.entry = entry;
            this.nodes = nodes;
        }

        Entry entry() {
            return entry;
        }
    }

    private static int[] types() {
        int[] types = new int[WIDTH];
        Arrays.fill(types, Types.BIGINT);
        types[14] = Types.TIMESTAMP_WITH_TIMEZONE;
        types[15] = types[17] = types[18] = Types.OTHER;
        types[19] = Types.INTEGER;
        types[20] = types[21] = Types.VARCHAR;
        types[22] = Types.BINARY;
        return types;
    }

    TransferRow headed(Heading of) {
        return new TransferRow(sequence, line, phase, from, to, amount, reserved, after, asked, expires, pending, of);
    }

    /** As arguments of an INSERT, the first of them number {@code at}. */
    void bind(PreparedStatement to, int at, int ledger, Instant recorded, LocalDate effective) throws SQLException {
        @Nullable Object[] values = values(ledger, recorded, effective);
        for (int i = 0; i < values.length; i++) {
            switch (values[i]) {
                case null -> to.setNull(at + i, TYPES[i]);
                case Instant instant -> to.setObject(at + i, instant.atOffset(ZoneOffset.UTC));
                case Object value -> to.setObject(at + i, value);
            }
        }
    }

    /** In the order of {@link #COLUMNS}. */
    @Nullable
    Object[] values(int ledger, Instant recorded, LocalDate effective) {
        return new @Nullable Object[] {
            (short) ledger,
            (short) line,
            effective,
            sequence,
            recorded,
            from.id,
            to.id,
            amount,
            reserved,
            after == null ? null : after.fromVersion,
            after == null ? null : after.fromBalance,
            after == null ? null : after.toVersion,
            after == null ? null : after.toBalance,
            asked,
            expires,
            pending,
            phase,
            heading == null ? null : heading.entry.id(),
            heading == null ? null : heading.entry.reverses(),
            heading == null ? null : (short) heading.entry.transfers().size(),
            heading == null ? null : heading.entry.cause().kind(),
            heading == null ? null : heading.entry.cause().id(),
            heading == null ? null : heading.nodes
        };
    }

    /** Whether this is all of its entry, and moves something at once. */
    boolean isMoveAlone() {
        return heading != null && heading.entry.transfers().size() == 1 && phase.equals("move");
    }

    /** As arguments of {@code post_move}. */
    void bindMove(PreparedStatement to, int ledger, Instant recorded) throws SQLException {
        Heading of = Objects.requireNonNull(heading);
        After then = Objects.requireNonNull(after);
        to.setInt(1, ledger);
        to.setLong(2, sequence);
        to.setObject(3, recorded.atOffset(ZoneOffset.UTC));
        to.setObject(4, of.entry.effective());
        to.setLong(5, from.id);
        to.setLong(6, this.to.id);
        to.setLong(7, amount);
        to.setLong(8, then.fromVersion);
        to.setLong(9, then.fromBalance);
        to.setLong(10, then.toVersion);
        to.setLong(11, then.toBalance);
        to.setObject(12, asked, Types.BIGINT);
        to.setObject(13, of.entry.id());
        to.setObject(14, of.entry.reverses(), Types.OTHER);
        to.setString(15, of.entry.cause().kind());
        to.setString(16, of.entry.cause().id());
        to.setBytes(17, of.nodes);
    }
}
