package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.settlement.Chain.Logged;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;

/** Posts what the chain did: under the event's place on it, so once. */
final class Posting {
    private Posting() {}

    static void post(Journal journal, Tx tx, Logged logged, String kind, List<Transfer> transfers) {
        require(tried(journal, tx, logged, kind, transfers));
    }

    /** Posts an entry for each event, all in one statement. */
    static void post(
            Journal journal, Tx tx, String kind, List<Logged> run, Function<Logged, List<Transfer>> transfers) {
        List<Entry> entries = run.stream()
                .map(logged -> entry(logged, kind, transfers.apply(logged)))
                .toList();
        journal.post(tx, entries).forEach(Posting::require);
    }

    /** Leaves out what an account's own reservations do not leave room for. */
    static void postIfCovered(Journal journal, Tx tx, Logged logged, String kind, List<Transfer> transfers) {
        PostResult result = tried(journal, tx, logged, kind, transfers);
        if (!(result instanceof PostResult.Refused refused && refused.reason() == PostResult.Reason.FLOOR)) {
            require(result);
        }
    }

    private static PostResult tried(Journal journal, Tx tx, Logged logged, String kind, List<Transfer> transfers) {
        return journal.post(tx, entry(logged, kind, transfers));
    }

    private static Entry entry(Logged logged, String kind, List<Transfer> transfers) {
        LocalDate day = LocalDate.ofInstant(Instant.ofEpochSecond(logged.block().timestamp()), ZoneOffset.UTC);
        return Entry.of(new Cause(kind, logged.transaction() + ":" + logged.logIndex()), day, transfers);
    }

    static void require(PostResult result) {
        if (result instanceof PostResult.Refused(PostResult.Reason reason, String detail)) {
            throw new IllegalStateException("the books refuse what the chain did: " + reason + ", " + detail);
        }
    }
}
