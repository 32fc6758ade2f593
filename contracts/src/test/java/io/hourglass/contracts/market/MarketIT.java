package io.hourglass.contracts.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.contracts.Keys;
import io.hourglass.contracts.Wallet;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.market.OrderView.State;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.CancelOrder;
import io.hourglass.ledger.settlement.ChainCall.SettleBatch;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.ChainEvent.Filled;
import io.hourglass.ledger.settlement.ChainEvent.OrderCancelled;
import io.hourglass.ledger.settlement.ChainEvent.OrdersCancelled;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MarketIT {
    private final Pit pit = new Pit();
    private final Market market = pit.market();
    private final Party olga = pit.party("olga", Party.Kind.OWNER, "0");
    private final Party ada = pit.party("ada", Party.Kind.INVESTOR, "100");
    private final Party bob = pit.party("bob", Party.Kind.INVESTOR, "100");

    @BeforeEach
    void openTheSeries() {
        pit.mint(olga, "20");
        pit.openSeries(market);
    }

    @AfterEach
    void close() {
        pit.close();
    }

    @Test
    void aTradeSettlesDeliveryVersusPayment() {
        OrderView bid = done(pit.order("ada", true, "10", "2.50"));
        assertThat(bid.state()).isEqualTo(State.OPEN);
        assertThat(pit.available(ada.path("cash"))).isEqualTo("75.000000");

        OrderView ask = done(pit.order("olga", false, "4", "2.40"));

        assertThat(ask.state()).isEqualTo(State.FILLED);
        TradeView trade = onlyTrade();
        assertThat(trade.price()).isEqualTo(Price.parse("2.50"));
        assertThat(trade.cash()).isEqualTo(10_000_000);
        assertThat(trade.escrowed()).isTrue();
        assertThat(order(bid).state()).isEqualTo(State.PARTLY_FILLED);
        assertThat(pit.available(ada.path("cash"))).isEqualTo("75.000000");
        assertThat(pit.posted(ada.path("cash"))).isEqualTo("100.000000");
        assertThat(pit.available(olga.path("hours", Pit.SERIES.code()))).isEqualTo("16.000000");

        assertThat(market.doWork()).isEqualTo(1);
        assertThat(market.doWork()).isZero();
        SettleBatch call = pit.calls(SettleBatch.class).getFirst();
        assertThat(call.orders()).hasSize(2);
        assertThat(call.fills().getFirst().quantity()).isEqualTo(4_000_000);

        settle(call, trade, true);

        TradeView settled = onlyTrade();
        assertThat(settled.state()).isEqualTo(TradeView.State.FINAL);
        assertThat(settled.block()).isNotNull();
        assertThat(pit.posted(ada.path("cash"))).isEqualTo("90.000000");
        assertThat(pit.posted(ada.path("hours", Pit.SERIES.code()))).isEqualTo("4.000000");
        assertThat(pit.posted("escrow:" + Pit.SERIES.code() + ":olga")).isEqualTo("10.000000");
        assertThat(pit.available(ada.path("cash"))).isEqualTo("75.000000");
    }

    @Test
    void cashGoesWhereTheChainPutItEvenIfThatWasNotForeseen() {
        done(pit.order("ada", true, "4", "2.50"));
        done(pit.order("olga", false, "4", "2.50"));
        market.doWork();

        settle(pit.calls(SettleBatch.class).getFirst(), onlyTrade(), false);

        assertThat(pit.posted(olga.path("cash"))).isEqualTo("10.000000");
        assertThat(pit.posted("escrow:" + Pit.SERIES.code() + ":olga")).isEqualTo("0.000000");
        assertThat(pit.posted(ada.path("cash"))).isEqualTo("90.000000");
        assertThat(pit.available(ada.path("cash"))).isEqualTo("90.000000");
    }

    @Test
    void oneOrderFillsAcrossSeveralAndTheRestRests() {
        done(pit.order("olga", false, "3", "2.40"));
        done(pit.order("olga", false, "3", "2.45"));
        done(pit.order("olga", false, "3", "2.60"));

        OrderView bid = done(pit.order("ada", true, "10", "2.50"));

        assertThat(bid.trades()).hasSize(2);
        assertThat(bid.state()).isEqualTo(State.PARTLY_FILLED);
        assertThat(bid.rest()).isEqualTo(4_000_000);
        // 100 − 3 × 2.40 − 3 × 2.45 − 4 × 2.50
        assertThat(pit.available(ada.path("cash"))).isEqualTo("75.450000");
        var depth = pit.database.inTx(tx -> market.depth(tx, Pit.SERIES_ID, 5));
        assertThat(depth.bids()).extracting(level -> level.quantity()).containsExactly(4_000_000L);
        assertThat(depth.asks()).extracting(level -> level.price()).containsExactly(Price.parse("2.60"));
    }

    @Test
    void roundingNeverTakesMoreThanWasReserved() {
        done(pit.order("olga", false, "0.000003", "1.333333"));
        done(pit.order("ada", true, "0.000007", "1.333333"));
        // 3 µh × 1.333333 = 3.99 → 3 of cash; 4 µh at the limit = 5.33 → 6 stay reserved
        assertThat(onlyTrade().cash()).isEqualTo(3);
        assertThat(pit.available(ada.path("cash"))).isEqualTo("99.999991");
    }

    @Test
    void cancellingGivesTheRestBackAndTellsTheChainOnceTradesHaveSettled() {
        OrderView bid = done(pit.order("ada", true, "10", "2.50"));
        done(pit.order("olga", false, "4", "2.50"));

        Outcome<OrderView> cancelled = pit.database.decide(tx -> market.cancel(tx, "ada", bid.id()));

        assertThat(cancelled.orThrow().state()).isEqualTo(State.CANCELLED);
        assertThat(pit.available(ada.path("cash"))).isEqualTo("90.000000");
        assertThat(reason(pit.database.decide(tx -> market.cancel(tx, "ada", bid.id()))))
                .isEqualTo(MarketRefusal.ORDER_CLOSED);
        market.doWork();
        assertThat(pit.calls(CancelOrder.class)).isEmpty();
        settle(pit.calls(SettleBatch.class).getFirst(), onlyTrade(), true);
        market.doWork();
        assertThat(pit.calls(CancelOrder.class)).hasSize(1);
    }

    @Test
    void anOrderCancelledOnChainIsTakenOutOfTheBook() {
        OrderView bid = done(pit.order("ada", true, "10", "2.50"));
        onFinal(new OrderCancelled(bid.id(), ada.address()));
        assertThat(order(bid).reason()).isEqualTo("cancelled on chain");
        assertThat(pit.available(ada.path("cash"))).isEqualTo("100.000000");
    }

    @Test
    void ordersTakenBackOnChainAllAtOnceAreTakenOutOfTheBook() {
        OrderView first = done(pit.order("ada", true, "10", "2.50"));
        SignedOrder second = pit.order("ada", true, "10", "2.50");
        OrderView taken = done(second);
        OrderView later = done(pit.order("ada", true, "10", "2.50"));
        onFinal(new OrdersCancelled(
                Venue.CLEARING, ada.address(), second.order().salt()));
        assertThat(order(first).reason()).as("another venue's").isNull();
        onFinal(new OrdersCancelled(
                Venue.SETTLEMENT, ada.address(), second.order().salt()));
        assertThat(order(first).reason()).isEqualTo("cancelled on chain");
        assertThat(order(taken).reason()).isEqualTo("cancelled on chain");
        assertThat(order(later).reason()).isNull();
        assertThat(pit.available(ada.path("cash"))).isEqualTo("75.000000");
        market.doWork();
        assertThat(pit.calls(CancelOrder.class)).isEmpty();
    }

    @Test
    void nobodyCancelsSomebodyElsesOrder() {
        OrderView bid = done(pit.order("ada", true, "10", "2.50"));
        assertThat(reason(pit.database.decide(tx -> market.cancel(tx, "bob", bid.id()))))
                .isEqualTo(MarketRefusal.NOT_YOURS);
    }

    @Test
    void saysHowMuchIsMissing() {
        Refused<OrderView> refused = refused(pit.order("ada", true, "50", "2.50"));
        assertThat(refused.reason()).isEqualTo(MarketRefusal.INSUFFICIENT);
        assertThat(refused.detail()).contains("125.000000 USD", "100.000000 USD free", "25.000000 USD missing");

        Refused<OrderView> hours = refused(pit.order("olga", false, "20.5", "2.50"));
        assertThat(hours.detail()).contains("0.500000 " + Pit.SERIES.code() + " missing");
    }

    @Test
    void refusesWhatIsNotSignedByTheAccountForThisChainAndContract() {
        Order order = pit.hoursOrder("ada", true, "1", "2.50", Pit.NOW.plusSeconds(60));
        Wallet otherChain = new Wallet(Keys.development("pit"), Pit.deployment(31337, 2));

        Refused<OrderView> wrongKey = refused(new SignedOrder(order, pit.wallet.sign("bob", order)));
        Refused<OrderView> wrongContract = refused(new SignedOrder(order, otherChain.sign("ada", order)));
        Order forClearing =
                new Order(Venue.CLEARING, ada.address(), Pit.SERIES_ID, true, 1, order.price(), order.expiry(), 1);
        Refused<OrderView> wrongVenue = refused(pit.sign("ada", forClearing));

        assertThat(List.of(wrongKey, wrongContract, wrongVenue))
                .allMatch(refused -> refused.reason() == MarketRefusal.WRONG_SIGNATURE);
        assertThat(wrongKey.detail()).contains(bob.address().hex());
        assertThat(wrongContract.detail()).contains("another chain or contract");
        assertThat(pit.available(ada.path("cash"))).isEqualTo("100.000000");
    }

    @Test
    void refusesWhatIsExpiredOrPlacedTwice() {
        SignedOrder late = pit.sign("ada", pit.hoursOrder("ada", true, "1", "2.50", Pit.NOW.minusSeconds(1)));
        assertThat(refused(late).reason()).isEqualTo(MarketRefusal.EXPIRED);

        SignedOrder once = pit.order("ada", true, "1", "2.50");
        done(once);
        assertThat(refused(once).reason()).isEqualTo(MarketRefusal.REPLAYED);
        Order sameSalt = Pit.changed(
                pit.hoursOrder("ada", true, "2", "2.40", Pit.NOW),
                2,
                once.order().salt());
        assertThat(refused(pit.sign("ada", sameSalt)).detail())
                .startsWith("another order with salt " + sameSalt.salt());
        assertThat(pit.available(ada.path("cash"))).isEqualTo("97.500000");
    }

    @Test
    void refusesWhatIsMalformedTooLargeOrUnknown() {
        Order order = pit.hoursOrder("ada", true, "1", "2.50", Pit.NOW.plusSeconds(60));
        assertThat(refusedWith(order, 0)).isEqualTo(MarketRefusal.MALFORMED);
        assertThat(refusedWith(order, -5)).isEqualTo(MarketRefusal.MALFORMED);
        assertThat(refusedWith(order, Long.MAX_VALUE)).isEqualTo(MarketRefusal.LIMIT);

        Order dear = new Order(
                order.venue(),
                order.account(),
                order.base(),
                true,
                1_000_000,
                new Price(Long.MAX_VALUE),
                order.expiry(),
                7);
        assertThat(refused(pit.sign("ada", dear)).reason()).isEqualTo(MarketRefusal.LIMIT);

        Order unknown = new Order(
                order.venue(),
                order.account(),
                io.hourglass.ledger.money.Hash.keccak("no such series"),
                true,
                1,
                order.price(),
                order.expiry(),
                8);
        assertThat(refused(pit.sign("ada", unknown)).reason()).isEqualTo(MarketRefusal.UNKNOWN_INSTRUMENT);
        assertThat(refused(pit.sign("zoe", pit.hoursOrder("zoe", true, "1", "2.50", Pit.NOW.plusSeconds(60))))
                        .reason())
                .isEqualTo(MarketRefusal.UNKNOWN_PARTY);
    }

    @Test
    void refusesOrdersAfterTheSeriesHasExpired() {
        SignedOrder order =
                pit.sign("ada", pit.hoursOrder("ada", true, "1", "2.50", Instant.parse("2027-01-01T00:00:00Z")));
        pit.advance("2026-10-01T00:00:01Z");
        assertThat(refused(order).reason()).isEqualTo(MarketRefusal.TRADING_ENDED);
    }

    @Test
    void whatExpiresInTheBookGivesBackWhatItReserved() {
        OrderView bid = done(pit.order("ada", true, "10", "2.50"));
        pit.advance("2026-08-03T14:00:00Z");
        done(pit.sign("olga", pit.hoursOrder("olga", false, "4", "2.40", Instant.parse("2026-08-03T15:00:00Z"))));
        assertThat(trades()).isEmpty();

        market.doWork();

        assertThat(order(bid).reason()).isEqualTo("expired");
        assertThat(pit.available(ada.path("cash"))).isEqualTo("100.000000");
    }

    @Test
    void whatRestsWhenTheSeriesExpiresIsGivenBackSoThatItCanExpire() {
        OrderView ask = done(
                pit.sign("olga", pit.hoursOrder("olga", false, "4", "2.40", Instant.parse("2027-01-01T00:00:00Z"))));
        pit.advance("2026-10-01T00:00:01Z");

        market.doWork();

        assertThat(order(ask).reason()).isEqualTo("trading ended");
        assertThat(pit.available(olga.path("hours", Pit.SERIES.code()))).isEqualTo("20.000000");
    }

    @Test
    void ownOrdersNeverMeet() {
        done(pit.order("olga", false, "5", "2.40"));
        done(pit.order("ada", true, "5", "2.40"));
        settleAll();
        done(pit.order("ada", false, "2", "2.30"));

        OrderView bid = done(pit.order("ada", true, "2", "2.50"));

        assertThat(bid.state()).isEqualTo(State.CANCELLED);
        assertThat(bid.reason()).contains("your own");
        assertThat(pit.available(ada.path("cash"))).isEqualTo("88.000000");
    }

    @Test
    void immediateOrCancelKeepsNothingReserved() {
        done(pit.order("olga", false, "4", "2.40"));
        OrderView bid = pit.database
                .decide(tx -> market.place(
                        tx, Placement.of(pit.order("ada", true, "10", "2.50"), OrderType.IMMEDIATE_OR_CANCEL)))
                .orThrow();
        assertThat(bid.state()).isEqualTo(State.CANCELLED);
        assertThat(bid.trades()).hasSize(1);
        assertThat(pit.available(ada.path("cash"))).isEqualTo("90.400000");
    }

    @Test
    void aBatchThatFailsIsTriedTradeByTradeAndOnlyTheCulpritIsVoided() {
        done(pit.order("olga", false, "4", "2.40"));
        done(pit.order("ada", true, "4", "2.40"));
        done(pit.order("olga", false, "5", "2.40"));
        done(pit.order("bob", true, "5", "2.40"));
        market.doWork();
        SettleBatch both = pit.calls(SettleBatch.class).getFirst();

        voided("settle:" + both.batch().hex(), "ERC7943InsufficientUnfrozenBalance(bob)");
        assertThat(trades()).allMatch(trade -> trade.state() == TradeView.State.SETTLING);
        assertThat(market.doWork()).isEqualTo(2);
        List<SettleBatch> alone = pit.calls(SettleBatch.class).stream().skip(1).toList();
        assertThat(alone).hasSize(2).allMatch(call -> call.fills().size() == 1);

        voided("settle:" + alone.get(1).batch().hex(), "ERC7943InsufficientUnfrozenBalance(bob)");
        settle(alone.get(0), tradeOf("ada"), true);

        assertThat(tradeOf("bob").state()).isEqualTo(TradeView.State.VOIDED);
        assertThat(tradeOf("bob").reason()).isEqualTo("ERC7943InsufficientUnfrozenBalance(bob)");
        assertThat(pit.available(bob.path("cash"))).isEqualTo("100.000000");
        assertThat(pit.posted(ada.path("hours", Pit.SERIES.code()))).isEqualTo("4.000000");
        assertThat(pit.available(olga.path("hours", Pit.SERIES.code()))).isEqualTo("16.000000");
    }

    @Test
    void clickingTwiceAtOnceCannotSpendTheSameMoneyOrTheSameHours() throws Exception {
        // 16 bids of $25 against $100, and 16 offers of 5 h out of 20 h, all at once.
        List<SignedOrder> orders = IntStream.range(0, 32)
                .mapToObj(
                        i -> i % 2 == 0 ? pit.order("ada", true, "10", "2.50") : pit.order("olga", false, "5", "9.00"))
                .toList();
        List<Outcome<OrderView>> outcomes;
        try (var pool = Executors.newFixedThreadPool(8)) {
            List<Callable<Outcome<OrderView>>> clicks = orders.stream()
                    .<Callable<Outcome<OrderView>>>map(order -> () -> place(order))
                    .toList();
            outcomes = pool.invokeAll(clicks).stream()
                    .map(future -> future.resultNow())
                    .toList();
        }
        assertThat(outcomes.stream().filter(outcome -> outcome instanceof Outcome.Done))
                .hasSize(8);
        assertThat(outcomes.stream()
                        .filter(outcome -> outcome instanceof Refused)
                        .map(MarketIT::reason))
                .hasSize(24)
                .containsOnly(MarketRefusal.INSUFFICIENT);
        assertThat(pit.available(ada.path("cash"))).isEqualTo("0.000000");
        assertThat(pit.available(olga.path("hours", Pit.SERIES.code()))).isEqualTo("0.000000");
    }

    @Test
    void severalWorkersNeverBatchATradeTwice() throws Exception {
        for (int i = 0; i < 20; i++) {
            done(pit.order("olga", false, "0.5", "2.40"));
            done(pit.order("ada", true, "0.5", "2.40"));
        }
        int worked;
        try (var pool = Executors.newFixedThreadPool(4)) {
            List<Callable<Integer>> workers = IntStream.range(0, 4)
                    .<Callable<Integer>>mapToObj(i -> market::doWork)
                    .toList();
            worked = pool.invokeAll(workers).stream()
                    .mapToInt(future -> future.resultNow())
                    .sum();
        }
        assertThat(worked).isEqualTo(20);
        assertThat(pit.calls(SettleBatch.class).stream()
                        .mapToInt(call -> call.fills().size()))
                .satisfies(sizes ->
                        assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(20));
    }

    private Outcome<OrderView> place(SignedOrder order) {
        return pit.database.decide(tx -> market.place(tx, Placement.limit(order)));
    }

    private OrderView done(SignedOrder order) {
        return place(order).orThrow();
    }

    private Refused<OrderView> refused(SignedOrder order) {
        return (Refused<OrderView>) place(order);
    }

    private io.hourglass.ledger.book.Refusal refusedWith(Order order, long quantity) {
        Order changed = Pit.changed(order, quantity, order.salt());
        // Signed as something else: what is wrong with the figures is said first.
        return refused(new SignedOrder(changed, pit.wallet.sign("ada", order))).reason();
    }

    private void onFinal(ChainEvent event) {
        pit.database.inTx(tx -> {
            market.onFinal(tx, pit.logged(event));
            return 0;
        });
    }

    private static io.hourglass.ledger.book.Refusal reason(Outcome<OrderView> outcome) {
        return ((Refused<OrderView>) outcome).reason();
    }

    private OrderView order(OrderView order) {
        return pit.database.inTx(tx -> market.order(tx, order.id()).orElseThrow());
    }

    private List<TradeView> trades() {
        return pit.database.inTx(tx -> market.trades(tx, 100));
    }

    private TradeView onlyTrade() {
        assertThat(trades()).hasSize(1);
        return trades().getFirst();
    }

    private TradeView tradeOf(String buyer) {
        return trades().stream()
                .filter(trade -> trade.buyer().equals(buyer))
                .findFirst()
                .orElseThrow();
    }

    private void settle(SettleBatch call, TradeView trade, boolean escrowed) {
        pit.database.inTx(tx -> {
            market.onFinal(
                    tx,
                    pit.logged(new Filled(
                            call.batch(),
                            trade.buyOrder(),
                            trade.sellOrder(),
                            Pit.SERIES_ID,
                            pit.wallet.address(trade.buyer()),
                            pit.wallet.address(trade.seller()),
                            trade.quantity(),
                            trade.price(),
                            trade.cash(),
                            escrowed)));
            return 0;
        });
    }

    private void settleAll() {
        market.doWork();
        SettleBatch call = pit.calls(SettleBatch.class).getLast();
        trades().forEach(trade -> settle(call, trade, trade.escrowed()));
    }

    private void voided(String intent, String why) {
        pit.database.inTx(tx -> {
            market.onVoided(tx, intent, why);
            return 0;
        });
    }
}
