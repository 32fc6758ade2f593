package io.hourglass.contracts.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.market.OrderLanes;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Orders for futures placed together come to what they come to when placed one after another. */
class FuturesSetIT {
    private static final List<String> NAMES = List.of("ada", "bob", "cyd", "dan", "eve", "fay", "gus", "hal");
    private static final List<Future> MONTHS =
            List.of(ClearingHouse.SEPTEMBER, new Future(ClearingHouse.GPU, YearMonth.of(2026, 10)));

    private final List<ClearingHouse> houses = new ArrayList<>();

    @AfterEach
    void close() {
        houses.forEach(ClearingHouse::close);
    }

    /** Eight with margin for a few lots each; gus and hal are of one owner. */
    private ClearingHouse house() {
        ClearingHouse house = new ClearingHouse();
        houses.add(house);
        MONTHS.forEach(house::open);
        List<Party> parties = NAMES.stream()
                .map(name -> house.pit.party(name, Party.Kind.INVESTOR, "100000"))
                .toList();
        parties.forEach(party -> house.margin(party, "4000"));
        house.pit.database.inTx(tx -> {
            house.market.belongsTo(tx, parties.getLast(), parties.get(parties.size() - 2));
            return 0;
        });
        return house;
    }

    /** Around one price, some instead of an earlier one. */
    private static List<Placement> orders(Pit pit, Random random, int count) {
        List<Placement> orders = new ArrayList<>();
        Map<String, Hash> last = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            Future month = MONTHS.get(random.nextInt(MONTHS.size()));
            boolean buy = random.nextBoolean();
            int cents = 240 + (buy ? 1 : -1) * (random.nextInt(5) - 2);
            String price = String.format(Locale.ROOT, "%.2f", cents / 100.0);
            Placement placement = Placement.limit(pit.lots(name, month.id(), buy, random.nextLong(1, 3), price));
            String place = name + month + buy;
            Hash before = last.get(place);
            orders.add(before != null && random.nextInt(4) == 0 ? placement.insteadOf(before) : placement);
            last.put(place, pit.chain.digest(placement.signed().order()));
        }
        return orders;
    }

    private static List<TradeView> trades(ClearingHouse house) {
        return house.pit.database.inTx(tx -> house.market.trades(tx, 1000));
    }

    private static List<OrderView> orders(ClearingHouse house) {
        return NAMES.stream()
                .flatMap(name -> house.pit.database.inTx(tx -> house.market.orders(tx, name, 1000)).stream())
                .toList();
    }

    /** But for the trades' ids, which are of the orders' numbers: a set that ends early leaves some out. */
    private static void assertAlike(List<?> some, List<?> others) {
        assertThat(some)
                .usingRecursiveComparison()
                .withStrictTypeChecking()
                .ignoringFieldsOfTypes(UUID.class)
                .ignoringFieldsMatchingRegexes("(.*[.])?trades")
                .isEqualTo(others);
    }

    /** In how many transactions the orders were written that nothing has happened to since. */
    private static long sets(ClearingHouse house) {
        return house.pit.database.inTx(tx -> tx.first(
                        "select count(distinct xmin::text) from hourglass.market_order where replaces is null"
                                + " and live and rest = quantity",
                        row -> row.getLong(1))
                .orElseThrow());
    }

    @Test
    void aSetComesToWhatItsOrdersComeToOneAfterAnother() {
        ClearingHouse together = house();
        ClearingHouse alone = house();
        int refused = 0;
        int traded = 0;
        for (long seed = 1; seed <= 6; seed++) {
            List<Placement> orders = orders(together.pit, new Random(seed), 40);
            List<Outcome<OrderView>> one = orders(alone.pit, new Random(seed), 40).stream()
                    .map(order -> alone.pit.database.decide(tx -> alone.market.place(tx, order)))
                    .toList();
            List<Outcome<OrderView>> all = together.market.place(orders);
            assertAlike(all, one);
            refused += (int) all.stream().filter(Refused.class::isInstance).count();
            traded = trades(together).size();
            assertAlike(orders(together), orders(alone));
            assertAlike(trades(together), trades(alone));
            for (String name : NAMES) {
                assertThat(required(together, name)).as(name).isEqualTo(required(alone, name));
            }
        }
        assertThat(refused).as("for want of margin, some").isBetween(20, 220);
        assertThat(traded).isGreaterThan(10);
        assertThat(sets(together))
                .as("one a round, and one that ends with a month's first trade")
                .isLessThan(9);
        assertThat(sets(alone)).isGreaterThan(20);
    }

    @Test
    void theFirstTradeOfAMonthIsWhatOrdersAfterItAreMarkedFrom() {
        ClearingHouse together = house();
        ClearingHouse alone = house();
        List<Outcome<OrderView>> one = firstTrade(alone.pit).stream()
                .map(order -> alone.pit.database.decide(tx -> alone.market.place(tx, order)))
                .toList();
        List<Outcome<OrderView>> all = together.market.place(firstTrade(together.pit));
        assertThat(all).isEqualTo(one);
        // 12 lots, of which nothing is lost at the price they are marked from now
        assertThat(all.getLast()).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.detail())
                .contains("margin of 4204.800000"));
    }

    private static List<Placement> firstTrade(Pit pit) {
        Hash month = ClearingHouse.SEPTEMBER.id();
        return Stream.of(
                        pit.lots("cyd", month, true, 3, "2.50"),
                        // what rests is marked from what the month was listed with
                        pit.lots("cyd", month, true, 9, "2.50"),
                        pit.lots("ada", month, false, 1, "2.50"),
                        pit.lots("cyd", month, true, 9, "2.50"))
                .map(Placement::limit)
                .toList();
    }

    @Test
    void anOrderIsMeasuredWithoutTheOneItReplaces() {
        ClearingHouse house = house();
        Hash month = ClearingHouse.SEPTEMBER.id();
        Placement first = Placement.limit(house.pit.lots("bob", month, true, 11, "2.50"));
        Placement second = instead(house.pit, first, house.pit.lots("bob", month, true, 11, "2.51"));
        Placement third = instead(house.pit, second, house.pit.lots("bob", month, true, 11, "2.50"));
        Placement more = instead(house.pit, third, house.pit.lots("bob", month, true, 12, "2.50"));
        assertThat(house.market.place(List.of(first, second))).allMatch(Outcome.Done.class::isInstance);
        List<Outcome<OrderView>> later = house.market.place(List.of(third, more));
        assertThat(later.getFirst()).isInstanceOf(Outcome.Done.class);
        assertThat(later.getLast()).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.detail())
                .contains("204.800000 USD missing"));
    }

    private static Placement instead(Pit pit, Placement of, SignedOrder order) {
        return Placement.limit(order).insteadOf(pit.chain.digest(of.signed().order()));
    }

    private static String required(ClearingHouse house, String name) {
        return house.required(
                house.pit.database.inTx(tx -> house.pit.journal.party(tx, name)).orElseThrow());
    }

    @Test
    void everyCallerOfALaneHasTheAnswerToItsOwnOrder() {
        ClearingHouse house = house();
        List<Placement> orders = orders(house.pit, new Random(7), 60);
        List<Outcome<OrderView>> answers;
        try (OrderLanes lanes = new OrderLanes(house.market, 100)) {
            List<CompletableFuture<Outcome<OrderView>>> asked =
                    orders.stream().map(lanes::place).toList();
            answers = asked.stream().map(CompletableFuture::join).toList();
        }
        IntStream.range(0, orders.size()).forEach(i -> {
            Hash id = house.pit.chain.digest(orders.get(i).signed().order());
            boolean there =
                    house.pit.database.inTx(tx -> house.market.order(tx, id)).isPresent();
            assertThat(there).as(answers.get(i).toString()).isEqualTo(answers.get(i) instanceof Outcome.Done);
        });
        assertThat(answers).hasAtLeastOneElementOfType(Outcome.Done.class).hasAtLeastOneElementOfType(Refused.class);
    }
}
