package io.hourglass.pricing.hedge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.pricing.hedge.HedgeProblem.Month;
import io.hourglass.pricing.scenario.ExpectedShortfall;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Variable;

class HedgeProblemTest {
    private static final ExpectedShortfall TEN_PERCENT = new ExpectedShortfall(0.90);

    private static SpotScenarios scenarios(Random random, int count, int months) {
        double[][] prices = new double[count][months];
        for (double[] row : prices) {
            double price = 3;
            for (int m = 0; m < months; m++) {
                price *= Math.exp(0.15 * random.nextGaussian());
                row[m] = price;
            }
        }
        return SpotScenarios.of(prices);
    }

    private static double aim(HedgeProblem problem, double[] sold, double[] held) {
        double[] profits = new double[problem.spot().count()];
        double mean = 0;
        for (int s = 0; s < profits.length; s++) {
            for (int m = 0; m < sold.length; m++) {
                Month month = problem.months().get(m);
                profits[s] += month.hours()
                        * (sold[m] * month.forward()
                                + held[m] * month.redemption()
                                + (1 - sold[m] - held[m]) * problem.spot().price(s, m));
            }
            mean += profits[s] / profits.length;
        }
        RiskAppetite.Aversion appetite = (RiskAppetite.Aversion) problem.appetite();
        return mean - appetite.lambda() * appetite.measure().of(profits);
    }

    private static double aim(HedgeProblem problem, HedgePlan plan) {
        return plan.expectedProfit() - ((RiskAppetite.Aversion) problem.appetite()).lambda() * plan.shortfall();
    }

    /** Brute force: every plan of two months on a grid of twentieths. */
    @Property(tries = 25)
    void noPlanOnAGridIsBetter(@ForAll long seed, @ForAll @DoubleRange(min = 0, max = 3) double lambda) {
        Random random = new Random(seed);
        List<Month> months = List.of(
                new Month(1000, 2.6 + 0.6 * random.nextDouble(), 0.6, 2.8, 300),
                new Month(2000, 2.6 + 0.6 * random.nextDouble(), 0.6, 2.5 + random.nextDouble(), 500));
        HedgeProblem problem =
                new HedgeProblem(months, scenarios(random, 40, 2), 900, new RiskAppetite.Aversion(TEN_PERCENT, lambda));

        HedgePlan plan = problem.solve();

        double best = Double.NEGATIVE_INFINITY;
        for (int[] grid = new int[4]; grid[3] <= 20; next(grid)) {
            double[] sold = {grid[0] / 20.0, grid[1] / 20.0};
            double[] held = {grid[2] / 20.0, grid[3] / 20.0};
            boolean allowed = sold[0] + held[0] <= 1
                    && sold[1] + held[1] <= 1
                    && 600 * sold[0] + 1200 * sold[1] <= 900
                    && 1000 * held[0] <= 300
                    && 2000 * held[1] <= 500;
            if (allowed) {
                best = Math.max(best, aim(problem, sold, held));
            }
        }
        assertThat(aim(problem, plan)).isGreaterThanOrEqualTo(best - 1e-6).isLessThan(best + 150);
        assertThat(plan.margin()).isLessThanOrEqualTo(900 + 1e-6);
        for (int m = 0; m < 2; m++) {
            HedgePlan.Use use = plan.months().get(m);
            assertThat(use.forward() + use.spot() + use.redemption())
                    .isCloseTo(months.get(m).hours(), within(1e-6));
            assertThat(use.redemption()).isLessThanOrEqualTo(months.get(m).redemptionHours() + 1e-6);
            assertThat(use.spot()).isGreaterThanOrEqualTo(-1e-9);
        }
    }

    private static void next(int[] grid) {
        int digit = 0;
        while (digit < 3 && ++grid[digit] > 20) {
            grid[digit++] = 0;
        }
        if (digit == 3) {
            grid[3]++;
        }
    }

    /** OR-LP. */
    @Test
    void theSolverSolvesTheReferenceProgram() {
        ExpressionsBasedModel model = new ExpressionsBasedModel();
        Variable x = model.addVariable("x").lower(0).weight(3);
        Variable y = model.addVariable("y").lower(0).weight(4);
        model.addExpression("first").set(x, 1).set(y, 2).upper(14);
        model.addExpression("second").set(x, 3).set(y, -1).lower(0);
        model.addExpression("third").set(x, 1).set(y, -1).upper(2);

        assertThat(model.maximise().getValue()).isCloseTo(34, within(1e-9));
    }

    private static HedgeProblem year(double budget, RiskAppetite appetite) {
        Random random = new Random(12);
        List<Month> months = new ArrayList<>();
        for (int m = 0; m < 12; m++) {
            months.add(new Month(73_000, 3.0 - 0.02 * m, 0.6 - 0.01 * m, 2.9, 7_300));
        }
        return new HedgeProblem(months, scenarios(random, 250, 12), budget, appetite);
    }

    @Test
    void theShadowPriceIsWhatOneMoreDollarOfMarginBrings() {
        RiskAppetite appetite = new RiskAppetite.Aversion(TEN_PERCENT, 1);
        for (double budget : new double[] {50_000, 200_000}) {
            HedgePlan plan = year(budget, appetite).solve();
            double more =
                    aim(year(budget + 10, appetite), year(budget + 10, appetite).solve());
            double less =
                    aim(year(budget - 10, appetite), year(budget - 10, appetite).solve());

            assertThat(plan.margin()).isCloseTo(budget, within(1e-3));
            assertThat(plan.marginShadowPrice()).isPositive().isCloseTo((more - less) / 20, within(1e-5));
        }
    }

    @Test
    void theShadowPriceOfProfitWithinALimitIsInProfit() {
        HedgePlan free =
                year(150_000, new RiskAppetite.Aversion(TEN_PERCENT, 1)).solve();
        RiskAppetite appetite = new RiskAppetite.Limit(TEN_PERCENT, free.shortfall() + 20_000);

        HedgePlan plan = year(150_000, appetite).solve();

        double more = year(150_010, appetite).solve().expectedProfit();
        double less = year(149_990, appetite).solve().expectedProfit();
        assertThat(plan.marginShadowPrice()).isCloseTo((more - less) / 20, within(1e-5));
        assertThat(plan.shortfall()).isLessThanOrEqualTo(free.shortfall() + 20_000 + 1e-3);
    }

    @Test
    void marginThatIsNotUsedUpIsWorthNothing() {
        HedgePlan plan =
                year(10_000_000, new RiskAppetite.Aversion(TEN_PERCENT, 1)).solve();

        assertThat(plan.margin()).isLessThan(10_000_000);
        assertThat(plan.marginShadowPrice()).isZero();
    }

    @Test
    void anOwnerWhoMindsNoRiskSellsForwardOnlyWhereItBringsMore() {
        SpotScenarios spot = SpotScenarios.of(new double[][] {{2, 2}, {4, 4}});
        List<Month> months = List.of(Month.withoutRedemption(100, 2.9, 0.5), Month.withoutRedemption(100, 3.1, 0.5));

        HedgePlan plan = new HedgeProblem(months, spot, 1000, new RiskAppetite.Aversion(TEN_PERCENT, 0)).solve();

        assertThat(plan.months()).containsExactly(new HedgePlan.Use(0, 100, 0), new HedgePlan.Use(100, 0, 0));
        assertThat(plan.expectedProfit()).isCloseTo(610, within(1e-9));
        HedgePlan averse = new HedgeProblem(months, spot, 1000, new RiskAppetite.Aversion(TEN_PERCENT, 1)).solve();
        assertThat(averse.months().getFirst().forward()).isCloseTo(100, within(1e-6));
    }

    @Test
    void oneMonthAloneHasAShadowPriceToo() {
        SpotScenarios spot = SpotScenarios.of(new double[][] {{2}, {3}});
        HedgeProblem problem = new HedgeProblem(
                List.of(Month.withoutRedemption(100, 3, 0.5)), spot, 20, new RiskAppetite.Aversion(TEN_PERCENT, 0));

        HedgePlan plan = problem.solve();

        assertThat(plan.months().getFirst().forward()).isCloseTo(40, within(1e-9));
        // One more dollar lets two more hours be sold at 3 that bring 2.5 on average.
        assertThat(plan.marginShadowPrice()).isCloseTo(1, within(1e-9));
    }

    @Property(tries = 20)
    void aTighterLimitNeverBringsMoreProfit(@ForAll @DoubleRange(min = 0, max = 0.99) double tightness) {
        double least =
                year(1e9, new RiskAppetite.Aversion(TEN_PERCENT, 1000)).solve().shortfall();
        double loosest =
                year(1e9, new RiskAppetite.Aversion(TEN_PERCENT, 0)).solve().shortfall();
        double limit = loosest + tightness * (least - loosest);

        HedgePlan plan = year(1e9, new RiskAppetite.Limit(TEN_PERCENT, limit)).solve();
        HedgePlan looser =
                year(1e9, new RiskAppetite.Limit(TEN_PERCENT, limit + 1000)).solve();

        assertThat(plan.shortfall()).isLessThanOrEqualTo(limit + 1e-2);
        assertThat(looser.expectedProfit()).isGreaterThanOrEqualTo(plan.expectedProfit() - 1e-2);
    }

    @Test
    void saysThatALimitCannotBeMet() {
        assertThatThrownBy(() -> year(1000, new RiskAppetite.Limit(TEN_PERCENT, -100_000_000))
                        .solve())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1.0E8");
    }

    @Test
    void refusesWhatIsNoProblem() {
        SpotScenarios spot = SpotScenarios.of(new double[][] {{2}});
        RiskAppetite appetite = new RiskAppetite.Aversion(TEN_PERCENT, 1);
        assertThatThrownBy(() -> new HedgeProblem(List.of(), spot, 0, appetite)).hasMessageContaining("0 months");
        assertThatThrownBy(() -> new HedgeProblem(List.of(Month.withoutRedemption(1, 1, 1)), spot, -1, appetite))
                .hasMessageContaining("-1.0");
        assertThatThrownBy(() -> Month.withoutRedemption(-5, 1, 1)).hasMessageContaining("-5.0");
        assertThatThrownBy(() -> SpotScenarios.of(new double[][] {{1, 2}, {1}})).hasMessageContaining("scenario 1");
        assertThatThrownBy(() -> SpotScenarios.of(new double[][] {{Double.NaN}}))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> new RiskAppetite.Aversion(TEN_PERCENT, -1)).hasMessageContaining("-1.0");
    }
}
