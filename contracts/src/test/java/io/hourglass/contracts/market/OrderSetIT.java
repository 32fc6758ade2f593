package io.hourglass.contracts.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hourglass.ledger.book.Balance;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer.Move;
import io.hourglass.ledger.book.Transfer.Reserve;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall.SettleBatch;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Order;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Orders placed together come to what they come to when placed one after another. */
class OrderSetIT {
    private static final long SEED = 20260803;
    private static final List<String> NAMES = List.of("ada", "bob", "olga");

    private final List<Pit> pits = new ArrayList<>();

    /** A pit with a market, the series open, and three who trade. */
    private final class Place {
        final Pit pit = new Pit();
        final Market market = pit.market();
        /** Another service on the same database. */
        final Market neighbour = pit.market();

        Place() {
            pits.add(pit);
            Party olga = pit.party("olga", Party.Kind.OWNER, "50");
            pit.party("ada", Party.Kind.INVESTOR, "200");
            pit.party("bob", Party.Kind.INVESTOR, "200");
            pit.mint(olga, "60");
            pit.openSeries(market);
        }

        Outcome<OrderView> place(Placement placement) {
            return pit.database.decide(tx -> market.place(tx, placement));
        }

        List<Outcome<OrderView>> place(List<SignedOrder> orders) {
            return market.place(orders.stream().map(Placement::limit).toList());
        }

        /** Which order was taken back; empty if none rests. */
        Optional<Hash> cancelOldest(String party) {
            return pit.database.inTx(tx -> market.orders(tx, party, 1000).reversed().stream()
                    .filter(order -> order.state() == OrderView.State.OPEN)
                    .findFirst()
                    .map(order -> market.cancel(tx, party, order.id()).orThrow().id()));
        }

        List<Balance> balances() {
            return pit.database.inTx(tx -> pit.journal.balances(tx, "")).stream()
                    // entries written together touch an account the same, but not in the same order
                    .map(one -> new Balance(one.path(), one.posted(), one.pendingOut(), one.pendingIn(), 0))
                    .toList();
        }

        /** Of what is written for every trade: the trade, what is reserved, and its entries. */
        long idsOfNoTime() {
            return pit.database.inTx(tx -> tx.first("""
                            select count(*) from (select id from hourglass.trade
                                union all select id from hourglass.pending
                                union all select id from hourglass.entry where cause_kind in ('trade', 'settlement')) one
                            where substr(id::text, 15, 1) <> '8'""", row -> row.getLong(1))).orElseThrow();
        }

        /** Of trades, and of what is set aside for orders. */
        long idsOfNames() {
            return pit.database.inTx(tx -> tx.first("""
                            select count(*) from (select id from hourglass.trade
                                union all select pending from hourglass.market_order where pending is not null) one
                            where get_byte(uuid_send(id), 4) < 128""", row -> row.getLong(1))).orElseThrow();
        }

        List<TradeView> trades() {
            return pit.database.inTx(tx -> market.trades(tx, 1000));
        }

        List<OrderView> orders() {
            return NAMES.stream()
                    .flatMap(name -> pit.database.inTx(tx -> market.orders(tx, name, 1000)).stream())
                    .toList();
        }
    }

    @AfterEach
    void close() {
        pits.forEach(Pit::close);
    }

    @Test
    void aSetComesToWhatItsOrdersComeToOneAfterAnother() {
        Place together = new Place();
        Place alone = new Place();
        Random random = new Random(SEED);
        List<SignedOrder> earlier = new ArrayList<>();
        int refused = 0;
        for (int set = 0; set < 18; set++) {
            List<SignedOrder> orders = orders(together.pit, random, 1 + random.nextInt(25));
            List<Placement> placements = orders.stream()
                    .map(order -> placement(together.pit, random, order, earlier))
                    .toList();

            // each service finds the books as it left them, then as the other did
            Market service = set / 2 % 2 == 0 ? together.market : together.neighbour;
            List<Outcome<OrderView>> answers = service.place(placements);
            List<Outcome<OrderView>> expected =
                    placements.stream().map(alone::place).toList();

            assertThat(answers).as("seed %s, set %s", SEED, set).isEqualTo(expected);
            refused += (int) answers.stream().filter(Refused.class::isInstance).count();
            if (set % 3 == 2) {
                settle(together);
                settle(alone);
            }
            if (set % 4 == 0) {
                assertThat(together.cancelOldest("olga")).isEqualTo(alone.cancelOldest("olga"));
            }
        }
        assertThat(refused).as("refused of all").isGreaterThan(10);
        assertThat(together.orders())
                .extracting(OrderView::type)
                .as("orders of all types")
                .contains(OrderType.values());
        assertThat(together.orders())
                .filteredOn(order -> order.replaces() != null)
                .as("amended orders")
                .hasSizeGreaterThan(5);
        assertThat(together.trades()).hasSizeGreaterThan(20).isEqualTo(alone.trades());
        assertThat(together.orders()).isEqualTo(alone.orders());
        assertThat(together.balances()).isEqualTo(alone.balances());

        assertThat(together.trades()).extracting(TradeView::state).containsOnly(TradeView.State.FINAL);
        assertThat(together.idsOfNoTime())
                .as("ids that lie anywhere in an index")
                .isZero();
        assertThat(together.idsOfNames())
                .as("ids that two orders could be made to share")
                .isZero();
    }

    @Test
    void aRefusedOrderSpoilsNoOther() {
        Place place = new Place();
        SignedOrder good = place.pit.order("ada", true, "1", "2.50");
        SignedOrder dear = place.pit.order("bob", true, "90", "2.50");
        Order zero = Pit.changed(good.order(), 0, 77);

        List<Outcome<OrderView>> answers = place.place(
                List.of(place.pit.sign("ada", zero), good, dear, good, place.pit.order("olga", false, "1", "2.50")));

        assertThat(answers.stream().map(OrderSetIT::word))
                .containsExactly("MALFORMED", "OPEN", "INSUFFICIENT", "REPLAYED", "FILLED");
        assertThat(place.trades()).hasSize(1);
    }

    /** No two orders come to one id, but something else may have come to it before. */
    @Test
    void anOrderWhoseEntryWasPostedAlreadySpoilsNoOther() {
        Place place = new Place();
        List<SignedOrder> orders = List.of(
                place.pit.order("ada", true, "1", "2.50"),
                place.pit.order("bob", true, "2", "2.50"),
                place.pit.order("ada", true, "3", "2.50"));
        Order clashing = orders.get(1).order();
        Cause cause = new Cause("order", place.pit.chain.digest(clashing).hex());
        Reserve taken =
                new Reserve(Entry.idOf("taken"), "investor:ada:cash", "vault:USD", Amount.parse(Asset.USD, "1"));
        place.pit.database.inTx(tx -> place.pit.journal.post(tx, Entry.of(cause, Pit.TODAY, List.of(taken))));

        assertThat(place.place(List.of(orders.get(1))).stream().map(OrderSetIT::word))
                .as("in a set of its own")
                .containsExactly("REPLAYED");
        assertThat(place.orders()).isEmpty();
        List<Outcome<OrderView>> answers = place.place(orders);

        assertThat(answers.stream().map(OrderSetIT::word)).containsExactly("OPEN", "REPLAYED", "OPEN");
        assertThat(((Refused<OrderView>) answers.get(1)).detail()).contains("other content", "another salt");
        assertThat(place.pit.available("investor:bob:cash")).isEqualTo("200.000000");
    }

    @Test
    void whatOneOrderOfASetTakesIsNotThereForTheNext() {
        Place place = new Place();
        List<Outcome<OrderView>> answers = place.place(List.of(
                place.pit.order("ada", true, "60", "2.50"),
                place.pit.order("ada", true, "60", "2.50"),
                place.pit.order("ada", true, "20", "2.50")));
        assertThat(answers.stream().map(OrderSetIT::word)).containsExactly("OPEN", "INSUFFICIENT", "OPEN");
        assertThat(((Refused<OrderView>) answers.get(1)).detail()).contains("50.000000 USD free");
        assertThat(place.pit.available("investor:ada:cash")).isEqualTo("0.000000");
    }

    @Test
    void whereMoneyIsSpentMeanwhileEachOrderIsAnsweredForItself() throws Exception {
        Place place = new Place();
        CountDownLatch spent = new CountDownLatch(1);
        CountDownLatch waited = new CountDownLatch(1);
        Future<List<Outcome<OrderView>>> placed;
        try (var threads = Executors.newCachedThreadPool()) {
            Future<?> spender = threads.submit(() -> place.pit.database.inTx(tx -> {
                var entry = Entry.of(
                        new Cause("test", "spent"),
                        Pit.TODAY,
                        List.of(new Move("investor:ada:cash", "vault:USD", Amount.parse(Asset.USD, "150"))));
                assertThat(place.pit.journal.post(tx, entry)).isInstanceOf(PostResult.Posted.class);
                spent.countDown();
                return await(waited);
            }));
            await(spent);
            placed = threads.submit(() -> place.place(
                    List.of(place.pit.order("ada", true, "40", "2.50"), place.pit.order("ada", true, "10", "2.50"))));
            while (waiting(place) == 0) {
                assertThat(placed).as("it waits for the books").isNotDone();
                Thread.sleep(10);
            }
            waited.countDown();
            spender.get();
        }
        assertThat(placed.get().stream().map(OrderSetIT::word)).containsExactly("INSUFFICIENT", "OPEN");
        assertThat(place.pit.available("investor:ada:cash")).isEqualTo("25.000000");
    }

    @Test
    void aCoverThatIsUsedUpInItsOwnSetIsNotWritten() {
        Place place = new Place();
        Place alone = new Place();
        List<List<SignedOrder>> orders = Stream.of(place, alone)
                .map(one -> List.of(
                        one.pit.order("ada", true, "4", "2.50"),
                        one.pit.order("olga", false, "1", "2.50"),
                        one.pit.order("olga", false, "2", "2.50")))
                .toList();
        long before = transfers(place);

        place.place(orders.getFirst()).forEach(Outcome::orThrow);
        orders.getLast().forEach(order -> alone.place(Placement.limit(order)).orThrow());

        // two legs of two trades, and the cover of the hour that rests
        assertThat(transfers(place) - before).isEqualTo(2 * 2 + 1);
        // written one by one, covers of four, three and one hour, and two given back
        assertThat(transfers(alone) - before).isEqualTo(2 * 2 + 3 + 2);
        assertThat(place.balances()).isEqualTo(alone.balances());
    }

    private static long transfers(Place place) {
        return place.pit.database.inTx(tx -> tx.first("select count(*) from hourglass.transfer", row -> row.getLong(1))
                .orElseThrow());
    }

    @Test
    void aSetHasALimit() {
        Place place = new Place();
        SignedOrder order = place.pit.order("ada", true, "1", "2.50");
        assertThatThrownBy(() -> place.place(Collections.nCopies(Market.SET_MAX + 1, order)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 500 orders");
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** How many wait for a lock. */
    private static long waiting(Place place) {
        return place.pit.database.inTx(
                tx -> tx.first("select count(*) from pg_locks where not granted", row -> row.getLong(1))
                        .orElseThrow());
    }

    private static String word(Outcome<OrderView> answer) {
        return switch (answer) {
            case Refused<OrderView>(var reason, String detail) -> reason.toString();
            case Outcome.Done<OrderView>(OrderView order) -> order.state().name();
        };
    }

    /** Around one price, of all sizes; now and then one that was there before or that nobody can pay. */
    private static List<SignedOrder> orders(Pit pit, Random random, int count) {
        List<SignedOrder> orders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (i > 0 && random.nextInt(12) == 0) {
                orders.add(orders.get(random.nextInt(i)));
                continue;
            }
            String hours = random.nextInt(15) == 0 ? "70" : String.valueOf(1 + random.nextInt(8));
            orders.add(pit.order(
                    NAMES.get(random.nextInt(NAMES.size())),
                    random.nextBoolean(),
                    hours,
                    "2." + (30 + random.nextInt(30))));
        }
        return orders;
    }

    /** Of any type; now and then instead of an earlier one, be it open, closed or the other side's. */
    private static Placement placement(Pit pit, Random random, SignedOrder order, List<SignedOrder> earlier) {
        OrderType[] types = OrderType.values();
        OrderType type = random.nextBoolean() ? OrderType.LIMIT : types[random.nextInt(types.length)];
        SelfMatch selfMatch = random.nextInt(3) == 0 ? SelfMatch.CANCEL_RESTING : SelfMatch.CANCEL_INCOMING;
        Placement placement = new Placement(order, type, selfMatch, null);
        List<SignedOrder> same = earlier.stream()
                .filter(one -> one.order().account().equals(order.order().account()))
                .filter(one -> one.order().buy() == order.order().buy() || random.nextInt(8) == 0)
                .toList()
                .reversed();
        earlier.add(order);
        return random.nextInt(3) > 0 || same.isEmpty()
                ? placement
                : placement.insteadOf(pit.chain.digest(
                        same.get(random.nextInt(Math.min(4, same.size()))).order()));
    }

    /** The chain settles all that was matched, each batch in a block of its own. */
    private static void settle(Place place) {
        while (place.market.doWork() > 0) {
            // work may have been to withdraw cancelled orders, and nothing else
            SettleBatch call = place.pit.calls(SettleBatch.class).getLast();
            List<Logged> filled = place.trades().reversed().stream()
                    .filter(trade -> call.batch().equals(trade.batch()))
                    .filter(trade -> trade.state() == TradeView.State.SETTLING)
                    .map(trade -> place.pit.filled(call, trade))
                    .toList();
            if (!filled.isEmpty()) {
                place.pit.database.inTx(tx -> {
                    place.market.onFinal(tx, filled);
                    return 0;
                });
            }
        }
    }

    @Test
    void theDatabaseRefusesATradeThatIsNotOfItsOrders() {
        Place place = new Place();
        SignedOrder apart = place.pit.order("ada", true, "4", "2.00");
        place.place(List.of(
                        place.pit.order("ada", true, "4", "2.50"), place.pit.order("olga", false, "4", "2.50"), apart))
                .forEach(Outcome::orThrow);
        // two orders that have not met
        String bid = "'"
                + place.orders().stream()
                        .filter(order -> order.limit().equals(apart.order().price()))
                        .findFirst()
                        .orElseThrow()
                        .id()
                + "'";
        String nobodys = "'0x" + "0".repeat(64) + "'";
        assertThat(insertTrade(place.pit, "buy_order", bid, "state", "state")).contains("taken");
        for (List<String> wrong : List.of(
                List.of("buy_order", nobodys),
                List.of("buy_order", "sell_order"),
                List.of("sell_order", nobodys),
                List.of("sell_order", "buy_order"),
                List.of("buyer", "'bob'"),
                List.of("seller", "'bob'"),
                List.of("instrument", nobodys))) {
            assertThat(insertTrade(place.pit, "buy_order", bid, wrong.getFirst(), wrong.getLast()))
                    .as("%s", wrong)
                    .contains("refers to what is not there");
        }
    }

    /** As the only trade is, but for two columns; what the database says to it. */
    private static String insertTrade(Pit pit, String column, String value, String other, String otherValue) {
        String columns = "instrument, venue, buy_order, sell_order, buyer, seller, quantity, price, cash, escrowed,"
                + " cash_pending, hours_pending, state, traded";
        String values = columns.replace(other, otherValue);
        values = other.equals(column) ? values : values.replace(column, value);
        String insert = "insert into hourglass.trade (id, " + columns + ") select gen_random_uuid(), " + values
                + " from hourglass.trade";
        Throwable why = catchThrowable(() -> pit.database.inTx(tx -> {
            tx.run(insert);
            throw new IllegalStateException("taken");
        }));
        return Stream.iterate(why, Objects::nonNull, Throwable::getCause)
                .map(Throwable::getMessage)
                .collect(Collectors.joining("; "));
    }
}
