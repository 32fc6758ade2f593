package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Takes observed prices in, from files in the columns of {@link PriceFile#HEADER}. */
public final class Observations {
    private final Database database;
    private final Clock clock;

    public Observations(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Loads a price file: bad lines are refused and counted, the rest is observed at 12:00 UTC of
     * its day. A row yields an observation for each kind of price it has. Loading the same rows again
     * adds nothing.
     *
     * @param source what the file is called, for the record
     */
    public Outcome<LoadReport> load(Reader reader, String source) {
        Map<String, GpuClass> names = database.inTx(Observations::names);
        try {
            PriceLoad load = PriceLoad.read(reader, source, new PriceFile(names));
            return database.decide(tx -> Outcome.done(load.store(tx, clock.instant())));
        } catch (PriceFile.Unreadable e) {
            return Outcome.refused(e.reason(), source + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many observations there are. */
    public long count(Tx tx) {
        return tx.first("select count(*) from hourglass.observation", row -> row.getLong(1))
                .orElseThrow();
    }

    private static Map<String, GpuClass> names(Tx tx) {
        Map<String, GpuClass> names = new HashMap<>();
        tx.query("select name, gpu_class from hourglass.gpu_name", row -> {
            names.put(row.getString(1), GpuClass.parse(row.getString(2)));
            return 0;
        });
        return names;
    }
}
