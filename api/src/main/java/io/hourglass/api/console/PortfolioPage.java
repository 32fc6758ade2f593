package io.hourglass.api.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.Optional;

/** The portfolio of a party, or where to sign in. */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record PortfolioPage(Frame frame, Parties parties, Optional<PortfolioPanel> portfolio) implements TemplateInstance {}
