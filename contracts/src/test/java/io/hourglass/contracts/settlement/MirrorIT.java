package io.hourglass.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.contracts.EvmChain;
import io.hourglass.contracts.Node;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.TestDatabase;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.mirror.Level;
import io.hourglass.ledger.mirror.Mirror;
import io.hourglass.ledger.mirror.MirrorRefusal;
import io.hourglass.ledger.mirror.MirrorStatus;
import io.hourglass.ledger.settlement.Chain.Head;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.Effects;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reorgs, halts, and effects that fail. */
class MirrorIT {
    private final SettlementStage stage = new SettlementStage(node());
    private final Party ada = stage.investor("ada");

    Node node() {
        return Node.anvil();
    }

    @AfterEach
    void end() {
        stage.close();
    }

    private long count(String sql) {
        return stage.inTx(tx -> tx.first(sql, row -> row.getLong(1))).orElseThrow();
    }

    @Test
    void aReorgBeforeFinalityIsUndoneAndTheDepositArrivesOnce() {
        stage.settle();
        stage.finalityHeld = stage.status().booked();
        stage.deposit("1", ada, "10").orThrow();
        stage.until(() -> stage.intent("deposit:1").block().isPresent()
                && stage.levelOf("deposit:1").equals(Optional.of(Level.SEEN))
                && stage.caughtUp());
        long block = stage.intent("deposit:1").block().orElseThrow();

        stage.node.reorg(Math.toIntExact(stage.chain.head().latest() - block + 1));
        while (count("select count(*) from hourglass.orphaned_block") == 0) {
            stage.mirror.doWork();
        }
        assertThat(count("select coalesce(sum(delta), 0) from hourglass.moved where holder = '" + ada.address() + "'"))
                .isZero();
        assertThat(stage.balance(ada).version()).isZero();

        stage.finalityHeld = Long.MAX_VALUE;
        stage.settle();
        assertThat(stage.balance(ada).posted()).isEqualTo(SettlementStage.usd("10"));
        assertThat(stage.balance(ada).version()).isEqualTo(1);
        assertThat(stage.levelOf("deposit:1")).contains(Level.FINAL);
        assertThat(stage.reconcile().breaks()).isEmpty();
    }

    @Test
    void aReorgBeyondFinalityHaltsTheMirrorUntilAnOperatorLetsItGoOn() {
        stage.deposit("1", ada, "10").orThrow();
        stage.settle();
        MirrorStatus before = stage.status();
        Outcome<MirrorStatus> early = stage.database.decide(tx -> stage.mirror.resume(tx, "olivia", "why not"));
        assertThat(early).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(MirrorRefusal.NOT_HALTED));

        stage.node.reorg(Math.toIntExact(stage.chain.head().latest() - before.booked() + 3));
        stage.until(() -> stage.status().halted().isPresent());
        assertThat(stage.mirror.trouble().orElseThrow()).startsWith("halted").contains("as final");
        assertThat(stage.mirror.doWork()).isZero();
        assertThat(stage.status().booked()).isEqualTo(before.booked());

        stage.database
                .decide(tx -> stage.mirror.resume(tx, "olivia", "the node was put right"))
                .orThrow();
        assertThat(stage.status().halted()).isEmpty();
        // It was not put right.
        stage.until(() -> stage.status().halted().isPresent());
        List<String> steps = stage.inTx(
                tx -> tx.query("select state from hourglass.mirror_step order by step", row -> row.getString(1)));
        assertThat(steps).containsExactly("HALTED", "FOLLOWING", "HALTED");
    }

    @Test
    void effectsThatFailStopTheMirrorAtThatBlockAndItGoesOnWhenTheyAreMended() {
        AtomicBoolean broken = new AtomicBoolean(true);
        stage.effects.add(new Effects() {
            @Override
            public void onFinal(Tx tx, Logged logged) {
                if (broken.get() && logged.event() instanceof ChainEvent.Deposited) {
                    throw new IllegalStateException("the room is not ready");
                }
            }
        });
        stage.deposit("1", ada, "10").orThrow();
        stage.until(() -> stage.mirror.trouble().isPresent());
        assertThat(stage.mirror.trouble().orElseThrow()).contains("Deposited[").contains("the room is not ready");
        assertThat(stage.balance(ada).posted().units()).isZero();

        broken.set(false);
        stage.settle();
        assertThat(stage.mirror.trouble()).isEmpty();
        assertThat(stage.balance(ada).posted()).isEqualTo(SettlementStage.usd("10"));
        assertThat(stage.reconcile().breaks()).isEmpty();
    }

    @Test
    void aBlockThatCannotBeBookedDoesNotKeepThoseBeforeItFromTheBooks() {
        stage.deposit("1", ada, "5").orThrow();
        stage.settle();
        stage.deposit("2", ada, "10").orThrow();
        stage.settle();
        long refused = count("select max(b.number) from hourglass.canonical_block b"
                + " join hourglass.chain_event e using (position) where e.type = 'Deposited'");
        try (Database other = TestDatabase.fresh()) {
            Mirror late = new Mirror(other, stage.chain, List.of((tx, logged) -> {
                if (logged.event() instanceof ChainEvent.Deposited deposited && deposited.units() == 10_000_000) {
                    throw new IllegalStateException("not this one");
                }
            }));
            late.doWork();
            assertThat(late.trouble().orElseThrow())
                    .startsWith("block " + refused + " cannot be booked: Deposited[")
                    .endsWith("not this one");
            MirrorStatus status = other.inTx(late::status).orElseThrow();
            assertThat(status.booked()).isEqualTo(refused - 1);
            assertThat(status.seen()).isGreaterThanOrEqualTo(refused);
        }
    }

    @Test
    void twoMirrorsOnOneDatabaseBookEachEventOnce() throws Exception {
        List<ChainEvent> heard = java.util.Collections.synchronizedList(new ArrayList<>());
        stage.effects.add((tx, logged) -> {
            if (logged.event() instanceof ChainEvent.Deposited) {
                heard.add(logged.event());
            }
        });
        for (int i = 0; i < 6; i++) {
            stage.deposit("m" + i, ada, "1." + i).orThrow();
        }
        Mirror other = stage.newMirror();
        AtomicBoolean going = new AtomicBoolean(true);
        Thread thread = Thread.startVirtualThread(() -> {
            while (going.get()) {
                if (other.doWork() == 0) {
                    SettlementStage.pause();
                }
            }
        });
        stage.settle();
        going.set(false);
        thread.join();
        assertThat(heard).hasSize(6);
        assertThat(count("select count(*) from hourglass.canonical_block"))
                .isEqualTo(count("select count(distinct number) from hourglass.canonical_block"));
        assertThat(stage.reconcile().breaks()).isEmpty();
    }

    @Test
    void aNodeWithoutABlockBelowItsHeadIsTroubleAndNoContradiction() {
        stage.settle();
        Mirror mirror = stage.newMirror(stage.silent("block", Optional.empty()));
        assertThat(mirror.doWork()).isZero();
        assertThat(mirror.trouble().orElseThrow()).contains("the node has no block");
        Mirror behind = stage.newMirror(stage.altered("head", head -> new Head(1_000_000, 0, 0)));
        assertThat(behind.doWork()).isZero();
        assertThat(behind.trouble().orElseThrow()).contains("the node has no block");
        assertThat(stage.status().halted()).isEmpty();
    }

    @Test
    void aNodeThatCannotBeReachedIsTroubleAndPassesByItself() {
        stage.settle();
        try (EvmChain nowhere = new EvmChain("http://127.0.0.1:1", stage.keys, stage.chain.deployment())) {
            Mirror mirror = new Mirror(stage.database, nowhere, List.of());
            assertThat(mirror.doWork()).isZero();
            assertThat(mirror.trouble().orElseThrow()).contains("cannot be reached");
        }
        assertThat(stage.mirror.doWork()).isZero();
        assertThat(stage.mirror.trouble()).isEmpty();
    }
}
