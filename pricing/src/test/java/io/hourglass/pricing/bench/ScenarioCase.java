package io.hourglass.pricing.bench;

import io.hourglass.pricing.scenario.ExpectedShortfall;
import io.hourglass.pricing.scenario.Portfolios;
import io.hourglass.pricing.scenario.Portfolios.Position;
import io.hourglass.pricing.scenario.ValueChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The 99 % expected shortfall of 10,000 accounts with 8 positions each among 260 instruments (36
 * futures and 224 options on them) over 1,000 scenarios.
 */
public final class ScenarioCase {
    public static final int ACCOUNTS = 10_000;
    public static final int SCENARIOS = 1_000;
    public static final int INSTRUMENTS = 260;
    public static final int FUTURES = 36;
    public static final int POSITIONS = 8;

    /** Moves of price and of volatility, as factors. */
    private final double[] price = new double[SCENARIOS];

    private final double[] volatility = new double[SCENARIOS];

    private final List<List<Position>> accounts = new ArrayList<>();
    private final Pricer pricer;
    private final double[] now = new double[INSTRUMENTS];

    /**
     * What an option is worth: given from outside, so that whoever compares brings the pricer to compare
     * with.
     */
    @FunctionalInterface
    public interface Pricer {
        /** Premium of a call, undiscounted, on a forward in USD per GPU-hour; years, volatility per √year. */
        double call(double forward, double strike, double years, double volatility);
    }

    public ScenarioCase(Pricer pricer) {
        this.pricer = pricer;
        Random random = new Random(20_260_808);
        for (int i = 0; i < SCENARIOS; i++) {
            price[i] = Math.exp(0.06 * random.nextGaussian());
            volatility[i] = Math.exp(0.15 * random.nextGaussian());
        }
        for (int account = 0; account < ACCOUNTS; account++) {
            List<Position> positions = new ArrayList<>();
            for (int i = 0; i < POSITIONS; i++) {
                positions.add(new Position(random.nextInt(INSTRUMENTS), random.nextInt(-50, 51)));
            }
            accounts.add(positions);
        }
        for (int instrument = 0; instrument < INSTRUMENTS; instrument++) {
            now[instrument] = value(instrument, 1, 1);
        }
    }

    private double value(int instrument, double priceFactor, double volatilityFactor) {
        int month = instrument % FUTURES;
        double forward = (3.0 - 0.03 * month) * priceFactor;
        if (instrument < FUTURES) {
            return 730 * forward;
        }
        int step = instrument / FUTURES;
        double strike = 2.0 + 0.2 * step;
        return 730 * pricer.call(forward, strike, (month + 1) / 12.0, 0.3 * volatilityFactor);
    }

    private double change(int instrument, int scenario) {
        return value(instrument, price[scenario], volatility[scenario]) - now[instrument];
    }

    /** Every instrument valued once in every scenario. */
    public ValueChanges changes() {
        return ValueChanges.of(INSTRUMENTS, SCENARIOS, this::change);
    }

    public Portfolios portfolios() {
        return Portfolios.of(accounts);
    }

    /** Shortfalls of all accounts, from changes that are at hand. */
    public double[] run(Portfolios portfolios, ValueChanges changes) {
        return portfolios.shortfalls(changes, ExpectedShortfall.AT_99);
    }

    /** The rival: every position of the first accounts priced in every scenario, one by one. */
    public double[] rival(int firstAccounts) {
        double[] shortfalls = new double[firstAccounts];
        for (int account = 0; account < firstAccounts; account++) {
            double[] profitAndLoss = new double[SCENARIOS];
            for (int scenario = 0; scenario < SCENARIOS; scenario++) {
                for (Position position : accounts.get(account)) {
                    profitAndLoss[scenario] += position.quantity() * change(position.instrument(), scenario);
                }
            }
            shortfalls[account] = ExpectedShortfall.AT_99.of(profitAndLoss);
        }
        return shortfalls;
    }
}
