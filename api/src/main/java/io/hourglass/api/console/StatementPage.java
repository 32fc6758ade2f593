package io.hourglass.api.console;

import io.hourglass.ledger.book.Balance;
import io.hourglass.ledger.book.StatementLine;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/**
 * An account's statement, newest first: each line leads to its entry, its transaction, its block.
 *
 * @param from the number of the posting before the oldest shown
 * @param older where the page before begins
 * @param later whether there are newer ones
 */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record StatementPage(Frame frame, Balance account, List<Line> lines, long from, long older, boolean later)
        implements TemplateInstance {

    /** A posting and what caused it. */
    record Line(StatementLine line, Causes cause) {}
}
