package io.hourglass.ledger.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What must hold of a ledger whatever was asked of it, by whom and in which order. */
public final class BooksAudit {
    private BooksAudit() {}

    /** Asserts it, and that the journal is exactly these entries at these places. */
    static void holds(Database database, Journal journal, Map<UUID, Long> acknowledged) {
        List<JournalEntry> entries = holds(database, journal);
        Map<UUID, Long> written = new HashMap<>();
        entries.forEach(entry -> written.put(entry.id(), entry.sequence()));
        assertThat(written).isEqualTo(acknowledged);
    }

    public static List<JournalEntry> holds(Database database, Journal journal) {
        return database.inTx(tx -> {
            assertThat(new Audit(journal).check(tx)).isEmpty();
            assertThat(journal.trialBalance(tx)).allMatch(Trial::balances);
            long size = journal.size(tx);
            List<JournalEntry> entries = journal.entries(tx, 0, Math.toIntExact(size));
            assertThat(entries.size()).isEqualTo(size);
            return entries;
        });
    }
}
