package io.hourglass.ledger.book.bench;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Lane;
import io.hourglass.ledger.book.PostResult;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Our books through their lane, as the service posts to them. */
final class Ours implements Books {
    private static final int WAITING = 32_768;

    private final Lane lane;

    Ours(Database database) {
        this.lane = new Lane(database, new Journal(), Clock.systemUTC(), WAITING);
    }

    @Override
    public PostResult post(Entry entry) {
        return lane.postNow(entry);
    }

    @Override
    public List<PostResult> post(List<Entry> set) {
        List<CompletableFuture<PostResult>> answers =
                set.stream().map(lane::post).toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    @Override
    public void close() {
        lane.close();
    }
}
