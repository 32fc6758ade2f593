package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Outcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * Where the orders of many callers become sets: those for an instrument's hours go through one {@link OrderLane},
 * others' beside it, those for futures through one of their own. While the entries of one lane's set are posted, which
 * is one set after another whatever it is of, the next of another lane is matched and its rows are written.
 */
public final class OrderLanes implements AutoCloseable {
    private static final int LANES = 2;

    private final Market market;
    /** For hours. */
    private final List<OrderLane> lanes;

    private final OrderLane futures;

    /** @param waiting how many orders may wait for their set in a lane; more are refused as busy */
    public OrderLanes(Market market, int waiting) {
        this.market = market;
        this.lanes = Stream.generate(() -> new OrderLane(market, waiting))
                .limit(LANES)
                .toList();
        this.futures = new OrderLane(market, waiting);
    }

    /** How many orders wait for their set. */
    public int waiting() {
        return lanes.stream().mapToInt(OrderLane::waiting).sum() + futures.waiting();
    }

    /** Places an order and waits for its answer, as {@link #place} gives it. */
    public Outcome<OrderView> placeNow(Placement placement) {
        try {
            return place(placement).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw e;
        }
    }

    /**
     * Places an order. The answer comes when it is durable, on the lane's own thread: do no long work there.
     * It fails with {@link io.hourglass.ledger.book.Database.Unreachable} where it cannot be known whether
     * the order was placed; the order's id tells, and placing the very same again is refused as replayed.
     *
     * <p>An order for an option is placed at once, on the caller's thread: it would be alone in its set.
     */
    public CompletableFuture<Outcome<OrderView>> place(Placement placement) {
        return switch (placement.order().venue()) {
            case SETTLEMENT -> {
                int lane = Math.floorMod(placement.order().base().hashCode(), LANES);
                // read on the caller's own thread: signatures are the dearest part, and need nobody else
                yield lanes.get(lane).place(market.present(placement));
            }
            case CLEARING -> futures.place(market.present(placement));
            case OPTIONS ->
                CompletableFuture.completedFuture(
                        market.place(List.of(placement)).getFirst());
        };
    }

    /** Takes no more, places what is waiting, and ends. */
    @Override
    public void close() {
        lanes.forEach(OrderLane::close);
        futures.close();
    }
}
