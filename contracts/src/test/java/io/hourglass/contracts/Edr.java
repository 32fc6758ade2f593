package io.hourglass.contracts;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.settlement.Chain.Unreachable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Another EVM node than anvil: the engine of Hardhat's node, which {@code edr.mjs} puts behind
 * JSON-RPC. To it, safe and final are the latest block, and a reverted call's data is an object.
 */
final class Edr implements Node {
    private static final Duration START_MAX = Duration.ofSeconds(20);
    private static final String BALANCE = "0x21e19e0c9bab2400000"; // 10,000 ether

    private final Process process;
    private final Rpc rpc;

    private Edr(Process process, Rpc rpc) {
        this.process = process;
        this.rpc = rpc;
    }

    static Edr start() {
        int port = Anvil.freePort();
        try {
            Path log = Files.createTempFile("hourglass-edr", ".log");
            Process process = new ProcessBuilder(
                            "node",
                            program().toString(),
                            Integer.toString(port),
                            Long.toString(Keys.DEVELOPMENT_CHAIN),
                            Long.toString(GENESIS.getEpochSecond()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Edr edr = new Edr(process, new Rpc("http://127.0.0.1:" + port, Duration.ofSeconds(30)));
            try {
                edr.awaitAnswer(log);
                return edr;
            } finally {
                Files.delete(log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path program() {
        return Stream.of("contracts", ".", "../contracts")
                .map(folder -> Path.of(folder, "src/test/node/edr.mjs"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
    }

    private void awaitAnswer(Path log) throws IOException {
        long deadline = System.nanoTime() + START_MAX.toNanos();
        while (true) {
            try {
                rpc.ask("eth_chainId");
                return;
            } catch (Unreachable e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    close();
                    throw new IllegalStateException("EDR did not come up: " + Files.readString(log), e);
                }
                Stage.pause();
            }
        }
    }

    @Override
    public String url() {
        return rpc.url();
    }

    /** It keeps everything, and nothing beyond its life: final is what it says is final. */
    @Override
    public long durableBlock() {
        return Long.MAX_VALUE;
    }

    @Override
    public Instant now() {
        JsonNode pending = rpc.ask("eth_getBlockByNumber", "pending", false);
        return Instant.ofEpochSecond(Rpc.quantity(pending.get("timestamp")));
    }

    @Override
    public void advanceTo(Instant instant) {
        if (instant.isAfter(now())) {
            rpc.ask("evm_setNextBlockTimestamp", instant.getEpochSecond());
        }
    }

    @Override
    public void fund(Collection<Address> accounts) {
        List<Rpc.Question> gifts = accounts.stream()
                .map(account -> new Rpc.Question("hardhat_setBalance", account.hex(), BALANCE))
                .toList();
        rpc.askAll(gifts);
    }

    @Override
    public void reorg(int depth) {
        rpc.ask("anvil_reorg", depth, List.of());
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        rpc.close();
        process.destroyForcibly();
    }
}
