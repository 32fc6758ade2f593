package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.fund.RollView.State;
import io.hourglass.ledger.market.Market;
import io.hourglass.pricing.margin.BusinessDays;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rolls the fund out of contracts that expire: in the business days before the last trading day, a slice at a
 * time, sold and bought together, as large as the limits and what the books offer on both sides let it be. A
 * roll that meets no market waits and says for what.
 *
 * <p>Example: of 120 lots, 50 an order at most, 50 are sold and bought, 50 again when both contracts have
 * cooled off, then 20.
 */
final class Rolls {
    private final Trades trades;
    private final FundFutures futures;
    private final Market market;
    private final Clock clock;

    Rolls(Trades trades, FundFutures futures, Market market, Clock clock) {
        this.trades = trades;
        this.futures = futures;
        this.market = market;
        this.clock = clock;
    }

    /** Plans what is due, and trades the next slice of what is open. */
    int work(Tx tx) {
        Trades.alone(tx);
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        int done = plan(tx, today);
        for (RollView roll : open(tx)) {
            if (today.isAfter(roll.closes())) {
                done += close(tx, roll);
            } else if (!today.isBefore(roll.opens())) {
                done += roll(tx, roll);
            }
        }
        return done;
    }

    /** A contract the fund holds is planned to be rolled from its month on. */
    private int plan(Tx tx, LocalDate today) {
        int days = FundTerms.on(tx, today).rollDays();
        int planned = 0;
        for (FundPosition held : futures.positions(tx)) {
            Future from = held.future();
            if (YearMonth.from(today).isBefore(from.month()) || find(tx, from).isPresent()) {
                continue;
            }
            List<LocalDate> month = BusinessDays.of(from.month(), Set.of());
            LocalDate opens = month.get(Math.max(0, month.size() - 1 - days));
            LocalDate closes = month.get(Math.max(0, month.size() - 2));
            tx.run(
                    "insert into hourglass.fund_roll (future, next, lots, opens, closes, state, note, planned, changed)"
                            + " values (?, ?, ?, ?, ?, 'PLANNED', ?, ?, ?)",
                    from.name(),
                    new Future(from.gpu(), from.month().plusMonths(1)).name(),
                    held.lots(),
                    opens,
                    closes,
                    "waits for its window, which opens on " + opens,
                    clock.instant(),
                    clock.instant());
            planned++;
        }
        return planned;
    }

    /** Both legs together; where one is behind, that one first. */
    private int roll(Tx tx, RollView roll) {
        // until the first order the manager may still trade: what there is then is rolled
        long lots = roll.trades().isEmpty() ? futures.held(tx, roll.from()) : roll.lots();
        long toSell = lots - roll.sold();
        long toBuy = lots - roll.bought();
        if (toSell <= 0 && toBuy <= 0) {
            return change(tx, roll, lots, State.DONE, lots + " lots are in " + roll.to());
        }
        Optional<String> wait = waits(tx, roll);
        if (wait.isPresent()) {
            return wait(tx, roll, lots, wait.get());
        }
        TradeLimits limits = TradeLimits.latest(tx);
        List<Side> legs = new ArrayList<>();
        // first what may be refused for want of margin: nothing is sold that cannot be bought again
        if (toBuy >= toSell) {
            legs.add(Side.of(tx, market, roll.to(), true, limits));
        }
        if (toSell >= toBuy) {
            legs.add(Side.of(tx, market, roll.from(), false, limits));
        }
        Optional<Side> none =
                legs.reversed().stream().filter(side -> side.lots() == 0).findFirst();
        if (none.isPresent()) {
            return wait(tx, roll, lots, none.get().noMarket());
        }
        long most = toSell == toBuy ? toSell : Math.abs(toSell - toBuy);
        long offered = legs.stream().mapToLong(Side::lots).min().orElse(0);
        return trade(tx, roll, lots, Math.min(Math.min(limits.lots(), most), offered), legs);
    }

    /** For an order, or for a contract to cool off. */
    private Optional<String> waits(Tx tx, RollView roll) {
        Instant now = clock.instant();
        if (roll.trades().stream().anyMatch(trade -> trade.isUnderWay(now))) {
            return Optional.of("an order is under way");
        }
        return trades.coolsUntil(tx, roll.from())
                .or(() -> trades.coolsUntil(tx, roll.to()))
                .map(Trades::cools);
    }

    private int trade(Tx tx, RollView roll, long lots, long slice, List<Side> legs) {
        if (slice == 0) {
            return wait(tx, roll, lots, "the fund may trade nothing: no limits are set on chain");
        }
        for (Side side : legs) {
            Outcome<FundTradeView> asked = trades.ask(tx, side.ticket(slice), Trades.Purpose.roll(roll.from()));
            if (asked instanceof Refused<FundTradeView>(var reason, String detail)) {
                return wait(tx, roll, lots, detail);
            }
        }
        change(tx, roll, lots, State.ROLLING, slice + " lots are under way");
        return 1;
    }

    private int close(Tx tx, RollView roll) {
        long left = Math.max(roll.lots() - roll.sold(), roll.lots() - roll.bought());
        if (left <= 0) {
            return change(tx, roll, roll.lots(), State.DONE, roll.lots() + " lots are in " + roll.to());
        }
        return change(
                tx,
                roll,
                roll.lots(),
                State.CLOSED,
                "its window closed: " + roll.sold() + " lots of " + roll.lots() + " were sold, " + roll.bought()
                        + " bought; what is left settles in cash");
    }

    /** Nothing was done, but why is told once. */
    private int wait(Tx tx, RollView roll, long lots, String note) {
        change(tx, roll, lots, State.ROLLING, note);
        return 0;
    }

    private int change(Tx tx, RollView roll, long lots, State state, String note) {
        return tx.run(
                "update hourglass.fund_roll set lots = ?, state = ?, note = ?, changed = ? where future = ?"
                        + " and (lots, state, note) is distinct from (?, ?, ?)",
                lots,
                state,
                note,
                clock.instant(),
                roll.from().name(),
                lots,
                state.name(),
                note);
    }

    private static final String SELECT = "select * from hourglass.fund_roll ";

    private List<RollView> open(Tx tx) {
        return tx.query(SELECT + "where state in ('PLANNED', 'ROLLING') order by future", row -> view(tx, row));
    }

    private Optional<RollView> find(Tx tx, Future from) {
        return tx.first(SELECT + "where future = ?", row -> view(tx, row), from.name());
    }

    /** Newest window first. */
    List<RollView> all(Tx tx, int limit) {
        return tx.query(SELECT + "order by opens desc, future limit ?", row -> view(tx, row), limit);
    }

    private RollView view(Tx tx, ResultSet row) throws SQLException {
        Future from = Future.parse(row.getString("future"));
        Future to = Future.parse(row.getString("next"));
        List<FundTradeView> orders = trades.of(tx, from);
        return new RollView(
                from,
                to,
                row.getLong("lots"),
                filled(orders, from),
                filled(orders, to),
                row.getObject("opens", LocalDate.class),
                row.getObject("closes", LocalDate.class),
                State.valueOf(row.getString("state")),
                row.getString("note"),
                orders);
    }

    private static long filled(List<FundTradeView> orders, Future future) {
        return orders.stream()
                .filter(order -> order.future().equals(future))
                .mapToLong(FundTradeView::filled)
                .sum();
    }
}
