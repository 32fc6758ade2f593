package io.hourglass.api.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import java.util.Optional;

/**
 * The market at a glance.
 *
 * @param index the one looked at; empty before the first fixing
 * @param books of the class looked at
 * @param latest fixings of all indices
 */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record MarketPage(
        Frame frame,
        Optional<IndexPanel> index,
        Optional<CurvePanel> curve,
        List<FutureLine> futures,
        Optional<FundPanel> fund,
        List<BookPanel> books,
        List<FixingLine> latest)
        implements TemplateInstance {}
