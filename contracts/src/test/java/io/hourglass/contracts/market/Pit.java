package io.hourglass.contracts.market;

import io.hourglass.contracts.EvmChain;
import io.hourglass.contracts.Keys;
import io.hourglass.contracts.Wallet;
import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.BusinessClock;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.TestDatabase;
import io.hourglass.ledger.book.Transfer.Move;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.PriceKind;
import io.hourglass.ledger.market.CombinationPlacement;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.market.VenueRules.Declined;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.money.PriceDifference;
import io.hourglass.ledger.settlement.Chain.Block;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.ChainCall.SettleBatch;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.ChainEvent.Filled;
import io.hourglass.ledger.settlement.ChainEvent.SeriesOpened;
import io.hourglass.ledger.settlement.IntentView;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Signable.Combination;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.pricing.index.Methodology;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Where the tests trade: a fresh database, people with keys, a deployment's addresses. No node
 * runs; what a chain would say is fed in.
 */
final class Pit implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-08-03T12:00:00Z");
    static final LocalDate TODAY = LocalDate.parse("2026-08-03");
    static final Asset SERIES = new Asset("H100-SXM-80GB.us.2026-09", 6);
    static final Hash SERIES_ID = Hash.keccak(SERIES.code());

    final Database database;
    final Journal journal = new Journal();
    final Outbox outbox = new Outbox();
    final BusinessClock clock = new BusinessClock();
    final Deployment deployment = deployment(31337, 1);
    final EvmChain chain = new EvmChain("http://127.0.0.1:1", Keys.development("pit"), deployment);
    final Wallet wallet = new Wallet(Keys.development("pit"), deployment);
    private final AtomicLong salt = new AtomicLong();
    private final AtomicLong block = new AtomicLong(100);

    Pit() {
        this(TestDatabase.fresh());
    }

    /** On books where nothing has happened yet. */
    Pit(Database database) {
        this(database, true);
    }

    /** On the books of a pit before. */
    static Pit again(Database database) {
        return new Pit(database, false);
    }

    /** Where nobody has opened anything, dollars included. */
    static Pit unopened() {
        Pit pit = new Pit(TestDatabase.fresh(), false);
        pit.database.inTx(tx -> pit.clock.freeze(tx, NOW));
        return pit;
    }

    private Pit(Database database, boolean anew) {
        this.database = database;
        if (anew) {
            begin();
        } else {
            database.inTx(clock::refresh);
        }
    }

    private void begin() {
        database.inTx(tx -> clock.freeze(tx, NOW));
        database.inTx(tx -> {
            journal.open(tx, Asset.USD, AssetKind.CASH, deployment.cash());
            journal.open(tx, SERIES, AssetKind.HOURS, SERIES_ID);
            journal.open(
                    tx,
                    new Account("vault:USD", Asset.USD, Floor.NOT_POSITIVE, null),
                    new Account("attested:" + SERIES.code(), SERIES, Floor.NOT_POSITIVE, null));
            return 0;
        });
    }

    static Deployment deployment(long chainId, int base) {
        Map<Contract, Address> addresses = new EnumMap<>(Contract.class);
        for (Contract contract : Contract.values()) {
            String place = Hash.keccak(contract.name() + base).hex().substring(26);
            addresses.put(contract, new Address("0x" + place));
        }
        return new Deployment(chainId, 1, addresses);
    }

    /** A party with so many dollars. */
    Party party(String name, Party.Kind kind, String dollars) {
        return database.inTx(tx -> {
            Party party = journal.open(tx, new Party(name, kind, wallet.address(name), name))
                    .orThrow();
            journal.open(tx, new Account(party.path("cash"), Asset.USD, Floor.NOT_NEGATIVE, party.address()));
            Amount cash = Amount.parse(Asset.USD, dollars);
            if (cash.isPositive()) {
                give(tx, "vault:USD", party.path("cash"), cash, "deposit of " + name);
            }
            return party;
        });
    }

    /** A market for hours. */
    Market market() {
        return market(clock);
    }

    /** One of a service that tells the time by this clock. */
    Market market(Clock time) {
        return new Market(
                database,
                journal,
                outbox,
                chain,
                time,
                (tx, instrument, party, order) ->
                        Optional.of(new Declined(MarketRefusal.LIMIT, "no futures in this test")));
    }

    /** Hours minted for an owner, out of attested ones. */
    void mint(Party owner, String hours) {
        mint(owner, SERIES, hours);
    }

    void mint(Party owner, Asset series, String hours) {
        Amount amount = Amount.parse(series, hours);
        String unminted = "unminted:" + series.code() + ":" + owner.name();
        String path = owner.path("hours", series.code());
        database.inTx(tx -> {
            journal.open(tx, series, AssetKind.HOURS, Hash.keccak(series.code()));
            journal.open(
                    tx,
                    new Account("attested:" + series.code(), series, Floor.NOT_POSITIVE, null),
                    new Account(unminted, series, Floor.NOT_NEGATIVE, null),
                    new Account(path, series, Floor.NOT_NEGATIVE, owner.address()));
            give(tx, "attested:" + series.code(), unminted, amount, "listing of " + path);
            give(tx, unminted, path, amount, "mint of " + path);
            return 0;
        });
    }

    /** The chain has opened the series: its hours can be traded. */
    void openSeries(Market market) {
        openSeries(market, Series.parse(SERIES.code()));
    }

    void openSeries(Market market, Series series) {
        database.inTx(tx -> {
            journal.open(tx, series.asset(), AssetKind.HOURS, series.id());
            market.onFinal(
                    tx,
                    logged(new SeriesOpened(
                            series.id(),
                            series.name(),
                            series.start().getEpochSecond(),
                            series.expiry().getEpochSecond())));
            return 0;
        });
    }

    private void give(Tx tx, String from, String to, Amount amount, String why) {
        PostResult result =
                journal.post(tx, Entry.of(new Cause("test", why), TODAY, List.of(new Move(from, to, amount))));
        if (!result.ok()) {
            throw new IllegalStateException(result.toString());
        }
    }

    SignedOrder order(String party, boolean buy, String hours, String price) {
        return sign(party, hoursOrder(party, buy, hours, price, NOW.plusSeconds(3600)));
    }

    Order hoursOrder(String party, boolean buy, String hours, String price, Instant expiry) {
        return new Order(
                Venue.SETTLEMENT,
                wallet.address(party),
                SERIES_ID,
                buy,
                Amount.parse(SERIES, hours).units(),
                Price.parse(price),
                expiry.getEpochSecond(),
                salt.incrementAndGet());
    }

    /** Hours of any series, good for an hour. */
    SignedOrder hours(String party, Hash series, boolean buy, long units, String price) {
        return sign(
                party,
                new Order(
                        Venue.SETTLEMENT,
                        wallet.address(party),
                        series,
                        buy,
                        units,
                        Price.parse(price),
                        NOW.plusSeconds(3600).getEpochSecond(),
                        salt.incrementAndGet()));
    }

    /** The same order in another quantity, with another number. */
    static Order changed(Order order, long quantity, long salt) {
        return new Order(
                order.venue(),
                order.account(),
                order.base(),
                order.buy(),
                quantity,
                order.price(),
                order.expiry(),
                salt);
    }

    /** The same order, number and all, for something else. */
    static Order of(Order order, Hash base) {
        return new Order(
                order.venue(),
                order.account(),
                base,
                order.buy(),
                order.quantity(),
                order.price(),
                order.expiry(),
                order.salt());
    }

    SignedOrder lots(String party, Hash future, boolean buy, long lots, String price) {
        return lots(Venue.CLEARING, party, future, buy, lots, price);
    }

    /** Lots of a future or of an option, good for a day. */
    SignedOrder lots(Venue venue, String party, Hash base, boolean buy, long lots, String price) {
        return sign(
                party,
                new Order(
                        venue,
                        wallet.address(party),
                        base,
                        buy,
                        lots,
                        Price.parse(price),
                        clock.instant().plusSeconds(86_400).getEpochSecond(),
                        salt.incrementAndGet()));
    }

    /** Lots of a near month against a far one, good for three days, its legs at any price. */
    CombinationPlacement spread(String party, Hash near, Hash far, boolean buy, long lots, String price) {
        return spread(party, near, far, buy, lots, PriceDifference.parse(price).micros(), OrderType.LIMIT);
    }

    CombinationPlacement spread(String party, Hash near, Hash far, boolean buy, long lots, long price, OrderType type) {
        long first = salt.addAndGet(2) - 1;
        Combination combination = new Combination(
                List.of(leg(party, near, buy, lots, first), leg(party, far, !buy, lots, first + 1)),
                buy ? price : -price);
        return sign(party, combination, type, SelfMatch.CANCEL_INCOMING);
    }

    /** Lots of each month at one price, its legs at any price. */
    CombinationPlacement strip(
            String party, List<Hash> months, boolean buy, long lots, String price, OrderType type, SelfMatch own) {
        long last = salt.addAndGet(months.size());
        List<Order> legs = IntStream.range(0, months.size())
                .mapToObj(i -> leg(party, months.get(i), buy, lots, last - months.size() + 1 + i))
                .toList();
        long together = months.size() * Price.parse(price).micros();
        return sign(party, new Combination(legs, buy ? together : -together), type, own);
    }

    CombinationPlacement sign(String party, Combination combination, OrderType type, SelfMatch selfMatch) {
        return new CombinationPlacement(combination, wallet.sign(party, combination), type, selfMatch);
    }

    private Order leg(String party, Hash month, boolean buy, long lots, long number) {
        return new Order(
                Venue.CLEARING,
                wallet.address(party),
                month,
                buy,
                lots,
                Price.parse(buy ? "1000" : "0.000001"),
                clock.instant().plusSeconds(3 * 86_400).getEpochSecond(),
                number);
    }

    SignedOrder sign(String party, Order order) {
        return new SignedOrder(order, wallet.sign(party, order));
    }

    /** An event in a block of its own, at business time. */
    Logged logged(ChainEvent event) {
        long number = block.incrementAndGet();
        Hash hash = Hash.sha256("block " + number);
        return new Logged(
                new Block(
                        number,
                        hash,
                        Hash.sha256("block " + (number - 1)),
                        clock.instant().getEpochSecond()),
                Hash.sha256("transaction " + number),
                0,
                event);
    }

    /** The chain has settled a trade of hours, as the books have it. */
    Logged filled(SettleBatch call, TradeView trade) {
        return logged(new Filled(
                call.batch(),
                trade.buyOrder(),
                trade.sellOrder(),
                Hash.keccak(trade.instrument()),
                wallet.address(trade.buyer()),
                wallet.address(trade.seller()),
                trade.quantity(),
                trade.price(),
                trade.cash(),
                trade.escrowed()));
    }

    /** A final fixing of the headline index, on its way to the oracle. Rentals of three years cost the same. */
    void fixing(GpuClass gpu, LocalDate day, String price) {
        IndexName index = IndexName.headline(gpu);
        database.inTx(tx -> {
            String document = "{}";
            Hash digest = Hash.sha256(document);
            tx.run(
                    "insert into hourglass.methodology (version, hash, document, effective)"
                            + " values (?, ?, ?, '2020-01-01') on conflict do nothing",
                    Methodology.HGI_1.version(),
                    Hash.sha256(Methodology.HGI_1.canonical()),
                    Methodology.HGI_1.canonical());
            tx.run(
                    "insert into hourglass.receipt (digest, document) values (?, ?) on conflict do nothing",
                    digest,
                    document);
            for (PriceKind kind : List.of(PriceKind.ON_DEMAND, PriceKind.COMMIT_3Y)) {
                tx.run(
                        "insert into hourglass.fixing (index_name, day, status, gpu_class, kind, value, band, basis,"
                                + " providers, offers, methodology, digest, seen, published)"
                                + " values (?, ?, 'FINAL', ?, ?, ?, 0, 'FIRM', 5, 5, 'HGI-1', ?, 0, ?)",
                        new IndexName(gpu, kind).name(),
                        day,
                        gpu.name(),
                        kind,
                        Price.parse(price).micros(),
                        digest,
                        clock.instant());
            }
            outbox.plan(
                    tx,
                    "fix:" + index.name() + ":" + day,
                    "fixer",
                    new ChainCall.Fix(index.id(), day.toEpochDay(), Price.parse(price), 0, digest, List.of()),
                    List.of());
            return 0;
        });
    }

    void advance(String to) {
        Outcome<Instant> moved = database.decide(tx -> clock.advanceTo(tx, Instant.parse(to)));
        moved.orThrow();
    }

    String posted(String path) {
        return database.inTx(
                tx -> journal.balance(tx, path).orElseThrow().posted().decimal());
    }

    String available(String path) {
        return database.inTx(
                tx -> journal.balance(tx, path).orElseThrow().available().decimal());
    }

    /** What was planned, oldest first. */
    List<IntentView> intents() {
        return database.inTx(tx -> {
            List<String> ids = tx.query("select id from hourglass.intent order by planned", row -> row.getString(1));
            return ids.stream().map(id -> outbox.find(tx, id).orElseThrow()).toList();
        });
    }

    <T extends ChainCall> List<T> calls(Class<T> kind) {
        return intents().stream()
                .map(IntentView::call)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    @Override
    public void close() {
        chain.close();
        database.close();
    }
}
