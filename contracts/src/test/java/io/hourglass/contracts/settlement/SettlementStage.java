package io.hourglass.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.contracts.Deployer;
import io.hourglass.contracts.EvmChain;
import io.hourglass.contracts.Keys;
import io.hourglass.contracts.Node;
import io.hourglass.ledger.book.Balance;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.TestDatabase;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.mirror.Level;
import io.hourglass.ledger.mirror.Mirror;
import io.hourglass.ledger.mirror.MirrorStatus;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.reconcile.Reconciler;
import io.hourglass.ledger.reconcile.Report;
import io.hourglass.ledger.settlement.Cash;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.Chain.Broadcast;
import io.hourglass.ledger.settlement.Chain.Head;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.Effects;
import io.hourglass.ledger.settlement.IntentView;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Sender;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/** A chain and a database of a test's own, and the rooms between them. */
final class SettlementStage implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    static final String SEED = "settlement";

    final Keys keys = Keys.development(SEED);
    final TestDatabase testDatabase = TestDatabase.open();
    final Database database = testDatabase.database();
    final Journal journal = new Journal();
    final Outbox outbox = new Outbox();
    final Node node;
    final EvmChain chain;
    final Cash cash;
    final List<Effects> effects = new ArrayList<>();
    final Mirror mirror;
    final Sender sender;
    final Reconciler reconciler;

    /** The last block tests let the service, mirror and sender alike, call final. */
    volatile long finalityHeld = Long.MAX_VALUE;

    SettlementStage(Node node) {
        this.node = node;
        node.fund(Stream.of("admin", "issuer", "ada", "bob", "cyd", "dan")
                .map(keys::address)
                .toList());
        chain = new EvmChain(
                node.url(),
                keys,
                new Deployer(node.url(), keys, Deployer.Terms.development(keys)).deploy(),
                node::durableBlock);
        cash = new Cash(journal, outbox, chain, Clock.systemUTC(), true);
        effects.add(cash);
        mirror = newMirror();
        sender = newSender(heldBack());
        reconciler = new Reconciler(journal, mirror, chain);
    }

    Mirror newMirror() {
        return newMirror(heldBack());
    }

    Mirror newMirror(Chain through) {
        return new Mirror(database, through, List.of(new Forwarding(effects)));
    }

    Sender newSender(Chain through) {
        return newSender(through, quick());
    }

    Sender newSender(Chain through, Sender.Policy policy) {
        return new Sender(database, through, List.of(new Forwarding(effects)), InstantSource.system(), policy);
    }

    static Sender.Policy quick() {
        return new Sender.Policy(Duration.ofMillis(500), Duration.ofSeconds(20), 500_000_000_000L, 64);
    }

    /** The chain, with finality no further than {@link #finalityHeld}. */
    Chain heldBack() {
        return altered("head", real -> {
            Head head = (Head) real;
            return new Head(
                    head.latest(), Math.min(head.safe(), finalityHeld), Math.min(head.finalized(), finalityHeld));
        });
    }

    /** The real chain, but for the answers of one method. */
    Chain altered(String method, UnaryOperator<Object> change) {
        return (Chain) Proxy.newProxyInstance(
                Chain.class.getClassLoader(), new Class<?>[] {Chain.class}, (proxy, called, arguments) -> {
                    try {
                        Object answer = called.invoke(chain, arguments);
                        return called.getName().equals(method) ? change.apply(answer) : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** The chain as the service sees it, but for one method, which is not asked and answers this. */
    Chain silent(String method, Object answer) {
        Chain real = heldBack();
        return (Chain) Proxy.newProxyInstance(
                Chain.class.getClassLoader(), new Class<?>[] {Chain.class}, (proxy, called, arguments) -> {
                    try {
                        return called.getName().equals(method) ? answer : called.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    Party investor(String name) {
        Party party = new Party(name, Party.Kind.INVESTOR, keys.address(name), name);
        return inTx(tx -> cash.enrol(tx, party)).orThrow();
    }

    Outcome<Cash.Request> deposit(String request, Party party, String dollars) {
        return database.decide(tx -> cash.deposit(tx, request, party, usd(dollars)));
    }

    Outcome<Cash.Request> withdraw(String request, Party party, String dollars) {
        return database.decide(tx -> cash.withdraw(tx, request, party, usd(dollars)));
    }

    static Amount usd(String dollars) {
        return Amount.parse(Asset.USD, dollars);
    }

    Balance balance(Party party) {
        return inTx(tx -> journal.balance(tx, party.path("cash"))).orElseThrow();
    }

    IntentView intent(String id) {
        return inTx(tx -> outbox.find(tx, id)).orElseThrow();
    }

    Optional<Level> levelOf(String intent) {
        return intent(intent).transaction().flatMap(hash -> inTx(tx -> mirror.levelOf(tx, hash)));
    }

    MirrorStatus status() {
        return inTx(mirror::status).orElseThrow();
    }

    <T> T inTx(Function<Tx, T> work) {
        return database.inTx(work);
    }

    /** Works until everything planned is final and booked. */
    void settle() {
        until(() -> inTx(outbox::open) == 0 && caughtUp());
    }

    boolean caughtUp() {
        Head head;
        try {
            head = heldBack().head();
        } catch (Chain.Unreachable e) {
            return false;
        }
        return inTx(mirror::status)
                .filter(status -> status.booked() >= head.finalized() && status.seen() >= head.latest())
                .isPresent();
    }

    private String where() {
        List<String> open = inTx(tx -> tx.query(
                "select id || ' ' || state || ' ' || coalesce(nonce, -1) from hourglass.intent"
                        + " where state not in ('FINAL', 'VOIDED') order by planned",
                row -> row.getString(1)));
        return "mirror " + mirror.trouble() + ", " + inTx(mirror::status) + ", open " + open;
    }

    void until(BooleanSupplier done) {
        until(sender, done);
    }

    /** Works on nothing meanwhile. */
    static void await(BooleanSupplier done) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            pause();
        }
    }

    void until(Sender by, BooleanSupplier done) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not in time; sender " + by.trouble() + ", " + where());
            }
            if (by.doWork() + mirror.doWork() == 0) {
                pause();
            }
        }
    }

    /** A node that was just restarted has balances of its newest blocks only: then a moment later. */
    Report reconcile() {
        List<Report> made = new ArrayList<>();
        until(() -> {
            try {
                return made.add(database.decide(reconciler::run).orThrow());
            } catch (Chain.Unreachable e) {
                return false;
            }
        });
        return made.getFirst();
    }

    /** A party moves its dollars in the Vault by itself, past the service. */
    Hash transferPastTheService(String from, io.hourglass.ledger.money.Address to, long units) {
        String data = FunctionEncoder.encode(new org.web3j.abi.datatypes.Function(
                "transfer",
                List.of(
                        new Address(to.hex()),
                        new Uint256(chain.deployment().cash().unsigned()),
                        new Uint256(BigInteger.valueOf(units))),
                List.of()));
        Chain.Fees fees = chain.fees();
        RawTransaction transaction = RawTransaction.createTransaction(
                Keys.DEVELOPMENT_CHAIN,
                BigInteger.valueOf(chain.nonce(keys.address(from))),
                BigInteger.valueOf(500_000),
                chain.deployment().of(Contract.VAULT).hex(),
                BigInteger.ZERO,
                data,
                BigInteger.valueOf(fees.tip()),
                BigInteger.valueOf(fees.maxFee()));
        Credentials wallet = Credentials.create(
                Hash.keccak("hourglass development key/" + SEED + "/" + from).hex());
        byte[] raw = TransactionEncoder.signMessage(transaction, Keys.DEVELOPMENT_CHAIN, wallet);
        var signed = new Chain.SignedTransaction(Hash.of(org.web3j.crypto.Hash.sha3(raw)), Numeric.toHexString(raw));
        assertThat(chain.broadcast(signed)).isEqualTo(new Broadcast.Accepted());
        // Mined before the sender gets to work: it would outbid what has a nonce of its own.
        await(() -> chain.receipt(signed.hash()).isPresent());
        until(() -> {
            Optional<Chain.Receipt> receipt = chain.receipt(signed.hash());
            assertThat(receipt.map(Chain.Receipt::succeeded)).isNotEqualTo(Optional.of(false));
            return receipt.isPresent()
                    && receipt.get().block().number() <= chain.head().finalized();
        });
        return signed.hash();
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
        node.close();
        testDatabase.close();
    }

    /** Effects as they are in the list now: a test may add one later. */
    private record Forwarding(List<Effects> rooms) implements Effects {
        @Override
        public void onFinal(Tx tx, Chain.Logged logged) {
            rooms.forEach(room -> room.onFinal(tx, logged));
        }

        @Override
        public void onVoided(Tx tx, String intent, String why) {
            rooms.forEach(room -> room.onVoided(tx, intent, why));
        }
    }
}
