package io.hourglass.contracts.bench;

import io.hourglass.contracts.EvmChain;
import io.hourglass.contracts.Keys;
import io.hourglass.contracts.MintedHours;
import io.hourglass.contracts.Wallet;
import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Transfer.Move;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** People with dollars and hours of a few months in the books, who place orders; no chain runs behind it. */
final class Exchange implements AutoCloseable {
    private static final List<String> MONTHS = List.of("2027-03", "2027-04", "2027-05", "2027-06");
    private static final long TICK = 10_000;
    private static final long MIDDLE = 2_150_000;

    final Database database;
    final Market market;
    final Journal journal = new Journal();
    private final Keys keys = Keys.development("market-bench");
    private final Deployment deployment = deployment();
    private final EvmChain chain = new EvmChain("http://127.0.0.1:1", keys, deployment);
    private final Wallet wallet = new Wallet(keys, deployment);
    private final List<Asset> series = MONTHS.stream()
            .map(month -> new Asset("H100-SXM-80GB.us." + month, 6))
            .toList();
    private final List<Party> people = new ArrayList<>();
    private final AtomicLong salt = new AtomicLong();
    private final Instant expiry = Instant.now().plus(Duration.ofDays(1));

    /** @param signatures whether the market checks them */
    Exchange(Database database, int people, boolean signatures) {
        this.database = database;
        this.market = MintedHours.market(database, journal, new Outbox(), signatures ? chain : trusting(chain));
        database.inTx(tx -> {
            open(tx);
            IntStream.range(0, people).forEach(i -> enrol(tx, "trader-" + i));
            return 0;
        });
    }

    /** The chain's adapter, which takes everybody's word for whose an order is. */
    private static Chain trusting(Chain chain) {
        return (Chain) Proxy.newProxyInstance(
                Chain.class.getClassLoader(), new Class<?>[] {Chain.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("recover") && arguments[0] instanceof Order order) {
                        return Optional.of(order.account());
                    }
                    try {
                        return method.invoke(chain, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Deployment deployment() {
        Map<Contract, Address> addresses = new EnumMap<>(Contract.class);
        for (Contract contract : Contract.values()) {
            addresses.put(
                    contract,
                    new Address("0x" + Hash.keccak(contract.name()).hex().substring(26)));
        }
        return new Deployment(31337, 1, addresses);
    }

    private void open(Tx tx) {
        journal.open(tx, Asset.USD, AssetKind.CASH, deployment.cash());
        journal.open(tx, new Account("vault:USD", Asset.USD, Floor.NOT_POSITIVE, null));
        for (Asset hours : series) {
            Hash id = Hash.keccak(hours.code());
            journal.open(tx, hours, AssetKind.HOURS, id);
            journal.open(tx, new Account("attested:" + hours.code(), hours, Floor.NOT_POSITIVE, null));
            market.list(
                    tx,
                    new Instrument(
                            hours.code(),
                            id,
                            Venue.SETTLEMENT,
                            TICK,
                            1_000_000_000_000L,
                            Instant.now().plus(Duration.ofDays(90)),
                            true));
        }
    }

    private void enrol(Tx tx, String name) {
        Party party = journal.open(tx, new Party(name, Party.Kind.INVESTOR, keys.address(name), name))
                .orThrow();
        people.add(party);
        List<Transfer> given = new ArrayList<>();
        Account cash = new Account(party.path("cash"), Asset.USD, Floor.NOT_NEGATIVE, party.address());
        journal.open(tx, cash);
        given.add(new Move("vault:USD", cash.path(), Amount.parse(Asset.USD, "100000000")));
        for (Asset hours : series) {
            Account theirs = new Account(party.path("hours", hours.code()), hours, Floor.NOT_NEGATIVE, party.address());
            journal.open(tx, theirs);
            given.add(new Move("attested:" + hours.code(), theirs.path(), Amount.parse(hours, "1000000")));
        }
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        if (!journal.post(tx, Entry.of(new Cause("bench", name), today, given)).ok()) {
            throw new IllegalStateException("nothing for " + name);
        }
    }

    /** A signed limit order around one price: about half of them trade at once. */
    Placement order(Random random) {
        Party party = people.get(random.nextInt(people.size()));
        boolean buy = random.nextBoolean();
        long away = TICK * (random.nextInt(5) - 2);
        Order order = new Order(
                Venue.SETTLEMENT,
                party.address(),
                Hash.keccak(series.get(random.nextInt(series.size())).code()),
                buy,
                random.nextLong(1, 20) * Price.UNITS_PER_HOUR / 10,
                new Price(MIDDLE + (buy ? away : -away)),
                expiry.getEpochSecond(),
                salt.incrementAndGet());
        return Placement.limit(new SignedOrder(order, wallet.sign(party.name(), order)));
    }

    @Override
    public void close() {
        chain.close();
    }
}
