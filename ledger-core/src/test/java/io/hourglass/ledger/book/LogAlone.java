package io.hourglass.ledger.book;

import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The hash log by itself, in memory: lines and nodes of movements between accounts, and nothing else. */
public final class LogAlone {
    private final Books books = new Books(0, Instant.EPOCH, Frontier.of(0, Map.of()));
    private final Frontier log = Frontier.of(0, Map.of());
    private final List<Entry> entries = new ArrayList<>();
    private final List<TransferRow> rows = new ArrayList<>();

    /** @param set how many entries are appended at a time */
    public LogAlone(int set) {
        books.begin(Instant.now());
        Amount amount = new Amount(Asset.USD, 1);
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (int i = 0; i < set; i++) {
            Standing from = new Standing(2L * i, "bench:" + 2 * i, Asset.USD, Account.Floor.FREE, false);
            Standing to = new Standing(2L * i + 1, "bench:" + (2 * i + 1), Asset.USD, Account.Floor.FREE, false);
            UUID id = UUID.randomUUID();
            Transfer move = new Transfer.Move(from.path, to.path, amount);
            entries.add(new Entry(id, new Cause("bench", id.toString()), today, List.of(move)));
            TransferRow.After after = books.change(from, to, 1, 0);
            rows.add(new TransferRow(i + 1L, 1, "move", from, to, 1, 0, after, null, null, null, null));
        }
    }

    /** Appends each entry of the set, as one more. */
    public void append() {
        for (int i = 0; i < entries.size(); i++) {
            log.append(CanonicalLine.of(books, entries.get(i), rows.subList(i, i + 1)));
        }
    }
}
