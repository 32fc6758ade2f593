package io.hourglass.api.console;

import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.terms.TermsChange;
import io.hourglass.ledger.terms.TermsLog;
import io.hourglass.ledger.terms.TermsView;
import io.hourglass.ledger.terms.TermsView.Row;
import io.hourglass.ledger.terms.TermsView.Standing;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/**
 * What every room goes by, from today on, and who changed it.
 *
 * @param changes proposed ones too, of all terms
 * @param breaks what the journal does not know, in words
 */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record TermsPage(Frame frame, List<Sheet> sheets, List<TermsChange> changes, List<String> breaks)
        implements TemplateInstance {

    /**
     * A kind of terms.
     *
     * @param columns what is in force, and what is to come
     */
    record Sheet(String name, int noticeDays, List<Row> columns, List<Line> lines) {}

    /** @param mayChange what a field may be changed to; empty where the chain fixes it */
    record Line(String field, List<String> values, String mayChange) {}

    static TermsPage of(Reading reading) {
        List<TermsView> views = reading.rooms().terms().views(reading.tx());
        return new TermsPage(
                reading.frame(),
                views.stream().map(TermsPage::sheet).toList(),
                views.stream().flatMap(view -> view.changes().stream()).toList(),
                TermsLog.breaks(reading.tx()));
    }

    private static Sheet sheet(TermsView view) {
        List<Row> columns = view.rows().stream()
                .filter(row -> row.standing() != Standing.PAST)
                .toList();
        List<Line> lines = columns.stream()
                .flatMap(row -> row.fields().keySet().stream())
                .sorted()
                .distinct()
                .map(field -> new Line(
                        field,
                        columns.stream()
                                .map(row -> row.fields().getOrDefault(field, "none"))
                                .toList(),
                        view.mayChange().getOrDefault(field, "")))
                .toList();
        return new Sheet(view.name(), view.noticeDays(), columns, lines);
    }
}
