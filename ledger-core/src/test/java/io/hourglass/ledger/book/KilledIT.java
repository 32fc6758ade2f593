package io.hourglass.ledger.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.PostResult.AlreadyPosted;
import io.hourglass.ledger.book.PostResult.Posted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What posts, and what it posts to, killed in mid load with the signal nobody can catch. Whatever was
 * acknowledged before is there after, once; whatever was not may be asked for again. More rounds with
 * {@code -Dhourglass.long=true}.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class KilledIT {
    private static final boolean LONG = Boolean.getBoolean("hourglass.long");
    private static final int ROUNDS = LONG ? 30 : 3;
    private static final int ANSWERS = LONG ? 5_000 : 500;
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    @TempDir
    Path folder;

    private DurableServer server;
    private Database database;
    private SmallBooks books;

    /** What the callers wrote down: the last that each asked for, and what was acknowledged as which entry. */
    private record Written(Map<String, Integer> asked, Map<String, Long> acknowledged) {}

    @BeforeEach
    void start() throws IOException {
        server = new DurableServer(folder.resolve("data"), Map.of());
        database = new Database(server.settings(4));
        books = new SmallBooks(database, "t");
    }

    @AfterEach
    void stop() throws IOException {
        database.close();
        server.close();
    }

    @Test
    void keepsWhatItAcknowledgedWhenTheProcessThatPostsIsKilled() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            Process callers = callers("run-" + round);
            try {
                awaitAnswers(callers, ANSWERS);
            } finally {
                callers.destroyForcibly().waitFor();
            }
            assertThat(check()).as("entries in mid air").isPositive();
        }
    }

    @Test
    void keepsWhatItAcknowledgedWhenTheDatabaseServerIsKilledAndTheLaneGoesOnWhenItIsBack() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            Process callers = callers("run-" + round);
            try {
                awaitAnswers(callers, ANSWERS);
                server.kill();
                Map<String, Long> acknowledged = written().acknowledged();
                server.startAgain();
                assertThat(journal()).containsAllEntriesOf(acknowledged);
                awaitAnswers(callers, ANSWERS);
            } finally {
                callers.destroyForcibly().waitFor();
            }
            check();
        }
    }

    /** Checks the books against what the callers wrote down; how many were asked for and not answered. */
    private int check() throws IOException {
        Written written = written();
        Map<String, Long> before = journal();
        assertThat(before).containsAllEntriesOf(written.acknowledged());
        int unanswered = 0;
        for (Map.Entry<String, Integer> last : written.asked().entrySet()) {
            String name = last.getKey() + " " + last.getValue();
            if (!written.acknowledged().containsKey(name)) {
                unanswered++;
                askAgain(name, before.get(name));
            }
        }
        Map<String, Long> after = journal();
        written.asked().forEach((caller, last) -> assertInOrder(after, caller, last));
        long asked =
                written.asked().values().stream().mapToLong(last -> last + 1).sum();
        assertThat(after).hasSize(Math.toIntExact(asked));
        assertThat(database.inTx(books.journal::trialBalance)).allMatch(Trial::balances);
        audit();
        return unanswered;
    }

    /** Every leaf and node of the log, every running balance, and what is kept as balance. */
    private void audit() {
        database.inTx(tx -> {
            assertThat(new Audit(books.journal).check(tx)).isEmpty();
            return tx;
        });
    }

    /** An entry whose answer was lost: asking again says where it is, or posts it; once in any case. */
    private void askAgain(String name, @Nullable Long there) {
        String[] words = name.split(" ", -1);
        Entry entry = Callers.entry(words[0], Integer.parseInt(words[1]), Integer.parseInt(words[2]));
        PostResult result = books.post(entry);
        long sequence = result.outcome().orThrow();
        assertThat(result).isEqualTo(there == null ? new Posted(sequence) : new AlreadyPosted(there));
        assertThat(books.post(entry)).isEqualTo(new AlreadyPosted(sequence));
    }

    private static void assertInOrder(Map<String, Long> journal, String caller, int last) {
        long before = 0;
        for (int nth = 0; nth <= last; nth++) {
            long sequence = journal.getOrDefault(caller + " " + nth, 0L);
            assertThat(sequence).as("%s %s", caller, nth).isGreaterThan(before);
            before = sequence;
        }
    }

    /** Which entry is where; that none is there twice is asserted on the way. */
    private Map<String, Long> journal() {
        Map<String, Long> sequences = new HashMap<>();
        database.inTx(tx -> tx.query(
                        "select cause_id, sequence from hourglass.entry",
                        row -> Map.entry(row.getString(1), row.getLong(2))))
                .forEach(entry -> assertThat(sequences.put(entry.getKey(), entry.getValue()))
                        .as(entry.getKey())
                        .isNull());
        return sequences;
    }

    private Path file() {
        return folder.resolve("callers");
    }

    private Process callers(String run) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path"),
                Callers.class.getName(),
                server.settings(1).url(),
                run,
                file().toString());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
    }

    /** Waits until so many more answers were written down, reading only what is new. */
    private void awaitAnswers(Process callers, int more) throws Exception {
        while (!Files.exists(file())) {
            look(callers);
        }
        try (InputStream file = Files.newInputStream(file())) {
            file.skipNBytes(Files.size(file()));
            int answers = 0;
            int column = 0;
            while (answers < more) {
                look(callers);
                for (byte character : file.readAllBytes()) {
                    answers += column == 1 && character == 'c' ? 1 : 0; // "ack", not "ask"
                    column = character == '\n' ? 0 : column + 1;
                }
            }
        }
    }

    private void look(Process callers) throws InterruptedException {
        assertThat(callers.isAlive()).as(() -> "the callers ended: " + output()).isTrue();
        Thread.sleep(LOOK_EVERY);
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("output"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Written written() throws IOException {
        Map<String, Integer> asked = new TreeMap<>();
        Map<String, Long> acknowledged = new HashMap<>();
        if (!Files.exists(file())) {
            return new Written(asked, acknowledged);
        }
        String text = Files.readString(file());
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            String[] words = line.split(" ", -1);
            assertThat(words[0]).as(line).isIn("ask", "ack");
            String caller = words[1] + " " + words[2];
            if (words[0].equals("ask")) {
                asked.put(caller, Integer.parseInt(words[3]));
            } else {
                assertThat(acknowledged.put(caller + " " + words[3], Long.parseLong(words[4])))
                        .as(line)
                        .isNull();
            }
        }
        return new Written(asked, acknowledged);
    }
}
