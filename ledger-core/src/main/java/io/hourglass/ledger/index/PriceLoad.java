package io.hourglass.ledger.index;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.index.LoadReport.Example;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A price file that has been read, and how it gets into the database. */
final class PriceLoad {
    /** Rows carry a date only. */
    private static final LocalTime OBSERVED_AT = LocalTime.NOON;

    private static final int EXAMPLES_PER_REASON = 3;
    private static final int BATCH = 10_000;
    private static final String INSERT = """
            insert into hourglass.observation (gpu_class, kind, observed, id, evidence, provider, region, offer,
                gpu_count, price, source, licence, line, load)
            select u.*, ? from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as u
            on conflict do nothing
            """;

    private record Accepted(PriceRow row, Hash content, String offer) {}

    private final String source;
    private final List<Accepted> rows = new ArrayList<>();
    private final Map<String, Integer> offers = new HashMap<>();
    private final Map<RowRefusal, Long> refused = new EnumMap<>(RowRefusal.class);
    private final List<Example> examples = new ArrayList<>();

    private PriceLoad(String source) {
        this.source = source;
    }

    static PriceLoad read(Reader reader, String source, PriceFile file) throws IOException, PriceFile.Unreadable {
        PriceLoad load = new PriceLoad(source);
        file.read(reader, load::take);
        return load;
    }

    private void take(PriceLine line) {
        switch (line) {
            case PriceLine.Accepted(PriceRow row) -> rows.add(new Accepted(row, row.content(), offer(row)));
            case PriceLine.Refused(long number, RowRefusal reason, String detail) -> {
                long before = refused.merge(reason, 1L, Long::sum) - 1;
                if (before < EXAMPLES_PER_REASON) {
                    examples.add(new Example(number, reason, detail));
                }
            }
        }
    }

    /** A provider may list the same machine in a region twice a day: two offers, numbered as listed. */
    private String offer(PriceRow row) {
        String offer = row.region() + "/" + row.gpuCount() + "/" + row.source();
        int number = offers.merge(row.date() + row.provider() + row.gpu() + offer, 1, Integer::sum);
        return number == 1 ? offer : offer + "#" + number;
    }

    LoadReport store(Tx tx, Instant now) {
        oneAtATime(tx);
        UUID load =
                uuid(Hash.sha256(source + rows.stream().map(Accepted::content).toList() + refused));
        long added = 0;
        Columns columns = new Columns();
        for (Accepted row : rows) {
            row.row().prices().forEach((kind, price) -> columns.add(row, kind, price));
            if (columns.size() >= BATCH) {
                added += columns.insert(tx, load);
            }
        }
        added += columns.insert(tx, load);
        long refusedRows = refused.values().stream().mapToLong(Long::longValue).sum();
        LoadReport report = new LoadReport(rows.size() + refusedRows, rows.size(), added, refused, examples);
        record(tx, load, report, now);
        return report;
    }

    /** Of all that is taken in: the order of arrival is the order of commits. */
    static void oneAtATime(Tx tx) {
        tx.query("select pg_advisory_xact_lock(hashtextextended('index:load', 0))", row -> 0);
    }

    private void record(Tx tx, UUID load, LoadReport report, Instant now) {
        try {
            tx.run(
                    """
                    insert into hourglass.price_load (id, source, rows, accepted, observations, refused, loaded)
                    values (?, ?, ?, ?, ?, ?::jsonb, ?) on conflict do nothing
                    """,
                    load,
                    source,
                    report.rows(),
                    report.accepted(),
                    report.observations(),
                    new JsonMapper().writeValueAsString(report.refused()),
                    now);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static UUID uuid(Hash hash) {
        ByteBuffer bytes = ByteBuffer.wrap(hash.bytes());
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    /** Observations column by column, as one statement takes them. */
    private static final class Columns {
        private static final List<String> TYPES = List.of(
                "text",
                "text",
                "timestamptz",
                "uuid",
                "text",
                "text",
                "text",
                "text",
                "int4",
                "int8",
                "text",
                "text",
                "int8");
        private final List<List<Object>> columns = new ArrayList<>();

        Columns() {
            TYPES.forEach(type -> columns.add(new ArrayList<>()));
        }

        int size() {
            return columns.getFirst().size();
        }

        void add(Accepted accepted, PriceKind kind, Price price) {
            PriceRow row = accepted.row();
            Instant observed = row.date().atTime(OBSERVED_AT).toInstant(ZoneOffset.UTC);
            Object[] values = {
                row.gpu().name(),
                kind.name(),
                observed,
                uuid(Hash.sha256(accepted.content() + kind.name())),
                "LISTED",
                row.provider(),
                row.region(),
                accepted.offer(),
                row.gpuCount(),
                price.micros(),
                row.source(),
                row.licence(),
                row.line()
            };
            for (int i = 0; i < values.length; i++) {
                columns.get(i).add(values[i]);
            }
        }

        /** Inserts what is new and forgets all; returns how many were new. */
        int insert(Tx tx, UUID load) {
            if (size() == 0) {
                return 0;
            }
            try (PreparedStatement statement = tx.connection().prepareStatement(INSERT)) {
                statement.setObject(1, load);
                for (int i = 0; i < columns.size(); i++) {
                    statement.setArray(
                            i + 2,
                            tx.connection()
                                    .createArrayOf(TYPES.get(i), columns.get(i).toArray()));
                    columns.get(i).clear();
                }
                return statement.executeUpdate();
            } catch (SQLException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }
    }
}
