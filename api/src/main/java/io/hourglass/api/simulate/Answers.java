package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.ClearingRefusal;
import io.hourglass.ledger.clearing.MarginCall;
import io.hourglass.ledger.clearing.MarginView;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.settlement.MarkCycle;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What called members do in a drill: one is silent, the others pay if they have the cash for it. */
final class Answers {
    private final Acting acting;
    private final String silent;
    private final Set<MarginCall> heard = new HashSet<>();

    Answers(Acting acting, String silent) {
        this.acting = acting;
        this.silent = silent;
    }

    /** @param calls made since the drill began; each is answered once */
    void answer(List<MarginCall> calls) {
        calls.stream()
                .filter(heard::add)
                .filter(call -> !call.party().equals(silent))
                .forEach(this::answer);
        acting.awaitQuiet();
    }

    private void answer(MarginCall call) {
        Party party = acting.party(call.party());
        Amount missing = acting.read(tx -> acting.rooms().clearing().margin(tx, party))
                .free()
                .negate();
        if (!missing.isPositive()) {
            return; // later marks gave it back
        }
        String id =
                "drill-call-" + call.party() + "-" + call.day() + (call.cycle() == MarkCycle.MIDDAY ? "-midday" : "");
        Outcome<MarginView> added =
                acting.decide(tx -> acting.rooms().clearing().addMargin(tx, id, party, missing));
        if (added instanceof Outcome.Refused<MarginView>(var reason, String detail)
                && reason != ClearingRefusal.INSUFFICIENT) {
            throw new NoDrill("the call of " + call.party() + " cannot be answered here: " + detail);
        }
    }
}
