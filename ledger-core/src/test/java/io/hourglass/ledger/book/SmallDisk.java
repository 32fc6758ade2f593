package io.hourglass.ledger.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of its own, small enough to be filled to the last block. */
final class SmallDisk implements AutoCloseable {
    private static final int CHUNK = 1 << 20;

    private final Path folder;
    private final Path ballast;
    private final String refusal;

    /** Mounts it on a new folder. Where that is refused the folder is an ordinary one. */
    SmallDisk(Path folder, int megabytes) throws IOException {
        this.folder = Files.createDirectory(folder);
        this.ballast = folder.resolve("ballast");
        this.refusal = refusal("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + megabytes + "m", "tmpfs", "" + folder);
    }

    Path folder() {
        return folder;
    }

    /** Takes every block that is left; a test is skipped here where that would be the whole machine's. */
    void fill() throws IOException {
        assumeTrue(refusal.isEmpty(), () -> "no small disk can be mounted, which takes Linux and root: " + refusal);
        try (OutputStream out = Files.newOutputStream(ballast)) {
            for (long room = room(); room > 0; room = room()) {
                out.write(new byte[(int) Math.min(room, CHUNK)]);
            }
        } catch (IOException e) {
            // Somebody else took the last block between the look and the write.
            assertThat(room()).as(e.getMessage()).isZero();
        }
    }

    /** Gives back what {@link #fill} took. */
    void free() throws IOException {
        Files.deleteIfExists(ballast);
    }

    @Override
    public void close() {
        if (refusal.isEmpty()) {
            assertThat(refusal("umount", "" + folder)).isEmpty();
        }
    }

    private long room() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /** Empty where the command did what it should. */
    private static String refusal(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int status = process.onExit().join().exitValue();
            return status == 0 ? "" : command[0] + " ended with " + status + ": " + output;
        } catch (IOException e) {
            return command[0] + " cannot be run: " + e.getMessage();
        }
    }
}
