package io.hourglass.ledger.reconcile;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.reconcile.Report.Break;
import io.hourglass.ledger.reconcile.Report.Closure;
import io.hourglass.ledger.reconcile.Report.Kind;
import io.hourglass.ledger.reconcile.Report.Measure;
import io.hourglass.ledger.reconcile.Report.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Runs of reconciliation and their breaks, stored for good. */
final class Runs {
    private static final String BREAKS = """
            select k.*, r.*, c.reason, c.first_person, c.second_person, c.closed_at
            from hourglass.break_sighting s
                join hourglass.reconcile_break k on k.id = s.break
                join hourglass.reconcile_row r on r.run = s.run
                    and r.measure = k.measure and r.asset = k.asset and r.holder = k.holder
                left join hourglass.break_closure c on c.break = k.id
            where s.run = ? order by k.opened_at, k.id
            """;

    Report store(Tx tx, long block, Hash hash, List<Row> rows, Map<Row, Kind> broken) {
        List<Break> before = latestRun(tx).map(run -> breaks(tx, run)).orElse(List.of());
        UUID run = UUID.randomUUID();
        tx.run(
                "insert into hourglass.reconcile_run (run, block, block_hash, rows) values (?, ?, ?, ?)",
                run,
                block,
                hash,
                rows.size());
        rows.forEach(row -> storeRow(tx, run, row));
        rows.stream().filter(broken::containsKey).forEach(row -> {
            Kind kind = broken.get(row);
            if (kind != null) {
                tx.run(
                        "insert into hourglass.break_sighting (run, break) values (?, ?)",
                        run,
                        known(before, row, kind).orElseGet(() -> open(tx, run, row, kind)));
            }
        });
        return report(tx, run).orElseThrow();
    }

    Optional<Report> latest(Tx tx) {
        return latestRun(tx).flatMap(run -> report(tx, run));
    }

    Outcome<Closure> close(Tx tx, UUID broken, String reason, String first, String second) {
        if (tx.first("select 1 from hourglass.reconcile_break where id = ?", row -> true, broken)
                .isEmpty()) {
            return Outcome.refused(ReconcileRefusal.UNKNOWN_BREAK, "no break " + broken);
        }
        if (reason.isBlank() || first.isBlank() || second.isBlank()) {
            return Outcome.refused(ReconcileRefusal.REASON_MISSING, "a reason and two names close a break");
        }
        if (person(first).equals(person(second))) {
            return Outcome.refused(
                    ReconcileRefusal.SAME_PERSON, "two different people close a break, not " + first + " twice");
        }
        int closed = tx.run("""
                insert into hourglass.break_closure (break, reason, first_person, second_person)
                values (?, ?, ?, ?) on conflict do nothing
                """, broken, reason, first, second);
        return closed == 0
                ? Outcome.refused(ReconcileRefusal.ALREADY_CLOSED, broken + " is closed already")
                : Outcome.done(tx.first("select * from hourglass.break_closure where break = ?", Runs::closure, broken)
                        .orElseThrow());
    }

    private static String person(String name) {
        return name.trim().toLowerCase(Locale.ROOT);
    }

    private static Optional<UUID> known(List<Break> before, Row row, Kind kind) {
        return before.stream()
                .filter(one -> one.kind() == kind && one.row().sameDifference(row))
                .map(Break::id)
                .findFirst();
    }

    private static UUID open(Tx tx, UUID run, Row row, Kind kind) {
        UUID id = UUID.randomUUID();
        tx.run("""
                insert into hourglass.reconcile_break (id, opened_run, measure, asset, holder, kind, owner)
                values (?, ?, ?, ?, ?, ?, ?)
                """, id, run, row.measure(), row.asset(), row.holder(), kind, kind.owner());
        return id;
    }

    private static void storeRow(Tx tx, UUID run, Row row) {
        tx.run(
                """
                insert into hourglass.reconcile_row
                    (run, measure, asset, holder, code, name, books, mirror, chain)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                run,
                row.measure(),
                row.asset(),
                row.holder(),
                row.code(),
                row.name(),
                row.books(),
                row.mirror(),
                row.chain().isPresent() ? row.chain().getAsLong() : null);
    }

    private static Optional<UUID> latestRun(Tx tx) {
        return tx.first(
                "select run from hourglass.reconcile_run order by ran_at desc limit 1",
                row -> row.getObject(1, UUID.class));
    }

    private static Optional<Report> report(Tx tx, UUID run) {
        List<Row> rows = tx.query(
                "select * from hourglass.reconcile_row where run = ? order by measure, code, name", Runs::row, run);
        return tx.first(
                "select * from hourglass.reconcile_run where run = ?",
                found -> new Report(
                        run,
                        found.getLong("block"),
                        new Hash(found.getString("block_hash")),
                        instant(found, "ran_at"),
                        rows,
                        breaks(tx, run)),
                run);
    }

    private static List<Break> breaks(Tx tx, UUID run) {
        return tx.query(
                BREAKS,
                found -> new Break(
                        found.getObject("id", UUID.class),
                        Kind.valueOf(found.getString("kind")),
                        found.getString("owner"),
                        row(found),
                        instant(found, "opened_at"),
                        found.getString("reason") == null ? Optional.empty() : Optional.of(closure(found))),
                run);
    }

    private static Row row(ResultSet found) throws SQLException {
        Long chain = found.getObject("chain", Long.class);
        return new Row(
                Measure.valueOf(found.getString("measure")),
                found.getString("asset"),
                found.getString("holder"),
                found.getString("code"),
                found.getString("name"),
                found.getLong("books"),
                found.getLong("mirror"),
                chain == null ? OptionalLong.empty() : OptionalLong.of(chain));
    }

    private static Closure closure(ResultSet found) throws SQLException {
        return new Closure(
                found.getString("reason"),
                found.getString("first_person"),
                found.getString("second_person"),
                instant(found, "closed_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
