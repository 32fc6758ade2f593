package io.hourglass.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.contracts.settlement.FaultyNode.Fault;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.mirror.MirrorStatus;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.IntentView.State;
import io.hourglass.ledger.settlement.Sender;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Under load, with a node that misbehaves in one way at a time: nothing is lost, nothing happens twice. */
class FaultIT {
    private static final long SEED = 20_260_801;
    private static final long GWEI = 1_000_000_000;
    private static final int ASKED = 8;

    private static FaultStage faulty;

    @BeforeAll
    static void start() {
        faulty = new FaultStage(SEED);
        faulty.settle();
        faulty.openTrading();
    }

    /** Dollars in and out, and a trade. */
    private static void ask(int more) {
        faulty.load.ask(more);
        faulty.trading.deal();
    }

    @AfterAll
    static void end() {
        faulty.close();
    }

    @AfterEach
    void calm() {
        faulty.node.suffer();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aNodeThatMisbehavesLosesNothing(Fault fault) {
        for (int round = 0; round < 2; round++) {
            faulty.node.suffer(fault);
            ask(ASKED / 2);
            for (int turn = 0; turn < 8; turn++) {
                if (faulty.turn() == 0) {
                    faulty.beat();
                }
            }
        }
        assertThat(faulty.node.count(fault)).isPositive();
        faulty.node.suffer();
        faulty.settle();
        faulty.assertSound();
    }

    @Test
    void whatANodeThatLagsCallsARevertIsNotVoided() {
        Party ada = faulty.load.parties().getFirst();
        faulty.stage.deposit("much", ada, "50000").orThrow();
        faulty.settle();
        String withdrawal =
                faulty.stage.withdraw("much", ada, "50000").orThrow().intent();
        faulty.node.lag(2 * FaultyNode.FINALITY + 8);
        for (int turn = 0; turn < 5; turn++) {
            faulty.turn();
        }
        assertThat(faulty.intent(withdrawal).state()).isEqualTo(State.PLANNED);
        faulty.node.suffer();
        faulty.settle();
        assertThat(faulty.intent(withdrawal).state()).isEqualTo(State.FINAL);
        faulty.assertSound();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 12})
    void aReorgUnderLoadIsUndoneAndWhatItTookIsSentAgain(int depth) {
        for (int round = 0; round < 2; round++) {
            ask(ASKED / 2);
            faulty.until(() -> faulty.load.intents().stream().anyMatch(intent -> intent.state() == State.MINED));
            faulty.until(() -> faulty.stage.status().lag() == 0);
            Hash before = faulty.hash(faulty.node.latest());
            faulty.stage.node.reorg(depth);
            assertThat(faulty.hash(faulty.node.latest())).isNotEqualTo(before);
        }
        faulty.settle();
        faulty.assertSound();
        assertThat(faulty.stage.status().halted()).isEmpty();
    }

    @Test
    void aNodeKilledUnderLoadComesBackWithoutItsLastBlocks() {
        ask(ASKED);
        faulty.until(() -> faulty.load.intents().stream().anyMatch(intent -> intent.state() == State.MINED));
        faulty.killNode();
        faulty.settle();
        faulty.assertSound();
    }

    @Test
    void aReorgBeyondFinalityHaltsAllUntilTheNodeIsPutRightAndAnOperatorLetsItGoOn() {
        ask(ASKED);
        faulty.settle();
        MirrorStatus before = faulty.stage.status();
        long latest = faulty.node.latest();
        faulty.anvil.chain().reorgUntilRestart(Math.toIntExact(latest - before.booked() + 3));
        faulty.turn(); // and no beat, which would keep the new branch for good
        assertThat(faulty.stage.status().halted()).isPresent();
        assertThat(faulty.mirror.trouble().orElseThrow()).startsWith("halted").contains("as final");

        // Nothing is sent, and so nothing called final, on a chain that may not stay.
        ask(ASKED);
        faulty.turn(); // puts the trade into a batch
        List<String> open = faulty.open();
        assertThat(open).isNotEmpty();
        for (int turn = 0; turn < 10; turn++) {
            assertThat(faulty.turn()).isZero();
        }
        assertThat(faulty.open()).isEqualTo(open).allMatch(intent -> intent.endsWith(" PLANNED"));
        assertThat(faulty.sender.trouble().orElseThrow())
                .contains("the mirror is halted")
                .contains("as final");

        faulty.killNode(); // started again from before the reorg: this is how it is put right here
        faulty.awaitBlock(before.booked(), before.bookedHash());
        faulty.resume("the node was restored from before the reorg").orThrow();
        faulty.settle();
        faulty.assertSound();
    }

    @Test
    void feesThatRiseAreFollowedAndACeilingThatIsReachedIsSaid() {
        var modest = new Sender.Policy(Duration.ofMillis(100), Duration.ofMillis(300), 100 * GWEI, 64);
        Sender sender = faulty.stage.newSender(faulty.chain, modest);
        faulty.baseFee(20 * GWEI);
        ask(ASKED);
        faulty.until(sender, () -> faulty.open().stream().anyMatch(intent -> intent.endsWith(" SIGNED")));
        faulty.until(sender, () -> {
            faulty.baseFee(1000 * GWEI);
            return sender.trouble().orElse("").contains("would pass the ceiling of 100000000000 wei per gas");
        });
        faulty.settle();
        faulty.assertSound();
    }
}
