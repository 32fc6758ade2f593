package io.hourglass.ledger.terms;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A kind of terms: what is and was in force, what is to come, what may change, and what was proposed.
 *
 * @param mayChange what a field may be changed to, in words, by its name
 * @param rows by the day from which on
 * @param changes proposed ones too, by the day they come into force
 */
public record TermsView(
        String name, int noticeDays, Map<String, String> mayChange, List<Row> rows, List<TermsChange> changes) {

    /** Whether terms are over, in force, or to come. */
    public enum Standing {
        PAST,
        IN_FORCE,
        TO_COME
    }

    /**
     * The terms from a day on.
     *
     * @param fields all that have a value, by name
     * @param change which change made them so; empty for what the rulebook began with
     */
    public record Row(LocalDate effective, Standing standing, Map<String, String> fields, Optional<String> change) {
        /** For a page. */
        public boolean isToCome() {
            return standing == Standing.TO_COME;
        }
    }
}
