package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.MarginView;
import io.hourglass.ledger.clearing.PositionView;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.market.Depth.Level;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Price;
import io.hourglass.pricing.index.Basis;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the reckless member comes to its end: day after day it buys all that is offered, and at the close at the top of
 * the band, which is what the days are marked at, until it would lose more than its margin if the price came back to
 * the index; it takes out what it has gained; and when others trade at the index again, it owes more than it has.
 */
final class Squeeze {
    /** Of what it has margin for: what it buys first, and what it buys a day to hold the price. */
    private static final int FIRST_PERCENT = 20;

    private static final int DAILY_PERCENT = 2;

    /** By how much more than its margin it is to lose. */
    private static final int BEYOND_PERCENT = 20;

    private static final int LEVELS = 1_000;

    private final Acting acting;
    private final Members members;
    private final Months months;
    private final Orders orders;
    private final LocalDate from;
    private @Nullable Future cornered;
    private boolean over;

    /** @param from the first day it may begin: it waits for one whose fixing is likely */
    Squeeze(Acting acting, Members members, Months months, Orders orders, LocalDate from) {
        this.acting = acting;
        this.members = members;
        this.months = months;
        this.orders = orders;
        this.from = from;
    }

    /** Whether it buys on this day. */
    boolean isDue(LocalDate day) {
        if (over || day.isBefore(from)) {
            return false;
        }
        Future future = cornered;
        return future == null ? isFixed(Window.before(day)) : !day.isAfter(future.lastTradingDay());
    }

    /** Before the last minutes, so that it does not weigh on what they are marked at: all that rests in the book. */
    void sweep(LocalDate day) {
        Quote quote = quote(day);
        buy(quote, Math.min(most(quote), resting(quote)), day);
    }

    /** Before the close, at the highest price there may be: others offer it, as anybody would. */
    void mark(LocalDate day) {
        Quote quote = quote(day);
        List<Member> sellers = sellers(quote);
        int percent = cornered == null ? FIRST_PERCENT : DAILY_PERCENT;
        long lots = Math.min(most(quote), Math.max(1, most(quote) * percent / 100));
        if (lots < 1 || sellers.isEmpty()) {
            return;
        }
        cornered = quote.future();
        offer(quote, sellers, lots, day);
        buy(quote, lots, day);
    }

    private void buy(Quote quote, long lots, LocalDate day) {
        if (lots > 0) {
            orders.place(members.reckless().name(), quote.future(), true, lots, quote.high(), Window.goodUntil(day));
            acting.awaitQuiet();
        }
    }

    /** Of the contract it is after: until it has begun, the last one that may be traded. */
    private Quote quote(LocalDate day) {
        Future future = cornered;
        return future == null ? months.quotes(members.reckless().gpu(), day).getLast() : months.quote(future);
    }

    /** What it has margin for. */
    private long most(Quote quote) {
        return Math.max(0, margin().free().units() / quote.marginOfLotAt(quote.high()));
    }

    /** In equal parts; what one has no margin for, the next offers. */
    private void offer(Quote quote, List<Member> sellers, long lots, LocalDate day) {
        long each = Math.ceilDiv(lots, sellers.size());
        long left = lots;
        for (Member seller : sellers) {
            long offered = Math.min(left, each);
            boolean taken = offered > 0
                    && orders.place(seller.name(), quote.future(), false, offered, quote.high(), Window.goodUntil(day));
            left -= taken ? offered : 0;
        }
    }

    private List<Member> sellers(Quote quote) {
        return members.active().stream()
                .filter(member ->
                        !member.reckless() && member.gpu().equals(quote.future().gpu()))
                .toList();
    }

    private long resting(Quote quote) {
        return acting
                .read(tx -> acting.rooms().market().depth(tx, quote.future().id(), LEVELS))
                .asks()
                .stream()
                .mapToLong(Level::quantity)
                .sum();
    }

    /** Once it would lose enough, or it is in default, it buys no more and takes out what margin is free. */
    void end() {
        Future future = cornered;
        if (future == null || over) {
            return;
        }
        boolean out = members.isOut(members.reckless().name());
        over = out || isBeyondMargin(months.quote(future));
        if (over && !out) {
            takeOut();
        }
    }

    private boolean isBeyondMargin(Quote quote) {
        Price index = months.lastPrice(IndexName.headline(quote.future().gpu()));
        Amount loss = quote.settlement().timesLots(held(quote.future()), index);
        return loss.units() > margin().required().units() * (100 + BEYOND_PERCENT) / 100;
    }

    private long held(Future future) {
        return acting
                .read(tx -> acting.rooms()
                        .clearing()
                        .positions(tx, members.reckless().name()))
                .stream()
                .filter(position -> position.future().equals(future))
                .mapToLong(PositionView::lots)
                .sum();
    }

    private void takeOut() {
        Amount free = margin().free();
        if (free.isPositive()) {
            Party party = acting.party(members.reckless().name());
            acting.ask(
                    "taking out margin",
                    tx -> acting.rooms().clearing().withdrawMargin(tx, "out-" + party.name(), party, free));
            acting.awaitQuiet();
        }
    }

    private MarginView margin() {
        Party party = acting.party(members.reckless().name());
        return acting.read(tx -> acting.rooms().clearing().margin(tx, party));
    }

    private boolean isFixed(LocalDate day) {
        IndexName index = IndexName.headline(members.reckless().gpu());
        return acting.read(tx -> acting.rooms().fixings().history(tx, index, day, day)).stream()
                .flatMap(fixing -> fixing.basis().stream())
                .anyMatch(basis -> basis == Basis.FIRM || basis == Basis.WIDENED);
    }
}
