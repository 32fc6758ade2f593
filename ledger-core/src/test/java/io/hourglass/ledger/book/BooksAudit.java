package io.hourglass.ledger.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What must hold of a ledger whatever was asked of it, by whom and in which order. */
final class BooksAudit {
    private static final HexFormat HEX = HexFormat.of();

    private BooksAudit() {}

    /** Asserts all of it, and that the journal is exactly these entries at these places. */
    static void holds(Database database, Journal journal, Map<UUID, Long> acknowledged) {
        List<JournalEntry> entries = holds(database, journal);
        Map<UUID, Long> written = new HashMap<>();
        entries.forEach(entry -> written.put(entry.id(), entry.sequence()));
        assertThat(written).isEqualTo(acknowledged);
    }

    static List<JournalEntry> holds(Database database, Journal journal) {
        return database.inTx(tx -> {
            List<JournalEntry> entries = journal.entries(tx, 0, 1_000_000);
            assertThat(journal.size(tx)).isEqualTo(entries.size());
            sequencesHaveNoGaps(tx, entries);
            nodesAreThoseOfTheLines(tx, entries);
            assertThat(journal.trialBalance(tx)).allMatch(Trial::balances);
            balancesAreThoseOfTheRows(tx, journal);
            floorsWereNeverCrossed(tx);
            return entries;
        });
    }

    private static void sequencesHaveNoGaps(Tx tx, List<JournalEntry> entries) {
        for (int i = 0; i < entries.size(); i++) {
            assertThat(entries.get(i).sequence()).isEqualTo(i + 1);
        }
        assertThat(tx.query(
                        "select account_id, count(*), min(version), max(version) from hourglass.posting"
                                + " group by account_id having count(*) <> count(distinct version)"
                                + " or max(version) <> count(*) or min(version) <> 1",
                        row -> row.getLong(1)))
                .isEqualTo(List.of());
    }

    private static void nodesAreThoseOfTheLines(Tx tx, List<JournalEntry> entries) {
        List<String> nodes = tx.query(
                "select nodes from hourglass.transfer where line = 1 order by sequence",
                row -> HEX.formatHex(row.getBytes(1)));
        Frontier log = Frontier.of(0, Map.of());
        for (int i = 0; i < entries.size(); i++) {
            String line = entries.get(i).line();
            assertThat(nodes.get(i))
                    .as("nodes of entry %s", line)
                    .isEqualTo(HEX.formatHex(log.append(line.getBytes(StandardCharsets.UTF_8))));
        }
    }

    private static void balancesAreThoseOfTheRows(Tx tx, Journal journal) {
        Map<String, Balance> now = new HashMap<>();
        journal.balances(tx, "").forEach(balance -> now.put(balance.path(), balance));
        List<Balance> summed = journal.balancesAt(tx, journal.size(tx));
        assertThat(summed).allSatisfy(balance -> assertThat(balance).isEqualTo(now.get(balance.path())));
    }

    private static void floorsWereNeverCrossed(Tx tx) {
        assertThat(tx.query(
                        "select p.account, p.version, p.balance from hourglass.posting p"
                                + " join hourglass.account a on a.id = p.account_id"
                                + " where (a.floor = 'NOT_NEGATIVE' and p.balance < 0)"
                                + " or (a.floor = 'NOT_POSITIVE' and p.balance > 0)",
                        row -> row.getString(1) + " " + row.getLong(3)))
                .isEqualTo(List.of());
    }
}
