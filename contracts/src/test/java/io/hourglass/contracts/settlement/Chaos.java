package io.hourglass.contracts.settlement;

import io.hourglass.contracts.settlement.FaultyNode.Fault;
import io.hourglass.ledger.mirror.MirrorStatus;
import io.hourglass.ledger.settlement.Chain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Everything that can go wrong between the service and its chain, at random and at length: two
 * processes of sender and mirror work off a load while their node misbehaves, turns back, dies, and
 * they are killed. Then time to mend, and the proof that nothing was lost or happened twice.
 */
final class Chaos implements AutoCloseable {
    private static final Duration MENDING_MAX = Duration.ofMinutes(5);
    private static final long GWEI = 1_000_000_000;
    private static final int ASKED_MAX = 4;
    private static final int REORG_MAX = 12;
    private static final int OUTBID_MAX = 2_000;

    private final FaultStage faulty;
    private final Random random;
    private final List<Worker> workers = new ArrayList<>();
    private Worker spare;
    private final Map<String, Integer> strikes = new TreeMap<>();
    private long began = System.nanoTime();
    private long told = began;

    private enum Strike {
        NODE_MISBEHAVES(10),
        REORG(4),
        WORKER_KILLED(3),
        TRANSACTIONS_FORGOTTEN(2),
        FEES_RISE(2),
        NODE_KILLED(1),
        REORG_BEYOND_FINALITY(1);

        private final int weight;

        Strike(int weight) {
            this.weight = weight;
        }
    }

    private Chaos(long seed) {
        random = new Random(seed);
        faulty = new FaultStage(seed);
        faulty.openTrading();
        for (int i = 0; i < 2; i++) {
            workers.add(Worker.start(faulty));
        }
        spare = Worker.start(faulty);
        await(() -> workers.stream().allMatch(Worker::isReady), false);
        workers.forEach(Worker::work);
    }

    /** Arguments: {@code [--minutes N] [--seed S]}. Ends with 0 if all is sound, else with 1. */
    public static void main(String[] arguments) {
        double minutes = 5;
        long seed = System.nanoTime() & 0xffff_ffffL;
        for (int i = 0; i < arguments.length; i += 2) {
            String value = i + 1 < arguments.length ? arguments[i + 1] : "";
            switch (arguments[i]) {
                case "--minutes" -> minutes = Double.parseDouble(value);
                case "--seed" -> seed = Long.parseLong(value);
                default -> throw new IllegalArgumentException("[--minutes N] [--seed S], not " + arguments[i]);
            }
        }
        System.out.println("seed " + seed);
        boolean sound = false;
        try (Chaos chaos = new Chaos(seed)) {
            chaos.rage(Duration.ofSeconds(Math.round(minutes * 60)));
            chaos.mend();
            sound = chaos.report();
        } catch (AssertionError e) {
            System.out.println("FAILED: " + e.getMessage());
        }
        System.exit(sound ? 0 : 1);
    }

    private void rage(Duration length) {
        began = System.nanoTime();
        long until = began + length.toNanos();
        while (System.nanoTime() < until) {
            ask(random.nextInt(ASKED_MAX));
            strike(drawn());
            faulty.beat();
            tell();
        }
    }

    /** Dollars in and out, and as many trades. */
    private void ask(int more) {
        faulty.load.ask(more);
        for (int i = 0; i < more; i++) {
            faulty.trading.deal();
        }
    }

    private Strike drawn() {
        int drawn = random.nextInt(
                Arrays.stream(Strike.values()).mapToInt(strike -> strike.weight).sum());
        for (Strike strike : Strike.values()) {
            drawn -= strike.weight;
            if (drawn < 0) {
                return strike;
            }
        }
        throw new AssertionError();
    }

    private void strike(Strike strike) {
        if (strike == Strike.WORKER_KILLED && !spare.isReady()) {
            return; // else none might ever get to work
        }
        strikes.merge(strike.name(), 1, Integer::sum);
        switch (strike) {
            case NODE_MISBEHAVES -> misbehave();
            case REORG -> turnBack();
            case WORKER_KILLED -> {
                workers.remove(random.nextInt(workers.size())).kill();
                spare.work();
                workers.add(spare);
                spare = Worker.start(faulty);
            }
            case TRANSACTIONS_FORGOTTEN -> faulty.node.forget(random.nextInt(1, 4));
            case FEES_RISE -> faulty.baseFee(random.nextInt(10, OUTBID_MAX) * GWEI);
            case NODE_KILLED -> {
                faulty.killNode();
                faulty.awaitNode();
            }
            case REORG_BEYOND_FINALITY -> turnBackTooFar();
        }
    }

    /** A node that was just started again cannot: it has no state before that. */
    private void turnBack() {
        try {
            faulty.stage.node.reorg(random.nextInt(1, REORG_MAX + 1));
        } catch (Chain.Unreachable e) {
            strikes.merge(Strike.REORG.name(), -1, Integer::sum);
        }
    }

    private void misbehave() {
        faulty.node.suffer(List.of(Fault.values()).get(random.nextInt(Fault.values().length)));
        for (int i = random.nextInt(2, 8); i > 0; i--) {
            ask(random.nextInt(2));
            rest(random.nextInt(50, 250));
            faulty.beat();
        }
        faulty.node.suffer();
    }

    /** In a quiet moment, as the node is put right by what it kept before. */
    private void turnBackTooFar() {
        mend();
        for (int i = 0; i < 2 * FaultyNode.FINALITY; i++) {
            faulty.beat(); // far enough from where the node may have been started again
        }
        await(() -> faulty.stage.status().lag() == 0, false);
        MirrorStatus before = faulty.stage.status();
        long depth = faulty.node.latest() - before.booked() + random.nextInt(1, REORG_MAX);
        faulty.anvil.chain().reorgUntilRestart(Math.toIntExact(depth));
        await(() -> faulty.stage.status().halted().isPresent(), false);
        faulty.killNode();
        faulty.awaitBlock(before.booked(), before.bookedHash());
        faulty.resume("the node was restored from before the reorg").orThrow();
    }

    /** Nothing goes wrong any more, until all that was asked has ended. */
    private void mend() {
        faulty.node.suffer();
        await(faulty::settled, true);
    }

    private void await(BooleanSupplier done, boolean beats) {
        long deadline = System.nanoTime() + MENDING_MAX.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("does not mend: " + faulty.where());
            }
            rest(100);
            if (beats) {
                faulty.beat();
            }
            tell();
        }
    }

    private boolean report() {
        for (Worker worker : workers) {
            if (!worker.isAlive()) {
                throw new AssertionError("a worker ended by itself");
            }
            worker.kill();
        }
        System.out.println("faults:");
        strikes.forEach((strike, times) -> System.out.printf("  %-24s %6d%n", strike, times));
        for (Fault fault : Fault.values()) {
            System.out.printf("  %-24s %6d requests%n", fault, faulty.node.count(fault));
        }
        System.out.println("intents:");
        faulty.states().forEach((state, count) -> System.out.printf("  %-24s %6d%n", state, count));
        System.out.println("trades, each final and filled once: " + faulty.trades());
        System.out.println("breaks: " + faulty.breaks());
        faulty.assertSound();
        System.out.println(
                "every intent settled exactly once or voided with its reason; books, mirror and chain agree");
        return true;
    }

    private void tell() {
        long now = System.nanoTime();
        if (now - told >= TimeUnit.SECONDS.toNanos(10)) {
            told = now;
            System.out.printf(
                    "%5d s  %s  %s, block %d%n",
                    TimeUnit.NANOSECONDS.toSeconds(now - began),
                    strikes.values().stream().mapToInt(Integer::intValue).sum() + " faults",
                    faulty.states(),
                    faulty.stage
                            .inTx(faulty.mirror::status)
                            .map(MirrorStatus::seen)
                            .orElse(-1L));
        }
    }

    private static void rest(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        workers.forEach(Worker::kill);
        spare.kill();
        faulty.close();
    }
}
