package io.hourglass.ledger.book;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
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
    /** In the order of {@link #copyText}. */
    static final String COLUMNS = "ledger, line, effective, sequence, recorded, from_account, to_account, amount,"
            + " reserved, from_version, from_balance, to_version, to_balance, asked, expires, pending, phase, id,"
            + " reverses, lines, cause_kind, cause_id, nodes";

    /** How many {@link #COLUMNS} there are, and the JDBC type of each that may be null. */
    static final int WIDTH = 23;

    private static final int[] TYPES = types();
    private static final String NULL = "\\N";

    /** Both sides' number of postings and balance after this one. */
    record After(long fromVersion, long fromBalance, long toVersion, long toBalance) {}

    /**
     * What an entry says of itself.
     *
     * @param nodes of the log, which it completes, in hex
     */
    record Heading(Entry entry, String nodes) {}

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

    /** As a line of PostgreSQL's COPY text format. */
    void copyText(StringBuilder out, int ledger, String recorded, String effective) {
        out.append(ledger)
                .append('\t')
                .append(line)
                .append('\t')
                .append(effective)
                .append('\t');
        out.append(sequence).append('\t').append(recorded).append('\t');
        out.append(from.id).append('\t').append(to.id).append('\t');
        out.append(amount).append('\t').append(reserved).append('\t');
        if (after == null) {
            out.append("\\N\t\\N\t\\N\t\\N\t");
        } else {
            out.append(after.fromVersion).append('\t').append(after.fromBalance).append('\t');
            out.append(after.toVersion).append('\t').append(after.toBalance).append('\t');
        }
        append(out, asked);
        append(out, expires);
        append(out, pending);
        out.append(phase).append('\t');
        if (heading == null) {
            out.append("\\N\t\\N\t\\N\t\\N\t\\N\t\\N\n");
            return;
        }
        Entry entry = heading.entry;
        append(out, entry.id());
        append(out, entry.reverses());
        out.append(entry.transfers().size()).append('\t');
        out.append(entry.cause().kind()).append('\t');
        out.append(entry.cause().id().replace("\\", "\\\\")).append('\t');
        out.append("\\\\x").append(heading.nodes).append('\n');
    }

    /** As arguments of an INSERT, the first of them number {@code at}. */
    void bind(PreparedStatement to, int at, int ledger, Instant recorded, LocalDate effective) throws SQLException {
        Object[] values = {
            ledger,
            line,
            effective,
            sequence,
            recorded.atOffset(ZoneOffset.UTC),
            from.id,
            this.to.id,
            amount,
            reserved,
            after == null ? null : after.fromVersion,
            after == null ? null : after.fromBalance,
            after == null ? null : after.toVersion,
            after == null ? null : after.toBalance,
            asked,
            expires == null ? null : expires.atOffset(ZoneOffset.UTC),
            pending,
            phase,
            heading == null ? null : heading.entry.id(),
            heading == null ? null : heading.entry.reverses(),
            heading == null ? null : heading.entry.transfers().size(),
            heading == null ? null : heading.entry.cause().kind(),
            heading == null ? null : heading.entry.cause().id(),
            heading == null ? null : HexFormat.of().parseHex(heading.nodes)
        };
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                to.setNull(at + i, TYPES[i]);
            } else {
                to.setObject(at + i, values[i]);
            }
        }
    }

    private static void append(StringBuilder out, @Nullable Object value) {
        out.append(value == null ? NULL : value).append('\t');
    }
}
