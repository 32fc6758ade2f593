package io.hourglass.ledger.book;

import io.hourglass.ledger.book.PostResult.Refused;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/**
 * Many callers of one {@link Lane}, each posting one entry after the other until the process ends. A
 * caller writes down an entry before it asks for it and again when it is answered; where no answer
 * comes it asks for the same entry again, as a client should.
 */
final class Callers {
    static final int COUNT = 64;

    private static final long PAUSE_MILLIS = 20;

    private final Lane lane;
    private final String run;
    private final OutputStream written;

    private Callers(Lane lane, String run, OutputStream written) {
        this.lane = lane;
        this.run = run;
        this.written = written;
    }

    /** Arguments: address of the database, name of the run, file to write to. */
    public static void main(String[] arguments) throws Exception {
        Database.Settings settings = new Database.Settings(arguments[0], Schema.SERVICE, "service", 4);
        try (Database database = new Database(settings);
                Lane lane = new Lane(database, new Journal(), Clock.systemUTC(), COUNT * 2);
                OutputStream written =
                        new FileOutputStream(Path.of(arguments[2]).toFile(), true)) {
            Callers callers = new Callers(lane, arguments[1], written);
            List<Thread> threads = IntStream.range(0, COUNT)
                    .mapToObj(caller -> Thread.startVirtualThread(() -> callers.call(caller)))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    /** What a caller asks for as its nth: everybody gives to the same account, and every third time takes. */
    static Entry entry(String run, int caller, int nth) {
        Transfer transfer = nth % 3 == 2
                ? SmallBooks.move("t:ada", "t:bob", 2)
                : SmallBooks.move("t:free", "t:ada", 1 + caller % 3);
        return SmallBooks.entry(run + " " + caller + " " + nth, transfer);
    }

    private void call(int caller) {
        for (int nth = 0; ; nth++) {
            write("ask " + run + " " + caller + " " + nth);
            long sequence = insist(entry(run, caller, nth), caller % 2 == 0);
            write("ack " + run + " " + caller + " " + nth + " " + sequence);
        }
    }

    private long insist(Entry entry, boolean now) {
        while (true) {
            try {
                PostResult result = now ? lane.postNow(entry) : lane.post(entry).join();
                if (!(result instanceof Refused(PostResult.Reason reason, String detail))) {
                    return result.outcome().orThrow();
                }
                if (reason != PostResult.Reason.BUSY) {
                    write("refused " + detail);
                }
            } catch (CompletionException | Database.Unreachable e) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One write of the operating system a line: what was written stays so when the process is killed. */
    private synchronized void write(String line) {
        try {
            written.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
