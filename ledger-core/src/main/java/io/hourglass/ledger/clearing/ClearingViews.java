package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.MarkCycle;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is read of clearing. */
final class ClearingViews {
    private final Journal journal;

    ClearingViews(Journal journal) {
        this.journal = journal;
    }

    static List<FutureRow> all(Tx tx) {
        return tx.session()
                .createSelectionQuery("from FutureRow order by name", FutureRow.class)
                .getResultList();
    }

    /** Those in which there can be positions. */
    static List<FutureRow> open(Tx tx) {
        return tx.session()
                .createSelectionQuery("from FutureRow where state in (LISTED, SETTLING) order by name", FutureRow.class)
                .getResultList();
    }

    /** Those that can be marked. */
    static List<FutureRow> listed(Tx tx) {
        return tx.session()
                .createSelectionQuery("from FutureRow where state = LISTED order by name", FutureRow.class)
                .getResultList();
    }

    FutureView future(Tx tx, FutureRow row) {
        Optional<MarkRow> latest = Marks.evening(tx, row);
        return new FutureView(
                row.future(),
                row.state,
                MarginRates.latest(tx, row).initial(),
                Marks.settlement(tx, row),
                latest.<LocalDate>map(mark -> mark.day).orElse(null),
                Positions.openInterest(tx, row.id));
    }

    Optional<FutureView> future(Tx tx, Future future) {
        return Optional.ofNullable(tx.session().get(FutureRow.class, future.id().hex()))
                .map(row -> future(tx, row));
    }

    List<FutureView> futures(Tx tx) {
        return all(tx).stream().map(row -> future(tx, row)).toList();
    }

    List<MarkView> marks(Tx tx, Future future) {
        return Optional.ofNullable(tx.session().get(FutureRow.class, future.id().hex())).stream()
                .flatMap(row -> Marks.all(tx, row).stream())
                .map(mark -> mark.view(future))
                .toList();
    }

    List<MarginRate> marginRates(Tx tx, Future future) {
        return Optional.ofNullable(tx.session().get(FutureRow.class, future.id().hex())).stream()
                .flatMap(row -> MarginRates.all(tx, row).stream())
                .toList();
    }

    List<PositionView> positions(Tx tx, Party party) {
        Map<String, Exposure> exposures =
                Exposure.of(tx, party.name()).stream().collect(Collectors.toMap(Exposure::id, Function.identity()));
        Map<String, Long> paid = tx
                .query(
                        "select future, sum(units)::bigint from hourglass.variation where party = ? group by future",
                        row -> Map.entry(row.getString(1), row.getLong(2)),
                        party.name())
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return all(tx).stream()
                .filter(row -> exposures.containsKey(row.id) || paid.containsKey(row.id))
                .map(row -> position(tx, party, row, exposures.get(row.id), paid.getOrDefault(row.id, 0L)))
                .toList();
    }

    private PositionView position(Tx tx, Party party, FutureRow row, @Nullable Exposure exposure, long paid) {
        long lots = journal.balance(tx, MarginAccounts.lots(party, row.future()))
                .map(balance -> balance.posted().units())
                .orElse(0L);
        Price settlement = Marks.settlement(tx, row);
        return new PositionView(
                party.name(),
                row.future(),
                lots,
                settlement,
                new Amount(Asset.USD, paid),
                new Amount(Asset.USD, exposure == null ? 0 : exposure.accrued()));
    }

    List<PositionView> holders(Tx tx, Future future) {
        FutureRow row = tx.session().get(FutureRow.class, future.id().hex());
        if (row == null) {
            return List.of();
        }
        Map<String, Long> paid = new HashMap<>();
        tx.query(
                        "select party, sum(units)::bigint from hourglass.variation where future = ? group by party",
                        one -> Map.entry(one.getString(1), one.getLong(2)),
                        row.id)
                .forEach(one -> paid.put(one.getKey(), one.getValue()));
        Price settlement = Marks.settlement(tx, row);
        return Positions.of(tx, row.id).entrySet().stream()
                .map(held -> new PositionView(
                        held.getKey(),
                        future,
                        held.getValue().lots(),
                        settlement,
                        usd(paid.getOrDefault(held.getKey(), 0L)),
                        usd(held.getValue().accrued())))
                .toList();
    }

    Amount variation(Tx tx) {
        return tx.first("select coalesce(sum(units), 0)::bigint from hourglass.variation", row -> usd(row.getLong(1)))
                .orElseThrow();
    }

    List<MarginCall> calls(Tx tx, int limit) {
        return tx.query(
                "select * from hourglass.margin_call order by day desc, cycle, party limit ?",
                row -> new MarginCall(
                        row.getString("party"),
                        row.getObject("day", LocalDate.class),
                        MarkCycle.valueOf(row.getString("cycle")),
                        usd(row.getLong("margin")),
                        usd(row.getLong("maintenance")),
                        usd(row.getLong("initial")),
                        usd(row.getLong("concentration")),
                        usd(row.getLong("missing")),
                        row.getObject("deadline", OffsetDateTime.class).toInstant()),
                limit);
    }

    private static Amount usd(long units) {
        return new Amount(Asset.USD, units);
    }
}
