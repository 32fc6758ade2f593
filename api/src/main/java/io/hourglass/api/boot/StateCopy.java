package io.hourglass.api.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A copy of everything embedded that a service left when it was stopped: its database, its development chain as that
 * was last written, and its keys. The original is read and nothing else, and nobody runs on it until this is closed.
 *
 * <p>Example: {@code try (StateCopy copy = StateCopy.of(folder, throwaway)) { Hourglass.start(
 * Settings.embedded(throwaway)) ... }}.
 */
public final class StateCopy implements AutoCloseable {
    private static final String POSTGRES = "postgres";
    private static final Path DATA = Path.of(POSTGRES, "data", "PG_VERSION");
    private static final Path CHAIN = Path.of("chain", "chain.gz");
    private static final List<Path> FILES = List.of(CHAIN, Path.of("deployment.json"), Path.of("journal.key"));

    /** Who runs there, and what it says: a copy that named the original's processes would end them. */
    private static final Set<String> LEFT = Set.of("postmaster.pid", "postmaster.opts", "epg-lock", "log");

    private final Path original;
    private final StateFolder lock;
    private final String digest;

    private StateCopy(Path original, StateFolder lock, String digest) {
        this.original = original;
        this.lock = lock;
        this.digest = digest;
    }

    /**
     * Copies a state folder.
     *
     * @param to an empty folder
     * @throws Faults.Unusable if it is no state folder, or somebody runs on it
     */
    public static StateCopy of(Path original, Path to) {
        requireState(original);
        StateFolder lock = locked(original);
        try {
            LocalPostgres.runningIn(original.resolve(POSTGRES)).ifPresent(server -> {
                throw new Faults.Unusable("PostgreSQL still runs in " + original + " as process " + server.pid()
                        + ", left over from a service that was killed: start the service there once more and stop it"
                        + " with Ctrl-C, then what is there is whole");
            });
            copy(original, to);
            String digest = digest(original);
            if (!digest.equals(digest(to))) {
                throw new Faults.Unusable("the copy of " + original + " is not the same: did somebody write to it?");
            }
            return new StateCopy(original, lock, digest);
        } catch (IOException e) {
            release(lock);
            throw new UncheckedIOException("cannot copy " + original, e);
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
    }

    /** Of everything that was copied, in hex: SHA-256 over the files' paths and bytes, by path. */
    public String digest() {
        return digest;
    }

    /** Whether the original is still, byte by byte, what was copied. */
    public boolean isUntouched() {
        try {
            return digest(original).equals(digest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Who waits for the original may run on it again. */
    @Override
    public void close() {
        release(lock);
    }

    private static void requireState(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new Faults.Unusable("there is no folder " + folder);
        }
        if (!Files.exists(folder.resolve(DATA))) {
            throw new Faults.Unusable(
                    folder + " is not the state folder of a service with embedded PostgreSQL: it has no " + DATA
                            + " (scripts/start keeps its state in .hourglass)");
        }
        if (!Files.exists(folder.resolve(CHAIN))) {
            throw new Faults.Unusable(folder + " has no development chain (" + CHAIN
                    + "): on any other chain the members' keys are with the members, and nobody can drill for them");
        }
    }

    private static StateFolder locked(Path folder) {
        try {
            return StateFolder.open(folder);
        } catch (IllegalStateException e) {
            throw new Faults.Unusable(
                    "a service runs on " + folder + ": stop it, or drill on a folder copied while it was stopped", e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path path : paths(from)) {
            Path target = to.resolve(path);
            Path folder = target.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.copy(from.resolve(path), target, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static String digest(Path folder) throws IOException {
        MessageDigest sha = sha256();
        for (Path path : paths(folder)) {
            if (Files.isRegularFile(folder.resolve(path))) {
                sha.update((path + " " + Files.size(folder.resolve(path)) + "\n").getBytes(StandardCharsets.UTF_8));
                try (InputStream in = Files.newInputStream(folder.resolve(path));
                        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), sha)) {
                    in.transferTo(out);
                }
            }
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    /** What is copied, folders before what is in them. */
    private static List<Path> paths(Path folder) throws IOException {
        try (Stream<Path> database = Files.walk(folder.resolve(POSTGRES))) {
            return Stream.concat(
                            database.map(folder::relativize)
                                    .filter(path ->
                                            !LEFT.contains(path.getFileName().toString())),
                            FILES.stream().filter(path -> Files.exists(folder.resolve(path))))
                    .sorted()
                    .toList();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void release(StateFolder lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
