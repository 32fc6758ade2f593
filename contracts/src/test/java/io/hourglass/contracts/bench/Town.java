package io.hourglass.contracts.bench;

import io.hourglass.contracts.Deployer;
import io.hourglass.contracts.EvmChain;
import io.hourglass.contracts.Keys;
import io.hourglass.contracts.MintedHours;
import io.hourglass.contracts.TickingChain;
import io.hourglass.contracts.Wallet;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.mirror.Mirror;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.reconcile.Reconciler;
import io.hourglass.ledger.settlement.Cash;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Effects;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Sender;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        this.market = MintedHours.market(database, journal, outbox, chain);
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

    private void makeHours() {
        MintedHours hours = new MintedHours(SERIES, "olga", Math.multiplyExact(HOURS, people.size()));
        database.inTx(tx -> {
            hours.plan(tx, outbox, keys, wallet);
            return 0;
        });
        settle();
        database.inTx(tx -> {
            hours.book(tx, journal);
            return 0;
        });
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
        market.place(orders.stream().map(Placement::limit).toList()).forEach(Outcome::orThrow);
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
