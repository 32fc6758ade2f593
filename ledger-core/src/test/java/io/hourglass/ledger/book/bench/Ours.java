package io.hourglass.ledger.book.bench;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.PostResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Our books, each entry in a transaction of its own. Callers queue for as many threads as there are
 * connections: thousands who asked the pool directly would time out there.
 */
final class Ours implements Books {
    private final Database database;
    private final Journal journal = new Journal();
    private final ExecutorService workers;

    Ours(Database database, int connections) {
        this.database = database;
        this.workers = Executors.newFixedThreadPool(connections);
    }

    @Override
    public CompletableFuture<PostResult> post(Entry entry) {
        return CompletableFuture.supplyAsync(() -> database.inTx(tx -> journal.post(tx, entry)), workers);
    }

    @Override
    public List<PostResult> post(List<Entry> set) {
        return database.inTx(tx -> journal.post(tx, set));
    }

    @Override
    public void close() {
        workers.close();
    }
}
