package io.hourglass.contracts;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.settlement.Chain.Unreachable;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.utils.Numeric;
import tools.jackson.databind.JsonNode;

/**
 * A chain of our own for development and demonstrations: an anvil that mines when there is work,
 * is quiet when there is none, and forgets nothing final.
 *
 * <p>Pending transactions are mined at once, followed by the {@value #FINALITY} blocks that make
 * them final, and the whole state is written to a file. <b>A block counts as final only once it is
 * in that file</b> ({@link #durableBlock}): whoever is killed whenever, the next start resumes the
 * same chain with the same block hashes; a lost tail was never final. A node that dies alone is
 * started again.
 *
 * <p>After a start from the file, balances can be asked only at the last block in it and later
 * ones; {@value #FINALITY} empty blocks are mined at once so that this last block is the final one.
 * Blocks, logs and receipts are all there.
 */
public final class DevChain implements AutoCloseable {
    /** Blocks an epoch; anvil calls a block safe after one epoch and final after two. */
    static final int EPOCH = 2;

    static final int FINALITY = 2 * EPOCH;

    private static final Logger LOG = LoggerFactory.getLogger(DevChain.class);
    private static final Duration POLL = Duration.ofMillis(40);

    /** The dump takes at most this share of the time when the chain is busy: one in so many. */
    private static final int DUMP_SHARE = 2;

    private static final BigInteger ALLOWANCE = BigInteger.TEN.pow(22); // 10,000 ether

    private final Settings settings;
    private final int port;
    private final Ownership owner;
    private final Rpc rpc;
    private final Dump dump;
    private final ReentrantLock turn = new ReentrantLock();
    private final Thread miner;

    private Anvil anvil;
    private long reorgs;
    private boolean undumped;
    private boolean unfinished;
    private long nextDumpNanos = System.nanoTime();
    private volatile long durable = -1;
    private volatile boolean closed;

    /**
     * @param anvil the program, e.g. of the npm package {@code @foundry-rs/anvil-linux-amd64}
     * @param folder where the state is kept; one running chain a folder
     * @param port on the loopback interface, or 0 for any free one
     * @param genesis if given, the chain's clock stands still at this instant and moves only by
     *     {@link DevChain#advanceTo}; if empty, it is the system's clock, which may be pushed ahead
     * @param kept whether its state outlives it. Writing that takes longer the longer the chain has been, and
     *     nothing is final before it: a chain that is thrown away does without
     */
    public record Settings(Path anvil, Path folder, int port, Optional<Instant> genesis, boolean kept) {
        /** Of a chain that is kept. */
        public Settings(Path anvil, Path folder, int port, Optional<Instant> genesis) {
            this(anvil, folder, port, genesis, true);
        }
    }

    private DevChain(Settings settings) {
        this.settings = settings;
        this.owner = Ownership.of(settings.folder());
        this.port = settings.port() == 0 ? Anvil.freePort() : settings.port();
        this.rpc = new Rpc("http://127.0.0.1:" + port, Duration.ofSeconds(30));
        this.dump = new Dump(settings.folder());
        this.anvil = launchOrRelease();
        this.miner = Thread.ofPlatform().name("dev-chain-miner").daemon().unstarted(this::mine);
    }

    /** Starts the chain, resuming what the folder holds. */
    public static DevChain start(Settings settings) {
        DevChain chain = new DevChain(settings);
        chain.miner.start();
        Runtime.getRuntime().addShutdownHook(new Thread(chain::close)); // no node outlives its service
        return chain;
    }

    /**
     * Where anvil is: system property {@code hourglass.anvil}, variable {@code HOURGLASS_ANVIL}, or
     * this platform's npm package under the contracts' folder.
     */
    public static Path findAnvil() {
        return Anvil.find();
    }

    /** Where it answers JSON-RPC. */
    public String url() {
        return rpc.url();
    }

    /** The last block that a crash cannot take: nothing later may be called final. */
    public long durableBlock() {
        return durable;
    }

    /** The time the next block will have. */
    public Instant now() {
        return Instant.ofEpochSecond(Rpc.quantity(header("pending").get("timestamp")));
    }

    /**
     * Pushes the chain's clock to this instant, to the second; never back. Kept only with the next
     * block: after a restart the clock stands at the last block, so it is told again.
     */
    public void advanceTo(Instant instant) {
        turn.lock();
        try {
            if (instant.isAfter(now())) {
                rpc.ask("anvil_setTime", instant.getEpochSecond());
            }
        } finally {
            turn.unlock();
        }
    }

    /** Gives each account ether for its transactions; in a durable block when this returns. */
    public void fund(Collection<Address> accounts) {
        turn.lock();
        try {
            List<Rpc.Question> gifts = new ArrayList<>();
            for (Address account : accounts) {
                gifts.add(
                        new Rpc.Question("anvil_setBalance", account.hex(), Numeric.toHexStringWithPrefix(ALLOWANCE)));
            }
            rpc.askAll(gifts);
            mineToFinality();
            save();
        } finally {
            turn.unlock();
        }
    }

    /**
     * For tests: replaces the last blocks by others. Their transactions are gone from the pool too,
     * and finality is not respected.
     */
    public void reorg(int depth) {
        turn.lock();
        try {
            reorgUntilRestart(depth);
            save();
        } finally {
            turn.unlock();
        }
    }

    /** As {@link #reorg}, but nothing of it is kept: a node that is started again has the old blocks. */
    public void reorgUntilRestart(int depth) {
        turn.lock();
        try {
            // Without a transaction of its own the new branch would be the old one where that was empty.
            String rich = rpc.ask("eth_accounts").get(0).asString();
            Map<String, String> other = Map.of("from", rich, "to", rich, "value", Rpc.hex(++reorgs), "gas", "0x5208");
            rpc.ask("anvil_reorg", depth, List.of(List.of(other, 0)));
        } finally {
            turn.unlock();
        }
    }

    /** The node's process, for those who watch it, or kill it. */
    public long pid() {
        turn.lock();
        try {
            return anvil.pid();
        } finally {
            turn.unlock();
        }
    }

    /** Writes the state and ends the node. */
    @Override
    public void close() {
        turn.lock();
        try {
            if (!closed) {
                closed = true;
                miner.interrupt();
                end();
            }
        } finally {
            turn.unlock();
        }
    }

    private void end() {
        try {
            if (anvil.isAlive() && undumped) {
                save();
            }
        } catch (Unreachable e) {
            LOG.warn("The development chain ended without saving its last blocks: {}", e.getMessage());
        } finally {
            anvil.close();
            rpc.close();
            owner.close();
        }
    }

    private Anvil launchOrRelease() {
        try {
            return launch();
        } catch (RuntimeException e) {
            rpc.close();
            owner.close();
            throw e;
        }
    }

    private Anvil launch() {
        Optional<Path> state = dump.exists() ? Optional.of(dump.unpacked()) : Optional.empty();
        Path folder = settings.folder();
        Anvil started = Anvil.start(settings.anvil(), folder, port, clockAtStart(state.isPresent()), state);
        try {
            started.awaitAnswer(rpc, folder.resolve("anvil.log"));
            dump.forgetUnpacked();
            if (settings.genesis().isPresent()) {
                rpc.ask("anvil_setBlockTimestampInterval", 0);
            }
            mineToFinality();
            save();
            return started;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    /** A resumed chain's clock is never before its last block. */
    private OptionalLong clockAtStart(boolean resumed) {
        if (!resumed) {
            return settings.genesis().isPresent()
                    ? OptionalLong.of(settings.genesis().get().getEpochSecond())
                    : OptionalLong.empty();
        }
        long last = dump.lastTimestamp();
        boolean follows = settings.genesis().isEmpty() && last <= Instant.now().getEpochSecond();
        return follows ? OptionalLong.empty() : OptionalLong.of(last);
    }

    private void mine() {
        while (!closed) {
            try {
                if (!round()) {
                    Thread.sleep(POLL);
                }
            } catch (InterruptedException e) {
                return; // closed
            } catch (RuntimeException e) { // whatever it is, nobody else mines
                if (!closed) {
                    LOG.warn("The development chain stumbled and goes on: {}", e.toString());
                    recover();
                }
            }
        }
    }

    /** Mines what is pending and makes it final; false if there was nothing to do. */
    private boolean round() throws InterruptedException {
        turn.lockInterruptibly();
        try {
            boolean pending = pending() > 0;
            boolean work = pending || unfinished;
            if (pending) {
                rpc.ask("evm_mine");
            }
            if (work) {
                mineToFinality();
            }
            if (undumped && System.nanoTime() - nextDumpNanos >= 0) {
                save();
            }
            return work;
        } finally {
            turn.unlock();
        }
    }

    /** Transactions that arrive meanwhile get into these blocks too, and need another round. */
    private void mineToFinality() {
        rpc.ask("anvil_mine", Rpc.hex(FINALITY));
        undumped = true;
        unfinished = transactionsOfLastBlocks() > 0;
    }

    private void recover() {
        turn.lock();
        try {
            if (!closed && !anvil.isAlive()) {
                anvil.close();
                anvil = launch();
            } else {
                Thread.sleep(POLL);
            }
        } catch (InterruptedException e) {
            closed = true;
        } catch (RuntimeException e) {
            LOG.warn("The development chain could not be started again, trying on: {}", e.toString());
        } finally {
            turn.unlock();
        }
    }

    private void save() {
        long began = System.nanoTime();
        long latest = number("latest");
        if (settings.kept()) {
            dump.save(rpc.http(), rpc.url());
        }
        durable = latest;
        undumped = false;
        long now = System.nanoTime();
        nextDumpNanos = now + (now - began) * (DUMP_SHARE - 1);
    }

    private long pending() {
        return Rpc.quantity(rpc.ask("txpool_status").get("pending"));
    }

    private long transactionsOfLastBlocks() {
        long latest = number("latest");
        return rpc
                .askAll(LongStream.rangeClosed(latest - FINALITY + 1, latest)
                        .mapToObj(block -> new Rpc.Question("eth_getBlockTransactionCountByNumber", Rpc.hex(block)))
                        .toList())
                .stream()
                .mapToLong(Rpc::quantity)
                .sum();
    }

    private long number(String tag) {
        return Rpc.quantity(header(tag).get("number"));
    }

    private JsonNode header(String tag) {
        return rpc.ask("eth_getBlockByNumber", tag, false);
    }
}
