package io.hourglass.pricing.hedge;

import java.util.ArrayList;
import java.util.List;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/**
 * How much of each month's capacity to sell forward, keep for spot, and hold for redemption, so that
 * profit weighed against its worst outcomes is greatest, with no more margin than there is: a linear
 * program, the expected shortfall in it by the auxiliary variables of Rockafellar and Uryasev,
 * Optimization of conditional value-at-risk, Journal of Risk 2 (2000), eqs. 16–19,
 *
 * <pre>
 * maximise   mean(Pₛ) − λ·CVaR          Pₛ = Σ hₘ·(Fₘxₘ + Rₘyₘ + Sₛₘ(1 − xₘ − yₘ))
 * subject to CVaR = a + Σ zₛ / (n(1 − α)),   zₛ ≥ −Pₛ − a,   zₛ ≥ 0
 *            Σ hₘgₘxₘ ≤ B,   xₘ + yₘ ≤ 1,   hₘyₘ ≤ Dₘ,   x, y ≥ 0
 * </pre>
 *
 * with x and y the shares of month m's h hours sold forward at F and held for redemption at R, of
 * which no more than D are asked for; S the spot revenue in scenario s, g the margin of an hour sold
 * forward, B the margin there is, α the level.
 *
 * @param months ahead, at least one
 * @param spot scenarios of the same months
 * @param marginBudget dollars
 */
public record HedgeProblem(List<Month> months, SpotScenarios spot, double marginBudget, RiskAppetite appetite) {

    static {
        // They drop constraints that they can do without, and dual values with them. The setting is the
        // process's; no other program is solved in it.
        ExpressionsBasedModel.clearPresolvers();
    }

    public HedgeProblem {
        months = List.copyOf(months);
        if (months.size() != spot.months()) {
            throw new IllegalArgumentException(months.size() + " months, but spot scenarios of " + spot.months());
        }
        if (!(marginBudget >= 0)) {
            throw new IllegalArgumentException("a margin budget is not negative: " + marginBudget);
        }
    }

    /**
     * One month ahead.
     *
     * @param hours capacity, GPU-hours
     * @param forward what an hour sold forward brings, USD
     * @param margin what an hour sold forward needs as margin, USD
     * @param redemption what an hour held for redemption brings, USD
     * @param redemptionHours GPU-hours that will be asked for at most
     */
    public record Month(double hours, double forward, double margin, double redemption, double redemptionHours) {
        public Month {
            for (double number : new double[] {hours, forward, margin, redemption, redemptionHours}) {
                if (!(number >= 0) || number == Double.POSITIVE_INFINITY) {
                    throw new IllegalArgumentException("hours and dollars are not negative: " + number);
                }
            }
        }

        /** A month whose hours nobody redeems. */
        public static Month withoutRedemption(double hours, double forward, double margin) {
            return new Month(hours, forward, margin, 0, 0);
        }
    }

    /**
     * The best plan.
     *
     * @throws IllegalArgumentException if no plan keeps the shortfall within the limit
     */
    public HedgePlan solve() {
        Program program = new Program();
        Optimisation.Result result = program.model.maximise();
        if (!result.getState().isOptimal()) {
            if (appetite instanceof RiskAppetite.Limit limit
                    && !result.getState().isFeasible()) {
                throw new IllegalArgumentException(
                        "no plan has a shortfall of " + limit.greatest() + " or less with a margin of " + marginBudget);
            }
            throw new ArithmeticException("the linear program ended as " + result.getState());
        }
        return program.plan(result);
    }

    /** Dollars in each scenario of a plan by shares. */
    private double[] profits(double[] forward, double[] redemption) {
        double[] profits = new double[spot.count()];
        for (int scenario = 0; scenario < profits.length; scenario++) {
            for (int m = 0; m < months.size(); m++) {
                Month month = months.get(m);
                profits[scenario] += month.hours
                        * (month.forward * forward[m]
                                + month.redemption * redemption[m]
                                + spot.price(scenario, m) * (1 - forward[m] - redemption[m]));
            }
        }
        return profits;
    }

    /** The model, in shares of hours and in units of what all hours bring at spot: numbers about one. */
    private final class Program {
        private final ExpressionsBasedModel model = new ExpressionsBasedModel();
        private final List<Variable> forward = new ArrayList<>();
        private final List<Variable> redemption = new ArrayList<>();
        private final Expression margin;
        private final double unit;

        Program() {
            double revenue = 0;
            for (int m = 0; m < months.size(); m++) {
                revenue += months.get(m).hours * Math.max(spot.mean(m), months.get(m).forward);
            }
            unit = Math.max(revenue, Double.MIN_NORMAL);
            margin = model.addExpression("margin").upper(marginBudget / unit);
            for (int m = 0; m < months.size(); m++) {
                Month month = months.get(m);
                forward.add(model.addVariable("forward " + m).lower(0).upper(1));
                double asked = month.hours == 0 ? 0 : Math.min(1, month.redemptionHours / month.hours);
                redemption.add(model.addVariable("redemption " + m).lower(0).upper(asked));
                margin.set(forward.get(m), month.hours * month.margin / unit);
                model.addExpression("hours " + m)
                        .set(forward.get(m), 1)
                        .set(redemption.get(m), 1)
                        .upper(1);
            }
            weighProfit();
            weighShortfall();
        }

        private void weighProfit() {
            for (int m = 0; m < months.size(); m++) {
                Month month = months.get(m);
                forward.get(m).weight(month.hours * (month.forward - spot.mean(m)) / unit);
                redemption.get(m).weight(month.hours * (month.redemption - spot.mean(m)) / unit);
            }
        }

        private void weighShortfall() {
            double tail = spot.count() * (1 - appetite.measure().level());
            Variable atRisk = model.addVariable("value at risk");
            Expression shortfall = model.addExpression("shortfall").set(atRisk, 1);
            for (int scenario = 0; scenario < spot.count(); scenario++) {
                Variable excess = model.addVariable("excess " + scenario).lower(0);
                shortfall.set(excess, 1 / tail);
                Expression loss =
                        model.addExpression("loss " + scenario).set(excess, 1).set(atRisk, 1);
                double unhedged = 0;
                for (int m = 0; m < months.size(); m++) {
                    Month month = months.get(m);
                    double price = spot.price(scenario, m);
                    unhedged += month.hours * price / unit;
                    loss.set(forward.get(m), month.hours * (month.forward - price) / unit);
                    loss.set(redemption.get(m), month.hours * (month.redemption - price) / unit);
                }
                loss.lower(-unhedged);
            }
            switch (appetite) {
                case RiskAppetite.Aversion(var measure, double lambda) -> shortfall.weight(-lambda);
                case RiskAppetite.Limit(var measure, double greatest) -> shortfall.upper(greatest / unit);
            }
        }

        HedgePlan plan(Optimisation.Result result) {
            List<HedgePlan.Use> uses = new ArrayList<>();
            double[] sold = new double[months.size()];
            double[] held = new double[months.size()];
            double needed = 0;
            for (int m = 0; m < months.size(); m++) {
                Month month = months.get(m);
                sold[m] = share(result, forward.get(m));
                held[m] = Math.min(share(result, redemption.get(m)), 1 - sold[m]);
                needed += month.hours * month.margin * sold[m];
                uses.add(new HedgePlan.Use(
                        month.hours * sold[m], month.hours * (1 - sold[m] - held[m]), month.hours * held[m]));
            }
            double[] profits = profits(sold, held);
            double mean = 0;
            for (double profit : profits) {
                mean += profit / profits.length;
            }
            return new HedgePlan(uses, mean, appetite.measure().of(profits), needed, shadowPrice(result));
        }

        private double share(Optimisation.Result result, Variable variable) {
            return Math.clamp(result.doubleValue(model.indexOf(variable)), 0, 1);
        }

        /** The dual value of the margin constraint: of the same unit on both sides, so dollars a dollar. */
        private double shadowPrice(Optimisation.Result result) {
            return result.getMatchedMultipliers().stream()
                    .filter(multiplier -> multiplier.getKey().left().equals(margin))
                    .mapToDouble(multiplier -> Math.abs(multiplier.doubleValue()))
                    .sum();
        }
    }
}
