package io.hourglass.contracts;

import io.hourglass.contracts.DevChain.Settings;
import io.hourglass.ledger.book.Scratch;
import io.hourglass.ledger.money.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * A node that tests run on, with the development chain's id, and a clock that stands still until it
 * is moved: the development chain itself, or {@link Edr}, which nothing but tests knows.
 */
public interface Node extends AutoCloseable {
    Instant GENESIS = Instant.parse("2026-08-01T00:00:00Z");

    String url();

    long durableBlock();

    Instant now();

    void advanceTo(Instant instant);

    void fund(Collection<Address> accounts);

    void reorg(int depth);

    long pid();

    @Override
    void close();

    /** A development chain of the test's own; what it leaves goes with it, when it is closed or the run ends. */
    static Development anvil() {
        try {
            Path folder = Scratch.folder("chain-");
            Development node = new Development(
                    DevChain.start(new Settings(DevChain.findAnvil(), folder, 0, Optional.of(GENESIS))), folder);
            Runtime.getRuntime().addShutdownHook(new Thread(node::close));
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Node edr() {
        return Edr.start();
    }

    /** The development chain as what tests ask of any. */
    record Development(DevChain chain, Path folder) implements Node {
        @Override
        public String url() {
            return chain.url();
        }

        @Override
        public long durableBlock() {
            return chain.durableBlock();
        }

        @Override
        public Instant now() {
            return chain.now();
        }

        @Override
        public void advanceTo(Instant instant) {
            chain.advanceTo(instant);
        }

        @Override
        public void fund(Collection<Address> accounts) {
            chain.fund(accounts);
        }

        @Override
        public void reorg(int depth) {
            chain.reorg(depth);
        }

        @Override
        public long pid() {
            return chain.pid();
        }

        @Override
        public void close() {
            chain.close();
            try {
                Scratch.remove(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
