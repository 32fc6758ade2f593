package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.Approval;
import io.hourglass.ledger.clearing.ClearingRefusal;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.FutureView;
import io.hourglass.ledger.clearing.MarkView;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.PublishedFixing;
import io.hourglass.ledger.money.Price;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Contract months come and go: the front ones are listed, and what is over is settled, by people if need be. */
final class Months {
    private static final int FRONT = 2;
    private static final String CONTROLLER = "controller";
    private static final String AUDITOR = "auditor";
    private static final String REASON = "too few providers were observed; the last price stands";

    private final Acting acting;
    private final List<GpuClass> classes;
    private int determinedDays;
    private int settledByPeople;

    Months(Acting acting, List<GpuClass> classes) {
        this.acting = acting;
        this.classes = List.copyOf(classes);
    }

    /** Days on which people determined the fixing a contract settles on. */
    int determinedDays() {
        return determinedDays;
    }

    /** Contracts of which two people approved or determined the final price. */
    int settledByPeople() {
        return settledByPeople;
    }

    /** Lists the front months that still trade on a day, where they are not listed yet. */
    void list(LocalDate day) {
        for (GpuClass gpu : classes) {
            front(gpu, day)
                    .forEach(future -> acting.ask(
                            "listing " + future, tx -> acting.rooms().clearing().list(tx, future)));
        }
        acting.awaitQuiet();
    }

    List<GpuClass> classes() {
        return classes;
    }

    /** What may be traded of a class on a day, the nearest month first. */
    List<Quote> quotes(GpuClass gpu, LocalDate day) {
        return front(gpu, day).stream().map(this::quote).toList();
    }

    Quote quote(Future future) {
        return acting.read(tx -> {
            FutureView view = acting.rooms().clearing().future(tx, future).orElseThrow();
            long tick = acting.rooms()
                    .market()
                    .instrument(tx, future.name())
                    .orElseThrow()
                    .tick();
            return new Quote(future, view.settlement(), view.initialMargin(), tick);
        });
    }

    /** Where a last trading day has no fixing, two people determine it before the day is final. */
    void determine(LocalDate day) {
        for (GpuClass gpu : classes) {
            if (front(gpu, day).getFirst().lastTradingDay().equals(day)) {
                determineGap(IndexName.headline(gpu), day);
            }
        }
    }

    /** Where a day has no fixing, whichever it is, two people determine it: without one nothing is marked. */
    void determineGaps(LocalDate day) {
        classes.forEach(gpu -> determineGap(IndexName.headline(gpu), day));
    }

    private void determineGap(IndexName index, LocalDate day) {
        if (fixing(index, day).flatMap(PublishedFixing::value).isEmpty()) {
            determine(index, day);
        }
    }

    private void determine(IndexName index, LocalDate day) {
        Price value = lastPrice(index);
        acting.ask("determining " + index + " of " + day, tx -> acting.rooms()
                .determinations()
                .propose(tx, index, day, value, 0, REASON, CONTROLLER)
                .then(proposal -> acting.rooms().determinations().approve(tx, index, day, proposal.number(), AUDITOR)));
        determinedDays++;
    }

    /** The latest price of an index, known on the business day it is. */
    Price lastPrice(IndexName index) {
        return acting.read(tx -> acting.rooms().fixings().latest(tx, index))
                .flatMap(PublishedFixing::value)
                .orElseThrow();
    }

    private Optional<PublishedFixing> fixing(IndexName index, LocalDate day) {
        return acting.read(tx -> acting.rooms().fixings().history(tx, index, day, day)).stream()
                .findFirst();
    }

    /** Two people settle what is over and does not settle by itself. */
    void settle(LocalDate today) {
        List<FutureView> over = acting.read(tx -> acting.rooms().clearing().futures(tx)).stream()
                .filter(view -> view.state() == FutureView.State.LISTED)
                .filter(view -> view.future().lastTradingDay().isBefore(today))
                .toList();
        for (FutureView view : over) {
            Outcome<MarkView> approved = settle(view.future(), Optional.empty());
            if (approved instanceof Outcome.Refused<MarkView>(var reason, String detail)
                    && reason == ClearingRefusal.NEEDS_DETERMINATION) {
                approved = settle(view.future(), Optional.of(view.settlement()));
            }
            settledByPeople += approved instanceof Outcome.Done ? 1 : 0;
        }
        acting.awaitQuiet();
    }

    private Outcome<MarkView> settle(Future future, Optional<Price> determined) {
        Approval approval = new Approval(Set.of(CONTROLLER, AUDITOR), determined, REASON);
        return acting.decide(tx -> acting.rooms().clearing().settleFinally(tx, future, approval));
    }

    private static List<Future> front(GpuClass gpu, LocalDate day) {
        return Stream.iterate(YearMonth.from(day), month -> month.plusMonths(1))
                .map(month -> new Future(gpu, month))
                .filter(future -> !future.lastTradingDay().isBefore(day))
                .limit(FRONT)
                .toList();
    }
}
