package io.hourglass.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.contracts.settlement.FaultyNode.Held;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.IntentView;
import io.hourglass.ledger.settlement.IntentView.State;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The service killed, with the signal nobody can catch, at each place where something is half done. */
class KillIT {
    private static FaultStage faulty;
    private static SettlementStage stage;
    private static Worker worker;
    private static Worker next;

    @BeforeAll
    static void start() {
        faulty = new FaultStage(1);
        stage = faulty.stage;
        worker = Worker.start(faulty);
        next = Worker.start(faulty);
        stage.deposit("first", ada(), "100").orThrow();
        faulty.settle();
    }

    @AfterAll
    static void end() {
        worker.kill();
        next.kill();
        faulty.close();
    }

    @Test
    void killedBetweenEveryTwoStatesOfTheSenderItSendsEachOnce() {
        killedAt("eth_simulateV1", false, State.PLANNED);
        killedAt("eth_sendRawTransaction", true, State.SIGNED);
        killedAt("eth_sendRawTransaction", false, State.SIGNED);
        killedAt("eth_getTransactionReceipt", false, State.BROADCAST);
        killedAt("eth_getLogs", false, State.MINED);
        finish();
        assertThat(faulty.load.intents())
                .filteredOn(intent -> intent.id().startsWith("step:"))
                .hasSize(5)
                .allSatisfy(intent -> assertThat(intent.attempts()).hasSize(1));
    }

    @Test
    void killedInTheMiddleOfABlocksEventsItBooksEachOnce() {
        List<String> intents = IntStream.range(0, 8)
                .mapToObj(
                        i -> stage.withdraw("w" + i, ada(), "1." + i).orThrow().intent())
                .toList();
        faulty.node.forget(1); // the others wait for it in the pool: all get into one block
        try (Latch latch = new Latch(stage.testDatabase, "resolution", "", 4)) {
            worker.work();
            faulty.await(latch::isReached, true);
            kill();
        }
        assertThat(intents.stream().map(intent -> faulty.intent(intent).block()).distinct())
                .hasSize(1);
        assertThat(stage.balance(ada()).posted()).isEqualTo(SettlementStage.usd("100"));
        finish();
        assertThat(stage.balance(ada()).posted()).isEqualTo(SettlementStage.usd("89.2"));
    }

    private static Party ada() {
        return faulty.load.parties().getFirst();
    }

    private String plan() {
        String intent = "step:" + faulty.load.intents().size();
        stage.inTx(tx -> {
            var call = new ChainCall.MintDollars(ada().address(), 1);
            stage.outbox.plan(tx, intent, "admin", call, List.of());
            return intent;
        });
        return intent;
    }

    /** Kills the worker that waits for an answer to this while the intent is in that state. */
    private void killedAt(String method, boolean before, State state) {
        worker.work();
        faulty.await(faulty::settled, true);
        Held held = faulty.node.hold(method, before);
        String intent = plan();
        held.await();
        faulty.await(() -> faulty.intent(intent).state() == state, false);
        kill();
        held.cut();
        assertThat(faulty.intent(intent)).extracting(IntentView::state).isEqualTo(state);
    }

    private void kill() {
        worker.kill();
        worker = next;
        next = Worker.start(faulty);
    }

    private void finish() {
        worker.work();
        faulty.await(faulty::settled, true);
        kill();
        faulty.assertSound();
    }
}
