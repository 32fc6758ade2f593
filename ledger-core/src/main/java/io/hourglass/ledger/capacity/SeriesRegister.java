package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.AssetKind;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.ChainCall;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The series there are, and how far each has come. */
final class SeriesRegister {
    static final String INTENT = "series:";

    private static final String STATUS = """
            select s.name, s.stage,
                -coalesce((select posted from hourglass.balance where path = 'attested:' || s.name), 0) as attested,
                coalesce((select sum(b.posted) from hourglass.account a join hourglass.balance b on b.account = a.id
                    where a.asset = s.name and a.path like 'unminted:%'), 0) as unminted,
                coalesce((select posted from hourglass.balance where path = 'redeemed:' || s.name), 0) as redeemed,
                coalesce((select posted from hourglass.balance where path = 'expired:' || s.name), 0) as expired
            from hourglass.series s
            """;

    private final Parts parts;

    SeriesRegister(Parts parts) {
        this.parts = parts;
    }

    Outcome<Series> open(Tx tx, Series series) {
        SeriesRow before = tx.session().get(SeriesRow.class, series.name());
        if (before != null) {
            return before.stage == SeriesStatus.State.VOIDED
                    ? Outcome.refused(CapacityRefusal.UNKNOWN_SERIES, series + " could not be opened: " + before.reason)
                    : Outcome.done(series);
        }
        if (!isListed(tx, series.gpu())) {
            return Outcome.refused(
                    CapacityRefusal.UNKNOWN_CLASS, series.gpu() + " is not among the GPU classes that are listed");
        }
        if (!parts.now().isBefore(series.expiry())) {
            return expired(series);
        }
        tx.session().insert(new SeriesRow(series, parts.now()));
        parts.journal().open(tx, series.asset(), AssetKind.HOURS, series.id());
        parts.journal()
                .open(
                        tx,
                        CapacityAccounts.attested(series),
                        CapacityAccounts.redeemed(series),
                        CapacityAccounts.expired(series));
        ChainCall call = new ChainCall.OpenSeries(
                series.name(), series.start().getEpochSecond(), series.expiry().getEpochSecond());
        parts.outbox().plan(tx, INTENT + series, Parts.ISSUER, call, List.of());
        return Outcome.done(series);
    }

    /** A series things can still be asked of: its opening may be on its way, its month is not over. */
    Outcome<SeriesRow> current(Tx tx, Series series) {
        SeriesRow row = tx.session().get(SeriesRow.class, series.name());
        if (row == null || row.stage == SeriesStatus.State.VOIDED) {
            return Outcome.refused(CapacityRefusal.UNKNOWN_SERIES, "no series " + series + ": open it first");
        }
        if (row.stage == SeriesStatus.State.EXPIRED || !parts.now().isBefore(row.expires)) {
            return expired(series);
        }
        return Outcome.done(row);
    }

    /** As {@link #current}, and the chain has opened it. */
    Outcome<SeriesRow> opened(Tx tx, Series series) {
        return current(tx, series)
                .then(row -> row.stage == SeriesStatus.State.OPEN
                        ? Outcome.done(row)
                        : Outcome.refused(
                                CapacityRefusal.SERIES_NOT_OPEN,
                                series + " is on its way to the chain: ask again when it is final"));
    }

    Optional<Series> byId(Tx tx, Hash id) {
        return tx.first("select name from hourglass.series where id = ?", row -> Series.parse(row.getString(1)), id);
    }

    void opened(Tx tx, Hash id) {
        tx.run("update hourglass.series set stage = 'OPEN' where id = ? and stage = 'PLANNED'", id);
    }

    void voided(Tx tx, String name, String why) {
        tx.run(
                "update hourglass.series set stage = 'VOIDED', reason = ? where name = ? and stage = 'PLANNED'",
                why,
                name);
    }

    List<SeriesStatus> statuses(Tx tx) {
        return tx.query(STATUS + "order by s.name", SeriesRegister::status);
    }

    Optional<SeriesStatus> status(Tx tx, Series series) {
        return tx.first(STATUS + "where s.name = ?", SeriesRegister::status, series.name());
    }

    List<GpuClass> classes(Tx tx) {
        return tx.query(
                "select name from hourglass.gpu_class where effective <= ? order by name",
                row -> GpuClass.parse(row.getString(1)),
                parts.today());
    }

    private boolean isListed(Tx tx, GpuClass gpu) {
        return tx.first(
                        "select 1 from hourglass.gpu_class where name = ? and effective <= ?",
                        row -> true,
                        gpu.name(),
                        parts.today())
                .isPresent();
    }

    private static <T> Outcome<T> expired(Series series) {
        return Outcome.refused(
                CapacityRefusal.SERIES_EXPIRED, series + " ended at " + series.expiry() + ": choose a later month");
    }

    private static SeriesStatus status(ResultSet row) throws SQLException {
        Series series = Series.parse(row.getString("name"));
        long attested = row.getLong("attested");
        return new SeriesStatus(
                series,
                SeriesStatus.State.valueOf(row.getString("stage")),
                new Amount(series.asset(), attested),
                new Amount(series.asset(), Math.subtractExact(attested, row.getLong("unminted"))),
                new Amount(series.asset(), row.getLong("redeemed")),
                new Amount(series.asset(), row.getLong("expired")));
    }
}
