package io.hourglass.contracts.bench;

import io.hourglass.contracts.Deployer;
import io.hourglass.contracts.EvmChain;
import io.hourglass.contracts.Keys;
import io.hourglass.contracts.TickingChain;
import io.hourglass.contracts.Wallet;
import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer.Move;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.OrderBook.TimeInForce;
import io.hourglass.ledger.market.VenueRules.Declined;
import io.hourglass.ledger.mirror.Mirror;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.reconcile.Reconciler;
import io.hourglass.ledger.settlement.Cash;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Effects;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Sender;
import io.hourglass.ledger.settlement.Signable.Attestation;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Who trades in the benchmark: people with dollars and hours in the Vault, brought there through the
 * service's own rooms, and an owner who sold them the hours.
 */
final class Town implements AutoCloseable {
    static final Asset SERIES = new Asset("H100-SXM-80GB.us.2027-03", 6);
    static final Hash SERIES_ID = Hash.keccak(SERIES.code());
    static final Price PRICE = Price.parse("2.15");

    private static final long HOURS = 100_000L * Price.UNITS_PER_HOUR;
    private static final Amount DOLLARS = Amount.parse(Asset.USD, "1000000");
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final List<String> STAFF = List.of("admin", "issuer", "settler", "olga");

    final Keys keys = Keys.development("bench");
    final TickingChain node;
    final Database database;
    final EvmChain chain;
    final Wallet wallet;
    final Journal journal = new Journal();
    final Outbox outbox = new Outbox();
    final Market market;
    final Sender sender;
    final Mirror mirror;
    final Reconciler reconciler;
    private final Cash cash;
    private final Map<String, Long> salts = new HashMap<>();
    private final List<Party> people = new ArrayList<>();

    private Town(TickingChain node, Database database, int count) {
        this.node = node;
        this.database = database;
        List<String> names =
                IntStream.range(0, count).mapToObj(i -> "trader-" + i).toList();
        node.fund(STAFF.stream().map(keys::address).toList());
        node.fund(names.stream().map(keys::address).toList());
        node.tick(Duration.ofMillis(200));
        this.chain = new EvmChain(
                node.url(), keys, new Deployer(node.url(), keys, Deployer.Terms.development(keys)).deploy());
        this.wallet = new Wallet(keys, chain.deployment());
        this.cash = new Cash(journal, outbox, chain, Clock.systemUTC(), true);
        this.market = new Market(
                database,
                journal,
                outbox,
                chain,
                Clock.systemUTC(),
                (tx, instrument, party, order) -> Optional.of(new Declined(MarketRefusal.LIMIT, "no futures here")));
        List<Effects> rooms = List.of(cash, market);
        this.mirror = new Mirror(database, chain, rooms);
        this.sender = new Sender(database, chain, rooms, InstantSource.system(), Sender.Policy.DEFAULT);
        this.reconciler = new Reconciler(journal, mirror, chain);
        enrol(names);
        makeHours();
        sellHours();
    }

    /** A chain and a service on which so many people can trade with each other. */
    static Town build(TickingChain node, Database database, int people) {
        return new Town(node, database, people);
    }

    /** The books and the mirror of another service beside this one, which knows the same people. */
    Mirror follow(Database other) {
        other.inTx(tx -> {
            journal.open(tx, Asset.USD, AssetKind.CASH, chain.deployment().cash());
            journal.open(tx, SERIES, AssetKind.HOURS, SERIES_ID);
            database.inTx(journal::parties)
                    .forEach(party -> journal.open(tx, party).orThrow());
            return 0;
        });
        return new Mirror(other, chain, List.of());
    }

    List<Party> people() {
        return List.copyOf(people);
    }

    private void enrol(List<String> names) {
        for (String name : names) {
            people.add(party(name, Party.Kind.INVESTOR));
        }
        Party olga = party("olga", Party.Kind.OWNER);
        people.forEach(party -> database.decide(tx -> cash.deposit(tx, party.name(), party, DOLLARS))
                .orThrow());
        database.decide(tx -> cash.deposit(tx, "olga", olga, DOLLARS)).orThrow();
        settle();
    }

    private Party party(String name, Party.Kind kind) {
        Party party = new Party(name, kind, keys.address(name), name);
        return database.decide(tx -> cash.enrol(tx, party)).orThrow();
    }

    /** The owner's hours on chain, and in the books what the capacity room would post. */
    private void makeHours() {
        long all = Math.multiplyExact(HOURS, people.size());
        Instant start = Instant.now().minusSeconds(60);
        Hash serial = Hash.keccak("serial");
        Attestation attestation = new Attestation(
                SERIES_ID,
                keys.address("olga"),
                Hash.keccak(serial.bytes()),
                1_979_000,
                all,
                start.plus(Duration.ofDays(20)).getEpochSecond());
        database.inTx(tx -> {
            long from = start.getEpochSecond();
            long to = start.plus(Duration.ofDays(30)).getEpochSecond();
            outbox.plan(tx, "open", "issuer", new ChainCall.OpenSeries(SERIES.code(), from, to), List.of());
            outbox.plan(
                    tx,
                    "list",
                    "olga",
                    new ChainCall.ListCapacity(attestation, List.of(serial), wallet.sign("attester", attestation)),
                    List.of("open"));
            outbox.plan(
                    tx, "mint", "issuer", new ChainCall.Mint(SERIES_ID, keys.address("olga"), all), List.of("list"));
            return 0;
        });
        settle();
        database.inTx(tx -> {
            journal.open(tx, SERIES, AssetKind.HOURS, SERIES_ID);
            Party olga = journal.party(tx, "olga").orElseThrow();
            String attested = "attested:" + SERIES.code();
            String unminted = "unminted:" + SERIES.code() + ":olga";
            String hers = olga.path("hours", SERIES.code());
            journal.open(
                    tx,
                    new Account(attested, SERIES, Floor.NOT_POSITIVE, null),
                    new Account(unminted, SERIES, Floor.NOT_NEGATIVE, null),
                    new Account(hers, SERIES, Floor.NOT_NEGATIVE, olga.address()));
            post(tx, attested, unminted, new Amount(SERIES, all), "listing");
            post(tx, unminted, hers, new Amount(SERIES, all), "mint");
            return 0;
        });
    }

    private void post(Tx tx, String from, String to, Amount amount, String why) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        PostResult result =
                journal.post(tx, Entry.of(new Cause("bench", why), today, List.of(new Move(from, to, amount))));
        if (!result.ok()) {
            throw new IllegalStateException(result.toString());
        }
    }

    private void sellHours() {
        for (Party buyer : people) {
            place(List.of(order("olga", false, HOURS), order(buyer.name(), true, HOURS)));
        }
        settle();
    }

    /** Signed now by its account. */
    SignedOrder order(String party, boolean buy, long quantity) {
        Order order = new Order(
                Venue.SETTLEMENT,
                keys.address(party),
                SERIES_ID,
                buy,
                quantity,
                PRICE,
                Instant.now().plus(Duration.ofDays(1)).getEpochSecond(),
                salts.merge(party, 1L, Long::sum));
        return new SignedOrder(order, wallet.sign(party, order));
    }

    /** Orders that must all be taken. */
    void place(List<SignedOrder> orders) {
        market.place(orders, TimeInForce.GTC).forEach(Outcome::orThrow);
    }

    /** Works until everything planned is final and booked. */
    void settle() {
        until(() -> database.inTx(outbox::open) == 0
                && database.inTx(mirror::status)
                        .filter(status -> status.finalLag() == 0)
                        .isPresent());
    }

    private void until(BooleanSupplier done) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (market.doWork() + sender.doWork() + mirror.doWork() > 0 || !done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "not in time; sender " + sender.trouble() + ", mirror " + mirror.trouble());
            }
            pause();
        }
    }

    static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        chain.close();
    }
}
