package io.hourglass.ledger.book;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/**
 * Rows in PostgreSQL's binary COPY format, which the server need not parse (PostgreSQL 18 manual, COPY): each
 * value after its length, instants in microseconds and days from 2000 on. A column is of the very type of its
 * value: smallint takes a {@code Short}, integer an {@code Integer}, bigint a {@code Long}.
 */
final class Tuples {
    /** The format's signature, no flags, no extension. */
    private static final byte[] HEAD = "PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    private static final short END = -1;

    /** About what a row of the journal comes to; others find room as they need it. */
    private static final int ROW_BYTES = 384;

    private static final int NULL = -1;
    private static final byte JSONB_VERSION = 1;
    private static final long MICROS_TO_2000 = 946_684_800_000_000L;
    private static final int DAYS_TO_2000 = 10_957;

    private ByteBuffer out;

    /** @param rows how many there will be */
    Tuples(int rows) {
        out = ByteBuffer.allocate(HEAD.length + rows * ROW_BYTES).put(HEAD);
    }

    void add(@Nullable Object[] row) {
        room(Short.BYTES).putShort((short) row.length);
        for (Object value : row) {
            add(value);
        }
    }

    /** All of them, and that there are no more. */
    void writeTo(CopyIn copy) throws SQLException {
        room(Short.BYTES).putShort(END);
        copy.writeToCopy(out.array(), 0, out.position());
    }

    private void add(@Nullable Object value) {
        switch (value) {
            case null -> room(0).putInt(NULL);
            case Boolean flag -> room(1).putInt(1).put((byte) (flag ? 1 : 0));
            case Short number -> room(Short.BYTES).putInt(Short.BYTES).putShort(number);
            case Integer number -> room(Integer.BYTES).putInt(Integer.BYTES).putInt(number);
            case Long number -> room(Long.BYTES).putInt(Long.BYTES).putLong(number);
            case LocalDate day ->
                room(Integer.BYTES).putInt(Integer.BYTES).putInt(Math.toIntExact(day.toEpochDay()) - DAYS_TO_2000);
            case Instant at ->
                room(Long.BYTES)
                        .putInt(Long.BYTES)
                        .putLong(at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000 - MICROS_TO_2000);
            case UUID id ->
                room(2 * Long.BYTES)
                        .putInt(2 * Long.BYTES)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits());
            case String text -> add(text.getBytes(StandardCharsets.UTF_8));
            case Hash hash -> add(hash.hex());
            case Address address -> add(address.hex());
            case Enum<?> constant -> add(constant.name());
            case Jsonb(String text) -> {
                byte[] json = text.getBytes(StandardCharsets.UTF_8);
                room(1 + json.length).putInt(1 + json.length).put(JSONB_VERSION).put(json);
            }
            case byte[] bytes -> room(bytes.length).putInt(bytes.length).put(bytes);
            default -> throw new IllegalArgumentException("no column is " + value);
        }
    }

    /** With room for a value of so many bytes and for its length. */
    private ByteBuffer room(int bytes) {
        int needed = Integer.BYTES + bytes;
        if (out.remaining() < needed) {
            out = ByteBuffer.allocate(Math.max(2 * out.capacity(), out.position() + needed))
                    .put(out.flip());
        }
        return out;
    }
}
