package io.hourglass.ledger.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.hourglass.ledger.market.OrderBook.Ending;
import io.hourglass.ledger.market.OrderBook.Fill;
import io.hourglass.ledger.market.OrderBook.Matched;
import io.hourglass.ledger.market.OrderBook.Resting;
import io.hourglass.ledger.market.OrderBook.TimeInForce;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class OrderBookTest {
    private final OrderBook book = new OrderBook();

    @Test
    void takesTheBestPriceFirstAtTheRestingOrdersPrice() {
        submit(1, "otto", false, 2_500_000, 5);
        submit(2, "olga", false, 2_400_000, 5);

        Matched matched = submit(3, "ada", true, 2_500_000, 8);

        assertThat(matched.fills())
                .extracting(fill -> fill.price().micros(), Fill::quantity)
                .containsExactly(tuple(2_400_000L, 5L), tuple(2_500_000L, 3L));
        assertThat(matched.ending()).isEqualTo(Ending.FILLED);
        assertThat(book.asks()).extracting(Resting::quantity).containsExactly(2L);
    }

    @Test
    void atOnePriceWhoCameFirstIsFilledFirst() {
        submit(1, "otto", false, 2_400_000, 5);
        submit(2, "olga", false, 2_400_000, 5);

        Matched matched = submit(3, "ada", true, 2_400_000, 6);

        assertThat(matched.fills())
                .extracting(fill -> fill.sell().party(), Fill::quantity)
                .containsExactly(tuple("otto", 5L), tuple("olga", 1L));
    }

    @Test
    void cancelsWhatWouldMeetTheSamePartysOrder() {
        submit(1, "ada", false, 2_400_000, 5);

        Matched matched = submit(2, "ada", true, 2_400_000, 5);

        assertThat(matched).isEqualTo(new Matched(List.of(), 5, Ending.OWN_ORDER));
        assertThat(book.bids()).isEmpty();
        assertThat(book.asks()).hasSize(1);
    }

    @Test
    void immediateOrCancelNeverRests() {
        submit(1, "otto", false, 2_400_000, 5);

        Matched matched = book.submit(order(2, "ada", true, 2_400_000, 8), TimeInForce.IOC);

        assertThat(matched.ending()).isEqualTo(Ending.NOBODY);
        assertThat(matched.rest()).isEqualTo(3);
        assertThat(book.bids()).isEmpty();
    }

    @Test
    void aCancelledOrderIsGone() {
        Resting order = order(1, "otto", false, 2_400_000, 5);
        book.add(order);

        assertThat(book.cancel(order.id())).isTrue();
        assertThat(book.cancel(order.id())).isFalse();
        assertThat(book.asks()).isEmpty();
    }

    @Property
    void nothingIsLostOrMadeAndEveryFillIsWithinBothLimits(@ForAll("orders") List<Asked> orders) {
        OrderBook book = new OrderBook();
        Map<Hash, Long> filled = new HashMap<>();
        Map<Hash, Long> cancelled = new HashMap<>();
        List<Resting> all = new ArrayList<>();
        for (Asked asked : orders) {
            Resting order = order(all.size(), asked.party, asked.buy, asked.price, asked.quantity);
            all.add(order);
            Matched matched = book.submit(order, asked.timeInForce);
            for (Fill fill : matched.fills()) {
                assertThat(fill.buy().buy()).isTrue();
                assertThat(fill.sell().buy()).isFalse();
                assertThat(fill.buy().party()).isNotEqualTo(fill.sell().party());
                assertThat(fill.price())
                        .isBetween(fill.sell().limit(), fill.buy().limit());
                filled.merge(fill.buy().id(), fill.quantity(), Long::sum);
                filled.merge(fill.sell().id(), fill.quantity(), Long::sum);
            }
            if (matched.ending() == Ending.NOBODY || matched.ending() == Ending.OWN_ORDER) {
                cancelled.put(order.id(), matched.rest());
            }
        }
        Map<Hash, Long> resting = new HashMap<>();
        book.bids().forEach(order -> resting.put(order.id(), order.quantity()));
        book.asks().forEach(order -> resting.put(order.id(), order.quantity()));
        for (Resting order : all) {
            long accounted = filled.getOrDefault(order.id(), 0L)
                    + cancelled.getOrDefault(order.id(), 0L)
                    + resting.getOrDefault(order.id(), 0L);
            assertThat(accounted).isEqualTo(order.quantity());
        }
    }

    @Property
    void theBookIsNeverCrossedBetweenParties(@ForAll("orders") List<Asked> orders) {
        OrderBook book = new OrderBook();
        long sequence = 0;
        for (Asked asked : orders) {
            book.submit(order(sequence++, asked.party, asked.buy, asked.price, asked.quantity), asked.timeInForce);
            if (!book.bids().isEmpty() && !book.asks().isEmpty()) {
                assertThat(book.bids().getFirst().limit())
                        .isLessThan(book.asks().getFirst().limit());
            }
        }
    }

    @Property
    void nobodyIsFilledBeforeABetterOrEarlierOrder(@ForAll("orders") List<Asked> orders) {
        OrderBook book = new OrderBook();
        long sequence = 0;
        for (Asked asked : orders) {
            List<Resting> queue = asked.buy ? book.asks() : book.bids();
            Matched matched = book.submit(
                    order(sequence++, asked.party, asked.buy, asked.price, asked.quantity), asked.timeInForce);
            List<Hash> makers =
                    matched.fills().stream().map(fill -> fill.maker().id()).toList();
            assertThat(makers)
                    .isEqualTo(
                            queue.stream().limit(makers.size()).map(Resting::id).toList());
            Comparator<Resting> best = Comparator.comparing(Resting::limit);
            assertThat(queue)
                    .isSortedAccordingTo((asked.buy ? best : best.reversed()).thenComparingLong(Resting::sequence));
        }
    }

    @Property
    void rebuildingTheBookFromItsOrdersChangesNothing(@ForAll("orders") List<Asked> orders) {
        OrderBook book = new OrderBook();
        OrderBook rebuilt = new OrderBook();
        long sequence = 0;
        for (Asked asked : orders) {
            Resting order = order(sequence++, asked.party, asked.buy, asked.price, asked.quantity);
            assertThat(rebuilt.submit(order, asked.timeInForce)).isEqualTo(book.submit(order, asked.timeInForce));
            OrderBook copy = new OrderBook();
            rebuilt.asks().reversed().forEach(copy::add);
            rebuilt.bids().reversed().forEach(copy::add);
            rebuilt = copy;
        }
        assertThat(rebuilt.bids()).isEqualTo(book.bids());
        assertThat(rebuilt.asks()).isEqualTo(book.asks());
    }

    record Asked(String party, boolean buy, long price, long quantity, TimeInForce timeInForce) {}

    @Provide
    Arbitrary<List<Asked>> orders() {
        return Combinators.combine(
                        Arbitraries.of("ada", "bob", "cyd"),
                        Arbitraries.of(true, false),
                        Arbitraries.longs().between(2_400_000, 2_410_000).map(price -> price / 1000 * 1000),
                        Arbitraries.longs().between(1, 50),
                        Arbitraries.of(TimeInForce.GTC, TimeInForce.GTC, TimeInForce.GTC, TimeInForce.IOC))
                .as(Asked::new)
                .list()
                .ofMaxSize(60);
    }

    private Matched submit(long sequence, String party, boolean buy, long price, long quantity) {
        return book.submit(order(sequence, party, buy, price, quantity), TimeInForce.GTC);
    }

    private static Resting order(long sequence, String party, boolean buy, long price, long quantity) {
        return new Resting(Hash.sha256("order " + sequence), party, buy, new Price(price), sequence, quantity);
    }
}
