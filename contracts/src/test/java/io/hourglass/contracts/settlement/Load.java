package io.hourglass.contracts.settlement;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.IntentView;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What people ask for while the node misbehaves: deposits, withdrawals, and what cannot be. */
final class Load {
    /** How intents begin that the contracts refuse, and those that wait for them. */
    static final String IMPOSSIBLE = "impossible:";

    private final SettlementStage stage;
    private final Random random;
    private final List<Party> parties;
    private int asked;

    Load(SettlementStage stage, long seed) {
        this.stage = stage;
        this.random = new Random(seed);
        this.parties = Stream.of("ada", "bob", "cyd").map(stage::investor).toList();
    }

    List<Party> parties() {
        return parties;
    }

    /** Asks for so many more. */
    void ask(int more) {
        for (int i = 0; i < more; i++) {
            ask();
        }
    }

    /** The books may refuse it for want of funds; then nothing was asked. */
    private void ask() {
        String id = "load-" + ++asked;
        Party party = parties.get(random.nextInt(parties.size()));
        String dollars = random.nextInt(1, 100) + ".5";
        switch (random.nextInt(8)) {
            case 0 -> plan(IMPOSSIBLE + id, "dan", new ChainCall.Withdraw(asked)); // has nothing: reverts
            case 1 -> {
                plan(IMPOSSIBLE + id, "dan", new ChainCall.Withdraw(asked));
                plan(
                        IMPOSSIBLE + id + "-after",
                        party.key(),
                        new ChainCall.ApproveDollars(Long.MAX_VALUE),
                        IMPOSSIBLE + id);
            }
            case 2, 3, 4 -> stage.withdraw(id, party, dollars);
            default -> stage.deposit(id, party, dollars).orThrow();
        }
    }

    private void plan(String intent, @Nullable String key, ChainCall call, String... after) {
        stage.inTx(tx -> {
            stage.outbox.plan(tx, intent, Objects.requireNonNull(key), call, List.of(after));
            return 1;
        });
    }

    /** Everything that was ever planned, oldest first. */
    List<IntentView> intents() {
        return stage.inTx(
                tx -> tx.query("select id from hourglass.intent order by planned", row -> row.getString(1)).stream()
                        .map(id -> stage.outbox.find(tx, id).orElseThrow())
                        .toList());
    }
}
