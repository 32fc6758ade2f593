package io.hourglass.ledger.market.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each order type does, one example each: the page on the market links here. */
class OrderBookTest implements Tape {
    /** A reference of 250 ticks: a band of 25 either way, and 5 of protection. */
    private static final Band BAND = new Band(250, 10, 2);

    private static final long ADA = 1;
    private static final long BOB = 2;
    private static final long OTTO = 3;
    private static final long OLGA = 4;

    private final List<String> tape = new ArrayList<>();
    private final OrderBook book = new OrderBook(Phase.CONTINUOUS, BAND, this);
    private long id;

    @Override
    public void filled(BookOrder maker, BookOrder taker, long quantity, long price) {
        tape.add(taker.id() + " takes " + quantity + " of " + maker.id() + " at " + price);
    }

    @Override
    public void cancelled(BookOrder resting) {
        tape.add(resting.id() + " gives way");
    }

    @Test
    void takesTheBestPriceFirstAtTheRestingOrdersPrice() {
        sell(OTTO, 250, 5);
        sell(OLGA, 240, 5);

        assertThat(buy(ADA, 250, 8)).isEqualTo(Ending.FILLED);
        assertThat(tape).containsExactly("3 takes 5 of 2 at 240", "3 takes 3 of 1 at 250");
        assertThat(asks()).containsExactly("1 sells 2 at 250");
    }

    @Test
    void atOnePriceWhoCameFirstIsFilledFirst() {
        sell(OTTO, 240, 5);
        sell(OLGA, 240, 5);

        buy(ADA, 240, 6);
        assertThat(tape).containsExactly("3 takes 5 of 1 at 240", "3 takes 1 of 2 at 240");
    }

    @Test
    void aLimitOrderRestsWithWhatItDoesNotGet() {
        sell(OTTO, 240, 5);

        assertThat(buy(ADA, 240, 8)).isEqualTo(Ending.RESTS);
        assertThat(bids()).containsExactly("2 buys 3 at 240");
    }

    @Test
    void immediateOrCancelNeverRests() {
        sell(OTTO, 240, 5);

        assertThat(submit(ADA, true, 240, 8, OrderType.IMMEDIATE_OR_CANCEL)).isEqualTo(Ending.NOBODY);
        assertThat(tape).containsExactly("2 takes 5 of 1 at 240");
        assertThat(bids()).isEmpty();
    }

    @Test
    void fillOrKillTakesAllOrNothing() {
        sell(OTTO, 240, 5);
        sell(OLGA, 241, 5);

        assertThat(submit(ADA, true, 240, 6, OrderType.FILL_OR_KILL)).isEqualTo(Ending.NOT_WHOLE);
        assertThat(submit(ADA, true, 241, 11, OrderType.FILL_OR_KILL)).isEqualTo(Ending.NOT_WHOLE);
        assertThat(tape).isEmpty();
        assertThat(submit(ADA, true, 241, 10, OrderType.FILL_OR_KILL)).isEqualTo(Ending.FILLED);
        assertThat(asks()).isEmpty();
    }

    @Test
    void postOnlyNeverTakes() {
        sell(OTTO, 240, 5);

        assertThat(submit(ADA, true, 240, 1, OrderType.POST_ONLY)).isEqualTo(Ending.WOULD_TAKE);
        assertThat(submit(ADA, true, 239, 1, OrderType.POST_ONLY)).isEqualTo(Ending.RESTS);
        assertThat(tape).isEmpty();
    }

    @Test
    void aMarketOrderGoesNoFurtherThanTheProtection() {
        sell(OTTO, 240, 5);
        sell(OLGA, 245, 5);
        sell(BOB, 246, 5);

        assertThat(submit(ADA, true, 260, 15, OrderType.MARKET)).isEqualTo(Ending.PROTECTED);
        assertThat(tape).containsExactly("4 takes 5 of 1 at 240", "4 takes 5 of 2 at 245");
        assertThat(asks()).containsExactly("3 sells 5 at 246");
    }

    @Test
    void aMarketOrderNeverPassesTheLimitThatWasSigned() {
        sell(OTTO, 240, 5);
        sell(OLGA, 244, 5);

        submit(ADA, true, 243, 10, OrderType.MARKET);
        assertThat(tape).containsExactly("3 takes 5 of 1 at 240");
    }

    @Test
    void cancelsWhatWouldMeetItsOwnersOrder() {
        sell(OTTO, 240, 2);
        sell(ADA, 240, 5);

        assertThat(buy(ADA, 240, 5)).isEqualTo(Ending.OWN_ORDER);
        assertThat(tape).containsExactly("3 takes 2 of 1 at 240");
        assertThat(bids()).isEmpty();
        assertThat(asks()).containsExactly("2 sells 5 at 240");
    }

    @Test
    void orCancelsItsOwnersOrderAndGoesOn() {
        sell(ADA, 240, 5);
        sell(OTTO, 240, 5);

        Ending ending = book.submit(new BookOrder(++id, ADA, true, 240, 5, OrderType.LIMIT, SelfMatch.CANCEL_RESTING));
        assertThat(ending).isEqualTo(Ending.FILLED);
        assertThat(tape).containsExactly("1 gives way", "3 takes 5 of 2 at 240");
    }

    @Test
    void aCancelledOrderIsGone() {
        sell(OTTO, 240, 5);

        assertThat(book.cancel(1)).isTrue();
        assertThat(book.cancel(1)).isFalse();
        assertThat(asks()).isEmpty();
    }

    @Test
    void lessKeepsItsPlaceAndMoreOrAnotherPriceLosesIt() {
        sell(OTTO, 240, 5);
        sell(OLGA, 240, 5);
        sell(BOB, 240, 5);

        book.replace(1, BookOrder.limit(++id, OTTO, false, 240, 4));
        assertThat(asks()).containsExactly("4 sells 4 at 240", "2 sells 5 at 240", "3 sells 5 at 240");
        book.replace(4, BookOrder.limit(++id, OTTO, false, 240, 5));
        assertThat(asks()).containsExactly("2 sells 5 at 240", "3 sells 5 at 240", "5 sells 5 at 240");
        book.replace(3, BookOrder.limit(++id, BOB, false, 239, 1));
        assertThat(asks()).containsExactly("6 sells 1 at 239", "2 sells 5 at 240", "5 sells 5 at 240");
        assertThat(book.reduce(2, 3)).isTrue();
        assertThat(book.reduce(2, 2)).isFalse();
        assertThat(asks()).containsExactly("6 sells 1 at 239", "2 sells 2 at 240", "5 sells 5 at 240");
        assertThatThrownBy(() -> book.replace(2, BookOrder.limit(++id, BOB, false, 240, 1)))
                .hasMessageContaining("nothing that");
    }

    @Test
    void anAuctionTradesAtOnePriceAndTheBandFollowsIt() {
        book.halt(Phase.OPENING);
        buy(ADA, 250, 6);
        buy(BOB, 246, 4);
        sell(OTTO, 240, 3);
        sell(OLGA, 244, 5);
        assertThat(submit(ADA, true, 260, 1, OrderType.MARKET)).isEqualTo(Ending.IN_AUCTION);
        assertThat(buy(OTTO, 240, 1)).as("crossed with an order of its own").isEqualTo(Ending.OWN_ORDER);
        assertThat(tape).isEmpty();

        assertThat(book.uncross()).contains(new Auction(246, 8, 2));
        assertThat(tape).containsExactly("3 takes 3 of 1 at 246", "4 takes 3 of 1 at 246", "4 takes 2 of 2 at 246");
        assertThat(bids()).containsExactly("2 buys 2 at 246");
        assertThat(book.band()).isEqualTo(new Band(246, 10, 2));
    }

    @Test
    void whatWouldTradeOutsideTheBandWaitsForAnAuction() {
        sell(OTTO, 275, 5);
        sell(OLGA, 276, 5);

        assertThat(submit(ADA, true, 280, 9, OrderType.IMMEDIATE_OR_CANCEL)).isEqualTo(Ending.BEYOND_BAND);
        assertThat(tape).containsExactly("3 takes 5 of 1 at 275");
        assertThat(book.phase()).isEqualTo(Phase.CONTINUOUS);

        assertThat(buy(ADA, 280, 4)).isEqualTo(Ending.RESTS);
        assertThat(book.phase()).isEqualTo(Phase.PROTECTIVE);
        sell(BOB, 262, 4);
        assertThat(book.uncross()).contains(new Auction(262, 4, 0));
        assertThat(tape).last().isEqualTo("5 takes 4 of 4 at 262");
        assertThat(book.phase()).isEqualTo(Phase.CONTINUOUS);
    }

    @Test
    void theFirstTradeOfAllIsWhatTheBandIsAround() {
        OrderBook fresh = new OrderBook(Phase.CONTINUOUS, new Band(0, 10, 2), this);
        fresh.submit(BookOrder.limit(1, OTTO, false, 300, 5));
        fresh.submit(BookOrder.limit(2, OLGA, false, 301, 5));
        Ending ending = fresh.submit(new BookOrder(3, ADA, true, 400, 10, OrderType.MARKET, SelfMatch.CANCEL_INCOMING));
        assertThat(ending)
                .as("without a reference a market order takes the best price only")
                .isEqualTo(Ending.PROTECTED);
        assertThat(tape).containsExactly("3 takes 5 of 1 at 300");
        assertThat(fresh.band()).isEqualTo(new Band(300, 10, 2));
    }

    private Ending buy(long owner, long price, long quantity) {
        return submit(owner, true, price, quantity, OrderType.LIMIT);
    }

    private Ending sell(long owner, long price, long quantity) {
        return submit(owner, false, price, quantity, OrderType.LIMIT);
    }

    private Ending submit(long owner, boolean buy, long price, long quantity, OrderType type) {
        return book.submit(new BookOrder(++id, owner, buy, price, quantity, type, SelfMatch.CANCEL_INCOMING));
    }

    private List<String> bids() {
        return book.bids().stream().map(BookOrder::toString).toList();
    }

    private List<String> asks() {
        return book.asks().stream().map(BookOrder::toString).toList();
    }
}
