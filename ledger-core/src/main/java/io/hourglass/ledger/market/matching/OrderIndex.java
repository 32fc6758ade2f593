package io.hourglass.ledger.market.matching;

import org.jspecify.annotations.Nullable;

/** The orders of a book by their ids: open addressing, at most half full, no boxes. */
final class OrderIndex {
    private static final long SPREAD = 0x9E3779B97F4A7C15L; // 2^64 / golden ratio: Knuth, TAOCP 6.4

    private @Nullable BookOrder[] slots = new @Nullable BookOrder[64];
    private int size;

    @Nullable
    BookOrder get(long id) {
        int at = home(id);
        for (BookOrder found = slots[at]; found != null; found = slots[at]) {
            if (found.id() == id) {
                return found;
            }
            at = next(at);
        }
        return null;
    }

    /** Adds an order; false if its id is there already. */
    boolean add(BookOrder order) {
        if (2 * size >= slots.length) {
            grow();
        }
        int at = home(order.id());
        for (BookOrder found = slots[at]; found != null; found = slots[at]) {
            if (found.id() == order.id()) {
                return false;
            }
            at = next(at);
        }
        slots[at] = order;
        size++;
        return true;
    }

    /** Takes an order that is there out, and moves up those that had to make way for it. */
    void remove(BookOrder order) {
        int gap = home(order.id());
        while (slots[gap] != order) {
            gap = next(gap);
        }
        int at = next(gap);
        for (BookOrder follower = slots[at]; follower != null; follower = slots[at]) {
            int home = home(follower.id());
            if (((at - home) & (slots.length - 1)) >= ((at - gap) & (slots.length - 1))) {
                slots[gap] = follower;
                gap = at;
            }
            at = next(at);
        }
        slots[gap] = null;
        size--;
    }

    int size() {
        return size;
    }

    private void grow() {
        @Nullable BookOrder[] old = slots;
        slots = new @Nullable BookOrder[2 * old.length];
        size = 0;
        for (BookOrder order : old) {
            if (order != null) {
                add(order);
            }
        }
    }

    private int home(long id) {
        return (int) ((id * SPREAD) >>> 32) & (slots.length - 1);
    }

    private int next(int at) {
        return (at + 1) & (slots.length - 1);
    }
}
