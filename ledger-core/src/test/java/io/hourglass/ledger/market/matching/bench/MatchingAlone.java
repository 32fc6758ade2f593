package io.hourglass.ledger.market.matching.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Both books, in turn, on the same commands. */
public final class MatchingAlone {
    private static final int WARM_UPS = 8;
    private static final long SEED = 20261126;

    private final Commands commands;

    /** @param count how many commands a round plays */
    public MatchingAlone(int count) {
        this.commands = new Commands(count, SEED);
    }

    /**
     * Commands a second of each round, and nanoseconds a command of ours took alone.
     *
     * @param ratio ours to theirs, the median over the rounds of the two played one after the other
     */
    public record Result(List<Double> ours, List<Double> theirs, double ratio, long p50Nanos, long p99Nanos) {}

    /** @throws IllegalStateException if the two came to different trades or depth: then they were not at equal work */
    public Result run(int rounds) {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int round = -WARM_UPS; round < rounds; round++) {
            Ours we = new Ours();
            ExchangeCore they = new ExchangeCore();
            double our = rate(() -> we.play(commands, 0, commands.count()));
            double their = rate(() -> they.play(commands, 0, commands.count()));
            if (!we.played().equals(they.played())) {
                throw new IllegalStateException("not the same trades and depth");
            }
            if (round >= 0) {
                ours.add(our);
                theirs.add(their);
                ratios.add(our / their);
            }
        }
        ratios.sort(null);
        long[] nanos = each();
        return new Result(
                ours,
                theirs,
                ratios.get(ratios.size() / 2),
                nanos[nanos.length / 2],
                nanos[(int) (nanos.length * 99L / 100)]);
    }

    private double rate(Runnable play) {
        long start = System.nanoTime();
        play.run();
        return commands.count() * 1e9 / (System.nanoTime() - start);
    }

    private long[] each() {
        Ours we = new Ours();
        long[] nanos = new long[commands.count()];
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            we.play(commands, i, i + 1);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos;
    }
}
