package io.hourglass.ledger.market.matching.bench;

import io.hourglass.ledger.market.matching.Band;
import io.hourglass.ledger.market.matching.BookOrder;
import io.hourglass.ledger.market.matching.Ending;
import io.hourglass.ledger.market.matching.OrderBook;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.Phase;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.market.matching.Tape;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A day of commands around a price that wanders: of 100, 50 are limit orders, 8 immediate or cancel, 27
 * cancel, 10 move to another price and 5 reduce an order that rests. About half of the limit orders cross.
 *
 * <p>Buyers and sellers are different owners, so that nobody is kept from meeting: the other book does not
 * know whose an order is.
 */
final class Commands {
    static final byte LIMIT = 0;
    static final byte TAKE = 1;
    static final byte CANCEL = 2;
    static final byte MOVE = 3;
    static final byte REDUCE = 4;

    private static final int OWNERS = 500;
    private static final int RESTING = 4_000;

    final byte[] kinds;
    final long[] ids;
    final long[] owners;
    final boolean[] buys;
    final long[] prices;
    /** What is to be filled, or taken off. */
    final long[] quantities;

    private final Random random;
    private final OrderBook book = new OrderBook(Phase.CONTINUOUS, Band.NONE, new Unread());
    /** Ids that came to rest; some have gone since. */
    private long[] live = new long[2 * RESTING];

    private int resting;
    private long middle = 100_000;

    Commands(int count, long seed) {
        kinds = new byte[count];
        ids = new long[count];
        owners = new long[count];
        buys = new boolean[count];
        prices = new long[count];
        quantities = new long[count];
        random = new Random(seed);
        for (int i = 0; i < count; i++) {
            next(i);
        }
    }

    int count() {
        return kinds.length;
    }

    /** A resting order picked at random; null if there are few. */
    private @Nullable BookOrder pick() {
        while (resting > RESTING / 2) {
            int at = random.nextInt(resting);
            Optional<BookOrder> there = book.find(live[at]);
            if (there.isPresent()) {
                return there.get();
            }
            live[at] = live[--resting];
        }
        return null;
    }

    private void rest(BookOrder order, Ending ending) {
        if (ending == Ending.RESTS) {
            if (resting == live.length) {
                live = Arrays.copyOf(live, 2 * resting);
            }
            live[resting++] = order.id();
        }
    }

    private void next(int i) {
        int what = random.nextInt(100);
        BookOrder picked = what < 58 && book.size() < 2 * RESTING ? null : pick();
        if (picked == null) {
            place(i, what >= 50 && what < 58);
        } else if (what < 85) {
            write(i, CANCEL, picked.id(), picked, picked.price(), 0);
            book.cancel(picked.id());
        } else if (what < 95 || picked.rest() == 1) {
            long price = picked.price() + (random.nextBoolean() ? 1 : -1) * (1L + random.nextInt(10));
            write(i, MOVE, picked.id(), picked, price, picked.rest());
            BookOrder moved = BookOrder.limit(picked.id(), picked.owner(), picked.buy(), price, picked.rest());
            book.replace(picked.id(), moved);
        } else {
            long by = 1 + random.nextLong(picked.rest() - 1);
            write(i, REDUCE, picked.id(), picked, picked.price(), by);
            book.reduce(picked.id(), by);
        }
    }

    private void place(int i, boolean take) {
        middle += random.nextInt(9) == 0 ? random.nextInt(3) - 1 : 0;
        boolean buy = random.nextBoolean();
        // away from the middle, nearer more often, a few beyond it
        long away = (long) Math.abs(random.nextGaussian() * 40) - 12;
        long owner = 1 + 2L * random.nextInt(OWNERS) + (buy ? 1 : 0);
        long price = take ? middle + (buy ? 15 : -15) : middle + (buy ? -away : away);
        OrderType type = take ? OrderType.IMMEDIATE_OR_CANCEL : OrderType.LIMIT;
        BookOrder order =
                new BookOrder(i + 1L, owner, buy, price, 1 + random.nextInt(200), type, SelfMatch.CANCEL_INCOMING);
        write(i, take ? TAKE : LIMIT, order.id(), order, price, order.rest());
        rest(order, book.submit(order));
    }

    private void write(int i, byte kind, long id, BookOrder order, long price, long quantity) {
        kinds[i] = kind;
        ids[i] = id;
        owners[i] = order.owner();
        buys[i] = order.buy();
        prices[i] = price;
        quantities[i] = quantity;
    }

    private record Unread() implements Tape {
        @Override
        public void filled(BookOrder maker, BookOrder taker, long quantity, long price) {}

        @Override
        public void cancelled(BookOrder resting) {}
    }
}
