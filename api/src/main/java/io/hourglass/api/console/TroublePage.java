package io.hourglass.api.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/**
 * Says why a page cannot be shown, and what to do.
 *
 * @param retry it may be there in a moment: the browser asks again
 */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record TroublePage(Place place, String title, String detail, boolean retry) implements TemplateInstance {}
