package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.clearing.Clearing;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.FutureView;
import io.hourglass.ledger.clearing.MarginView;
import io.hourglass.ledger.money.Amount;
import java.util.List;

/**
 * Keeps the fund's margin: what an order needs goes ahead of it, what falls below maintenance is made up to
 * initial margin again, and more than twice what is required comes back.
 */
final class FundMargin {
    private static final long MOST = 2;

    private final Clearing clearing;
    private final FundAccounts accounts;

    FundMargin(Clearing clearing, FundAccounts accounts) {
        this.clearing = clearing;
        this.accounts = accounts;
    }

    /** Has at least so much more free for an order, micro-dollars; what is missing comes out of the fund's cash. */
    Outcome<Boolean> cover(Tx tx, long needed) {
        Party fund = accounts.openMember(tx);
        long free = clearing.margin(tx, fund).free().units();
        long there = Math.addExact(free, incoming(tx)) - promised(tx);
        long missing = Math.subtractExact(needed, there);
        return missing <= 0 ? Outcome.done(true) : post(tx, fund, missing);
    }

    private Outcome<Boolean> post(Tx tx, Party fund, long missing) {
        long most = TradeLimits.latest(tx).margin();
        long then = Math.addExact(clearing.margin(tx, fund).posted().units(), Math.addExact(incoming(tx), missing));
        if (then > most) {
            return Outcome.refused(
                    FundRefusal.BEYOND_LIMITS,
                    "the fund's margin would be " + FundAccounts.usd(then) + ", it may be " + FundAccounts.usd(most));
        }
        Amount cash = accounts.availableCash(tx);
        if (cash.units() < missing) {
            return Outcome.refused(
                    FundRefusal.INSUFFICIENT,
                    "margin of " + FundAccounts.usd(missing) + " is missing, the fund has " + cash + " of cash");
        }
        return clearing.addMargin(tx, next(tx), fund, FundAccounts.usd(missing)).then(view -> Outcome.done(true));
    }

    /** Makes up what ran short, and takes back what is far too much. */
    int work(Tx tx) {
        Trades.alone(tx);
        Party fund = accounts.member();
        if (!isMember(tx) || moves(tx) || promised(tx) > 0) {
            return 0;
        }
        MarginView margin = clearing.margin(tx, fund);
        if (margin.posted().compareTo(margin.maintenance()) < 0) {
            long missing = Math.negateExact(margin.free().units());
            return post(tx, fund, missing) instanceof Outcome.Done ? 1 : 0;
        }
        long surplus = margin.posted().units() - MOST * margin.required().units();
        if (surplus <= 0) {
            return 0;
        }
        var freed = clearing.withdrawMargin(tx, next(tx), fund, FundAccounts.usd(surplus));
        return freed instanceof Outcome.Done ? 1 : 0;
    }

    private static boolean isMember(Tx tx) {
        return tx.first("select 1 from hourglass.member where party = ?", row -> true, FundAccounts.PARTY)
                .isPresent();
    }

    private static boolean moves(Tx tx) {
        return tx.first(
                        "select 1 from hourglass.clearing_movement where party = ? and state = 'SETTLING'",
                        row -> true,
                        FundAccounts.PARTY)
                .isPresent();
    }

    /** On its way to Clearing, micro-dollars. */
    private static long incoming(Tx tx) {
        return tx.first(
                        "select coalesce(sum(units), 0)::bigint from hourglass.clearing_movement"
                                + " where party = ? and state = 'SETTLING' and units > 0",
                        row -> row.getLong(1),
                        FundAccounts.PARTY)
                .orElse(0L);
    }

    private record Waiting(Future future, long lots) {}

    /** What orders that are not in the book yet will need, micro-dollars. */
    private long promised(Tx tx) {
        List<Waiting> waiting = tx.query(
                "select future, sum(lots)::bigint from hourglass.fund_trade where buy and state in ('ASKED', 'AGREED')"
                        + " group by future",
                row -> new Waiting(Future.parse(row.getString(1)), row.getLong(2)));
        long promised = 0;
        for (Waiting one : waiting) {
            long lot = clearing.future(tx, one.future)
                    .map(FutureView::initialMargin)
                    .map(Amount::units)
                    .orElse(0L);
            promised = Math.addExact(promised, Math.multiplyExact(one.lots, lot));
        }
        return promised;
    }

    private static String next(Tx tx) {
        return "fund-"
                + tx.first("select nextval('hourglass.fund_turn')", row -> row.getLong(1))
                        .orElseThrow();
    }
}
