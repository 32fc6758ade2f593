package io.hourglass.pricing.hedge;

import io.hourglass.pricing.scenario.ExpectedShortfall;

/**
 * How an owner weighs profit against the mean of the worst outcomes, their expected shortfall. Of a
 * profit that is never negative the shortfall is a negative number: less so is worse.
 */
public sealed interface RiskAppetite {

    /** What the shortfall is taken over. */
    ExpectedShortfall measure();

    /**
     * Expected profit less a multiple of the shortfall is to be greatest.
     *
     * @param lambda dollars of profit given up for a dollar less shortfall; 0 for an owner who minds no risk
     */
    record Aversion(ExpectedShortfall measure, double lambda) implements RiskAppetite {
        public Aversion {
            if (!(lambda >= 0) || lambda == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("an aversion is not negative: " + lambda);
            }
        }
    }

    /**
     * Expected profit is to be greatest while the shortfall stays within a limit.
     *
     * @param greatest shortfall, dollars; −50,000 demands a mean of 50,000 dollars in the worst outcomes
     */
    record Limit(ExpectedShortfall measure, double greatest) implements RiskAppetite {
        public Limit {
            if (!Double.isFinite(greatest)) {
                throw new IllegalArgumentException("a limit is a number: " + greatest);
            }
        }
    }
}
