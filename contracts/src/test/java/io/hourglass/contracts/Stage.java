package io.hourglass.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain.Broadcast;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.Chain.Fees;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.Chain.Receipt;
import io.hourglass.ledger.settlement.Chain.Simulation;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.Signable.Attestation;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** A chain that the tests of a run share, with everything deployed, and what they do on it. */
final class Stage {
    static final long HOUR = Price.UNITS_PER_HOUR;
    static final long DOLLAR = 1_000_000;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final List<String> STAFF = List.of(
            "admin", "issuer", "settler", "clearer", "fixer", "manager", "anchor", "attester", "meter", "guardian");

    final Keys keys = Keys.development("test");
    final Node node;
    final EvmChain chain;
    final Wallet wallet;
    private final Map<String, Long> nonces = new HashMap<>();
    private final AtomicLong counter = new AtomicLong();

    private Stage(Node node) {
        this.node = node;
        node.fund(STAFF.stream().map(keys::address).toList());
        Deployment deployment = new Deployer(node.url(), keys, Deployer.Terms.development(keys)).deploy();
        chain = new EvmChain(node.url(), keys, deployment, node::durableBlock);
        wallet = new Wallet(keys, deployment);
    }

    /** On the development chain. */
    static Stage get() {
        return OnAnvil.STAGE;
    }

    /** On another node. */
    static Stage onEdr() {
        return OnEdr.STAGE;
    }

    private static final class OnAnvil {
        private static final Stage STAGE = new Stage(Node.anvil());
    }

    private static final class OnEdr {
        private static final Stage STAGE = new Stage(Node.edr());
    }

    Deployment deployment() {
        return chain.deployment();
    }

    Address of(String key) {
        return keys.address(key);
    }

    long now() {
        return node.now().getEpochSecond();
    }

    long today() {
        return now() / 86_400;
    }

    /** A name or id nobody has used before on this chain. */
    String fresh(String name) {
        return name + "-" + counter.incrementAndGet();
    }

    Hash freshId() {
        return Hash.keccak(fresh("id"));
    }

    /** Sends a call that must succeed; what the contracts said in its transaction, final. */
    List<ChainEvent> send(String key, ChainCall call) {
        return sendAll(List.of(new Planned(key, call))).getFirst();
    }

    record Planned(String key, ChainCall call) {}

    /** Sends calls in one go, each key's in order. */
    List<List<ChainEvent>> sendAll(List<Planned> plans) {
        Fees fees = chain.fees();
        List<Hash> hashes = new ArrayList<>();
        for (Planned plan : plans) {
            assertThat(chain.simulate(plan.key(), plan.call())).isInstanceOf(Simulation.Succeeds.class);
            long nonce = nonces.merge(plan.key(), chain.nonce(of(plan.key())), Math::max);
            var signed = chain.sign(plan.key(), nonce, plan.call(), fees);
            assertThat(chain.broadcast(signed)).isEqualTo(new Broadcast.Accepted());
            nonces.put(plan.key(), nonce + 1);
            hashes.add(signed.hash());
        }
        return hashes.stream().map(this::eventsOf).toList();
    }

    List<ChainEvent> eventsOf(Hash transaction) {
        Receipt receipt = await(transaction);
        assertThat(receipt.succeeded()).isTrue();
        return chain.events(receipt.block()).stream()
                .filter(logged -> logged.transaction().equals(transaction))
                .map(Logged::event)
                .toList();
    }

    /** The receipt, once its block is final. */
    Receipt await(Hash transaction) {
        return await(chain, transaction);
    }

    static Receipt await(EvmChain chain, Hash transaction) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<Receipt> receipt = chain.receipt(transaction);
            if (receipt.isPresent()
                    && receipt.get().block().number() <= chain.head().finalized()) {
                return receipt.get();
            }
            pause();
        }
        throw new AssertionError("not final in time: " + transaction);
    }

    /** Why the contracts would refuse a call. */
    String refusal(String key, ChainCall call) {
        return switch (chain.simulate(key, call)) {
            case Simulation.Reverts(String error) -> error;
            case Simulation.Succeeds succeeds -> "succeeds: " + succeeds;
        };
    }

    /** Someone new who may hold and trade, with dollars in the Vault. */
    String investor(String name, long dollars) {
        String key = fresh(name);
        node.fund(List.of(of(key)));
        List<Planned> plans = new ArrayList<>(List.of(
                new Planned("issuer", new ChainCall.SetEligible(List.of(of(key)), true)),
                new Planned("admin", new ChainCall.MintDollars(of(key), dollars)),
                new Planned(key, new ChainCall.ApproveDollars(dollars)),
                new Planned(key, new ChainCall.Deposit(dollars))));
        Stream.of(Contract.SETTLEMENT, Contract.DELIVERY, Contract.CLEARING, Contract.INDEX_FUND, Contract.OPTIONS)
                .forEach(venue -> plans.add(new Planned(key, new ChainCall.SetOperator(venue, true))));
        sendAll(plans);
        return key;
    }

    /** Somebody who has a thousand dollars of margin and as much in the Vault. */
    String member(String name) {
        String key = investor(name, 2_000 * DOLLAR);
        assertThat(send(key, new ChainCall.AddMargin(1_000 * DOLLAR)))
                .contains(new ChainEvent.MarginAdded(of(key), 1_000 * DOLLAR));
        return key;
    }

    /** A series that is open for a month from now. */
    Hash series() {
        String name = fresh("H100-SXM-80GB.us.2027-03");
        send(
                "issuer",
                new ChainCall.OpenSeries(
                        name, now(), now() + Duration.ofDays(30).toSeconds()));
        return Hash.keccak(name);
    }

    ChainCall.ListCapacity capacity(Hash series, String owner, long hours) {
        List<Hash> serials = List.of(freshId(), freshId());
        byte[] packed = HexFormat.of()
                .parseHex(
                        serials.get(0).hex().substring(2) + serials.get(1).hex().substring(2));
        Attestation attestation = new Attestation(
                series,
                of(owner),
                Hash.of(org.web3j.crypto.Hash.sha3(packed)),
                989_000,
                hours,
                now() + Duration.ofDays(60).toSeconds());
        return new ChainCall.ListCapacity(attestation, serials, wallet.sign("attester", attestation));
    }

    /** An owner with minted hours in the series. */
    String owner(Hash series, long hours) {
        String key = investor("owner", DOLLAR);
        send(key, capacity(series, key, hours));
        send("issuer", new ChainCall.Mint(series, of(key), hours));
        return key;
    }

    SignedOrder order(Venue venue, String key, Hash base, boolean buy, long quantity, Price price) {
        Order order = new Order(venue, of(key), base, buy, quantity, price, now() + 86_400, counter.incrementAndGet());
        return new SignedOrder(order, wallet.sign(key, order));
    }

    static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
