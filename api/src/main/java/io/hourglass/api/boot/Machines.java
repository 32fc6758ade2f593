package io.hourglass.api.boot;

import io.hourglass.contracts.DevChain;
import io.hourglass.contracts.Wallet;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the rooms run on: the database and the chain, embedded or given. */
public final class Machines implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Machines.class);

    private final StateFolder state;
    private final Store store;
    private final Link link;

    private Machines(StateFolder state, Store store, Link link) {
        this.state = state;
        this.store = store;
        this.link = link;
    }

    /** Brings both up, at the same time; if one does not come up, neither stays. */
    public static Machines start(Settings settings) {
        // said before the two start side by side: logging must not be set up by both at once
        LOG.debug("bringing up database and chain of {}", settings);
        StateFolder state = StateFolder.open(settings.state());
        try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Store> store = CompletableFuture.supplyAsync(() -> Store.open(settings, state), both);
            CompletableFuture<Link> link = CompletableFuture.supplyAsync(() -> Link.open(settings, state), both);
            Optional<Store> storeUp = whenDone(store);
            Optional<Link> linkUp = whenDone(link);
            if (storeUp.isEmpty() || linkUp.isEmpty()) {
                storeUp.ifPresent(Store::close);
                linkUp.ifPresent(Link::close);
                release(state);
            }
            return new Machines(state, store.join(), link.join());
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException why ? why : e;
        }
    }

    /** A file of the state folder. */
    public Path file(String name) {
        return state.resolve(name);
    }

    public Database database() {
        return store.database();
    }

    public Chain chain() {
        return link.chain();
    }

    /** Signs what people sign, with the keys the service keeps for them. */
    public Wallet wallet() {
        return link.wallet();
    }

    /** An order, signed by a key the service keeps. */
    public SignedOrder signed(String key, Order order) {
        return new SignedOrder(order, wallet().sign(key, order));
    }

    /** Whether it is a development chain: its dollars are play money, minted for whoever deposits. */
    public boolean devChain() {
        return link.playMoney();
    }

    /** The embedded node's process, for those who watch it, or kill it; 0 if there is none. */
    public long devChainProcess() {
        return link.local().map(DevChain::pid).orElse(0L);
    }

    /** Ether for these keys' transactions, where it is ours to give. */
    public void fuel(Collection<String> keys) {
        link.fuel(keys);
    }

    /** Pushes an embedded chain's clock along; a real chain's goes by itself. */
    public void advanceChainTo(Instant instant) {
        link.local().ifPresent(chain -> chain.advanceTo(instant));
    }

    @Override
    public void close() {
        link.close();
        store.close();
        release(state);
    }

    private static <T> Optional<T> whenDone(CompletableFuture<T> part) {
        return part.handle((up, failure) -> Optional.ofNullable(up)).join();
    }

    private static void release(StateFolder state) {
        try {
            state.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
