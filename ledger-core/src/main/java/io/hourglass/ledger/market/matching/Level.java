package io.hourglass.ledger.market.matching;

import org.jspecify.annotations.Nullable;

/** The queue of the orders at one price: who came first is filled first. */
final class Level {
    final long price;

    /** What the orders here have to fill together. */
    long total;

    int count;

    @Nullable
    BookOrder first;

    private @Nullable BookOrder last;

    Level(long price) {
        this.price = price;
    }

    void append(BookOrder order) {
        BookOrder before = last;
        order.level = this;
        order.ahead = before;
        order.behind = null;
        if (before == null) {
            first = order;
        } else {
            before.behind = order;
        }
        last = order;
        total += order.rest;
        count++;
    }

    void remove(BookOrder order) {
        link(order.ahead, order.behind);
        order.level = null;
        order.ahead = null;
        order.behind = null;
        total -= order.rest;
        count--;
    }

    /** Puts an order where another one stood. */
    void swap(BookOrder old, BookOrder fresh) {
        BookOrder before = old.ahead;
        BookOrder after = old.behind;
        remove(old);
        fresh.level = this;
        link(before, fresh);
        link(fresh, after);
        total += fresh.rest;
        count++;
    }

    private void link(@Nullable BookOrder before, @Nullable BookOrder after) {
        if (before == null) {
            first = after;
        } else {
            before.behind = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.ahead = before;
        }
    }
}
