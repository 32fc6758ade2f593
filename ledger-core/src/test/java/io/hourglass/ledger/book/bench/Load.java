package io.hourglass.ledger.book.bench;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Callers in a closed loop: each waits for its own answer before it asks again. */
final class Load {
    private static final int SETS_UNDER_WAY = 3;

    private Load() {}

    /** Somebody who asks and waits, with a connection of its own if it needs one. */
    interface Caller extends AutoCloseable {
        /** Returns when the answer is durable; an exception is a failure of the benchmark. */
        void call() throws Exception;

        @Override
        default void close() throws SQLException {}
    }

    /** Opens a caller, on the thread it will call from. */
    interface Opening {
        Caller open() throws Exception;
    }

    /** On threads of the system, as clients with a connection each have them. */
    static Run clients(int callers, int seconds, Opening opening) throws Exception {
        return together(callers, seconds, opening, Thread.ofPlatform().factory());
    }

    /** On virtual threads, for callers by the thousand. */
    static Run many(int callers, int seconds, Opening opening) throws Exception {
        return together(callers, seconds, opening, Thread.ofVirtual().factory());
    }

    /**
     * Three callers who each ask for many transfers at a time: the books have two sets under way, and the
     * next is there when one is answered. Whole answers are counted, from one to another, and none is cut off.
     */
    static Run sets(int size, int seconds, Opening opening) throws Exception {
        Samples latencies = new Samples();
        List<Long> answered = new ArrayList<>();
        long start = System.nanoTime();
        long until = start + Duration.ofSeconds(seconds).toNanos();
        Callable<Void> asking = () -> {
            try (Caller caller = opening.open()) {
                for (long now = System.nanoTime(); now < until; ) {
                    long asked = now;
                    caller.call();
                    now = System.nanoTime();
                    synchronized (answered) {
                        latencies.add(now - asked);
                        answered.add(now);
                    }
                }
                return null;
            }
        };
        try (var callers = Executors.newFixedThreadPool(SETS_UNDER_WAY)) {
            for (Future<Void> end : callers.invokeAll(Collections.nCopies(SETS_UNDER_WAY, asking))) {
                end.get();
            }
        }
        Collections.sort(answered);
        List<Long> counted = answered.stream()
                .filter(at -> at - start >= Run.LEAD_IN.toNanos())
                .toList();
        if (counted.size() < 2) {
            throw new IllegalStateException("too few sets of " + size + " in " + seconds + " s: give it more");
        }
        double elapsed = (counted.getLast() - counted.getFirst()) / 1e9;
        return new Run((counted.size() - 1L) * size, elapsed, latencies, (long) answered.size() * size);
    }

    private static Run together(int callers, int seconds, Opening opening, ThreadFactory threads) throws Exception {
        var ready = new CountDownLatch(callers);
        var go = new CountDownLatch(1);
        var window = new Window();
        List<Loop> loops = new ArrayList<>();
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            Loop loop = new Loop(opening, window, ready, go);
            Thread thread = threads.newThread(loop);
            thread.start();
            loops.add(loop);
            running.add(thread);
        }
        ready.await();
        long start = System.nanoTime();
        window.from = start + Run.LEAD_IN.toNanos();
        window.until = start + Duration.ofSeconds(seconds).toNanos();
        go.countDown();
        for (Thread thread : running) {
            thread.join();
        }
        Throwable failure = window.failure.get();
        if (failure != null) {
            throw new IllegalStateException(failure.getMessage(), failure);
        }
        Samples latencies =
                Samples.merged(loops.stream().map(loop -> loop.latencies).toList());
        long all = loops.stream().mapToLong(loop -> loop.answers).sum();
        long counted = loops.stream().mapToLong(loop -> loop.counted).sum();
        return new Run(counted, (window.until - window.from) / 1e9, latencies, all);
    }

    /** When answers count, written before the callers are let go; and the first failure, which stops them all. */
    private static final class Window {
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private long from;
        private long until;
    }

    /** One caller's life; its figures are read when its thread has ended. */
    private static final class Loop implements Runnable {
        private final Opening opening;
        private final Window window;
        private final CountDownLatch ready;
        private final CountDownLatch go;
        private final Samples latencies = new Samples();
        private long answers;
        private long counted;

        Loop(Opening opening, Window window, CountDownLatch ready, CountDownLatch go) {
            this.opening = opening;
            this.window = window;
            this.ready = ready;
            this.go = go;
        }

        @Override
        public void run() {
            boolean waited = false;
            try (Caller caller = opening.open()) {
                waited = true;
                ready.countDown();
                go.await();
                repeat(caller);
            } catch (Exception | Error e) {
                window.failure.compareAndSet(null, e);
            } finally {
                if (!waited) {
                    ready.countDown();
                }
            }
        }

        private void repeat(Caller caller) throws Exception {
            long now = System.nanoTime();
            while (now < window.until && window.failure.get() == null) {
                long asked = now;
                caller.call();
                now = System.nanoTime();
                answers++;
                if (now >= window.from) {
                    // the slowest answers come after the end: without them the tail would look short
                    latencies.add(now - asked);
                    counted += now <= window.until ? 1 : 0;
                }
            }
        }
    }
}
