package io.hourglass.ledger.book.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * PostgreSQL's own load generator, where it is installed: a baseline nobody can say we wrote badly.
 * Its log of single transactions is counted with the same lead-in as our own clients'.
 */
final class PgBench {
    private final Path program;
    private final Server server;
    private final Path script;

    private PgBench(Path program, Server server) throws IOException {
        this.program = program;
        this.server = server;
        this.script = Files.writeString(server.scratch().resolve("one-insert.sql"), Baselines.ONE_INSERT_SCRIPT);
    }

    /** On the PATH, else the newest where packages put it. */
    static Optional<PgBench> find(Server server) throws IOException {
        List<Path> candidates = new ArrayList<>();
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            candidates.add(Path.of(folder, "pgbench"));
        }
        Path packaged = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(packaged)) {
            try (Stream<Path> versions = Files.list(packaged)) {
                versions.sorted(Comparator.comparingInt(PgBench::number).reversed())
                        .forEach(version -> candidates.add(version.resolve("bin/pgbench")));
            }
        }
        for (Path candidate : candidates) {
            if (Files.isExecutable(candidate)) {
                return Optional.of(new PgBench(candidate, server));
            }
        }
        return Optional.empty();
    }

    /** As it names itself, {@code pgbench (PostgreSQL) 18.1}. */
    String version() throws IOException, InterruptedException {
        return run(List.of(program.toString(), "--version")).strip();
    }

    Run oneInsert(int clients, int seconds) throws Exception {
        return measured(clients, seconds, "-f", script.toString());
    }

    Run tpcb(int clients, int seconds) throws Exception {
        return measured(clients, seconds, "-b", "tpcb-like");
    }

    private Run measured(int clients, int seconds, String... what) throws Exception {
        Path logs = Files.createTempDirectory(server.scratch(), "pgbench-");
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(what));
        command.addAll(List.of("-n", "-M", "prepared", "-T", Integer.toString(seconds)));
        command.addAll(List.of("-c", Integer.toString(clients), "-j", Integer.toString(Math.min(2, clients))));
        command.addAll(List.of("-l", "--log-prefix=" + logs.resolve("log")));
        command.addAll(List.of("-h", "localhost", "-p", Integer.toString(server.port()), "-U", "postgres"));
        command.add(Server.RIVALS);
        run(command);
        return read(logs);
    }

    /** Lines of {@code client number latency script seconds micros}, the last two the time of the answer. */
    private static Run read(Path logs) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(logs)) {
            files = found.toList();
        }
        Times times = new Times();
        for (Path file : files) {
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    times.add(line);
                }
            }
            Files.delete(file);
        }
        Files.delete(logs);
        return times.counted();
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0 || said.contains("aborted")) {
            throw new IllegalStateException("pgbench failed (--no-pgbench does without it):\n" + said);
        }
        return said;
    }

    private static int number(Path version) {
        String name = version.getFileName().toString();
        return name.matches("[0-9]{1,4}") ? Integer.parseInt(name) : 0;
    }

    /** When each transaction was answered, and how long it took, both in microseconds. */
    private static final class Times {
        private final List<long[]> answers = new ArrayList<>();
        private long first = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;

        void add(String line) {
            String[] words = line.split(" ", -1);
            long took = Long.parseLong(words[2]);
            long at = Math.addExact(Math.multiplyExact(Long.parseLong(words[4]), 1_000_000), Long.parseLong(words[5]));
            answers.add(new long[] {at, took});
            first = Math.min(first, at - took);
            last = Math.max(last, at);
        }

        Run counted() {
            long from = first + Run.LEAD_IN.toNanos() / 1_000;
            Samples latencies = new Samples();
            for (long[] answer : answers) {
                if (answer[0] >= from) {
                    latencies.add(answer[1] * 1_000);
                }
            }
            return new Run(latencies.size(), (last - from) / 1e6, latencies, answers.size());
        }
    }
}
