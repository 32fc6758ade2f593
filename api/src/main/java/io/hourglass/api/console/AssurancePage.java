package io.hourglass.api.console;

import io.hourglass.ledger.book.Inspection;
import io.hourglass.ledger.book.Trial;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import java.util.Optional;

/**
 * Assurance at a glance.
 *
 * @param size entries in the journal
 * @param entries the latest of them
 * @param heads the latest signed heads
 * @param disputed anchors on chain that are none of ours
 */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record AssurancePage(
        Frame frame,
        Optional<Reconciled> reconciled,
        List<Trial> trials,
        List<Liabilities> liabilities,
        long size,
        List<Inspection.Heading> entries,
        List<HeadLine> heads,
        int disputed)
        implements TemplateInstance {}
