package io.hourglass.ledger.market.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Published examples of the rules. Each is checked against the plain book too, which tries every tick.
 */
class AuctionTest {
    private static final long NO_REFERENCE = 0;
    private long id;

    /**
     * The book of "stock X" in the course reader on trading engines of UNSW, session 3, appendix: 1,000
     * can be traded from 6.10 to 6.39, the least surplus is +500 from 6.35 to 6.39, buyers press: 6.39.
     */
    @Test
    void marketPressureOfBuyersTakesTheHighest() {
        OrderBook book = gathering(NO_REFERENCE);
        bids(book, 640, 500, 639, 500, 639, 500, 634, 1000, 633, 500);
        asks(book, 610, 1000, 640, 500, 641, 520, 642, 550, 643, 519);

        assertThat(book.indicative()).contains(new Auction(639, 1000, 500));
    }

    /** The same book in the mirror: sellers press. */
    @Test
    void marketPressureOfSellersTakesTheLowest() {
        OrderBook book = gathering(NO_REFERENCE);
        asks(book, 360, 500, 361, 500, 361, 500, 366, 1000, 367, 500);
        bids(book, 390, 1000, 360, 500, 359, 520);

        assertThat(book.indicative()).contains(new Auction(361, 1000, -500));
    }

    /** damonyuan.com, "Equilibrium price discovery" (2025): at 100, 70 are matched; no other price has as many. */
    @Test
    void thePriceThatTradesMostWins() {
        OrderBook book = gathering(NO_REFERENCE);
        bids(book, 101, 50, 100, 30, 99, 20);
        asks(book, 99, 40, 100, 30, 102, 50);

        assertThat(book.indicative()).contains(new Auction(100, 70, 10));
    }

    @Test
    void withNothingLeftOverThePriceNearestToTheReference() {
        assertThat(even(205)).contains(new Auction(202, 300, 0));
        assertThat(even(201)).contains(new Auction(201, 300, 0));
        assertThat(even(190)).contains(new Auction(199, 300, 0));
        assertThat(even(NO_REFERENCE)).as("the middle").contains(new Auction(200, 300, 0));
    }

    /** 300 at 199 leave buyers of 100, 300 at 200 leave sellers of 100: where the pressure turns, the reference decides. */
    @Test
    void whereThePressureTurnsTheReferenceDecides() {
        assertThat(turning(150)).contains(new Auction(199, 300, 100));
        assertThat(turning(250)).contains(new Auction(200, 300, -100));
    }

    @Test
    void aBookThatIsNotCrossedHasNoPrice() {
        OrderBook book = gathering(NO_REFERENCE);
        assertThat(book.indicative()).isEmpty();
        bids(book, 99, 10);
        assertThat(book.indicative()).isEmpty();
        asks(book, 100, 10);
        assertThat(book.indicative()).isEmpty();
        assertThat(book.uncross()).isEmpty();
        assertThat(book.phase()).isEqualTo(Phase.CONTINUOUS);
    }

    private Optional<Auction> even(long reference) {
        OrderBook book = gathering(reference);
        bids(book, 202, 300);
        asks(book, 199, 300);
        return book.indicative();
    }

    private Optional<Auction> turning(long reference) {
        OrderBook book = gathering(reference);
        bids(book, 202, 300, 199, 100);
        asks(book, 198, 300, 200, 100);
        return book.indicative();
    }

    private static OrderBook gathering(long reference) {
        return new OrderBook(Phase.OPENING, new Band(reference, 0, 0), new Nobody());
    }

    private void bids(OrderBook book, long... pricesAndQuantities) {
        fill(book, true, pricesAndQuantities);
    }

    private void asks(OrderBook book, long... pricesAndQuantities) {
        fill(book, false, pricesAndQuantities);
    }

    private void fill(OrderBook book, boolean buy, long... pricesAndQuantities) {
        for (int i = 0; i < pricesAndQuantities.length; i += 2) {
            id++;
            book.submit(BookOrder.limit(id, id, buy, pricesAndQuantities[i], pricesAndQuantities[i + 1]));
        }
    }
}
