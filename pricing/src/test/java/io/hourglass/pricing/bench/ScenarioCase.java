package io.hourglass.pricing.bench;

import com.opengamma.strata.pricer.impl.option.BlackFormulaRepository;
import io.hourglass.pricing.options.OptionType;
import io.hourglass.pricing.options.PremiumSheet;
import io.hourglass.pricing.scenario.ExpectedShortfall;
import io.hourglass.pricing.scenario.Portfolios;
import io.hourglass.pricing.scenario.Portfolios.Position;
import io.hourglass.pricing.scenario.ValueChanges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The 99 % expected shortfall of 10,000 accounts with 8 positions each among 260 instruments (36
 * futures and 224 options on them) over 1,000 scenarios, from the market to the last account: every
 * instrument is revalued in every scenario. The rival prices each position in each scenario.
 */
public final class ScenarioCase implements Scenario {
    static final int ACCOUNTS = 10_000;
    static final int INSTRUMENTS = 260;
    static final int POSITIONS = 8;
    private static final int SCENARIOS = 1_000;
    private static final int FUTURES = 36;
    private static final int OPTIONS = INSTRUMENTS - FUTURES;
    private static final double VOLATILITY = 0.3;
    private static final double HOURS = 730;

    /** As many accounts as the rival prices in a turn. */
    private static final int RIVALS = 10;

    /** Moves of price and of volatility, as factors. */
    private final double[] price = new double[SCENARIOS];

    private final double[] volatility = new double[SCENARIOS];

    private final Portfolios portfolios;
    private final List<List<Position>> accounts = new ArrayList<>();
    private final PremiumSheet sheet = new PremiumSheet();
    private final OptionType[] types = new OptionType[OPTIONS];
    private final double[] strikes = new double[OPTIONS];
    private final double[] years = new double[OPTIONS];
    private final double[] forwards = new double[OPTIONS];
    private final double[] volatilities = new double[OPTIONS];
    private final double[] premiums = new double[OPTIONS];
    private final double[][] values = new double[SCENARIOS][INSTRUMENTS];
    private final double[] now = new double[INSTRUMENTS];

    public ScenarioCase() {
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
        portfolios = Portfolios.of(accounts);
        Arrays.fill(types, OptionType.CALL);
        for (int option = 0; option < OPTIONS; option++) {
            strikes[option] = strike(FUTURES + option);
            years[option] = years(FUTURES + option);
        }
        value(1, 1, now);
    }

    private static double forward(int instrument) {
        return 3.0 - 0.03 * (instrument % FUTURES);
    }

    private static double strike(int instrument) {
        int step = instrument / FUTURES;
        return 2.0 + 0.2 * step;
    }

    private static double years(int instrument) {
        return (instrument % FUTURES + 1) / 12.0;
    }

    /** Every instrument once, dollars a lot. */
    private void value(double priceFactor, double volatilityFactor, double[] into) {
        for (int option = 0; option < OPTIONS; option++) {
            forwards[option] = forward(FUTURES + option) * priceFactor;
            volatilities[option] = VOLATILITY * volatilityFactor;
        }
        sheet.premiums(types, forwards, strikes, years, volatilities, 0, premiums);
        for (int instrument = 0; instrument < INSTRUMENTS; instrument++) {
            into[instrument] =
                    HOURS * (instrument < FUTURES ? forward(instrument) * priceFactor : premiums[instrument - FUTURES]);
        }
    }

    public double[] shortfalls() {
        for (int scenario = 0; scenario < SCENARIOS; scenario++) {
            value(price[scenario], volatility[scenario], values[scenario]);
        }
        ValueChanges changes = ValueChanges.of(
                INSTRUMENTS, SCENARIOS, (instrument, scenario) -> values[scenario][instrument] - now[instrument]);
        return portfolios.shortfalls(changes, ExpectedShortfall.AT_99);
    }

    private static double strata(int instrument, double priceFactor, double volatilityFactor) {
        double forward = forward(instrument) * priceFactor;
        return HOURS
                * (instrument < FUTURES
                        ? forward
                        : BlackFormulaRepository.price(
                                forward, strike(instrument), years(instrument), VOLATILITY * volatilityFactor, true));
    }

    /** The rival: every position of the first accounts priced in every scenario, one by one. */
    public double[] rival(int firstAccounts) {
        double[] shortfalls = new double[firstAccounts];
        for (int account = 0; account < firstAccounts; account++) {
            double[] profitAndLoss = new double[SCENARIOS];
            for (int scenario = 0; scenario < SCENARIOS; scenario++) {
                for (Position position : accounts.get(account)) {
                    profitAndLoss[scenario] += position.quantity()
                            * (strata(position.instrument(), price[scenario], volatility[scenario])
                                    - now[position.instrument()]);
                }
            }
            shortfalls[account] = ExpectedShortfall.AT_99.of(profitAndLoss);
        }
        return shortfalls;
    }

    @Override
    public String name() {
        return "99 % shortfall of an account, of 10,000 × 1,000 × 260";
    }

    @Override
    public int operations() {
        return ACCOUNTS;
    }

    @Override
    public double run() {
        return Arrays.stream(shortfalls()).sum();
    }

    @Override
    public List<Rival> rivals() {
        return List.of(new Rival("Strata, each position", RIVALS, () -> Arrays.stream(rival(RIVALS))
                .sum()));
    }

    /** 35 ms for all of them. */
    @Override
    public Goal goal() {
        return Goal.within(35e6 / ACCOUNTS).andTimesAsFastAs("Strata, each position", 75);
    }
}
