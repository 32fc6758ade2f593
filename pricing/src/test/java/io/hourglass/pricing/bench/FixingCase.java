package io.hourglass.pricing.bench;

import io.hourglass.pricing.index.Evidence;
import io.hourglass.pricing.index.Fixing;
import io.hourglass.pricing.index.IndexEngine;
import io.hourglass.pricing.index.IndexState;
import io.hourglass.pricing.index.Methodology;
import io.hourglass.pricing.index.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A day's fixings of 25 classes from 10,000 observations: 40 providers with 10 offers each in every
 * class, who have a history of 20 days by then. Receipts and figures of quality are part of it.
 */
final class FixingCase implements Scenario {
    private static final int CLASSES = 25;
    private static final int PROVIDERS = 40;
    private static final int OFFERS = 10;
    private static final int HISTORY = 20;
    private static final Instant FIRST = Instant.parse("2026-01-05T20:00:00Z");
    private static final Evidence[] EVIDENCE = Evidence.values();

    private final IndexEngine engine = new IndexEngine(Methodology.HGI_1);
    private final Random random = new Random(11);
    private final List<IndexState> states = new ArrayList<>();
    private final List<List<Observation>> fresh = new ArrayList<>();
    private final Instant at = FIRST.plus(Duration.ofDays(HISTORY));

    FixingCase() {
        for (int gpu = 0; gpu < CLASSES; gpu++) {
            IndexState state = IndexState.EMPTY;
            for (int day = 0; day < HISTORY; day++) {
                Instant then = FIRST.plus(Duration.ofDays(day));
                state = engine.fix(state, then, observations(gpu, then)).state();
            }
            states.add(state);
            fresh.add(observations(gpu, at));
        }
    }

    private List<Observation> observations(int gpu, Instant until) {
        List<Observation> day = new ArrayList<>();
        for (int provider = 0; provider < PROVIDERS; provider++) {
            for (int offer = 0; offer < OFFERS; offer++) {
                double price = (1 + 0.2 * gpu) * (1 + 0.004 * provider + 0.01 * random.nextGaussian());
                day.add(new Observation(
                        gpu + "." + provider + "." + offer + "." + until,
                        "provider-" + provider,
                        "offer-" + offer,
                        8,
                        EVIDENCE[provider % EVIDENCE.length],
                        price,
                        until.minusSeconds(random.nextInt(50_000))));
            }
        }
        return day;
    }

    @Override
    public String name() {
        int observations = fresh.stream().mapToInt(List::size).sum();
        return "fixings of " + CLASSES + " classes, " + observations + " observations";
    }

    @Override
    public int operations() {
        return 1;
    }

    @Override
    public double run() {
        double sum = 0;
        for (int gpu = 0; gpu < CLASSES; gpu++) {
            sum += ((Fixing) engine.fix(states.get(gpu), at, fresh.get(gpu)).result()).value();
        }
        return sum;
    }

    @Override
    public Goal goal() {
        return Goal.within(20e6);
    }
}
