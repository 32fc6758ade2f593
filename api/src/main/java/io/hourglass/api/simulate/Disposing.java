package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.DefaultView;
import io.hourglass.ledger.money.Amount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sees defaults through: declares them one at a time, and closes what the market does not take. */
final class Disposing {
    /** Days the market is given before what is left is closed against the other side. */
    private static final int MARKET_DAYS = 2;

    private final Acting acting;
    private final Members members;
    private final Calls calls;
    private final Estate estate;
    private Optional<String> selling = Optional.empty();
    private int sellingDays;

    Disposing(Acting acting, Members members, Calls calls) {
        this.acting = acting;
        this.members = members;
        this.calls = calls;
        this.estate = new Estate(acting);
    }

    /** What the member in default left. */
    Estate estate() {
        return estate;
    }

    /**
     * Declares the one that lacks most of those who did not answer their call, if no default is under way: as people
     * may, before the call's time is up and the service does.
     */
    void declare() {
        leave();
        if (estate.isUnderWay()) {
            return;
        }
        for (String name : byShortfall(calls.unanswered())) {
            Party party = acting.party(name);
            Outcome<DefaultView> declared =
                    acting.decide(tx -> acting.rooms().clearing().declareDefault(tx, party));
            calls.settled(name);
            if (declared instanceof Outcome.Done) {
                leave();
                acting.awaitQuiet();
                return;
            }
        }
    }

    /** Whoever is in default trades no more, whether it was declared here or by the service. */
    private void leave() {
        acting.read(acting.rooms().clearing()::defaults).forEach(view -> {
            members.leave(view.party());
            calls.settled(view.party());
        });
    }

    private List<String> byShortfall(List<String> names) {
        Map<String, Amount> free = new HashMap<>();
        for (String name : names) {
            Party party = acting.party(name);
            free.put(
                    name,
                    acting.read(tx -> acting.rooms().clearing().margin(tx, party))
                            .free());
        }
        return free.entrySet().stream()
                .sorted(Map.Entry.<String, Amount>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The room sells step by step; what is left after some days, the other side has to take. */
    void dispose() {
        if (estate.held().isEmpty()) {
            return;
        }
        Optional<String> now = estate.underWay().map(DefaultView::id);
        sellingDays = now.equals(selling) ? sellingDays + 1 : 1;
        selling = now;
        if (sellingDays >= MARKET_DAYS) {
            estate.deleverage();
        }
    }
}
