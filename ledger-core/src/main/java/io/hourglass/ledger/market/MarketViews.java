package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** What is read of the market. */
final class MarketViews {

    Optional<Instrument> instrument(Tx tx, String code) {
        return tx.session()
                .createSelectionQuery("from InstrumentRow where code = :code", InstrumentRow.class)
                .setParameter("code", code)
                .getResultStream()
                .findFirst()
                .map(InstrumentRow::instrument);
    }

    List<Instrument> instruments(Tx tx) {
        return tx
                .session()
                .createSelectionQuery("from InstrumentRow order by code", InstrumentRow.class)
                .getResultList()
                .stream()
                .map(InstrumentRow::instrument)
                .toList();
    }

    Depth depth(Tx tx, Hash instrument, Instant now, int levels) {
        return new Depth(side(tx, instrument, true, now, levels), side(tx, instrument, false, now, levels));
    }

    private static List<Depth.Level> side(Tx tx, Hash instrument, boolean buy, Instant now, int levels) {
        return tx.query(
                "select price, sum(rest)::bigint, count(*)::int from hourglass.market_order"
                        + " where instrument = ? and buy = ? and live and expiry >= ? group by price order by price "
                        + (buy ? "desc" : "asc") + " limit ?",
                row -> new Depth.Level(new Price(row.getLong(1)), row.getLong(2), row.getInt(3)),
                instrument,
                buy,
                now,
                levels);
    }

    /** The latest, however they came about. */
    List<TradeView> prints(Tx tx, Hash instrument, int limit) {
        return named(
                tx,
                tx.session()
                        .createSelectionQuery(
                                "from TradeRow where instrument = :instrument and state <> VOIDED"
                                        + " order by sequence desc",
                                TradeRow.class)
                        .setParameter("instrument", instrument.hex())
                        .setMaxResults(limit)
                        .getResultList());
    }

    /**
     * Those whose price was made in the instrument's own book, newest first. It goes back from the newest to the
     * last of the day before, and no further: services may tell the time differently, but not by a day.
     */
    List<TradeView> prints(Tx tx, Hash instrument, Instant from, Instant to) {
        return named(
                tx,
                tx.query(
                        """
                        select * from hourglass.trade
                        where instrument = ? and %s
                            and traded > ? and traded <= ?
                            and sequence > coalesce((select sequence from hourglass.trade
                                where instrument = ? and traded <= ? order by sequence desc limit 1), 0)
                        order by sequence desc
                        """.formatted(TradeRow.MADE_IN_BOOK),
                        TradeRow::read,
                        instrument,
                        from,
                        to,
                        instrument,
                        from.minus(Duration.ofDays(1))));
    }

    Optional<OrderView> order(Tx tx, Hash id) {
        return Optional.ofNullable(tx.session().get(OrderRow.class, id.hex()))
                .map(row -> row.view(codes(tx).getOrDefault(row.instrument, row.instrument), List.of()));
    }

    Optional<OrderLife> life(Tx tx, Hash id) {
        OrderRow row = tx.session().get(OrderRow.class, id.hex());
        if (row == null) {
            return Optional.empty();
        }
        Instrument instrument =
                tx.session().get(InstrumentRow.class, row.instrument).instrument();
        List<TradeView> trades = tx
                .query(
                        "select * from hourglass.trade where buy_order = ? or sell_order = ? order by sequence",
                        TradeRow::read,
                        id,
                        id)
                .stream()
                .map(trade -> trade.view(instrument.code()))
                .toList();
        List<UUID> ids = trades.stream().map(TradeView::id).toList();
        return Optional.of(OrderLife.of(row.view(instrument.code(), ids), instrument, trades));
    }

    /**
     * Newest first. It goes back from the newest trade, from day to day, until there are enough: trades of
     * earlier days are not read.
     */
    List<Bar> bars(Tx tx, Hash instrument, int days) {
        return tx.query(
                """
                with recursive own as not materialized (
                    select sequence, (traded at time zone 'UTC')::date as day, price, quantity
                    from hourglass.trade where instrument = ? and %s),
                last as (
                    (select sequence, day from own order by sequence desc limit 1)
                    union all
                    select before.sequence, before.day from last cross join lateral (
                        select own.sequence, own.day from own
                        where own.sequence < last.sequence and own.day < last.day
                        order by own.sequence desc limit 1) before)
                select day, (array_agg(price order by sequence))[1] as open,
                    max(price) as high, min(price) as low, (array_agg(price order by sequence desc))[1] as close,
                    sum(quantity)::bigint as volume,
                    round(sum(quantity::numeric * price) / sum(quantity))::bigint as vwap, count(*)::int as trades
                from own where sequence > coalesce((select sequence from last offset ? limit 1), 0)
                group by day order by day desc
                """.formatted(TradeRow.MADE_IN_BOOK),
                row -> new Bar(
                        row.getObject("day", LocalDate.class),
                        new Price(row.getLong("open")),
                        new Price(row.getLong("high")),
                        new Price(row.getLong("low")),
                        new Price(row.getLong("close")),
                        row.getLong("volume"),
                        new Price(row.getLong("vwap")),
                        row.getInt("trades")),
                instrument,
                days);
    }

    List<OrderView> orders(Tx tx, String party, int limit) {
        Map<String, String> codes = codes(tx);
        return tx
                .session()
                .createSelectionQuery(
                        "from OrderRow where party = :party and partOf is null order by sequence desc", OrderRow.class)
                .setParameter("party", party)
                .setMaxResults(limit)
                .getResultList()
                .stream()
                .map(row -> row.view(codes.getOrDefault(row.instrument, row.instrument), List.of()))
                .toList();
    }

    List<TradeView> trades(Tx tx, String party, int limit) {
        return named(
                tx,
                tx.session()
                        .createSelectionQuery(
                                "from TradeRow where buyer = :party or seller = :party order by sequence desc",
                                TradeRow.class)
                        .setParameter("party", party)
                        .setMaxResults(limit)
                        .getResultList());
    }

    List<TradeView> trades(Tx tx, int limit) {
        return named(
                tx,
                tx.session()
                        .createSelectionQuery("from TradeRow order by sequence desc", TradeRow.class)
                        .setMaxResults(limit)
                        .getResultList());
    }

    Optional<TradeView> trade(Tx tx, UUID id) {
        return Optional.ofNullable(tx.session().get(TradeRow.class, id))
                .flatMap(row -> named(tx, List.of(row)).stream().findFirst());
    }

    /** Those of a batch that this transaction settled. */
    List<TradeView> settledBy(Tx tx, String batch, Hash transaction) {
        return named(
                tx,
                tx.session()
                        .createSelectionQuery(
                                "from TradeRow where batch = :batch and transaction = :transaction order by sequence",
                                TradeRow.class)
                        .setParameter("batch", batch)
                        .setParameter("transaction", transaction.hex())
                        .getResultList());
    }

    private static List<TradeView> named(Tx tx, List<TradeRow> rows) {
        Map<String, String> codes = codes(tx);
        return rows.stream()
                .map(row -> row.view(codes.getOrDefault(row.instrument, row.instrument)))
                .toList();
    }

    private static Map<String, String> codes(Tx tx) {
        return tx
                .query(
                        "select id, code from hourglass.instrument",
                        row -> Map.entry(row.getString(1), row.getString(2)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
