package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.market.Depth.Level;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Price;
import io.hourglass.pricing.index.Basis;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the reckless member comes to its end: at the close of day after day it buys at the top of the band,
 * which is what the days are marked at, until the price has risen by {@value #RISE_PERCENT} %; it takes out
 * what it has gained; and when others trade at the index again, it owes more than it has.
 */
final class Squeeze {
    static final int RISE_PERCENT = 40;

    /** Of what it has margin for: what it buys first, and what it buys a day to hold the price. */
    private static final int FIRST_PERCENT = 60;

    private static final int DAILY_PERCENT = 5;
    private static final int LEVELS = 1_000;

    private final Acting acting;
    private final Members members;
    private final Months months;
    private final Orders orders;
    private final LocalDate from;
    private @Nullable Quote began;
    private boolean over;

    /** @param from the first day it may begin: it waits for one whose fixing is likely */
    Squeeze(Acting acting, Members members, Months months, Orders orders, LocalDate from) {
        this.acting = acting;
        this.members = members;
        this.months = months;
        this.orders = orders;
        this.from = from;
    }

    /** Whether it buys at the close of this day. */
    boolean isDue(LocalDate day) {
        if (over || day.isBefore(from)) {
            return false;
        }
        Quote first = began;
        return first == null
                ? isFixed(Window.before(day))
                : !day.isAfter(first.future().lastTradingDay());
    }

    /** Takes all that rests in the book, and more: others offer it, as anybody would at that price. */
    void buy(LocalDate day) {
        Member reckless = members.reckless();
        Quote first = began;
        Quote quote = first == null ? months.quotes(reckless.gpu(), day).getLast() : months.quote(first.future());
        int percent = first == null ? FIRST_PERCENT : DAILY_PERCENT;
        began = first == null ? quote : first;
        Price price = quote.high();
        long most = free(reckless).units() / quote.marginOfLotAt(price);
        long more = Math.max(1, most * percent / 100);
        long lots = Math.min(most, resting(quote) + more);
        if (lots < 1 || sellers(quote).isEmpty()) {
            return;
        }
        offer(quote, more, price, day);
        orders.place(
                reckless.name(),
                quote.future(),
                true,
                lots,
                price,
                Window.goodUntil(day),
                OrderType.IMMEDIATE_OR_CANCEL);
        acting.awaitQuiet();
    }

    private void offer(Quote quote, long lots, Price price, LocalDate day) {
        List<Member> sellers = members.active().stream()
                .filter(member ->
                        !member.reckless() && member.gpu().equals(quote.future().gpu()))
                .toList();
        long each = Math.ceilDiv(lots, sellers.size());
        long left = lots;
        for (Member seller : sellers) {
            long offered = Math.min(left, each);
            if (offered > 0) {
                orders.place(
                        seller.name(), quote.future(), false, offered, price, Window.goodUntil(day), OrderType.LIMIT);
            }
            left -= offered;
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

    /** Once the price has risen enough, or it is in default, it buys no more and takes out what margin is free. */
    void end() {
        Quote first = began;
        if (first == null || over) {
            return;
        }
        Member reckless = members.reckless();
        boolean out = members.isOut(reckless.name());
        long now = months.quote(first.future()).settlement().micros();
        over = out || now * 100 >= first.settlement().micros() * (100 + RISE_PERCENT);
        if (over && !out) {
            takeOut(reckless);
        }
    }

    private void takeOut(Member reckless) {
        Amount free = free(reckless);
        if (free.isPositive()) {
            Party party = acting.party(reckless.name());
            acting.ask(
                    "taking out margin",
                    tx -> acting.rooms().clearing().withdrawMargin(tx, "out-" + party.name(), party, free));
            acting.awaitQuiet();
        }
    }

    private Amount free(Member member) {
        Party party = acting.party(member.name());
        return acting.read(tx -> acting.rooms().clearing().margin(tx, party)).free();
    }

    private boolean isFixed(LocalDate day) {
        IndexName index = IndexName.headline(members.reckless().gpu());
        return acting.read(tx -> acting.rooms().fixings().history(tx, index, day, day)).stream()
                .flatMap(fixing -> fixing.basis().stream())
                .anyMatch(basis -> basis == Basis.FIRM || basis == Basis.WIDENED);
    }
}
