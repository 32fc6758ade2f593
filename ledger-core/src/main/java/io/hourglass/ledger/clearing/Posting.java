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

/** Posts what the chain did: under the event's place on it, so once. */
final class Posting {
    private Posting() {}

    static void post(Journal journal, Tx tx, Logged logged, String kind, List<Transfer> transfers) {
        require(tried(journal, tx, logged, kind, transfers));
    }

    /** Leaves out what an account's own reservations do not leave room for. */
    static void postIfCovered(Journal journal, Tx tx, Logged logged, String kind, List<Transfer> transfers) {
        PostResult result = tried(journal, tx, logged, kind, transfers);
        if (!(result instanceof PostResult.Refused refused && refused.reason() == PostResult.Reason.FLOOR)) {
            require(result);
        }
    }

    private static PostResult tried(Journal journal, Tx tx, Logged logged, String kind, List<Transfer> transfers) {
        LocalDate day = LocalDate.ofInstant(Instant.ofEpochSecond(logged.block().timestamp()), ZoneOffset.UTC);
        Cause cause = new Cause(kind, logged.transaction() + ":" + logged.logIndex());
        return journal.post(tx, Entry.of(cause, day, transfers));
    }

    static void require(PostResult result) {
        if (result instanceof PostResult.Refused(PostResult.Reason reason, String detail)) {
            throw new IllegalStateException("the books refuse what the chain did: " + reason + ", " + detail);
        }
    }
}
