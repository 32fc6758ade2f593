package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.ClearingRefusal;
import io.hourglass.ledger.clearing.Closable;
import io.hourglass.ledger.clearing.DefaultView;
import io.hourglass.ledger.clearing.PositionView;
import java.util.List;
import java.util.Optional;

/** What a member in default has left: closed against the other side where nobody takes it, and its loss covered. */
final class Estate {
    private final Acting acting;
    private int deleveraged;

    Estate(Acting acting) {
        this.acting = acting;
    }

    /** How many positions were closed against the other side. */
    int deleveraged() {
        return deleveraged;
    }

    boolean isUnderWay() {
        return underWay().isPresent();
    }

    /** The default that is not over. */
    Optional<DefaultView> underWay() {
        return acting.read(acting.rooms().clearing()::defaults).stream()
                .filter(one -> one.state() == DefaultView.State.OPEN || one.state() == DefaultView.State.DECLARING)
                .findFirst();
    }

    /** What it still has to get out of. */
    List<PositionView> held() {
        return acting.read(tx -> acting.rooms().clearing().positions(tx, Members.ESTATE)).stream()
                .filter(position -> position.lots() != 0)
                .toList();
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
            String id = "deleverage-" + underWay().map(DefaultView::id).orElse("none") + "-" + (deleveraged + 1);
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
}
