package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.clearing.Clearing;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.FutureView;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.ChainEvent.OrderAgreed;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.ledger.settlement.Signature;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The fund's orders for futures. It has no key: its manager has the contract stand by each order, which it
 * does within its limits; what it stands by goes into the book like anybody's.
 */
final class Trades {
    static final String INTENT = "fund-trade:";

    /** Of an account that is a contract nobody looks at the signature. */
    private static final Signature NONE = new Signature("0x00");

    private final Database database;
    private final Outbox outbox;
    private final Chain chain;
    private final FundAccounts accounts;
    private final FundFutures futures;
    private final FundMargin margin;
    private final Market market;
    private final Clearing clearing;
    private final Clock clock;

    Trades(
            Database database,
            Outbox outbox,
            Chain chain,
            FundAccounts accounts,
            FundFutures futures,
            FundMargin margin,
            Market market,
            Clearing clearing,
            Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.chain = chain;
        this.accounts = accounts;
        this.futures = futures;
        this.margin = margin;
        this.market = market;
        this.clearing = clearing;
        this.clock = clock;
    }

    /** What is to be traded. */
    record Ticket(Future future, boolean buy, long lots, Price limit) {}

    /** The manager trades for the fund. Safe to repeat. */
    Outcome<FundTradeView> trade(Tx tx, Hash request, Party manager, Ticket ticket) {
        if (!Requests.MANAGER.equals(manager.key())) {
            return Outcome.refused(FundRefusal.NOT_THE_MANAGER, manager.name() + " does not manage the fund");
        }
        alone(tx);
        Optional<FundTradeView> before = tx.first(SELECT + "where request = ?", row -> view(tx, row), request);
        if (before.isPresent()) {
            FundTradeView there = before.get();
            boolean same = there.future().equals(ticket.future)
                    && there.buy() == ticket.buy
                    && there.lots() == ticket.lots
                    && there.limit().equals(ticket.limit);
            return same ? Outcome.done(there) : Outcome.refused(FundRefusal.ID_REUSED, request + " is another order");
        }
        return ask(tx, ticket, new Purpose(request, null, null));
    }

    /** What an order is for: the manager's request, a contract to be rolled out of, or a new basket of the index's. */
    record Purpose(
            @Nullable Hash request,
            @Nullable Future roll,
            @Nullable LocalDate basket) {
        static Purpose roll(Future from) {
            return new Purpose(null, from, null);
        }

        static Purpose rebalance(LocalDate basket) {
            return new Purpose(null, null, basket);
        }
    }

    /** Asks the contract to stand by an order, with the margin it needs on its way before it. */
    Outcome<FundTradeView> ask(Tx tx, Ticket ticket, Purpose purpose) {
        if (ticket.lots <= 0 || ticket.limit.micros() <= 0) {
            return Outcome.refused(FundRefusal.MALFORMED, "lots and a price, both positive");
        }
        Optional<FutureView> listed =
                clearing.future(tx, ticket.future).filter(future -> future.state() == FutureView.State.LISTED);
        if (listed.isEmpty()) {
            return Outcome.refused(FundRefusal.UNKNOWN_FUTURE, ticket.future + " is not traded");
        }
        TradeLimits limits = TradeLimits.latest(tx);
        return within(tx, ticket, limits)
                .<Outcome<Boolean>>map(refused -> refused)
                .orElseGet(() -> covered(tx, ticket, listed.get()))
                .then(ok -> Outcome.done(plan(tx, ticket, purpose, limits)));
    }

    /** As the contract will say it, and before it costs anything. */
    private Optional<Refused<Boolean>> within(Tx tx, Ticket ticket, TradeLimits limits) {
        if (ticket.lots > limits.lots()) {
            return beyond("an order is for " + limits.lots() + " lots at most, this one for " + ticket.lots);
        }
        long held = futures.held(tx, ticket.future);
        if (!ticket.buy && ticket.lots > held) {
            return beyond(
                    "the fund sells what it holds: " + held + " lots of " + ticket.future + ", not " + ticket.lots);
        }
        if (ticket.buy && held + ticket.lots > limits.held()) {
            return beyond("the fund would hold " + (held + ticket.lots) + " lots of " + ticket.future + ", it may hold "
                    + limits.held());
        }
        OptionalLong last = FundFutures.last(tx, ticket.future);
        if (last.isEmpty()) {
            return beyond("nobody has traded " + ticket.future + " yet: there is no price to hold the order's against");
        }
        Price worst = new Price(limits.worst(ticket.buy, last.getAsLong(), 1));
        boolean worse = ticket.buy ? ticket.limit.compareTo(worst) > 0 : ticket.limit.compareTo(worst) < 0;
        if (worse) {
            return beyond(ticket.limit + " is beyond " + worst + ", as far from the last price, "
                    + new Price(last.getAsLong()) + ", as an order may go");
        }
        return coolsUntil(tx, ticket.future)
                .map(until -> new Refused<>(
                        FundRefusal.COOLS_OFF,
                        until.equals(Instant.MAX)
                                ? "an order in " + ticket.future + " is on its way"
                                : "the next order in " + ticket.future + " is possible from " + until + " on"));
    }

    private static Optional<Refused<Boolean>> beyond(String detail) {
        return Optional.of(new Refused<>(FundRefusal.BEYOND_LIMITS, detail));
    }

    /** From when on the next order in a contract may be asked for; empty for now, MAX while one is on its way. */
    Optional<Instant> coolsUntil(Tx tx, Future future) {
        boolean underWay = tx.first(
                        "select 1 from hourglass.fund_trade where future = ? and state in ('ASKED', 'AGREED')",
                        row -> true,
                        future.name())
                .isPresent();
        if (underWay) {
            return Optional.of(Instant.MAX);
        }
        return tx
                .query(
                        "select max(cool_until) from hourglass.fund_trade where future = ? having max(cool_until) > ?",
                        row -> row.getObject(1, OffsetDateTime.class).toInstant(),
                        future.name(),
                        clock.instant())
                .stream()
                .findFirst();
    }

    /** What a buyer needs goes ahead of the order: initial margin, and what it loses at once at its limit. */
    private Outcome<Boolean> covered(Tx tx, Ticket ticket, FutureView listed) {
        if (!ticket.buy) {
            return Outcome.done(true);
        }
        long last = FundFutures.last(tx, ticket.future).orElseThrow();
        long over = Math.max(0, ticket.limit.micros() - last);
        long lot = Math.addExact(listed.initialMargin().units(), Math.multiplyExact(Price.HOURS_PER_LOT, over));
        return margin.cover(tx, Math.multiplyExact(ticket.lots, lot));
    }

    private FundTradeView plan(Tx tx, Ticket ticket, Purpose purpose, TradeLimits limits) {
        accounts.openMember(tx);
        long salt = tx.first("select nextval('hourglass.fund_turn')", row -> row.getLong(1))
                .orElseThrow();
        // the contract's clock may be behind: an order lives a little shorter than it may
        Instant expiry = clock.instant().plusSeconds(limits.coolOffSeconds() * 3 / 4);
        Order order = order(ticket, expiry, salt);
        Hash id = chain.digest(order);
        tx.run(
                "insert into hourglass.fund_trade (id, request, future, buy, lots, price, salt, roll, basket, state,"
                        + " asked, expiry) values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'ASKED', ?, ?)",
                id,
                purpose.request,
                ticket.future.name(),
                ticket.buy,
                ticket.lots,
                ticket.limit.micros(),
                salt,
                purpose.roll == null ? null : purpose.roll.name(),
                purpose.basket,
                clock.instant(),
                Instant.ofEpochSecond(order.expiry()));
        // by the same key as its margin, so after it
        outbox.plan(tx, INTENT + id, Requests.MANAGER, new ChainCall.AgreeTo(order), List.of());
        return find(tx, id).orElseThrow();
    }

    private Order order(Ticket ticket, Instant expiry, long salt) {
        return new Order(
                Venue.CLEARING,
                accounts.member().address(),
                ticket.future.id(),
                ticket.buy,
                ticket.lots,
                ticket.limit,
                expiry.getEpochSecond(),
                salt);
    }

    void agreed(Tx tx, Logged logged, OrderAgreed event) {
        long coolOff = TradeLimits.latest(tx).coolOffSeconds();
        tx.run(
                "update hourglass.fund_trade set state = 'AGREED', cool_until = ? where id = ? and state = 'ASKED'",
                Instant.ofEpochSecond(logged.block().timestamp() + coolOff),
                event.order());
    }

    void voided(Tx tx, Hash id, String why) {
        tx.run(
                "update hourglass.fund_trade set state = 'VOIDED', reason = ? where id = ? and state = 'ASKED'",
                why,
                id);
    }

    /** Puts what the fund stands by into the book. */
    int work() {
        List<FundTradeView> agreed =
                database.inTx(tx -> tx.query(SELECT + "where state = 'AGREED' order by asked", row -> view(tx, row)));
        for (FundTradeView trade : agreed) {
            Outcome<Integer> placed = database.decide(tx -> place(tx, trade));
            if (placed instanceof Refused<Integer>(var reason, String detail)) {
                database.inTx(tx -> end(tx, trade, "REFUSED", reason.slug() + ": " + detail));
            }
        }
        return agreed.size();
    }

    private Outcome<Integer> place(Tx tx, FundTradeView trade) {
        long salt = tx.first(
                        "select salt from hourglass.fund_trade where id = ? and state = 'AGREED' for no key update",
                        row -> row.getLong(1),
                        trade.id())
                .orElse(-1L);
        if (salt < 0) {
            return Outcome.done(0); // another instance was first
        }
        Ticket ticket = new Ticket(trade.future(), trade.buy(), trade.lots(), trade.limit());
        SignedOrder signed = new SignedOrder(order(ticket, trade.expiry(), salt), NONE);
        return market.place(tx, Placement.limit(signed)).then(view -> Outcome.done(end(tx, trade, "PLACED", null)));
    }

    private static int end(Tx tx, FundTradeView trade, String state, @Nullable String reason) {
        return tx.run("update hourglass.fund_trade set state = ?, reason = ? where id = ?", state, reason, trade.id());
    }

    private static final String SELECT = "select * from hourglass.fund_trade ";

    Optional<FundTradeView> find(Tx tx, Hash id) {
        return tx.first(SELECT + "where id = ?", row -> view(tx, row), id);
    }

    /** Newest first. */
    List<FundTradeView> all(Tx tx, int limit) {
        return tx.query(SELECT + "order by asked desc, id limit ?", row -> view(tx, row), limit);
    }

    /** Of a roll, oldest first. */
    List<FundTradeView> of(Tx tx, Future roll) {
        return tx.query(SELECT + "where roll = ? order by asked, id", row -> view(tx, row), roll.name());
    }

    /** Of a rebalance, oldest first. */
    List<FundTradeView> of(Tx tx, LocalDate basket) {
        return tx.query(SELECT + "where basket = ? order by asked, id", row -> view(tx, row), basket);
    }

    /** Why nothing can be asked for in a contract before so long. */
    static String cools(Instant until) {
        return until.equals(Instant.MAX) ? "an order is under way" : "cools off until " + until;
    }

    private FundTradeView view(Tx tx, ResultSet row) throws SQLException {
        Hash id = new Hash(row.getString("id"));
        @Nullable String roll = row.getString("roll");
        FundTradeView.State state = FundTradeView.State.valueOf(row.getString("state"));
        return new FundTradeView(
                id,
                Future.parse(row.getString("future")),
                row.getBoolean("buy"),
                row.getLong("lots"),
                new Price(row.getLong("price")),
                state == FundTradeView.State.PLACED ? filled(tx, id) : 0,
                state,
                row.getString("reason"),
                row.getObject("asked", OffsetDateTime.class).toInstant(),
                row.getObject("expiry", OffsetDateTime.class).toInstant(),
                roll == null ? null : Future.parse(roll),
                row.getObject("basket", LocalDate.class));
    }

    private long filled(Tx tx, Hash order) {
        return market.life(tx, order).stream()
                .flatMap(life -> life.trades().stream())
                .filter(trade -> trade.state() != TradeView.State.VOIDED)
                .mapToLong(TradeView::quantity)
                .sum();
    }

    /** One decision at a time: two of them would each find the contract cooled off. */
    static void alone(Tx tx) {
        tx.query("select pg_advisory_xact_lock(hashtextextended('fund:trade', 0))", row -> 0);
    }
}
