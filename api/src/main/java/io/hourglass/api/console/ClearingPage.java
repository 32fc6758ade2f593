package io.hourglass.api.console;

import io.hourglass.api.access.Role;
import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.clearing.ClassMargin;
import io.hourglass.ledger.clearing.Clearing;
import io.hourglass.ledger.clearing.Equivalents.Sides;
import io.hourglass.ledger.clearing.FundCall;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.FutureView;
import io.hourglass.ledger.clearing.LargeTrader;
import io.hourglass.ledger.clearing.MarginRate;
import io.hourglass.ledger.clearing.MarkView;
import io.hourglass.ledger.clearing.StressReport;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * What clearing asks and whom it watches: margin a lot, the default fund under stress, and, for those who
 * supervise, who holds much.
 *
 * @param rates of the contracts that are open, by name
 * @param marks the latest two of each, newest first
 * @param supervises whether the viewer may see who holds what
 * @param portfolios what members' positions take, by its parts
 * @param calls who is called for what the default fund lacks
 * @param holdings a line a reportable position
 */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record ClearingPage(
        Frame frame,
        List<Rate> rates,
        List<MarkView> marks,
        boolean supervises,
        List<ClassMargin> portfolios,
        StressReport stress,
        List<FundCall> calls,
        List<Holding> holdings)
        implements TemplateInstance {
    private static final int MARKS = 2;

    /** What a lot takes, and why. */
    record Rate(MarginRate rate) {
        public String name() {
            return rate.future().name();
        }

        public String move() {
            return percent(rate.moveMillionths());
        }

        public String stress() {
            return percent(rate.stressMillionths());
        }

        public String left() {
            return (rate.monthDays() - rate.fixedDays()) + " of " + rate.monthDays();
        }

        private static String percent(long millionths) {
            return BigDecimal.valueOf(millionths, 4)
                    .setScale(2, RoundingMode.UP)
                    .toPlainString();
        }
    }

    /** A reportable position and the limit it counts against. */
    record Holding(String owner, List<String> parties, LargeTrader.Position position) {
        public String through() {
            return String.join(", ", parties);
        }

        public String name() {
            return position.future().name();
        }

        /** Lots of options: on the side of a rising price, and on the other. */
        public String options() {
            Sides sides = position.others();
            return sides.equals(Sides.NONE) ? "–" : sides.longs() + " up, " + sides.shorts() + " down";
        }

        public String share() {
            return BigDecimal.valueOf(position.shareMille(), 1).toPlainString();
        }

        public boolean over() {
            return position.isOver();
        }
    }

    static ClearingPage of(Reading reading) {
        var tx = reading.tx();
        Clearing room = reading.rooms().clearing();
        boolean supervises = reading.viewer().demonstration()
                || reading.viewer()
                        .caller()
                        .filter(known -> known.role() == Role.OPERATOR || known.role() == Role.AUDITOR)
                        .isPresent();
        List<Future> open = room.futures(tx).stream()
                .filter(view -> view.state() == FutureView.State.LISTED || view.state() == FutureView.State.SETTLING)
                .map(FutureView::future)
                .toList();
        List<Rate> rates = open.stream()
                .map(future -> new Rate(room.marginRates(tx, future).getLast()))
                .toList();
        List<MarkView> marks = open.stream()
                .flatMap(future -> room.marks(tx, future).reversed().stream().limit(MARKS))
                .toList();
        List<ClassMargin> portfolios = supervises ? room.classMargins(tx) : List.of();
        List<Holding> holdings = supervises
                ? room.largeTraders(tx).stream()
                        .flatMap(trader -> trader.positions().stream()
                                .map(position -> new Holding(trader.owner(), trader.parties(), position)))
                        .toList()
                : List.of();
        return new ClearingPage(
                reading.frame(),
                rates,
                marks,
                supervises,
                portfolios,
                room.stress(tx),
                supervises ? room.fundCalls(tx) : List.of(),
                holdings);
    }
}
