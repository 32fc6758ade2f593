package io.hourglass.api.boot;

import io.hourglass.ledger.book.Database;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What the rooms run on: the database and the chain, embedded or given. */
public final class Machines implements AutoCloseable {
    private final StateFolder state;
    private final Store store;

    private Machines(StateFolder state, Store store) {
        this.state = state;
        this.store = store;
    }

    public static Machines start(Settings settings) {
        StateFolder state = StateFolder.open(settings.state());
        return new Machines(state, Store.open(settings, state));
    }

    public Database database() {
        return store.database();
    }

    @Override
    public void close() {
        store.close();
        try {
            state.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
