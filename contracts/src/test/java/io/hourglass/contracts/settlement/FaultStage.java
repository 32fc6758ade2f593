package io.hourglass.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.contracts.EvmChain;
import io.hourglass.contracts.Node;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Trial;
import io.hourglass.ledger.mirror.Mirror;
import io.hourglass.ledger.mirror.MirrorStatus;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.reconcile.Report;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.IntentView;
import io.hourglass.ledger.settlement.IntentView.State;
import io.hourglass.ledger.settlement.Sender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.web3j.utils.Numeric;

/** A settlement stage whose service sees the chain through a {@link FaultyNode}, and what must be true in the end. */
final class FaultStage implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int LOOKS_A_BEAT = 20;

    final Node.Development anvil = Node.anvil();
    final SettlementStage stage = new SettlementStage(anvil);
    final FaultyNode node;
    final EvmChain chain;
    final Mirror mirror;
    final Sender sender;
    final Load load;
    final Trading trading;

    FaultStage(long seed) {
        node = new FaultyNode(stage.node.url(), stage.node::durableBlock, seed);
        chain = new EvmChain(node.url(), stage.keys, stage.chain.deployment());
        mirror = stage.newMirror(chain);
        sender = stage.newSender(chain);
        load = new Load(stage, seed);
        trading = new Trading(stage, load.parties(), seed);
        stage.effects.add(trading.market());
        stage.node.fund(Stream.of("settler", "olga").map(stage.keys::address).toList());
    }

    /** Hours to trade, for {@link Trading#deal}. */
    void openTrading() {
        trading.open(this::settle);
    }

    /** One turn of market, sender and mirror, which may fail as turns of work loops may; returns how much they did. */
    int turn() {
        return turn(sender);
    }

    private int turn(Sender by) {
        return turn(trading.market()::doWork) + turn(by::doWork) + turn(mirror::doWork);
    }

    private static int turn(java.util.function.IntSupplier work) {
        try {
            return work.getAsInt();
        } catch (RuntimeException e) {
            return 0; // the work loop says so in health, and tries again
        }
    }

    /** More blocks, and all of them safe from a crash; nothing if the node is away. */
    void beat() {
        try {
            stage.node.fund(List.of());
        } catch (Chain.Unreachable e) {
            SettlementStage.pause();
        }
    }

    void killNode() {
        ProcessHandle.of(stage.node.pid()).orElseThrow().destroyForcibly();
    }

    void until(BooleanSupplier done) {
        until(sender, done);
    }

    void until(Sender by, BooleanSupplier done) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not in time; " + where());
            }
            if (turn(by) == 0) {
                beat();
            }
        }
    }

    /**
     * Only watches how others work.
     *
     * @param beats whether blocks pass meanwhile, not faster than those can read them
     */
    void await(BooleanSupplier done, boolean beats) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int look = 1; !done.getAsBoolean(); look++) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not in time; " + where());
            }
            if (beats && look % LOOKS_A_BEAT == 0) {
                beat();
            }
            SettlementStage.pause();
        }
    }

    boolean settled() {
        return stage.inTx(stage.outbox::open) == 0 && booked() && count("trade where state = 'SETTLING'") == 0;
    }

    long trades() {
        return count("trade");
    }

    private long count(String from) {
        return stage.inTx(tx -> tx.first("select count(*) from hourglass." + from, row -> row.getLong(1)))
                .orElseThrow();
    }

    /** Works until everything planned is final or voided, and all that is final is in the books. */
    void settle() {
        until(this::settled);
        until(() -> sender.trouble().isEmpty() && mirror.trouble().isEmpty());
    }

    /** Whether the last block any intent ended in is in the books. */
    boolean booked() {
        long last = stage.inTx(
                        tx -> tx.first("select coalesce(max(block), 0) from hourglass.intent", row -> row.getLong(1)))
                .orElseThrow();
        return stage.inTx(mirror::status).map(MirrorStatus::booked).orElse(-1L) >= last;
    }

    /**
     * That each intent was settled exactly once or voided with its reason, each trade is final and was
     * filled once, no nonce was left out, all totals agree, and every wallet holds what was asked for and no more.
     */
    void assertSound() {
        List<IntentView> intents = load.intents();
        assertThat(intents).isNotEmpty().allSatisfy(intent -> {
            long succeeded = intent.attempts().stream()
                    .filter(attempt ->
                            stage.chain.receipt(attempt.transaction()).stream().anyMatch(Chain.Receipt::succeeded))
                    .count();
            assertThat(intent.state())
                    .as(intent.toString())
                    .isEqualTo(intent.id().startsWith(Load.IMPOSSIBLE) ? State.VOIDED : State.FINAL);
            assertThat(succeeded).as(intent.toString()).isEqualTo(intent.state() == State.FINAL ? 1 : 0);
            assertThat(intent.error().isPresent()).isEqualTo(intent.state() == State.VOIDED);
        });
        Map<String, Long> nonces = new HashMap<>();
        stage.inTx(tx -> tx.query(
                        "select address, next from hourglass.nonce",
                        row -> Map.entry(row.getString(1), row.getLong(2))))
                .forEach(key -> nonces.put(key.getKey(), key.getValue()));
        nonces.forEach((address, next) ->
                assertThat(stage.chain.nonce(new Address(address))).isEqualTo(next));
        assertThat(count("trade where state <> 'FINAL'")).isZero();
        assertThat(count("canonical_block join hourglass.chain_event using (position) where type = 'Filled'"))
                .isEqualTo(count("trade"));
        assertThat(wallets(nonces.keySet().stream())).isEqualTo(owed(intents, nonces.keySet().stream()));
        assertThat(stage.inTx(stage.journal::trialBalance)).isNotEmpty().allMatch(Trial::balances);
        assertThat(breaks()).isZero();
    }

    /** A node that was just restarted has balances of its newest blocks only: then a moment later. */
    int breaks() {
        List<Report> made = new ArrayList<>();
        until(() -> {
            try {
                return made.add(
                        stage.database.decide(tx -> stage.reconciler.run(tx)).orThrow());
            } catch (Chain.Unreachable e) {
                beat();
                return false;
            }
        });
        return made.getFirst().breaks().size();
    }

    /** How many intents are in which state. */
    Map<String, Long> states() {
        Map<String, Long> states = new TreeMap<>();
        stage.inTx(tx -> tx.query(
                        "select state, count(*) from hourglass.intent group by state",
                        row -> Map.entry(row.getString(1), row.getLong(2))))
                .forEach(state -> states.put(state.getKey(), state.getValue()));
        return states;
    }

    /** Dollars outside the Vault, by address. */
    private Map<String, Long> wallets(Stream<String> addresses) {
        Map<String, Long> found = new HashMap<>();
        String dollar = stage.chain.deployment().of(Contract.DOLLAR).hex();
        addresses.forEach(address -> found.put(
                address,
                Numeric.toBigInt(node.ask(
                                        "eth_call",
                                        Map.of(
                                                "to",
                                                dollar,
                                                "data",
                                                "0x70a08231" + "0".repeat(24) + address.substring(2)),
                                        "latest")
                                .asString())
                        .longValueExact()));
        return found;
    }

    /** What the final intents leave there. */
    private Map<String, Long> owed(List<IntentView> intents, Stream<String> addresses) {
        Map<String, Long> owed = new HashMap<>();
        addresses.forEach(address -> owed.put(address, 0L));
        intents.stream().filter(intent -> intent.state() == State.FINAL).forEach(intent -> {
            String own = stage.keys.address(intent.key()).hex();
            switch (intent.call()) {
                case ChainCall.MintDollars(Address to, long units) -> owed.merge(to.hex(), units, Long::sum);
                case ChainCall.Deposit(long units) -> owed.merge(own, -units, Long::sum);
                case ChainCall.Withdraw(long units) -> owed.merge(own, units, Long::sum);
                default -> {
                    // moves no dollars
                }
            }
        });
        return owed;
    }

    /** An operator's word that the mirror may go on. */
    Outcome<MirrorStatus> resume(String reason) {
        return stage.database.decide(tx -> mirror.resume(tx, "olivia", reason));
    }

    Party investor(String name) {
        return stage.investor(name);
    }

    IntentView intent(String id) {
        return stage.intent(id);
    }

    Hash hash(long block) {
        return stage.chain.block(block).orElseThrow().hash();
    }

    String where() {
        return "sender " + sender.trouble() + ", mirror " + mirror.trouble() + ", " + stage.inTx(mirror::status)
                + ", open "
                + open();
    }

    /** Intents that have not ended, with their state. */
    List<String> open() {
        return stage.inTx(tx -> tx.query(
                "select id || ' ' || state from hourglass.intent where state not in ('FINAL', 'VOIDED')"
                        + " order by planned",
                row -> row.getString(1)));
    }

    /** Waits for the node to be back. */
    void awaitNode() {
        awaitNode(() -> stage.chain.head().latest() >= 0);
    }

    /** Waits for the node to be back with this block. */
    void awaitBlock(long number, Hash hash) {
        awaitNode(() -> stage.chain.block(number).map(Chain.Block::hash).equals(Optional.of(hash)));
    }

    private static void awaitNode(BooleanSupplier there) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (there.getAsBoolean()) {
                    return;
                }
            } catch (Chain.Unreachable e) {
                // not yet
            }
            assertThat(System.nanoTime()).as("the node is back in time").isLessThan(deadline);
            SettlementStage.pause();
        }
    }

    /** What blocks burn from the next one on, wei per gas; it falls by an eighth with each that is empty. */
    void baseFee(long wei) {
        node.ask("anvil_setNextBlockBaseFeePerGas", "0x" + Long.toHexString(wei));
    }

    @Override
    public void close() {
        chain.close();
        node.close();
        stage.close();
    }
}
