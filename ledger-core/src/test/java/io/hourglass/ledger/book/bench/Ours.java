package io.hourglass.ledger.book.bench;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Lane;
import io.hourglass.ledger.book.PostResult;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Our books through their lane, as the service posts to them; the segments that come next are opened meanwhile. */
final class Ours implements Books {
    private static final int WAITING = 32_768;

    private final Lane lane;
    private final ScheduledExecutorService upkeep = Executors.newSingleThreadScheduledExecutor();
    private final Future<?> opening;

    Ours(Database database) {
        Journal journal = new Journal();
        this.lane = new Lane(database, journal, Clock.systemUTC(), WAITING);
        this.opening =
                upkeep.scheduleWithFixedDelay(() -> database.inTx(journal::openSegments), 1, 1, TimeUnit.SECONDS);
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
        upkeep.shutdown();
        if (opening.state() == Future.State.FAILED) {
            throw new IllegalStateException("the next segments were not opened", opening.exceptionNow());
        }
    }
}
