package io.hourglass.ledger.fund;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.clearing.Clearing;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.MarkView;
import io.hourglass.ledger.clearing.PositionView;
import io.hourglass.ledger.money.Price;
import io.hourglass.pricing.margin.BusinessDays;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The fund's margin and positions at Clearing, and what they are worth. Variation that was paid is in the
 * margin, which is cash of the fund's that lies elsewhere; a position adds only what it gained since its
 * last mark.
 */
final class FundFutures {
    private static final String MARGIN = FundAccounts.PARTY + ":margin";

    private final Journal journal;
    private final Clearing clearing;

    FundFutures(Journal journal, Clearing clearing) {
        this.journal = journal;
        this.clearing = clearing;
    }

    /**
     * @param value micro-dollars: margin, less variation of later days, and what positions gained since their marks
     * @param missing the contract whose mark of the day is not there
     */
    record Worth(long margin, long value, ArrayNode positions, Optional<Future> missing) {}

    /** What Clearing holds for the fund, micro-dollars. */
    long margin(Tx tx) {
        return journal.balance(tx, MARGIN)
                .map(balance -> balance.posted().units())
                .orElse(0L);
    }

    /** Lots the fund holds of a contract, by the chain's word. */
    long held(Tx tx, Future future) {
        return journal.balance(tx, FundAccounts.PARTY + ":lots:" + future.name())
                .map(balance -> balance.posted().units())
                .orElse(0L);
    }

    /** What it holds, by contract. */
    List<FundPosition> positions(Tx tx) {
        List<FundPosition> positions = new ArrayList<>();
        for (Future future : contracts(tx)) {
            clearing.holders(tx, future).stream()
                    .filter(held -> held.party().equals(FundAccounts.PARTY))
                    .map(FundFutures::position)
                    .forEach(positions::add);
        }
        return positions;
    }

    private List<Future> contracts(Tx tx) {
        return journal.balances(tx, FundAccounts.PARTY + ":lots:").stream()
                .filter(balance -> balance.posted().units() != 0)
                .map(balance -> Future.parse(balance.posted().asset().code()))
                .sorted()
                .toList();
    }

    private static FundPosition position(PositionView held) {
        return new FundPosition(held.future(), held.lots(), held.settlement(), held.open(), held.paid());
    }

    /** At a day's settlement prices. */
    Worth worth(Tx tx, LocalDate day) {
        ArrayNode provenance = JsonNodeFactory.instance.arrayNode();
        long margin = margin(tx);
        long value = Math.subtractExact(margin, paidAfter(tx, day));
        for (FundPosition position : positions(tx)) {
            Optional<Settled> settled = settled(tx, position.future(), day);
            if (settled.isEmpty()) {
                return new Worth(margin, value, provenance, Optional.of(position.future()));
            }
            long open = settled.get().open(position);
            value = Math.addExact(value, open);
            provenance
                    .addObject()
                    .put("future", position.future().name())
                    .put("lots", position.lots())
                    .put("price", settled.get().price())
                    .put("source", settled.get().source())
                    .put("open", open);
        }
        return new Worth(margin, value, provenance, Optional.empty());
    }

    /** Variation that marks of later days paid. */
    private static long paidAfter(Tx tx, LocalDate day) {
        return tx.first(
                        "select coalesce(sum(units), 0)::bigint from hourglass.variation where party = ? and day > ?",
                        row -> row.getLong(1),
                        FundAccounts.PARTY,
                        day)
                .orElse(0L);
    }

    /**
     * @param price the day's settlement price, micro-dollars per GPU-hour
     * @param moved what it is above the price that variation was paid to so far
     */
    private record Settled(long price, long moved, String source) {
        /** Micro-dollars. */
        long open(FundPosition position) {
            long move = Math.multiplyExact(Math.multiplyExact(Price.HOURS_PER_LOT, position.lots()), moved);
            return Math.addExact(position.open().units(), move);
        }
    }

    private Optional<Settled> settled(Tx tx, Future future, LocalDate day) {
        LocalDate due = due(future, day);
        List<MarkView> marks = clearing.marks(tx, future).stream()
                .filter(mark -> mark.state() != MarkView.State.VOIDED)
                .toList();
        Optional<MarkView> mark =
                marks.stream().filter(one -> one.day().equals(due)).findFirst();
        OptionalLong last = last(tx, future);
        if (mark.isPresent()) {
            MarkView made = mark.get();
            boolean paid = made.state() == MarkView.State.FINAL;
            long moved = paid ? 0 : made.price().micros() - last.orElseThrow();
            return Optional.of(new Settled(
                    made.price().micros(),
                    moved,
                    "mark of " + due + ", " + made.procedure() + ": " + made.provenance()));
        }
        boolean younger = marks.stream().noneMatch(one -> !one.day().isAfter(due)) && tradedAfter(tx, future, due);
        return younger
                ? Optional.of(new Settled(last.orElseThrow(), 0, "first traded after " + due + ", at the last price"))
                : Optional.empty();
    }

    /** The business day whose mark says what a contract is worth at the end of a day. */
    private static LocalDate due(Future future, LocalDate day) {
        LocalDate due = day.isBefore(future.lastTradingDay()) ? day : future.lastTradingDay();
        while (!BusinessDays.isBusinessDay(due, Set.of())) {
            due = due.minusDays(1);
        }
        return due;
    }

    private static boolean tradedAfter(Tx tx, Future future, LocalDate day) {
        return tx.first(
                        "select min((traded at time zone 'UTC')::date) > ? from hourglass.trade"
                                + " where instrument = ? and state = 'FINAL'",
                        row -> row.getBoolean(1),
                        day,
                        future.id())
                .orElse(false);
    }

    /** What variation was paid to, micro-dollars per GPU-hour: the last mark, or the first trade before any. */
    static OptionalLong last(Tx tx, Future future) {
        return tx
                .query(
                        "select last_price from hourglass.future where id = ? and last_price is not null",
                        row -> row.getLong(1),
                        future.id())
                .stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }
}
