package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.ClearingRefusal;
import io.hourglass.ledger.clearing.Closable;
import io.hourglass.ledger.clearing.DefaultView;
import io.hourglass.ledger.clearing.PositionView;
import io.hourglass.ledger.money.Amount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sees defaults through: declares them one at a time, closes what the market does not take, and has the loss covered. */
final class Disposing {
    /** Days the market is given before what is left is closed against the other side. */
    private static final int MARKET_DAYS = 2;

    private final Acting acting;
    private final Members members;
    private final Calls calls;
    private int sellingDays;
    private int deleveraged;

    Disposing(Acting acting, Members members, Calls calls) {
        this.acting = acting;
        this.members = members;
        this.calls = calls;
    }

    /** How many positions were closed against the other side. */
    int deleveraged() {
        return deleveraged;
    }

    boolean isUnderWay() {
        return acting.read(acting.rooms().clearing()::defaults).stream()
                .anyMatch(one -> one.state() == DefaultView.State.OPEN || one.state() == DefaultView.State.DECLARING);
    }

    /** Declares the one that lacks most of those who did not answer their call, if no default is under way. */
    void declare() {
        if (isUnderWay()) {
            return;
        }
        for (String name : byShortfall(calls.unanswered())) {
            Party party = acting.party(name);
            Outcome<DefaultView> declared =
                    acting.decide(tx -> acting.rooms().clearing().declareDefault(tx, party));
            calls.settled(name);
            if (declared instanceof Outcome.Done) {
                members.leave(name);
                sellingDays = 0;
                acting.awaitQuiet();
                return;
            }
        }
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
        if (held().isEmpty()) {
            return;
        }
        sellingDays++;
        if (sellingDays >= MARKET_DAYS) {
            deleverage();
        }
    }

    /** Closes all that is left against those on the other side, who gained most first. */
    void deleverage() {
        held().forEach(this::deleverage);
        acting.awaitQuiet();
    }

    private void deleverage(PositionView taken) {
        // less than it holds where some of that is sold and not on chain yet
        long left = acting.read(tx -> acting.rooms().clearing().closable(tx, taken.future(), Members.ESTATE));
        for (Closable other : acting.read(tx -> acting.rooms().clearing().closable(tx, taken.future()))) {
            long lots = Long.signum(left) * Math.min(Math.abs(left), Math.abs(other.lots()));
            if (lots == 0) {
                return;
            }
            Party party = acting.party(other.party());
            String id = "deleverage-" + (deleveraged + 1);
            acting.ask(
                    "deleveraging " + other.party(),
                    tx -> acting.rooms().clearing().deleverage(tx, id, taken.future(), party, lots));
            deleveraged++;
            left -= lots;
        }
    }

    /** Has what the estate owes covered; refused until marks have seen all that it traded. */
    void cover() {
        if (!isUnderWay()) {
            return;
        }
        Outcome<DefaultView> covered = acting.decide(acting.rooms().clearing()::coverLoss);
        if (covered instanceof Outcome.Refused<DefaultView>(var reason, String detail)
                && reason != ClearingRefusal.ESTATE_OPEN) {
            throw new IllegalStateException("covering was refused: " + reason.slug() + ", " + detail);
        }
        acting.awaitQuiet();
    }

    private List<PositionView> held() {
        return acting.read(tx -> acting.rooms().clearing().positions(tx, Members.ESTATE)).stream()
                .filter(position -> position.lots() != 0)
                .toList();
    }
}
