package io.hourglass.api.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.api.JavaProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story is killed with {@code kill -9} twice and told on: it ends with zero breaks. */
class KilledStoryTest {
    @TempDir
    Path folder;

    @Test
    void goesOnWhereItWasKilledAndTiesOut() throws Exception {
        tellUntil("2/8");
        tellUntil("5/8");

        Process last = teller();
        List<String> lines;
        try (BufferedReader output = last.inputReader()) {
            lines = output.readAllLines();
        }
        assertThat(last.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(last.exitValue()).as(() -> String.join("\n", lines)).isZero();
        assertThat(lines).anyMatch(line -> line.startsWith("8/8") && line.contains("with 0 breaks"));
    }

    /** Kills the teller, and its database and chain with it, a moment after it has told this step. */
    private void tellUntil(String step) throws IOException, InterruptedException {
        Process teller = teller();
        try (BufferedReader output = teller.inputReader()) {
            String line = output.readLine();
            while (line != null && !line.startsWith(step)) {
                line = output.readLine();
            }
            assertThat(line).as("the story came to " + step).isNotNull().contains("ok");
            Thread.sleep(700); // into the middle of the next step
            teller.descendants().forEach(ProcessHandle::destroyForcibly);
            teller.destroyForcibly().waitFor();
        }
    }

    private Process teller() throws IOException {
        return JavaProcess.of(Teller.class, folder.toString())
                .redirectError(
                        Files.createDirectories(folder).resolve("teller.log").toFile())
                .start();
    }
}
