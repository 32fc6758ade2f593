package io.hourglass.pricing.bench;

import com.opengamma.strata.basics.value.ValueDerivatives;
import com.opengamma.strata.pricer.impl.option.BlackFormulaRepository;
import io.hourglass.pricing.options.Black76;
import io.hourglass.pricing.options.OptionValue;
import java.util.List;

/** Premium with delta, gamma and vega. */
final class SingleValue implements Scenario {
    private static final String STRATA = "Strata, adjoint and gamma";
    private static final int FORWARD = 0;
    private static final int VOLATILITY = 3;

    private final Options options = new Options();

    @Override
    public String name() {
        return "Black-76 premium, delta, gamma, vega";
    }

    @Override
    public int operations() {
        return Options.COUNT;
    }

    @Override
    public double run() {
        double sum = 0;
        for (int i = 0; i < Options.COUNT; i++) {
            OptionValue value = Black76.value(
                    options.types[i],
                    options.forwards[i],
                    options.strikes[i],
                    options.years[i],
                    options.volatilities[i],
                    Options.RATE);
            sum += value.value() + value.delta() + value.gamma() + value.vega();
        }
        return sum;
    }

    @Override
    public List<Rival> rivals() {
        return List.of(new Rival(STRATA, Options.COUNT, this::strata));
    }

    private double strata() {
        double sum = 0;
        for (int i = 0; i < Options.COUNT; i++) {
            double forward = options.forwards[i];
            double strike = options.strikes[i];
            double years = options.years[i];
            double volatility = options.volatilities[i];
            ValueDerivatives adjoint =
                    BlackFormulaRepository.priceAdjoint(forward, strike, years, volatility, options.calls[i]);
            double gamma = BlackFormulaRepository.gamma(forward, strike, years, volatility);
            sum += Math.exp(-Options.RATE * years)
                    * (adjoint.getValue() + adjoint.getDerivative(FORWARD) + gamma + adjoint.getDerivative(VOLATILITY));
        }
        return sum;
    }

    @Override
    public Goal goal() {
        return Goal.within(45).orTimesAsFastAs(STRATA, 2);
    }
}
