package io.hourglass.contracts.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.DurableServer;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.market.CombinationPlacement;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.market.VenueRules.Declined;
import io.hourglass.ledger.market.matching.Band;
import io.hourglass.ledger.market.matching.BookOrder;
import io.hourglass.ledger.market.matching.OrderBook;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.Phase;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.market.matching.Tape;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database is killed in the middle of the load. What was answered is there after it; and the book that
 * its rows make is, byte for byte, the book that comes of the stored orders when they are all played again.
 */
class BookKilledIT {
    private static final List<String> NAMES = List.of("ada", "bob", "olga");
    private static final int ANSWERS = 400;

    @TempDir
    Path folder;

    private final Random random = new Random(11);
    private final List<Hash> answered = Collections.synchronizedList(new ArrayList<>());

    @Test
    void isTheSameByteForByteAfterACrash() throws Exception {
        try (DurableServer server = new DurableServer(folder.resolve("data"), Map.of())) {
            try (Pit pit = new Pit(new Database(server.settings(4)))) {
                Market market = open(pit);
                List<SignedOrder> earlier = new ArrayList<>();
                underLoad(server, () -> place(pit, market, earlier));
                server.startAgain();
            }
            try (Database database = new Database(server.settings(4))) {
                check(database);
            }
        }
    }

    @Test
    void aSpreadsBookIsToo() throws Exception {
        try (DurableServer server = new DurableServer(folder.resolve("spreads"), Map.of())) {
            try (ClearingHouse house = new ClearingHouse(new Pit(new Database(server.settings(4))))) {
                List.of(ClearingHouse.SEPTEMBER, SpreadFlowIT.OCTOBER).forEach(house::open);
                NAMES.forEach(name -> house.margin(house.pit.party(name, Party.Kind.INVESTOR, "1000000"), "900000"));
                underLoad(server, () -> placeSpread(house));
                server.startAgain();
            }
            try (Database database = new Database(server.settings(4))) {
                checkSpreads(database);
            }
        }
    }

    private void placeSpread(ClearingHouse house) {
        OrderType[] types = {OrderType.LIMIT, OrderType.LIMIT, OrderType.POST_ONLY, OrderType.IMMEDIATE_OR_CANCEL};
        CombinationPlacement placement = house.pit.spread(
                NAMES.get(random.nextInt(NAMES.size())),
                ClearingHouse.SEPTEMBER.id(),
                SpreadFlowIT.OCTOBER.id(),
                random.nextBoolean(),
                1 + random.nextInt(8),
                500L * (random.nextInt(21) - 10),
                types[random.nextInt(types.length)]);
        answered.add(house.pit
                .database
                .decide(tx -> house.market.combinations().place(tx, placement))
                .orThrow()
                .id());
    }

    /** Every stored order through a new engine again, and each match whole. */
    private void checkSpreads(Database database) {
        try (Pit after = Pit.again(database)) {
            Market market = after.market();
            OrderBook replayed = new OrderBook(Phase.CONTINUOUS, Band.NONE, new Unread());
            List<Hash> stored =
                    database.inTx(tx -> tx.query("select * from hourglass.combination order by sequence", row -> {
                        replayed.submit(new BookOrder(
                                row.getLong("sequence"),
                                BookOrder.number(row.getString("owner")),
                                row.getBoolean("buy"),
                                row.getLong("price") / 500,
                                row.getLong("quantity"),
                                OrderType.valueOf(row.getString("type")),
                                SelfMatch.valueOf(row.getString("self_match"))));
                        return new Hash(row.getString("id"));
                    }));
            assertThat(stored).containsAll(answered);
            Hash digest = database.inTx(tx -> market.combinations()
                    .bookDigest(tx, market.combinations().spreads(tx).getFirst()));
            assertThat(replayed.size()).isGreaterThan(5);
            assertThat(digest).isEqualTo(replayed.digest());
            List<Long> legs = database.inTx(tx -> tx.query(
                    "select count(distinct instrument) from hourglass.trade group by linked, quantity",
                    row -> row.getLong(1)));
            assertThat(legs).isNotEmpty().containsOnly(2L);
        }
    }

    private static Market open(Pit pit) {
        Market market = new Market(
                pit.database,
                pit.journal,
                pit.outbox,
                pit.chain,
                pit.clock,
                (tx, instrument, party, order) -> Optional.of(new Declined(MarketRefusal.LIMIT, "no futures here")));
        Party olga = pit.party("olga", Party.Kind.OWNER, "5000");
        pit.party("ada", Party.Kind.INVESTOR, "5000");
        pit.party("bob", Party.Kind.INVESTOR, "5000");
        pit.mint(olga, "5000");
        pit.openSeries(market);
        return market;
    }

    private void underLoad(DurableServer server, Runnable place) throws Exception {
        AtomicBoolean down = new AtomicBoolean();
        Thread load = Thread.ofPlatform().start(() -> {
            while (!down.get()) {
                try {
                    place.run();
                } catch (RuntimeException serverGone) {
                    down.set(true);
                }
            }
        });
        while (answered.size() < ANSWERS && load.isAlive()) {
            Thread.sleep(5);
        }
        server.kill();
        load.join();
        assertThat(answered).hasSizeGreaterThanOrEqualTo(ANSWERS);
    }

    private void place(Pit pit, Market market, List<SignedOrder> earlier) {
        List<Placement> set = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(12); i++) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            String price = "2." + (30 + random.nextInt(30));
            SignedOrder signed = pit.order(name, random.nextBoolean(), String.valueOf(1 + random.nextInt(8)), price);
            OrderType[] types = OrderType.values();
            OrderType type = random.nextInt(3) > 0 ? OrderType.LIMIT : types[random.nextInt(types.length)];
            SelfMatch selfMatch = random.nextBoolean() ? SelfMatch.CANCEL_RESTING : SelfMatch.CANCEL_INCOMING;
            set.add(new Placement(signed, type, selfMatch, replaced(pit, signed, earlier)));
            earlier.add(signed);
        }
        for (Outcome<OrderView> answer : market.place(set)) {
            if (answer instanceof Outcome.Done<OrderView>(OrderView order)) {
                answered.add(order.id());
            }
        }
    }

    private @Nullable Hash replaced(Pit pit, SignedOrder signed, List<SignedOrder> earlier) {
        List<SignedOrder> same = earlier.stream()
                .filter(one -> one.order().account().equals(signed.order().account()))
                .filter(one -> one.order().buy() == signed.order().buy())
                .toList();
        return same.isEmpty() || random.nextInt(5) > 0
                ? null
                : pit.chain.digest(same.getLast().order());
    }

    private void check(Database database) throws IOException {
        try (Pit after = Pit.again(database)) {
            Market market = new Market(
                    database,
                    after.journal,
                    after.outbox,
                    after.chain,
                    after.clock,
                    (tx, instrument, party, order) -> Optional.of(new Declined(MarketRefusal.LIMIT, "none")));
            Instrument instrument =
                    database.inTx(tx -> market.instrument(tx, Pit.SERIES.code()).orElseThrow());
            List<Hash> stored = database.inTx(
                    tx -> tx.query("select id from hourglass.market_order", row -> new Hash(row.getString(1))));
            assertThat(stored).containsAll(answered);
            Hash digest = database.inTx(tx -> market.bookDigest(tx, instrument));
            OrderBook replayed = replay(database, instrument);
            assertThat(replayed.size()).isGreaterThan(20);
            assertThat(digest).isEqualTo(replayed.digest());
        }
    }

    private record Stored(
            BookOrder order, Hash id, @Nullable Hash replaces) {}

    /** Every stored order from the first on, through a new engine. */
    private static OrderBook replay(Database database, Instrument instrument) {
        OrderBook book = new OrderBook(Phase.CONTINUOUS, new Band(0, 20, 5), new Unread());
        Map<Hash, Long> places = new HashMap<>();
        for (Stored stored : stored(database, instrument)) {
            BookOrder fresh = stored.order;
            Optional<BookOrder> old = Optional.ofNullable(stored.replaces)
                    .flatMap(id -> Optional.ofNullable(places.get(id)))
                    .flatMap(book::find);
            if (old.isPresent()) {
                boolean keeps = OrderBook.keepsPlace(old.get(), fresh);
                BookOrder placed = keeps ? at(old.get().id(), fresh) : fresh;
                book.replace(old.get().id(), placed);
                places.put(stored.id, placed.id());
            } else {
                book.submit(fresh);
                places.put(stored.id, fresh.id());
            }
        }
        return book;
    }

    private static BookOrder at(long place, BookOrder order) {
        return new BookOrder(
                place, order.owner(), order.buy(), order.price(), order.rest(), order.type(), order.selfMatch());
    }

    private static List<Stored> stored(Database database, Instrument instrument) {
        return database.inTx(tx -> tx.query(
                "select * from hourglass.market_order order by sequence",
                row -> new Stored(
                        new BookOrder(
                                row.getLong("sequence"),
                                BookOrder.number(row.getString("party")),
                                row.getBoolean("buy"),
                                row.getLong("price") / instrument.tick(),
                                row.getLong("quantity"),
                                OrderType.valueOf(row.getString("type")),
                                SelfMatch.valueOf(row.getString("self_match"))),
                        new Hash(row.getString("id")),
                        row.getString("replaces") == null ? null : new Hash(row.getString("replaces")))));
    }

    private record Unread() implements Tape {
        @Override
        public void filled(BookOrder maker, BookOrder taker, long quantity, long price) {}

        @Override
        public void cancelled(BookOrder resting) {}
    }
}
