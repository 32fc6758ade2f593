package io.hourglass.api.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import java.util.Optional;

/** Capacity: the series there are, and one party's part in them. */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record CapacityPage(Frame frame, List<SeriesLine> series, Parties parties, Optional<OwnerPanel> owner)
        implements TemplateInstance {}
