package io.hourglass.pricing.bench;

import io.hourglass.pricing.options.Black76;
import java.util.List;

/** Premiums one call each. */
final class SinglePremium implements Scenario {
    private final Options options = new Options();

    @Override
    public String name() {
        return "Black-76 premium, one by one";
    }

    @Override
    public int operations() {
        return Options.COUNT;
    }

    @Override
    public double run() {
        double sum = 0;
        for (int i = 0; i < Options.COUNT; i++) {
            sum += Black76.premium(
                    options.types[i],
                    options.forwards[i],
                    options.strikes[i],
                    options.years[i],
                    options.volatilities[i],
                    Options.RATE);
        }
        return sum;
    }

    @Override
    public List<Rival> rivals() {
        return List.of(new Rival("Strata, premium", Options.COUNT, options::strata));
    }

    /** The goal of four is the sheet's: one call at a time waits for each of its own steps. */
    @Override
    public Goal goal() {
        return Goal.timesAsFastAs("Strata, premium", 1.5);
    }

    @Override
    public List<String> accuracy() {
        return Options.accuracy(tail ->
                Black76.premium(tail.type(), tail.forward(), tail.strike(), tail.years(), tail.volatility(), 0));
    }
}
