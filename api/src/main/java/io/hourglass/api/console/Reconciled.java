package io.hourglass.api.console;

import io.hourglass.ledger.reconcile.Report;
import io.hourglass.ledger.reconcile.Report.Measure;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A reconciliation as the page shows it: open breaks first, then a page of all rows.
 *
 * @param page which page of rows, from 1
 */
record Reconciled(Report report, List<Line> lines, int page, int pages, List<Broken> broken) {
    private static final Map<Measure, String> MEASURES = Map.of(
            Measure.VAULT, "Vault balance",
            Measure.FUND_UNITS, "Fund units",
            Measure.POSITION, "Futures position",
            Measure.MARGIN, "Margin",
            Measure.SHARE, "Default fund share",
            Measure.OPTION, "Option position",
            Measure.COLLATERAL, "Option collateral",
            Measure.DOLLARS, "All dollars",
            Measure.UNMINTED, "Hours still to mint",
            Measure.EVENT, "Unknown events");

    /** Three totals of one thing, written in its decimals. */
    record Line(
            String measure, String code, String holder, String books, String mirror, String chain, boolean agrees) {}

    /** A difference, how old it is and who has to act. */
    record Broken(Report.Break found, Line line, String age) {}

    static Reconciled of(Report report, int page, int size) {
        int pages = Math.max(1, Math.ceilDiv(report.rows().size(), size));
        int shown = Math.min(page, pages);
        List<Line> lines = report.rows().stream()
                .skip((long) (shown - 1) * size)
                .limit(size)
                .map(Reconciled::line)
                .toList();
        List<Broken> broken = report.open().stream()
                .map(one -> new Broken(one, line(one.row()), age(one.age(report.at()))))
                .toList();
        return new Reconciled(report, lines, shown, pages, broken);
    }

    public boolean clean() {
        return broken.isEmpty();
    }

    public int rows() {
        return report.rows().size();
    }

    private static Line line(Report.Row row) {
        int scale = scale(row);
        return new Line(
                MEASURES.getOrDefault(row.measure(), row.measure().name()),
                row.code(),
                row.name().matches("[A-Z_]+") ? Written.said(row.name()) + " contract" : row.name(),
                written(row.books(), scale),
                written(row.mirror(), scale),
                row.chain().isPresent() ? written(row.chain().getAsLong(), scale) : "not kept there",
                row.agrees());
    }

    /** Positions are whole lots and events whole events; everything else counts in millionths. */
    private static int scale(Report.Row row) {
        return switch (row.measure()) {
            case POSITION, OPTION, EVENT -> 0;
            case VAULT, FUND_UNITS, MARGIN, SHARE, COLLATERAL, DOLLARS, UNMINTED -> 6;
        };
    }

    private static String written(long units, int scale) {
        return Written.figure(BigDecimal.valueOf(units).toBigInteger(), scale);
    }

    private static String age(Duration age) {
        return age.toDays() > 0
                ? age.toDays() + " d"
                : age.toHours() > 0 ? age.toHours() + " h" : age.toMinutes() + " min";
    }
}
