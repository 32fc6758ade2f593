package io.hourglass.api.console;

import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.proof.Head;
import io.hourglass.ledger.proof.Heads.Anchor;
import java.util.List;
import java.util.Optional;

/**
 * A signed head of the journal.
 *
 * @param anchor where it stands on chain, once that is final
 */
record HeadLine(Head head, Optional<Anchor> anchor) {
    private static final int LATEST = 6;

    static List<HeadLine> recent(Reading reading) {
        var heads = reading.rooms().heads();
        return heads.recent(reading.tx(), LATEST).stream()
                .map(head -> new HeadLine(
                        head, heads.anchored(reading.tx(), head.size()).filter(anchor -> anchor.root()
                                .equals(head.root()))))
                .toList();
    }

    static int disputed(Reading reading) {
        return reading.rooms().heads().disputed(reading.tx()).size();
    }
}
