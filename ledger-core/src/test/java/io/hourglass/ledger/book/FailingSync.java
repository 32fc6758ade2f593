package io.hourglass.ledger.book;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Until it is closed, every fsync of some processes fails with an input or output error. A test is
 * skipped where processes cannot be made to fail so.
 */
final class FailingSync implements AutoCloseable {
    private static final List<String> STRACE = List.of(
            "strace", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO");

    private final Process strace;

    private FailingSync(Process strace) {
        this.strace = strace;
    }

    /** Returns when it fails for all of them. */
    static FailingSync of(List<ProcessHandle> processes) {
        return started(STRACE, processes);
    }

    /** The same, and for whatever processes they start. */
    static FailingSync ofAllThatComesOf(List<ProcessHandle> processes) {
        List<String> following = new ArrayList<>(STRACE);
        following.add("-f");
        return started(following, processes);
    }

    private static FailingSync started(List<String> strace, List<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(strace);
        processes.forEach(process -> command.addAll(List.of("-p", Long.toString(process.pid()))));
        try {
            FailingSync sync = new FailingSync(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
            sync.awaitAttached(processes.size());
            return sync;
        } catch (IOException e) {
            return abort("no fsync can be made to fail here, which takes strace: " + e.getMessage());
        }
    }

    /** It says so of each process; whatever else it says is why it cannot. */
    private void awaitAttached(int processes) throws IOException {
        BufferedReader lines = strace.inputReader();
        for (int attached = 0; attached < processes; attached++) {
            String line = lines.readLine();
            if (line == null || !line.endsWith(" attached")) {
                close();
                abort("no fsync can be made to fail here, strace may not attach: " + line);
            }
        }
    }

    @Override
    public void close() {
        strace.destroy();
        strace.onExit().join();
    }
}
