package io.hourglass.ledger.market.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Random flows of everything an order can be and do, through the engine and through the plain book. */
class OrderFlowTest {
    private static final int STEPS = 400;
    private static final long REFERENCE = 1000;

    /** Both books after the same calls. */
    private static final class Twins implements Tape {
        final Random random;
        final int spread;
        final List<PlainBook.Fill> fills = new ArrayList<>();
        final List<Long> gaveWay = new ArrayList<>();
        final OrderBook book;
        final PlainBook plain;
        long last;
        int auctions;

        Twins(long seed, Phase phase, int spread, int percent) {
            this.random = new Random(seed);
            this.spread = spread;
            long reference = seed % 4 == 0 ? 0 : REFERENCE;
            this.book = new OrderBook(phase, new Band(reference, percent, 1), this);
            this.plain = new PlainBook(phase, reference, percent, 1);
        }

        @Override
        public void filled(BookOrder maker, BookOrder taker, long quantity, long price) {
            fills.add(new PlainBook.Fill(maker.id(), taker.id(), quantity, price));
        }

        @Override
        public void cancelled(BookOrder resting) {
            gaveWay.add(resting.id());
        }

        void step() {
            int what = random.nextInt(100);
            if (what < 70) {
                BookOrder order = order(++last, random.nextInt(4), random.nextBoolean(), price());
                PlainBook.Order same = plain(order);
                assertThat(book.submit(order)).isEqualTo(plain.submit(same));
            } else if (what < 80) {
                long id = 1 + random.nextLong(last + 1);
                assertThat(book.cancel(id)).isEqualTo(plain.cancel(id));
            } else if (what < 88) {
                long id = 1 + random.nextLong(last + 1);
                long by = random.nextInt(30);
                assertThat(book.reduce(id, by)).isEqualTo(plain.reduce(id, by));
            } else if (what < 97) {
                replace(1 + random.nextLong(last + 1));
            } else {
                assertThat(book.indicative()).isEqualTo(plain.auction());
                boolean gathered = book.phase().gathers();
                assertThat(book.uncross()).isEqualTo(plain.uncross());
                auctions += gathered ? 1 : 0;
                if (random.nextInt(3) == 0) {
                    book.halt(Phase.OPENING);
                    plain.phase = Phase.OPENING;
                }
            }
        }

        private void replace(long id) {
            book.find(id).ifPresent(old -> {
                long price = random.nextBoolean() ? old.price() : price();
                BookOrder fresh = order(++last, old.owner(), old.buy(), price);
                PlainBook.Order same = plain(fresh);
                assertThat(book.replace(id, fresh)).isEqualTo(plain.replace(id, same));
            });
        }

        private long price() {
            return REFERENCE - spread + random.nextInt(2 * spread + 1);
        }

        private BookOrder order(long id, long owner, boolean buy, long price) {
            OrderType[] types = OrderType.values();
            OrderType type = random.nextInt(3) > 0 ? OrderType.LIMIT : types[random.nextInt(types.length)];
            SelfMatch selfMatch = random.nextInt(3) > 0 ? SelfMatch.CANCEL_INCOMING : SelfMatch.CANCEL_RESTING;
            return new BookOrder(id, owner, buy, price, 1 + random.nextInt(40), type, selfMatch);
        }

        private static PlainBook.Order plain(BookOrder order) {
            return new PlainBook.Order(
                    order.id(),
                    order.id(),
                    order.owner(),
                    order.buy(),
                    order.price(),
                    order.rest(),
                    order.type(),
                    order.selfMatch());
        }

        void compare(String when) {
            assertThat(fills).as(when).isEqualTo(plain.fills);
            assertThat(gaveWay).as(when).isEqualTo(plain.gaveWay);
            assertThat(book.phase()).as(when).isEqualTo(plain.phase);
            assertThat(book.bids()).as(when).extracting(BookOrder::toString).isEqualTo(words(true));
            assertThat(book.asks()).as(when).extracting(BookOrder::toString).isEqualTo(words(false));
            assertThat(book.size())
                    .as(when)
                    .isEqualTo(book.bids().size() + book.asks().size());
        }

        private List<String> words(boolean buy) {
            return plain.side(buy).stream()
                    .map(order -> order.id() + (buy ? " buys " : " sells ") + order.rest() + " at " + order.price())
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"5, 0", "30, 2", "60, 0", "60, 2", "60, 4"})
    void theSameTradesAndTheSameBookAfterEveryStep(int spread, int percent) {
        int fills = 0;
        int auctions = 0;
        int protective = 0;
        for (long seed = 1; seed <= 40; seed++) {
            Twins twins = new Twins(seed, seed % 2 == 0 ? Phase.CONTINUOUS : Phase.OPENING, spread, percent);
            for (int step = 0; step < STEPS; step++) {
                twins.step();
                twins.compare("seed " + seed + ", step " + step);
                protective += twins.book.phase() == Phase.PROTECTIVE ? 1 : 0;
            }
            fills += twins.fills.size();
            auctions += twins.auctions;
        }
        assertThat(fills).as("fills").isGreaterThan(1000);
        assertThat(auctions).as("auctions").isGreaterThan(40);
        assertThat(protective > 0).as("was the band left").isEqualTo(percent > 0);
    }

    @ParameterizedTest
    @EnumSource(value = Phase.class)
    void aBookRebuiltFromWhatRestsIsTheSameByteForByte(Phase phase) {
        Twins twins = new Twins(77, phase, 30, 2);
        for (int step = 0; step < STEPS; step++) {
            twins.step();
            OrderBook book = twins.book;
            OrderBook rebuilt = new OrderBook(book.phase(), book.band(), twins);
            List<BookOrder> queued = new ArrayList<>(book.bids());
            queued.addAll(book.asks());
            queued.forEach(order -> rebuilt.add(new BookOrder(
                    order.id(),
                    order.owner(),
                    order.buy(),
                    order.price(),
                    order.rest(),
                    order.type(),
                    order.selfMatch())));
            assertThat(rebuilt.digest()).isEqualTo(book.digest());
        }
    }

    @Test
    void anyDifferenceShowsInTheDigest() {
        OrderBook one = book(5);
        assertThat(book(6).digest()).isNotEqualTo(one.digest());
        OrderBook other = book(5);
        assertThat(other.digest()).isEqualTo(one.digest());
        other.halt(Phase.PROTECTIVE);
        assertThat(other.digest()).isNotEqualTo(one.digest());
        one.cancel(2);
        one.add(BookOrder.limit(2, 1, true, 100, 3));
        assertThat(one.digest()).as("the queue's order is part of it").isNotEqualTo(book(5).digest());
    }

    private static OrderBook book(long quantity) {
        OrderBook book = new OrderBook(Phase.CONTINUOUS, Band.NONE, new Nobody());
        book.add(BookOrder.limit(2, 1, true, 100, 3));
        book.add(BookOrder.limit(3, 2, true, 100, quantity));
        return book;
    }
}
