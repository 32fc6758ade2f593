package io.hourglass.api.console;

import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.book.Inspection;
import io.hourglass.ledger.book.JournalEntry;
import io.hourglass.ledger.money.Hash;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import java.util.Optional;

/** One journal entry: why, what it moved, and its place in the log. */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record EntryPage(
        Frame frame,
        JournalEntry entry,
        long size,
        Causes cause,
        Optional<Proof> proof,
        List<Inspection.Posted> postings,
        List<Inspection.Reserved> reservations)
        implements TemplateInstance {

    /**
     * That the entry is under an anchored head.
     *
     * @param path the audit path of RFC 6962, from the leaf upwards
     */
    record Proof(HeadLine head, List<Hash> path) {
        /** A path reads every leaf: beyond this, proofs come in bundles only. */
        private static final long LEAVES_MAX = 100_000;

        static Optional<Proof> of(Reading reading, long sequence) {
            var heads = reading.rooms().heads();
            return heads.latestAnchored(reading.tx())
                    .filter(head -> head.size() >= sequence && head.size() <= LEAVES_MAX)
                    .map(head -> new Proof(
                            new HeadLine(head, heads.anchored(reading.tx(), head.size())),
                            heads.inclusion(reading.tx(), sequence, head.size())
                                    .orThrow()
                                    .path()));
        }
    }
}
