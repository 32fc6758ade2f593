package io.hourglass.ledger.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.TestDatabase;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.IntentView.State;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What rooms may rely on when they plan. */
class OutboxIT {
    private final Database database = TestDatabase.fresh();
    private final Outbox outbox = new Outbox();

    private void plan(String intent, String key, long units, String... after) {
        database.inTx(tx -> {
            outbox.plan(tx, intent, key, new ChainCall.Deposit(units), List.of(after));
            return 1;
        });
    }

    private IntentView find(String intent) {
        return database.inTx(tx -> outbox.find(tx, intent)).orElseThrow();
    }

    @Test
    void findsWhatWasPlanned() {
        plan("deposit:1", "ada", 7);
        plan("deposit:2", "ada", 8, "deposit:1");

        IntentView view = find("deposit:2");
        assertThat(view.call()).isEqualTo(new ChainCall.Deposit(8));
        assertThat(view.state()).isEqualTo(State.PLANNED);
        assertThat(view.after()).containsExactly("deposit:1");
        assertThat(view.attempts()).isEmpty();
        assertThat(view.transaction()).isEmpty();
        assertThat(database.inTx(outbox::open)).isEqualTo(2);
    }

    @Test
    void planningTheSameAgainChangesNothing() {
        plan("deposit:1", "ada", 7);
        IntentView before = find("deposit:1");
        plan("deposit:1", "ada", 7);
        assertThat(find("deposit:1")).isEqualTo(before);
        assertThat(database.inTx(outbox::open)).isEqualTo(1);
    }

    @Test
    void anotherCallUnderTheSameIdIsABug() {
        plan("deposit:1", "ada", 7);
        assertThatThrownBy(() -> plan("deposit:1", "ada", 8)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> plan("deposit:1", "bob", 7)).isInstanceOf(IllegalStateException.class);
        assertThat(find("deposit:1").call()).isEqualTo(new ChainCall.Deposit(7));
    }

    @Test
    void waitingForWhatWasNeverPlannedIsABug() {
        assertThatThrownBy(() -> plan("deposit:1", "ada", 7, "deposit:0"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("deposit:0");
    }

    @Test
    void aRolledBackPlanNeverWas() {
        assertThatThrownBy(() -> database.inTx(tx -> {
                    outbox.plan(tx, "deposit:1", "ada", new ChainCall.Deposit(7), List.of());
                    throw new IllegalArgumentException("the business failed");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        Optional<IntentView> found = database.inTx(tx -> outbox.find(tx, "deposit:1"));
        assertThat(found).isEmpty();
    }

    @Test
    void everyStepIsLoggedAndTheLogCannotBeChanged() {
        plan("deposit:1", "ada", 7);
        IntentView planned = database.inTx(tx -> outbox.find(tx, "deposit:1")).orElseThrow();
        assertThat(planned.steps()).extracting(IntentView.Step::state).containsExactly(IntentView.State.PLANNED);
        assertThat(planned.steps().getFirst().at()).isAfterOrEqualTo(planned.planned());
        assertThatThrownBy(() -> database.inTx(tx -> tx.run("delete from hourglass.intent_step")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> database.inTx(tx -> tx.run("delete from hourglass.intent")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anUnknownTransactionIsNobodys() {
        Optional<IntentView> found = database.inTx(tx -> outbox.findByTransaction(tx, Hash.ZERO));
        assertThat(found).isEmpty();
    }
}
