package io.hourglass.ledger.book;

import io.hourglass.ledger.book.Audit.Finding;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far an {@link Audit} went through the journal, and what it came to until there. */
final class AuditWalk {
    private static final int HASH_BYTES = 32;

    final Map<Long, Sum> sums = new HashMap<>();
    final Frontier log = Frontier.of(0, Map.of());
    long sequence;
    int line;
    int lines;
    OffsetDateTime recorded = OffsetDateTime.MIN;
    LocalDate effective = LocalDate.MIN;

    Finding missing() {
        return new Finding(sequence + 1, "is missing");
    }

    Finding unfinished() {
        return new Finding(sequence, "has " + lines + " transfers, but not number " + (line + 1));
    }

    @Nullable
    Finding step(ResultSet row) throws SQLException {
        long at = row.getLong("sequence");
        if (line < lines) {
            if (at != sequence || row.getInt("line") != line + 1) {
                return unfinished();
            }
        } else if (at <= sequence) {
            return new Finding(at, "has a row that is none of its " + lines + " transfers");
        } else if (at > sequence + 1) {
            return missing();
        } else if (row.getInt("line") != 1) {
            return new Finding(at, "does not begin with its first transfer");
        }
        String fault = at == sequence ? goesOn(row) : begins(row);
        fault = fault == null ? moves(row) : fault;
        return fault == null ? null : new Finding(sequence, fault);
    }

    private @Nullable String begins(ResultSet row) throws SQLException {
        OffsetDateTime before = recorded;
        sequence++;
        line = 1;
        lines = row.getInt("lines");
        recorded = row.getObject("recorded", OffsetDateTime.class);
        effective = row.getObject("effective", LocalDate.class);
        String written = row.getString("written");
        byte[] nodes = log.append(written == null ? new byte[0] : written.getBytes(StandardCharsets.UTF_8));
        int same = Arrays.mismatch(nodes, row.getBytes("nodes"));
        if (same >= 0 && same < HASH_BYTES) {
            return "does not say what its leaf is the hash of";
        }
        if (same >= 0) {
            long first = sequence + 1 - (1L << Math.min(same / HASH_BYTES, Long.numberOfTrailingZeros(sequence)));
            return "completes a node that does not follow from entries " + first + " to " + sequence;
        }
        if (recorded.isBefore(before)) {
            return "is recorded before the entry before it";
        }
        return row.getBoolean("known") ? null : "is not the entry that its id was taken for";
    }

    private @Nullable String goesOn(ResultSet row) throws SQLException {
        line++;
        return recorded.equals(row.getObject("recorded", OffsetDateTime.class))
                        && effective.equals(row.getObject("effective", LocalDate.class))
                ? null
                : "is of several moments or days";
    }

    private @Nullable String moves(ResultSet row) throws SQLException {
        Sum from = sum(row, "from");
        Sum to = sum(row, "to");
        if (from == null || to == null || !from.asset.equals(to.asset)) {
            return "moves between accounts that are not open or do not count the same";
        }
        if (!row.getBoolean("agreed")) {
            return "does not agree with what was reserved, or with what is kept of that";
        }
        long amount = row.getLong("amount");
        from.out += row.getLong("reserved");
        to.in += row.getLong("reserved");
        return from.after(-amount, row.getLong("from_version"), row.getLong("from_balance"))
                        && to.after(amount, row.getLong("to_version"), row.getLong("to_balance"))
                ? null
                : "does not go on from what its accounts had";
    }

    private @Nullable Sum sum(ResultSet row, String side) throws SQLException {
        String asset = row.getString(side + "_asset");
        String floor = row.getString(side + "_floor");
        return asset == null ? null : sums.computeIfAbsent(row.getLong(side + "_account"), id -> new Sum(asset, floor));
    }

    /** What an account has, by its postings so far. */
    static final class Sum {
        final String asset;
        final String floor;
        long posted;
        long out;
        long in;
        long version;

        Sum(String asset, String floor) {
            this.asset = asset;
            this.floor = floor;
        }

        /** Whether this is what the row says it has after it; a row that moved nothing says nothing. */
        boolean after(long moved, long saidVersion, long saidPosted) {
            if (moved != 0) {
                posted += moved;
                version++;
                if (version != saidVersion || posted != saidPosted) {
                    return false;
                }
            }
            return switch (floor) {
                case "NOT_NEGATIVE" -> posted - out >= 0;
                case "NOT_POSITIVE" -> posted + in <= 0;
                default -> true;
            };
        }
    }
}
