package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.MarginCall;
import io.hourglass.ledger.clearing.MarginView;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.settlement.MarkCycle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Margin calls, and who answers them: most, from their cash, and some do not. */
final class Calls {
    private static final int ANSWERS_PERCENT = 90;

    private final Acting acting;
    private final Members members;
    private final RandomGenerator random;
    private final Set<String> heard = new HashSet<>();
    private final Set<String> unanswered = new LinkedHashSet<>();
    private int answered;

    Calls(Acting acting, Members members, RandomGenerator random) {
        this.acting = acting;
        this.members = members;
        this.random = random;
    }

    /** How many calls were answered with dollars. */
    int answered() {
        return answered;
    }

    /** How many there were. */
    int made() {
        return heard.size();
    }

    /** Who was called and did not pay, in the order of the calls. */
    List<String> unanswered() {
        return List.copyOf(unanswered);
    }

    /** Its margin suffices again, or it is in default now. */
    void settled(String name) {
        unanswered.remove(name);
    }

    /** Members answer what they were called for since the last time. */
    void answer() {
        Set<String> known = members.active().stream().map(Member::name).collect(Collectors.toSet());
        for (MarginCall call : fresh()) {
            if (known.contains(call.party()) && !pays(call)) {
                unanswered.add(call.party());
            }
        }
        acting.awaitQuiet();
    }

    private List<MarginCall> fresh() {
        List<MarginCall> calls =
                new ArrayList<>(acting.read(tx -> acting.rooms().clearing().calls(tx, Integer.MAX_VALUE)));
        calls.removeIf(call -> !heard.add(call.party() + " " + call.day() + " " + call.cycle()));
        return calls.reversed();
    }

    /** Whether nothing is missing afterwards. */
    private boolean pays(MarginCall call) {
        Party party = acting.party(call.party());
        Amount missing = acting.read(tx -> acting.rooms().clearing().margin(tx, party))
                .free()
                .negate();
        if (!missing.isPositive()) {
            return true; // later marks gave it back
        }
        boolean reckless = members.reckless().name().equals(call.party());
        if (reckless || random.nextInt(100) >= ANSWERS_PERCENT) {
            return false;
        }
        String id = "call-" + call.party() + "-" + call.day() + (call.cycle() == MarkCycle.MIDDAY ? "-midday" : "");
        Outcome<MarginView> added =
                acting.decide(tx -> acting.rooms().clearing().addMargin(tx, id, party, missing));
        answered += added instanceof Outcome.Done ? 1 : 0;
        return added instanceof Outcome.Done;
    }
}
