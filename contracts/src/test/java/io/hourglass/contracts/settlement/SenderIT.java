package io.hourglass.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.contracts.EvmChain;
import io.hourglass.contracts.Keys;
import io.hourglass.contracts.Node;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.IntentView;
import io.hourglass.ledger.settlement.IntentView.State;
import io.hourglass.ledger.settlement.Sender;
import io.hourglass.ledger.settlement.Signature;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What must hold whenever a sender, the node or another sender does something untoward. */
class SenderIT {
    private final SettlementStage stage = new SettlementStage(node());

    Node node() {
        return Node.anvil();
    }

    @AfterEach
    void end() {
        stage.close();
    }

    private void mint(String intent, String to, long units, String... after) {
        Address address = stage.keys.address(to);
        stage.inTx(tx -> {
            stage.outbox.plan(tx, intent, "admin", new ChainCall.MintDollars(address, units), List.of(after));
            return 1;
        });
    }

    @Test
    void manyTransactionsOfAKeyAreUnderWayAtOnceInTheOrderPlanned() {
        IntStream.range(0, 40).forEach(i -> mint("mint:" + i, "ada", 1 + i));
        stage.sender.doWork();
        List<Long> nonces = IntStream.range(0, 40)
                .mapToObj(i -> stage.intent("mint:" + i).attempts().getFirst().nonce())
                .toList();
        long first = nonces.getFirst();
        assertThat(nonces).isEqualTo(LongStream.range(first, first + 40).boxed().toList());
        stage.settle();
        assertThat(IntStream.range(0, 40).mapToObj(i -> stage.intent("mint:" + i)))
                .allSatisfy(intent -> assertThat(intent.state()).isEqualTo(State.FINAL))
                .allSatisfy(intent -> assertThat(intent.attempts()).hasSize(1));
    }

    @Test
    void aKeyThatCannotSignKeepsNoOtherFromIt() {
        plan("ada's", "ada", new ChainCall.ApproveDollars(1));
        plan("bob's", "bob", new ChainCall.ApproveDollars(2));
        try (EvmChain chain = signingBut("ada", new IllegalArgumentException("there is no key named ada"))) {
            Sender sender = stage.newSender(chain);
            stage.until(sender, () -> stage.intent("bob's").state() == State.FINAL);
            assertThat(stage.intent("ada's").state()).isEqualTo(State.PLANNED);
            assertThat(sender.trouble()).contains("ada cannot sign: there is no key named ada");
        }
        stage.settle();
        assertThat(stage.intent("ada's").state()).isEqualTo(State.FINAL);
    }

    @Test
    void aSignerThatIsAwayIsNotTheChainAndWhatIsSignedGoesOn() {
        plan("bob's", "bob", new ChainCall.ApproveDollars(2));
        stage.sender.doWork();
        plan("ada's", "ada", new ChainCall.ApproveDollars(1));
        var away = new Chain.SignerUnreachable("the signer does not answer", new java.net.ConnectException());
        try (EvmChain chain = signingBut("ada", away)) {
            Sender sender = stage.newSender(chain);
            sender.doWork(); // bob's may be final already
            stage.until(sender, () -> stage.intent("bob's").state() == State.FINAL);
            assertThat(stage.intent("ada's").state()).isEqualTo(State.PLANNED);
            assertThat(sender.trouble()).contains("ada cannot sign: the signer does not answer");
        }
        stage.settle();
        assertThat(stage.intent("ada's").state()).isEqualTo(State.FINAL);
    }

    @Test
    void whatWaitsForOneThatIsVoidedAfterItsOwnNonceWasTakenIsSentForTheNonce() {
        Party bob = stage.investor("bob");
        Party cyd = stage.investor("cyd");
        stage.deposit("1", bob, "10").orThrow();
        stage.settle();
        stage.finalityHeld = stage.status().booked();
        plan("first", "bob", new ChainCall.Withdraw(7_000_000));
        plan("waits", "ada", new ChainCall.ApproveDollars(1), "first");
        while (stage.intent("first").state() != State.MINED) {
            stage.sender.doWork();
        }
        // The node takes what waits and loses it; then a reorg takes the first, and bob spends its dollars.
        stage.newSender(stage.silent("broadcast", new Chain.Broadcast.Accepted()))
                .doWork();
        assertThat(stage.intent("waits").state()).isEqualTo(State.BROADCAST);
        long block = stage.intent("first").block().orElseThrow();
        stage.node.reorg(Math.toIntExact(stage.chain.head().latest() - block + 1));
        stage.transferPastTheService("bob", cyd.address(), 5_000_000);
        stage.finalityHeld = Long.MAX_VALUE;
        mint("mint:1", "bob", 5); // blocks, as others send too
        stage.settle();
        assertThat(stage.intent("first").state()).isEqualTo(State.VOIDED);
        assertThat(stage.intent("first").steps())
                .extracting(IntentView.Step::state)
                .containsSubsequence(State.PLANNED, State.MINED, State.BROADCAST, State.VOIDED);
        assertThat(stage.intent("waits").state()).isEqualTo(State.FINAL);
    }

    @Test
    void whatAReorgBringsBackWithoutWhatItWaitsForIsMadeAgain() {
        Party ada = stage.investor("ada");
        stage.settle();
        stage.finalityHeld = stage.chain.head().finalized();
        stage.deposit("1", ada, "10").orThrow();
        stage.until(() -> stage.intent("deposit:1").state() == State.MINED);
        long minted = stage.intent("deposit:1:dollars").block().orElseThrow();
        String raw = stage.inTx(tx -> tx.first(
                        "select raw from hourglass.attempt where intent = 'deposit:1'", row -> row.getString(1)))
                .orElseThrow();
        Hash early = stage.intent("deposit:1").transaction().orElseThrow();
        stage.node.reorg(Math.toIntExact(stage.chain.head().latest() - minted + 1));
        stage.chain.broadcast(new Chain.SignedTransaction(early, raw));
        SettlementStage.await(() -> stage.chain.receipt(early).isPresent());

        stage.finalityHeld = Long.MAX_VALUE;
        stage.settle();
        IntentView deposit = stage.intent("deposit:1");
        assertThat(deposit.state()).isEqualTo(State.FINAL);
        assertThat(deposit.attempts()).hasSize(2);
        assertThat(deposit.transaction()).isPresent().isNotEqualTo(Optional.of(early));
        assertThat(deposit.steps())
                .filteredOn(step -> step.state() == State.MINED)
                .anySatisfy(step -> assertThat(step.note().orElseThrow()).contains("failed in block"));
        assertThat(stage.balance(ada).posted()).isEqualTo(SettlementStage.usd("10"));
        assertThat(stage.reconcile().breaks()).isEmpty();
    }

    @Test
    void whatHasTooLittleGasOnceIsMadeAgainAndThriceIsVoided() {
        Party ada = stage.investor("ada");
        Party bob = stage.investor("bob");
        stage.deposit("1", ada, "10").orThrow();
        stage.deposit("2", bob, "10").orThrow();
        stage.settle();
        AtomicInteger stingy = new AtomicInteger(1);
        Sender sender = stage.newSender(stage.altered(
                "simulate", real -> stingy.getAndDecrement() > 0 ? new Chain.Simulation.Succeeds(1) : real));
        stage.withdraw("1", ada, "2").orThrow();
        stage.until(sender, () -> stage.intent("withdraw:1").state() == State.FINAL);
        assertThat(stage.intent("withdraw:1").attempts()).hasSize(2);

        stage.withdraw("2", bob, "3").orThrow();
        Sender always = stage.newSender(stage.altered("simulate", real -> new Chain.Simulation.Succeeds(1)));
        stage.until(always, () -> stage.intent("withdraw:2").state() == State.VOIDED);
        assertThat(stage.intent("withdraw:2").attempts()).hasSize(3);
        stage.settle();
        assertThat(stage.balance(ada).available()).isEqualTo(SettlementStage.usd("8"));
        assertThat(stage.balance(bob).available()).isEqualTo(SettlementStage.usd("10"));
        assertThat(stage.reconcile().breaks()).isEmpty();
    }

    private void plan(String intent, String key, ChainCall call, String... after) {
        stage.inTx(tx -> {
            stage.outbox.plan(tx, intent, key, call, List.of(after));
            return 1;
        });
    }

    /** The chain with all keys but one, of which this is said. */
    private EvmChain signingBut(String missing, RuntimeException why) {
        Keys keys = new Keys() {
            @Override
            public Address address(String key) {
                return stage.keys.address(key);
            }

            @Override
            public Signature sign(String key, byte[] preimage) {
                if (key.equals(missing)) {
                    throw why;
                }
                return stage.keys.sign(key, preimage);
            }
        };
        return new EvmChain(stage.node.url(), keys, stage.chain.deployment(), stage.node::durableBlock);
    }

    @Test
    void aCrashAfterSigningSendsTheVeryBytesThatWereStored() {
        mint("mint:1", "ada", 5);
        // It reaches the node, but the sender never hears: as if it died there.
        Sender dies = stage.newSender(stage.altered("broadcast", SenderIT::loseAnswer));
        assertThat(dies.doWork()).isZero();
        assertThat(dies.trouble()).isPresent();
        IntentView signed = stage.intent("mint:1");
        assertThat(signed.state()).isEqualTo(State.SIGNED);

        Sender next = stage.newSender(stage.chain);
        stage.until(next, () -> stage.intent("mint:1").state() == State.FINAL);
        assertThat(stage.intent("mint:1").attempts()).isEqualTo(signed.attempts());
        assertThat(stage.intent("mint:1").transaction()).isEqualTo(signed.transaction());
    }

    @Test
    void aNodeThatCannotBeReachedLosesNothing() {
        mint("mint:1", "ada", 5);
        try (EvmChain nowhere = new EvmChain("http://127.0.0.1:1", stage.keys, stage.chain.deployment())) {
            Sender sender = stage.newSender(nowhere);
            assertThat(sender.doWork()).isZero();
            assertThat(sender.trouble().orElseThrow()).contains("cannot be reached");
            assertThat(stage.intent("mint:1").state()).isEqualTo(State.PLANNED);
        }
        stage.settle();
        assertThat(stage.sender.trouble()).isEmpty();
        assertThat(stage.intent("mint:1").state()).isEqualTo(State.FINAL);
    }

    @Test
    void aNodeKilledInTheMiddleComesBackAndEveryDepositArrivesOnce() {
        Party ada = stage.investor("ada");
        IntStream.range(0, 8).forEach(i -> stage.deposit("k" + i, ada, "10").orThrow());
        stage.until(() -> stage.intent("deposit:k0").state() == State.BROADCAST
                || stage.intent("deposit:k0").block().isPresent());
        ProcessHandle.of(stage.node.pid()).orElseThrow().destroyForcibly();
        stage.settle();
        assertThat(stage.balance(ada).posted()).isEqualTo(SettlementStage.usd("80"));
        assertThat(stage.reconcile().breaks()).isEmpty();
    }

    @Test
    void whatWaitsForAVoidedOneIsVoidedToo() {
        stage.inTx(tx -> {
            stage.outbox.plan(tx, "bad", "bob", new ChainCall.Withdraw(5), List.of());
            stage.outbox.plan(tx, "waits", "ada", new ChainCall.ApproveDollars(7), List.of("bad"));
            stage.outbox.plan(tx, "waits-longer", "ada", new ChainCall.ApproveDollars(8), List.of("waits"));
            return 1;
        });
        List<String> voided = new ArrayList<>();
        stage.effects.add(new Listening((intent, why) -> voided.add(intent)));
        stage.settle();
        assertThat(voided).containsExactly("bad", "waits", "waits-longer");
        assertThat(stage.intent("bad").attempts()).isEmpty();
        assertThat(stage.intent("waits").error().orElseThrow())
                .contains("it waits for bad")
                .contains("InsufficientBalance");
        assertThat(stage.intent("waits-longer").state()).isEqualTo(State.VOIDED);
    }

    @Test
    void aTransactionThatFailsInItsBlockIsVoidedWhenThatIsFinal() {
        Party ada = stage.investor("ada");
        stage.deposit("1", ada, "10").orThrow();
        stage.settle();
        // Each would pass alone; signed together before either is sent, the second fails in its block.
        stage.inTx(tx -> {
            stage.outbox.plan(tx, "first", "ada", new ChainCall.Withdraw(7_000_000), List.of());
            stage.outbox.plan(tx, "second", "ada", new ChainCall.Withdraw(6_000_000), List.of());
            return 1;
        });
        stage.settle();
        assertThat(stage.intent("first").state()).isEqualTo(State.FINAL);
        assertThat(stage.intent("second").state()).isEqualTo(State.VOIDED);
        assertThat(stage.intent("second").attempts()).hasSize(1);
        assertThat(stage.intent("second").error().orElseThrow())
                .contains("InsufficientBalance")
                .contains("failed in block");
    }

    @Test
    void aNonceUsedByAStrangerIsReplacedOnceThatIsFinal() {
        Party ada = stage.investor("ada");
        Party bob = stage.investor("bob");
        stage.deposit("1", ada, "10").orThrow();
        stage.settle();
        stage.finalityHeld = stage.status().booked();
        stage.transferPastTheService("ada", bob.address(), 1_000_000);
        stage.withdraw("1", ada, "2").orThrow();
        stage.until(() -> stage.sender.trouble().isPresent());
        assertThat(stage.sender.trouble().orElseThrow()).contains("was used by a transaction that is not");
        assertThat(stage.intent("withdraw:1").attempts()).hasSize(1);
        stage.finalityHeld = Long.MAX_VALUE;
        stage.settle();
        assertThat(stage.intent("withdraw:1").state()).isEqualTo(State.FINAL);
        assertThat(stage.intent("withdraw:1").attempts()).hasSize(2);
    }

    @Test
    void aStuckTransactionIsSignedAgainWithAHigherFeeForTheSameNonce() {
        mint("mint:1", "ada", 5);
        // A node that takes everything and mines nothing.
        Chain holds = stage.silent("broadcast", new Chain.Broadcast.Accepted());
        var impatient = new Sender.Policy(Duration.ofMillis(1), Duration.ZERO, 500_000_000_000L, 64);
        Sender sender = new Sender(stage.database, holds, List.of(), InstantSource.system(), impatient);
        stage.until(sender, () -> stage.intent("mint:1").attempts().size() >= 3);
        var attempts = stage.intent("mint:1").attempts();
        for (int i = 1; i < attempts.size(); i++) {
            assertThat(attempts.get(i).nonce()).isEqualTo(attempts.getFirst().nonce());
            assertThat(attempts.get(i).fees().maxFee() * 100)
                    .isGreaterThanOrEqualTo(attempts.get(i - 1).fees().maxFee() * 115);
        }
        stage.settle();
        assertThat(stage.intent("mint:1").state()).isEqualTo(State.FINAL);
    }

    @Test
    void twoSendersOnOneDatabaseSendEachOnce() throws Exception {
        for (int i = 0; i < 12; i++) {
            for (String key : List.of("ada", "bob", "cyd")) {
                int units = i;
                stage.inTx(tx -> {
                    stage.outbox.plan(tx, key + units, key, new ChainCall.ApproveDollars(1 + units), List.of());
                    return 1;
                });
            }
        }
        List<Thread> others = IntStream.range(0, 2)
                .mapToObj(i -> stage.newSender(stage.chain))
                .map(sender -> Thread.startVirtualThread(() -> work(sender)))
                .toList();
        stage.settle();
        for (Thread other : others) {
            other.interrupt();
            assertThat(other.join(Duration.ofSeconds(10))).isTrue();
        }
        for (String key : List.of("ada", "bob", "cyd")) {
            assertThat(stage.chain.nonce(stage.keys.address(key))).isEqualTo(12);
        }
        List<String> steps = stage.inTx(tx -> tx.query(
                "select intent || state from hourglass.intent_step group by 1 having count(*) > 1",
                row -> row.getString(1)));
        assertThat(steps).isEmpty();
        List<Hash> transactions = stage.inTx(tx -> tx.query(
                "select tx_hash from hourglass.intent where state = 'FINAL'", row -> new Hash(row.getString(1))));
        assertThat(transactions).doesNotHaveDuplicates().hasSize(36);
    }

    private static Object loseAnswer(Object answer) {
        throw new Chain.Unreachable("the answer was lost: " + answer, new java.io.IOException("reset"));
    }

    private static void work(Sender sender) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                sender.doWork();
                TimeUnit.MILLISECONDS.sleep(3);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
