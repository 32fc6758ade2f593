package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.VenueRules.Declined;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Order;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which quarters and years are traded as one. */
final class Strips {
    private record Row(String code, List<Hash> months) {}

    private Strips() {}

    /** Makes a strip known. Safe to repeat. */
    static void list(Tx tx, String code, List<Hash> months, Instant now) {
        tx.run(
                "insert into hourglass.strip (code, months, listed) values (?, ?, ?) on conflict (code) do nothing",
                code,
                months,
                now);
    }

    /** By code. */
    static List<Strip> all(Tx tx) {
        return rows(tx, "true").stream().map(row -> read(tx, row)).toList();
    }

    static Optional<Strip> of(Tx tx, String code) {
        return rows(tx, "code = ?", code).stream().findFirst().map(row -> read(tx, row));
    }

    /** The strip of an order's legs; its months are locked until the transaction ends, in one order for everybody. */
    static Optional<Strip> lock(Tx tx, CombinationPlacement placement) {
        List<Hash> months =
                placement.combination().legs().stream().map(Order::base).toList();
        return rows(tx, "months = ?", months).stream().findFirst().map(row -> {
            Map<Hash, InstrumentRow.Locked> locked = InstrumentRow.lock(tx, months);
            return new Strip(
                    row.code,
                    months.stream()
                            .map(id -> Objects.requireNonNull(locked.get(id)).instrument())
                            .toList());
        });
    }

    static Declined unknown(CombinationPlacement placement) {
        return new Declined(
                MarketRefusal.UNKNOWN_INSTRUMENT,
                "no strip of these " + placement.combination().legs().size()
                        + " months is listed: a quarter's or a year's, by month");
    }

    static StripQuote quote(Tx tx, Strip strip, Instant now) {
        return new StripQuote(mean(tx, strip, true, now), mean(tx, strip, false, now));
    }

    private static @Nullable Price mean(Tx tx, Strip strip, boolean bids, Instant now) {
        List<Long> best = tx.query(
                "select " + (bids ? "max" : "min") + "(price) from hourglass.market_order where instrument = any (?)"
                        + " and buy = ? and live and expiry >= ? group by instrument",
                row -> row.getLong(1),
                ids(strip.months()),
                bids,
                now);
        int count = strip.months().size();
        long sum = best.stream().mapToLong(one -> one).sum();
        return best.size() < count ? null : new Price(bids ? Math.floorDiv(sum, count) : Math.ceilDiv(sum, count));
    }

    private static List<Row> rows(Tx tx, String where, Object... arguments) {
        return tx.query(
                "select code, months from hourglass.strip where " + where + " order by code",
                row -> new Row(
                        row.getString("code"),
                        Arrays.stream((String[]) row.getArray("months").getArray())
                                .map(Hash::new)
                                .toList()),
                arguments);
    }

    private static Strip read(Tx tx, Row row) {
        Map<Hash, Instrument> months = tx
                .session()
                .createSelectionQuery("from InstrumentRow where id in (:ids)", InstrumentRow.class)
                .setParameterList("ids", row.months.stream().map(Hash::hex).toList())
                .getResultList()
                .stream()
                .map(InstrumentRow::instrument)
                .collect(Collectors.toMap(Instrument::id, month -> month));
        return new Strip(
                row.code,
                row.months.stream()
                        .map(id -> Objects.requireNonNull(months.get(id)))
                        .toList());
    }

    private static Collection<Hash> ids(List<Instrument> months) {
        return months.stream().map(Instrument::id).toList();
    }
}
