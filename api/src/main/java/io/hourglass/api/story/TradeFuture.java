package io.hourglass.api.story;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.MarkView;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.MarkCycle;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.util.List;

/**
 * Step 5: bob buys and dan sells a contract month; every day's fixing moves money between them. Then dan writes an
 * option on it.
 */
final class TradeFuture implements Step {
    private static final long LOTS = 5;
    private static final long CENT = 10_000;
    private static final int MARKS = 4;
    private static final String MARGIN = "10000";

    @Override
    public String name() {
        return "future";
    }

    @Override
    public String run(Stage stage) {
        Future future = future(stage);
        stage.ask("listing " + future, tx -> stage.rooms().clearing().list(tx, future));
        for (String member : List.of(Cast.BOB, Cast.DAN)) {
            Party party = stage.party(member);
            stage.ask(member + "'s margin", tx -> stage.rooms()
                    .clearing()
                    .addMargin(tx, "story-" + member, party, Amount.parse(Asset.USD, MARGIN)));
        }
        stage.awaitQuiet();
        order(stage, Cast.DAN, future, false);
        order(stage, Cast.BOB, future, true);
        stage.awaitQuiet();
        long openInterest = stage.read(tx -> stage.rooms().clearing().future(tx, future))
                .orElseThrow()
                .openInterest();
        if (openInterest != LOTS) {
            throw new StoryFailure(openInterest + " lots are open, not " + LOTS);
        }
        LivedDays.until(
                stage,
                future.index(),
                future + " was marked on " + MARKS + " days",
                () -> marks(stage, future).size() >= MARKS);
        return said(stage, future) + "; " + TradeOption.run(stage, future);
    }

    static Future future(Stage stage) {
        return new Future(stage.classes().getFirst(), stage.script().contract());
    }

    /** A cent over the listed price; once, for the settlement price moves on with every mark. */
    private static void order(Stage stage, String member, Future future, boolean buy) {
        boolean placed = stage.read(tx -> stage.rooms().market().orders(tx, member, 100)).stream()
                .anyMatch(order -> order.instrument().equals(future.name()));
        if (placed) {
            return;
        }
        Price listed = stage.read(tx -> stage.rooms().clearing().future(tx, future))
                .orElseThrow()
                .settlement();
        Price price = new Price(listed.micros() + CENT);
        Order order = new Order(
                Venue.CLEARING,
                stage.address(member),
                future.id(),
                buy,
                LOTS,
                price,
                future.tradingEnds().getEpochSecond(),
                Trade.salt(future.id()));
        stage.ask(
                member + "'s order for " + future,
                tx -> stage.rooms().market().place(tx, Placement.limit(stage.sign(member, order))));
    }

    private static List<MarkView> marks(Stage stage, Future future) {
        return stage.read(tx -> stage.rooms().clearing().marks(tx, future)).stream()
                .filter(mark -> mark.state() == MarkView.State.FINAL && mark.cycle() == MarkCycle.EVENING)
                .toList();
    }

    private static String said(Stage stage, Future future) {
        List<MarkView> marks = marks(stage, future);
        long gained = paid(stage, Cast.BOB, future);
        if (marks.size() < MARKS || gained + paid(stage, Cast.DAN, future) != 0) {
            throw new StoryFailure(
                    marks.size() + " marks, and variation of " + gained + " against " + paid(stage, Cast.DAN, future));
        }
        stage.figures().put("futures.marks", marks.size());
        stage.figures().put("futures.lots", LOTS);
        return "%d lots of %s novated, marked on %d days from %s to %s: the buyer %s $%s of variation margin"
                .formatted(
                        LOTS,
                        future,
                        marks.size(),
                        marks.getFirst().price(),
                        marks.getLast().price(),
                        gained < 0 ? "paid" : "received",
                        Show.dollars(new Amount(Asset.USD, Math.abs(gained))));
    }

    private static long paid(Stage stage, String member, Future future) {
        return stage.read(tx -> stage.rooms().clearing().positions(tx, member)).stream()
                .filter(position -> position.future().equals(future))
                .mapToLong(position -> position.paid().units())
                .sum();
    }
}
