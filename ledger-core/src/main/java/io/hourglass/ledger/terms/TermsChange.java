package io.hourglass.ledger.terms;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/**
 * What one person proposed to be otherwise in some terms from a day on, and another approved.
 *
 * @param terms the kind of terms, {@code contract}
 * @param changes new values by the name of what changes; {@code none} for none
 * @param approver empty while it is only proposed
 * @param entry the journal's that sealed it; empty while it is only proposed
 */
public record TermsChange(
        String id,
        String terms,
        LocalDate effective,
        Map<String, String> changes,
        String reason,
        String proposer,
        Instant proposed,
        Optional<String> approver,
        Optional<Long> entry) {
    public TermsChange {
        changes = Map.copyOf(changes);
    }

    /** For a page. */
    public String approvedBy() {
        return approver.orElse("nobody yet");
    }
}
