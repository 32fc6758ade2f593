package io.hourglass.api.console;

import io.hourglass.ledger.book.Inspection;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** A page of the journal, newest first. */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record EntriesPage(Frame frame, long size, List<Inspection.Heading> entries) implements TemplateInstance {}
