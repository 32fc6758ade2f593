package io.hourglass.ledger.terms;

import io.hourglass.ledger.book.Tx;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A kind of terms: rows of a table, of which the latest that is effective is in force.
 *
 * @param name for people and in addresses, {@code contract}
 * @param table its columns are the terms' fields; two of them are {@code effective} and {@code notice_days}
 * @param rows which rows of the table are of this kind: a condition, {@code true} for all
 * @param reader of a row, all columns of it
 * @param unsound why terms would make no sense as a whole; empty for most. What the reader throws as an illegal
 *     argument is such a reason as well
 * @param fields what may change, and to what; the notice in business days always may. What contracts on chain fix for
 *     good is not among it
 */
public record TermSheet<T>(
        String name,
        String table,
        String rows,
        Tx.Reader<T> reader,
        Function<T, Optional<String>> unsound,
        Map<String, Field> fields) {
    static final String NOTICE = "notice_days";
    private static final Field DAYS = Field.whole(1, 250);

    public TermSheet {
        Map<String, Field> all = new TreeMap<>(fields);
        all.put(NOTICE, DAYS);
        fields = Map.copyOf(all);
    }

    /** Of a table of their own, {@code NAME_terms}, sound whenever each field is. */
    public TermSheet(String name, Tx.Reader<T> reader, Map<String, Field> fields) {
        this(name, name + "_terms", "true", reader, terms -> Optional.empty(), fields);
    }

    /** The terms in force on a day. */
    public T on(Tx tx, LocalDate day) {
        return first(tx, day, reader).orElseThrow(() -> new IllegalStateException("no " + name + " terms on " + day));
    }

    /** Business days between the announcement of a change, on a day, and its own day. */
    int noticeDays(Tx tx, LocalDate day) {
        return first(tx, day, row -> row.getInt(NOTICE)).orElseThrow();
    }

    LocalDate last(Tx tx) {
        return tx.first(
                        "select max(effective) from hourglass." + table + " where " + rows,
                        row -> row.getObject(1, LocalDate.class))
                .orElseThrow();
    }

    /** What the terms will be by a change that was proposed. */
    <R> Optional<R> changed(Tx tx, String change, Tx.Reader<R> as) {
        return tx.first(changedRow(), as, change);
    }

    void insert(Tx tx, String change) {
        tx.run("insert into hourglass." + table + " " + changedRow(), change);
    }

    private String changedRow() {
        return "select (jsonb_populate_record(t, c.changes || jsonb_build_object('effective', c.effective))).*"
                + " from hourglass.terms_change c, hourglass." + table + " t where c.id = ? and " + rows
                + " and t.effective = (select max(effective) from hourglass." + table + " where " + rows + ")";
    }

    private <R> Optional<R> first(Tx tx, LocalDate day, Tx.Reader<R> as) {
        return tx.first(
                "select * from hourglass." + table + " where " + rows
                        + " and effective <= ? order by effective desc limit 1",
                as,
                day);
    }
}
