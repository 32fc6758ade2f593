package io.hourglass.api.console;

import io.hourglass.ledger.mirror.MirrorStatus;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * What stands around every page: where it is, as of what it holds, and who looks at it.
 *
 * @param mirror as of which block; empty before the chain was seen
 * @param now business time
 * @param viewer who looks
 */
record Frame(String title, Place place, Optional<MirrorStatus> mirror, Instant now, Viewer viewer) {

    public List<Place> places() {
        return List.of(Place.values());
    }

    public LocalDate day() {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    /** The chain has nothing the books do not have. */
    public boolean current() {
        return mirror.filter(status -> status.halted().isEmpty() && status.finalLag() == 0)
                .isPresent();
    }
}
