package io.hourglass.pricing.bench;

import io.hourglass.pricing.margin.SpanScenarios;
import io.hourglass.pricing.scenario.Portfolios;
import io.hourglass.pricing.scenario.Portfolios.Position;
import io.hourglass.pricing.scenario.ValueChanges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Scan risk of 10,000 accounts with 8 positions each among 260 instruments, from shared risk arrays. */
public final class SpanCase implements Scenario {
    private final List<List<Position>> accounts = new ArrayList<>();
    private final ValueChanges riskArrays;
    private final Portfolios portfolios;

    public SpanCase() {
        Random random = new Random(16);
        riskArrays = SpanScenarios.IN_FORCE.riskArrays(
                ScenarioCase.INSTRUMENTS,
                (instrument, price, volatility) -> 730
                        * ((0.3 + 0.7 * Math.sin(instrument)) * price
                                + 0.1 * Math.cos(instrument) * price * price
                                + 0.05 * volatility));
        for (int account = 0; account < ScenarioCase.ACCOUNTS; account++) {
            List<Position> positions = new ArrayList<>();
            for (int i = 0; i < ScenarioCase.POSITIONS; i++) {
                positions.add(new Position(random.nextInt(ScenarioCase.INSTRUMENTS), random.nextInt(-50, 51)));
            }
            accounts.add(positions);
        }
        portfolios = Portfolios.of(accounts);
    }

    @Override
    public String name() {
        return "SPAN of 10,000 accounts";
    }

    @Override
    public int operations() {
        return 1;
    }

    @Override
    public double run() {
        return Arrays.stream(risks()).sum();
    }

    public double[] risks() {
        return SpanScenarios.scanRisks(portfolios, riskArrays);
    }

    @Override
    public List<Rival> rivals() {
        return List.of(new Rival(
                "position by position", 1, () -> Arrays.stream(rival()).sum()));
    }

    @Override
    public Goal goal() {
        return Goal.within(1e6);
    }

    /** The rival: account by account, position by position, scenario by scenario. */
    public double[] rival() {
        double[] risks = new double[accounts.size()];
        for (int account = 0; account < risks.length; account++) {
            for (int scenario = 0; scenario < SpanScenarios.COUNT; scenario++) {
                double loss = 0;
                for (Position position : accounts.get(account)) {
                    loss -= position.quantity() * riskArrays.change(position.instrument(), scenario);
                }
                risks[account] = Math.max(risks[account], loss);
            }
        }
        return risks;
    }
}
