package io.hourglass.api;

import io.hourglass.api.access.ApiKeys;
import io.hourglass.api.boot.Machines;
import io.hourglass.api.work.WorkLoop;
import io.hourglass.ledger.book.BusinessClock;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.settlement.Outbox;
import java.util.List;

/** The rooms of the story, wired to each other. */
public record Rooms(BusinessClock clock, ApiKeys access, Journal book, Outbox settlement) {

    static Rooms of(Machines machines) {
        return new Rooms(new BusinessClock(), new ApiKeys(), new Journal(), new Outbox());
    }

    List<WorkLoop> loops(Database database) {
        return List.of(new WorkLoop("clock", () -> {
            database.inTx(clock::refresh);
            return 0;
        }));
    }
}
