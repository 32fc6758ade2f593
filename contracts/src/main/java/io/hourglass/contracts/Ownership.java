package io.hourglass.contracts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One running chain a folder; the system takes the lock back from a process that is killed. */
final class Ownership implements AutoCloseable {
    private final FileChannel lock;

    private Ownership(FileChannel lock) {
        this.lock = lock;
    }

    static Ownership of(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locks(channel)) {
                channel.close();
                throw new IllegalStateException("the development chain in " + folder + " runs already");
            }
            return new Ownership(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " cannot hold a chain", e);
        }
    }

    private static boolean locks(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // this very process has it
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
