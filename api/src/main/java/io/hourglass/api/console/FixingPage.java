package io.hourglass.api.console;

import io.hourglass.api.console.Pages.NotThere;
import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.PublishedFixing;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.time.LocalDate;

/** One fixing with its receipts: every vote, weight and exclusion, and the digest over all of it. */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record FixingPage(Frame frame, FixingLine line, ReceiptView receipt) implements TemplateInstance {

    static FixingPage of(Reading reading, IndexName index, LocalDate day) {
        PublishedFixing fixing = reading.rooms().fixings().history(reading.tx(), index, day, day).stream()
                .findFirst()
                .orElseThrow(() -> new NotThere(index + " has no fixing of " + day + "."));
        String document = reading.rooms()
                .fixings()
                .receipts(reading.tx(), fixing.receipts())
                .orElseThrow();
        return new FixingPage(reading.frame(), FixingLine.of(reading, fixing), ReceiptView.read(document));
    }
}
