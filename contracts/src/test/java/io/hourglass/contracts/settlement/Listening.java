package io.hourglass.contracts.settlement;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.Effects;
import java.util.function.BiConsumer;

/** A room that only listens for what is voided. */
record Listening(BiConsumer<String, String> onVoided) implements Effects {
    @Override
    public void onFinal(Tx tx, Logged logged) {
        // not what it listens for
    }

    @Override
    public void onVoided(Tx tx, String intent, String why) {
        onVoided.accept(intent, why);
    }
}
