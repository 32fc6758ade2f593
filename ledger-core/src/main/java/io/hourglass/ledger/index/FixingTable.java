package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.index.Determinations.Determined;
import io.hourglass.ledger.index.PublishedFixing.Status;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.pricing.MicroDollars;
import io.hourglass.pricing.index.Basis;
import io.hourglass.pricing.index.Quality;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tables {@code fixing} and {@code receipt}. */
final class FixingTable {
    private static final String RECEIPT =
            "insert into hourglass.receipt (digest, document) values (?, ?) on conflict do nothing";
    private static final String FIXING = """
            insert into hourglass.fixing (index_name, day, status, number, gpu_class, kind, value, band, basis, gap,
                providers, offers, leave_one_out, effective_providers, cost_to_move, methodology, digest, seen, reason,
                published)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    /** Final before provisional; corrections are looked at apart. */
    private static final String STANDING = """
            select distinct on (index_name, day) * from hourglass.fixing
            where status <> 'CORRECTION'
            """;

    private static final int BATCH = 500;

    /** A row to publish, with its receipts. */
    record Row(
            IndexName index,
            Status status,
            int number,
            ReceiptDocument content,
            String document,
            Hash digest,
            long seen,
            @Nullable String reason,
            Instant published) {

        static Row of(IndexName index, Track.Day day, Status status, Rules rules, long seen, Instant now) {
            ReceiptDocument content = ReceiptDocument.of(index, day.day(), rules, day.result());
            return of(index, status, content, seen, now);
        }

        private static Row of(IndexName index, Status status, ReceiptDocument content, long seen, Instant now) {
            String document = content.write();
            return new Row(index, status, 1, content, document, Hash.sha256(document), seen, null, now);
        }

        /** The same gap with the value that two people put to it. */
        Row determined(Determined by) {
            return of(index, status, content.determined(by), seen, published);
        }

        Row corrected(int which, String why) {
            return new Row(index, status, which, content, document, digest, seen, why, published);
        }
    }

    void insert(Tx tx, List<Row> rows) {
        try (PreparedStatement receipts = tx.connection().prepareStatement(RECEIPT);
                PreparedStatement fixings = tx.connection().prepareStatement(FIXING)) {
            for (int i = 0; i < rows.size(); i++) {
                Row row = rows.get(i);
                receipts.setString(1, row.digest().hex());
                receipts.setString(2, row.document());
                receipts.addBatch();
                bind(tx, fixings, row);
                fixings.addBatch();
                if ((i + 1) % BATCH == 0 || i + 1 == rows.size()) {
                    receipts.executeBatch();
                    fixings.executeBatch();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static void bind(Tx tx, PreparedStatement statement, Row row) throws SQLException {
        ReceiptDocument content = row.content();
        Quality quality = content.quality();
        @Nullable
        Array gap = content.gap() == null || content.determined() != null
                ? null
                : tx.connection().createArrayOf("text", content.gap().toArray());
        @Nullable
        Object[] values = {
            row.index().name(),
            content.day(),
            row.status().name(),
            row.number(),
            row.index().gpu().name(),
            row.index().kind().name(),
            content.value(),
            content.band(),
            content.basis() == null ? null : content.basis().name(),
            gap,
            content.gate().providers(),
            content.gate().offers(),
            quality == null ? null : MicroDollars.halfEven(quality.leaveOneOutMove()),
            quality == null ? null : Math.toIntExact(MicroDollars.halfEven(quality.effectiveProviders()) / 1000),
            quality == null ? null : MicroDollars.halfEven(quality.costToMoveOnePercent()),
            content.methodology(),
            row.digest().hex(),
            row.seen(),
            row.reason(),
            row.published().atOffset(ZoneOffset.UTC)
        };
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    Map<IndexName, LocalDate> finalDays(Tx tx) {
        Map<IndexName, LocalDate> days = new HashMap<>();
        tx.query(
                "select index_name, max(day) from hourglass.fixing where status = 'FINAL' group by index_name",
                row -> days.put(IndexName.parse(row.getString(1)), row.getObject(2, LocalDate.class)));
        return days;
    }

    /** The days that have a provisional fixing, of the last weeks. */
    Map<IndexName, Set<LocalDate>> provisionalDays(Tx tx) {
        Map<IndexName, Set<LocalDate>> days = new HashMap<>();
        tx.query(
                "select index_name, day from hourglass.fixing where status = 'PROVISIONAL'",
                row -> days.computeIfAbsent(IndexName.parse(row.getString(1)), key -> new HashSet<>())
                        .add(row.getObject(2, LocalDate.class)));
        return days;
    }

    int corrections(Tx tx, IndexName index, LocalDate day) {
        return tx.first("""
                        select coalesce(max(number), 0) from hourglass.fixing
                        where index_name = ? and day = ? and status = 'CORRECTION'
                        """, row -> row.getInt(1), index.name(), day).orElse(0);
    }

    List<IndexName> indices(Tx tx) {
        return tx.query(
                "select distinct index_name from hourglass.fixing order by index_name",
                row -> IndexName.parse(row.getString(1)));
    }

    List<PublishedFixing> latest(Tx tx) {
        return tx.query("""
                select distinct on (index_name) * from hourglass.fixing
                where status <> 'CORRECTION' and value is not null order by index_name, day desc, status
                """, FixingTable::published);
    }

    Optional<PublishedFixing> latest(Tx tx, IndexName index) {
        return tx.first("""
                select * from hourglass.fixing where index_name = ? and status <> 'CORRECTION' and value is not null
                order by day desc, status limit 1
                """, FixingTable::published, index.name());
    }

    List<PublishedFixing> history(Tx tx, IndexName index, LocalDate from, LocalDate to) {
        return tx.query(
                STANDING + " and index_name = ? and day between ? and ? order by index_name, day, status",
                FixingTable::published,
                index.name(),
                from,
                to);
    }

    List<PublishedFixing> published(Tx tx, LocalDate from, LocalDate to) {
        return tx.query("""
                select * from hourglass.fixing where day between ? and ?
                order by index_name, day, status, number
                """, FixingTable::published, from, to);
    }

    Optional<PublishedFixing> find(Tx tx, IndexName index, LocalDate day, Status status) {
        return tx.first("""
                select * from hourglass.fixing where index_name = ? and day = ? and status = ?
                order by number desc limit 1
                """, FixingTable::published, index.name(), day, status);
    }

    Optional<String> receipts(Tx tx, Hash digest) {
        return tx.first("select document from hourglass.receipt where digest = ?", row -> row.getString(1), digest);
    }

    Fixings.Counts counts(Tx tx) {
        return tx.first("""
                        select count(value), count(gap), count(distinct index_name),
                            count(distinct gpu_class) filter (where kind = 'ON_DEMAND')
                        from hourglass.fixing where status = 'FINAL'
                        """, row -> new Fixings.Counts(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)))
                .orElseThrow();
    }

    private static PublishedFixing published(ResultSet row) throws SQLException {
        long value = row.getLong("value");
        Optional<Price> price = row.wasNull() ? Optional.empty() : Optional.of(new Price(value));
        String basis = row.getString("basis");
        Array gap = row.getArray("gap");
        return new PublishedFixing(
                IndexName.parse(row.getString("index_name")),
                row.getObject("day", LocalDate.class),
                Status.valueOf(row.getString("status")),
                row.getInt("number"),
                price,
                row.getLong("band"),
                Optional.ofNullable(basis).map(Basis::valueOf),
                gap == null ? List.of() : List.of((String[]) gap.getArray()),
                row.getInt("providers"),
                row.getInt("offers"),
                row.getLong("leave_one_out"),
                row.getInt("effective_providers"),
                row.getLong("cost_to_move"),
                row.getString("methodology"),
                new Hash(row.getString("digest")),
                row.getObject("published", OffsetDateTime.class).toInstant());
    }
}
