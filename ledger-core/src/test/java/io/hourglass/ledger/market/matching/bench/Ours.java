package io.hourglass.ledger.market.matching.bench;

import io.hourglass.ledger.market.matching.Band;
import io.hourglass.ledger.market.matching.BookOrder;
import io.hourglass.ledger.market.matching.OrderBook;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.Phase;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.market.matching.Tape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Commands through our book. */
final class Ours implements Tape {
    private final OrderBook book = new OrderBook(Phase.CONTINUOUS, new Band(100_000, 90, 1), this);
    private long fills;
    private long filled;
    private long traded;

    void play(Commands commands, int from, int to) {
        for (int i = from; i < to; i++) {
            long id = commands.ids[i];
            switch (commands.kinds[i]) {
                case Commands.CANCEL -> book.cancel(id);
                case Commands.REDUCE -> book.reduce(id, commands.quantities[i]);
                case Commands.MOVE -> book.replace(id, order(commands, i, OrderType.LIMIT));
                case Commands.TAKE -> book.submit(order(commands, i, OrderType.IMMEDIATE_OR_CANCEL));
                default -> book.submit(order(commands, i, OrderType.LIMIT));
            }
        }
    }

    private static BookOrder order(Commands commands, int i, OrderType type) {
        return new BookOrder(
                commands.ids[i],
                commands.owners[i],
                commands.buys[i],
                commands.prices[i],
                commands.quantities[i],
                type,
                SelfMatch.CANCEL_INCOMING);
    }

    @Override
    public void filled(BookOrder maker, BookOrder taker, long quantity, long price) {
        fills++;
        filled += quantity;
        traded += quantity * price;
    }

    @Override
    public void cancelled(BookOrder resting) {
        throw new IllegalStateException("nobody here meets an order of their own: " + resting);
    }

    Played played() {
        List<String> depth = new ArrayList<>();
        for (List<BookOrder> side : List.of(book.bids(), book.asks())) {
            Map<Long, long[]> levels = new LinkedHashMap<>();
            for (BookOrder order : side) {
                long[] level = levels.computeIfAbsent(order.price(), price -> new long[2]);
                level[0] += order.rest();
                level[1]++;
            }
            levels.forEach((price, level) -> depth.add(price + " " + level[0] + " " + level[1]));
        }
        return new Played(fills, filled, traded, depth);
    }
}
