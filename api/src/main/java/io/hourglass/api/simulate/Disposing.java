package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.ClearingRefusal;
import io.hourglass.ledger.clearing.DefaultView;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.PositionView;
import io.hourglass.ledger.money.Amount;
import java.util.Comparator;
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
        long left = taken.lots();
        for (PositionView other : otherSide(taken)) {
            long lots = Long.signum(left) * Math.min(Math.abs(left), Math.abs(other.lots()));
            if (lots == 0) {
                return;
            }
            if (deleverage(taken.future(), other.party(), lots)) {
                left -= lots;
            }
        }
    }

    /** False where trades on their way leave fewer lots than that: the next one is asked then, and this one tomorrow. */
    private boolean deleverage(Future future, String name, long lots) {
        Party party = acting.party(name);
        String id = "deleverage-" + (deleveraged + 1);
        Outcome<DefaultView> outcome =
                acting.decide(tx -> acting.rooms().clearing().deleverage(tx, id, future, party, lots));
        if (outcome instanceof Outcome.Refused<DefaultView> refused
                && refused.reason() == ClearingRefusal.NOT_REDUCING) {
            return false;
        }
        acting.done("deleveraging " + name, outcome);
        deleveraged++;
        return true;
    }

    private List<PositionView> otherSide(PositionView taken) {
        return acting.read(tx -> acting.rooms().clearing().holders(tx, taken.future())).stream()
                .filter(position -> !position.party().equals(Members.ESTATE))
                .filter(position -> Long.signum(position.lots()) == -Long.signum(taken.lots()))
                .sorted(Comparator.comparing(PositionView::paid).reversed().thenComparing(PositionView::party))
                .toList();
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
