package io.hourglass.ledger.book;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * An entry as the log hashes it: one line of text, documented with table {@code transfer}. The view
 * {@code journal_line} makes the same line from the rows.
 */
final class CanonicalLine {
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private CanonicalLine() {}

    static String instant(Instant at) {
        return MICROS.format(at);
    }

    static byte[] of(Books books, Entry entry, List<TransferRow> rows) {
        StringBuilder line = new StringBuilder(160 + rows.size() * 80);
        line.append(books.size()).append('\t');
        line.append(books.recordedText()).append('\t');
        line.append(entry.id()).append('\t');
        line.append(entry.cause().kind()).append('\t');
        line.append(entry.cause().id()).append('\t');
        line.append(entry.effective());
        if (entry.reverses() != null) {
            line.append("\treverses ").append(entry.reverses());
        }
        for (TransferRow row : rows) {
            append(line.append('\t'), row);
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder line, TransferRow row) {
        line.append(row.phase()).append(' ');
        switch (row.phase()) {
            case "move" -> {
                sides(line, row).append(row.amount());
                if (row.asked() != null) {
                    line.append(" upto ").append(row.asked());
                }
            }
            case "reserve" -> {
                sides(line.append(row.pending()).append(' '), row).append(row.reserved());
                if (row.expires() != null) {
                    line.append(" until ").append(instant(row.expires()));
                }
            }
            default -> {
                line.append(row.pending());
                if (row.asked() != null) {
                    line.append(" part ").append(row.asked());
                }
            }
        }
    }

    private static StringBuilder sides(StringBuilder line, TransferRow row) {
        line.append(row.from().path).append(' ');
        line.append(row.to().path).append(' ');
        return line.append(row.from().written).append(' ');
    }
}
