package io.hourglass.contracts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One running anvil process: started with what we rely on, its process id noted in a file, so that
 * the next start ends one that a killed service left behind.
 */
final class Anvil implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(20);

    private final Process process;
    private final Path note;

    private Anvil(Process process, Path note) {
        this.process = process;
        this.note = note;
    }

    /**
     * Starts anvil.
     *
     * @param port where it listens on the loopback interface
     * @param time what its clock says, in seconds, or empty for the system's time
     * @param state what it begins with, or empty for a new chain
     */
    static Anvil start(Path binary, Path folder, int port, OptionalLong time, Optional<Path> state) {
        Path note = folder.resolve("anvil.pid");
        endLeftover(note, binary);
        List<String> command = new ArrayList<>(List.of(
                binary.toString(),
                "--no-mining",
                "--silent",
                "--no-request-size-limit",
                "--enable-tx-gas-limit",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--chain-id",
                Long.toString(Keys.DEVELOPMENT_CHAIN),
                "--slots-in-an-epoch",
                Integer.toString(DevChain.EPOCH),
                "--gas-limit",
                "60000000",
                "--accounts",
                "1",
                "--prune-history",
                "128",
                "--cache-path",
                folder.resolve("cache").toString()));
        time.ifPresent(seconds -> command.addAll(List.of("--timestamp", Long.toString(seconds))));
        state.ifPresent(file -> command.addAll(List.of("--load-state", file.toString())));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("anvil.log").toFile())
                    .start();
            Files.writeString(note, Long.toString(process.pid()));
            return new Anvil(process, note);
        } catch (IOException e) {
            throw new UncheckedIOException("anvil does not start: " + binary, e);
        }
    }

    /** Waits until the node answers; throws what anvil said if it ended instead. */
    void awaitAnswer(Rpc rpc, Path log) {
        long deadline = System.nanoTime() + START_MAX.toNanos();
        while (true) {
            try {
                rpc.ask("eth_chainId");
                if (process.isAlive()) {
                    return;
                }
                throw new IllegalStateException("somebody else answers at " + rpc.url() + ": " + said(log));
            } catch (io.hourglass.ledger.settlement.Chain.Unreachable e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    close();
                    throw new IllegalStateException("anvil did not come up: " + said(log), e);
                }
                pause();
            }
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        end(process.toHandle());
        try {
            Files.deleteIfExists(note);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path find() {
        String given = System.getProperty("hourglass.anvil", System.getenv("HOURGLASS_ANVIL"));
        if (given != null) {
            return Path.of(given);
        }
        String program = "node_modules/@foundry-rs/anvil-" + platform() + "/bin/anvil";
        return Stream.of("contracts", ".", "../contracts")
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "anvil is not there: run npm ci in contracts/, " + "or set HOURGLASS_ANVIL to the program"));
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch");
        return (os.startsWith("mac") ? "darwin" : os.startsWith("windows") ? "win32" : "linux")
                + (arch.equals("aarch64") ? "-arm64" : "-amd64");
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the process a note names, if it still is the anvil we started and not a stranger. */
    private static void endLeftover(Path note, Path binary) {
        if (!Files.exists(note)) {
            return;
        }
        try {
            Optional<ProcessHandle> leftover =
                    ProcessHandle.of(Long.parseLong(Files.readString(note).strip()));
            leftover.filter(handle -> isAnvil(handle, binary)).ifPresent(Anvil::end);
            Files.deleteIfExists(note);
        } catch (NumberFormatException e) {
            throw new IllegalStateException(note + " does not hold a process id: delete it", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isAnvil(ProcessHandle handle, Path binary) {
        return handle.info()
                .command()
                .map(command -> Path.of(command).getFileName().equals(binary.getFileName()))
                .orElse(false);
    }

    /** All that matters is in the dump, so there is nothing to ask politely for. */
    private static void end(ProcessHandle handle) {
        handle.destroyForcibly();
        try {
            handle.onExit().get(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("process " + handle.pid() + " does not end", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while anvil came up", e);
        }
    }

    private static String said(Path log) {
        try {
            return Files.exists(log) ? Files.readString(log).strip() : "it said nothing";
        } catch (IOException e) {
            return e.toString();
        }
    }
}
