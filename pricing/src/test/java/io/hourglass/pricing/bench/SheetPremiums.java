package io.hourglass.pricing.bench;

import io.hourglass.pricing.options.OptionType;
import io.hourglass.pricing.options.PremiumSheet;
import io.hourglass.pricing.options.Tails;
import java.util.List;

/** Premiums of a book of options, as a desk marks it. */
final class SheetPremiums implements Scenario {
    private final Options options = new Options();
    private final PremiumSheet sheet = new PremiumSheet();
    private final double[] premiums = new double[Options.COUNT];

    @Override
    public String name() {
        return "Black-76 premium, a sheet of " + Options.COUNT;
    }

    @Override
    public int operations() {
        return Options.COUNT;
    }

    @Override
    public double run() {
        sheet.premiums(
                options.types,
                options.forwards,
                options.strikes,
                options.years,
                options.volatilities,
                Options.RATE,
                premiums);
        double sum = 0;
        for (double premium : premiums) {
            sum += premium;
        }
        return sum;
    }

    @Override
    public List<Rival> rivals() {
        return List.of(
                new Rival("Strata, premium", Options.COUNT, options::strata),
                new Rival("finmath, premium", Options.COUNT, options::finmath));
    }

    @Override
    public Goal goal() {
        return Goal.timesAsFastAs("Strata, premium", 4);
    }

    @Override
    public List<String> accuracy() {
        return Options.accuracy(this::one);
    }

    private double one(Tails tail) {
        double[] premium = new double[1];
        sheet.premiums(
                new OptionType[] {tail.type()},
                new double[] {tail.forward()},
                new double[] {tail.strike()},
                new double[] {tail.years()},
                new double[] {tail.volatility()},
                0,
                premium);
        return premium[0];
    }
}
