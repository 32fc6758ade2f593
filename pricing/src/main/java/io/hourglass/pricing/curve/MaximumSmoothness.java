package io.hourglass.pricing.curve;

import static io.hourglass.pricing.curve.BoundForces.AT_HIGH;
import static io.hourglass.pricing.curve.BoundForces.AT_LOW;
import static io.hourglass.pricing.curve.BoundForces.FREE;
import static io.hourglass.pricing.curve.BoundForces.NONE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The smoothest sequence f₀ … fₙ₋₁ whose weighted means over given stretches are as demanded:
 *
 * <pre>minimise Σ (fᵢ₋₁ − 2fᵢ + fᵢ₊₁)²  subject to  bidₖ ≤ Σ wᵢfᵢ / Σ wᵢ over stretch k ≤ askₖ</pre>
 *
 * the discrete form of Adams and van Deventer, Fitting yield curves and forward rate curves with
 * maximum smoothness, Journal of Fixed Income 4 (1994), for contracts that deliver over a period as
 * in Fleten and Lemming, Constructing forward price curves in electricity markets, Energy Economics
 * 25 (2003); both ends are free. Where a stretch has room between bid and ask, its mean is also drawn
 * to the middle, so weakly that the curve bends for it only where smoothness has no preference.
 *
 * <p>At the minimum the fourth difference of f is a force λₖ spread over each stretch k, and the forces
 * balance: Σλₖ = 0 and no moment. So the second difference z of f is made of answers zⱼ to balanced
 * triples of neighbouring stretches, each of which is zero outside its triple (as a B-spline is), and
 * with z = Σ νⱼzⱼ there is left a small system whose matrix has the entries zⱼ·zₖ. Two running sums
 * give f from z but for its level and slope. Forces of single stretches would do in theory: their
 * answers grow with the cube of the length, and lose the digits that repricing needs.
 */
final class MaximumSmoothness implements BoundForces.Body {
    /**
     * One stretch [from, to).
     *
     * @param low least mean
     * @param high greatest mean; {@code low} for a mean that is to be met
     */
    record Stretch(int from, int to, double low, double high) {
        boolean exact() {
            return low == high;
        }

        double mid() {
            return (low + high) / 2;
        }
    }

    /** Rounds of refinement: each takes the residual down by several digits. */
    private static final int REFINEMENTS = 2;

    private static final int LEFT_OUT = 2;

    private final double[] weights;
    private final double[] weightBefore;
    private final List<Stretch> stretches;
    private final double[] centre;

    /** How far a stretch is from its middle for a force of one: as soft as the whole length is. */
    private final double softness;

    /** What is held whatever the bounds do: stretches that have no room, but for those that follow from others. */
    private final int[] exact;

    private final List<BalancedForce> balances = new ArrayList<>();

    /** Columns whose products are the energies of the balanced forces in bending. */
    private final double[][] bending;

    private MaximumSmoothness(double[] weights, List<Stretch> stretches) {
        this.weights = weights;
        this.stretches = stretches;
        weightBefore = new double[weights.length + 1];
        for (int i = 0; i < weights.length; i++) {
            weightBefore[i + 1] = weightBefore[i] + weights[i];
        }
        double[] line = new double[weights.length];
        Arrays.setAll(line, i -> i);
        centre = means(line);
        softness = Math.pow(weights.length, 3);
        exact = new int[stretches.size()];
        SpanningForest forest = new SpanningForest(weights.length + 1);
        for (int k = 0; k < exact.length; k++) {
            Stretch stretch = stretches.get(k);
            exact[k] = !stretch.exact() ? FREE : joins(forest, stretch) ? AT_LOW : LEFT_OUT;
        }
        balanceNeighbours();
        bending = new NormalEquations(balances.stream()
                        .map(balance -> balance.column(Math.max(weights.length, balances.size())))
                        .toArray(double[][]::new))
                .triangle();
    }

    /**
     * The smoothest sequence.
     *
     * @param weights of each place in a mean: 1, or 0 where it does not count
     * @param stretches at least one; means that contradict each other are the caller's to refuse, and
     *     one that follows from others is met with them
     */
    static double[] sequence(double[] weights, List<Stretch> stretches) {
        MaximumSmoothness problem = new MaximumSmoothness(weights, stretches);
        boolean room = stretches.stream().anyMatch(stretch -> !stretch.exact());
        int[] held = room ? BoundForces.at(problem, problem.exact) : problem.exact;
        return problem.new Program(held, NONE, 0).curve();
    }

    /** A basis of the balanced forces: pairs about one middle, and triples of neighbouring middles. */
    private void balanceNeighbours() {
        int[] rows = IntStream.range(0, exact.length)
                .filter(k -> exact[k] != LEFT_OUT)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> centre[k]))
                .mapToInt(k -> k)
                .toArray();
        List<Integer> middles = new ArrayList<>();
        for (int row : rows) {
            if (!middles.isEmpty() && centre[row] - centre[middles.getLast()] < 1e-9) {
                balances.add(force(new int[] {middles.getLast(), row}, new double[] {-1, 1}));
            } else {
                middles.add(row);
            }
        }
        for (int i = 2; i < middles.size(); i++) {
            int[] on = {middles.get(i - 2), middles.get(i - 1), middles.get(i)};
            double whole = centre[on[2]] - centre[on[0]];
            double right = (centre[on[2]] - centre[on[1]]) / whole;
            balances.add(force(on, new double[] {right, -1, 1 - right}));
        }
    }

    private BalancedForce force(int[] on, double[] size) {
        return new BalancedForce(on, size, weights, weightBefore, stretches);
    }

    /** Whether the stretch's sum says something that the sums so far do not. */
    private boolean joins(SpanningForest forest, Stretch stretch) {
        return forest.join((int) weightBefore[stretch.from], (int) weightBefore[stretch.to]);
    }

    @Override
    public double low(int place) {
        return stretches.get(place).low;
    }

    @Override
    public double high(int place) {
        return stretches.get(place).high;
    }

    @Override
    public BoundForces.Rest rest(int[] held, int pushed, double push) {
        return new Program(held, pushed, push);
    }

    /** Told by which days the sums are between, so without a tolerance. */
    @Override
    public boolean follows(int place, int[] held) {
        SpanningForest forest = new SpanningForest(weights.length + 1);
        for (int k = 0; k < held.length; k++) {
            if (held[k] == AT_LOW || held[k] == AT_HIGH) {
                joins(forest, stretches.get(k));
            }
        }
        return !joins(forest, stretches.get(place));
    }

    /** The program with each stretch held at a bound, drawn to its middle, or left out, and one pushed. */
    private final class Program implements BoundForces.Rest {
        private final int[] held;
        private final NormalEquations system;
        private final int pushed;
        private final double push;
        private final double[] shares;
        private final double[] curve;
        private final double[] means;
        private final double[] forces;
        private double level;
        private double slope;

        Program(int[] held, int pushed, double push) {
            this.held = held.clone();
            this.pushed = pushed;
            this.push = push;
            system = new NormalEquations(energies());
            shares = new double[balances.size()];
            curve = new double[weights.length];
            solve();
            level(residual());
            means = means(curve);
            forces = forces();
        }

        /** Columns whose products are the energies of the balanced forces: in bending, and away from the middles. */
        private double[][] energies() {
            double[][] columns = new double[balances.size()][];
            for (int j = 0; j < columns.length; j++) {
                columns[j] = Arrays.copyOf(bending[j], columns.length + held.length);
                BalancedForce balance = balances.get(j);
                for (int i = 0; i < balance.on.length; i++) {
                    if (held[balance.on[i]] == FREE) {
                        columns[j][columns.length + balance.on[i]] = Math.sqrt(softness) * balance.size[i];
                    }
                }
            }
            return columns;
        }

        /** How much of each balanced force there is, and the curve they bend with its line. */
        private void solve() {
            for (int round = 0; round < REFINEMENTS; round++) {
                double[] correction = system.solve(onBalances(residual()));
                for (int i = 0; i < shares.length; i++) {
                    shares[i] += correction[i];
                }
                bend();
                fitLine(residual());
            }
        }

        /** Its means right to the last digits. */
        double[] curve() {
            return curve;
        }

        @Override
        public double position(int place) {
            return means[place];
        }

        /** Beside that which draws it to the middle. */
        @Override
        public double force(int place) {
            return forces[place] - (stretches.get(place).mid() - target(place)) / softness;
        }

        /**
         * Spreads what rounding left of the residuals of stretches that are held flat over them, by the least
         * change there is: where stretches differ by a day or two the forces are large, and their rounding is.
         */
        private void level(double[] residual) {
            int[] met = IntStream.range(0, held.length)
                    .filter(k -> held[k] == AT_LOW || held[k] == AT_HIGH)
                    .toArray();
            int[] borders = IntStream.of(met)
                    .flatMap(k -> IntStream.of(stretches.get(k).from, stretches.get(k).to))
                    .distinct()
                    .sorted()
                    .toArray();
            double[] left = new double[met.length];
            double[][] columns = new double[met.length][Math.max(0, borders.length - 1)];
            for (int j = 0; j < met.length; j++) {
                Stretch stretch = stretches.get(met[j]);
                left[j] = residual[met[j]];
                for (int i = 0; i < columns[j].length; i++) {
                    boolean within = stretch.from <= borders[i] && borders[i] < stretch.to;
                    double between = weightBefore[borders[i + 1]] - weightBefore[borders[i]];
                    columns[j][i] = within ? Math.sqrt(between) / weight(stretch) : 0;
                }
            }
            double[] changes = new NormalEquations(columns).solve(left);
            for (int j = 0; j < met.length; j++) {
                Stretch stretch = stretches.get(met[j]);
                double change = changes[j] / weight(stretch);
                for (int i = stretch.from; i < stretch.to; i++) {
                    curve[i] += change * weights[i];
                }
            }
        }

        private double[] forces() {
            double[] forces = new double[held.length];
            for (int j = 0; j < shares.length; j++) {
                BalancedForce balance = balances.get(j);
                for (int i = 0; i < balance.on.length; i++) {
                    forces[balance.on[i]] += shares[j] * balance.size[i];
                }
            }
            return forces;
        }

        private double[] onBalances(double[] values) {
            double[] sums = new double[balances.size()];
            for (int j = 0; j < sums.length; j++) {
                BalancedForce balance = balances.get(j);
                for (int i = 0; i < balance.on.length; i++) {
                    sums[j] += balance.size[i] * values[balance.on[i]];
                }
            }
            return sums;
        }

        private double target(int stretch) {
            return switch (held[stretch]) {
                case AT_LOW -> stretches.get(stretch).low;
                case AT_HIGH -> stretches.get(stretch).high;
                default -> stretches.get(stretch).mid() + (stretch == pushed ? softness * push : 0);
            };
        }

        private double[] residual() {
            double[] residual = means(curve);
            double[] forces = forces();
            for (int k = 0; k < held.length; k++) {
                residual[k] = target(k) - residual[k] - (held[k] == FREE ? softness * forces[k] : 0);
            }
            return residual;
        }

        /** Takes out of a residual the line that it is, but for rounding. */
        private void fitLine(double[] residual) {
            double count = 0;
            double middle = 0;
            double mean = 0;
            for (int k = 0; k < held.length; k++) {
                if (held[k] != LEFT_OUT) {
                    count++;
                    middle += (centre[k] - middle) / count;
                    mean += (residual[k] - mean) / count;
                }
            }
            double moment = 0;
            double spread = 0;
            for (int k = 0; k < held.length; k++) {
                if (held[k] != LEFT_OUT) {
                    moment += (centre[k] - middle) * residual[k];
                    spread += (centre[k] - middle) * (centre[k] - middle);
                }
            }
            // Stretches about one and the same middle say nothing of a slope: none is the smoothest.
            double tilt = spread > 1e-9 ? moment / spread : 0;
            slope += tilt;
            level += mean - tilt * middle;
            for (int i = 0; i < curve.length; i++) {
                curve[i] += mean + tilt * (i - middle);
            }
        }

        private void bend() {
            double[] bending = new double[curve.length];
            for (int j = 0; j < shares.length; j++) {
                BalancedForce balance = balances.get(j);
                for (int i = 0; i < balance.bending.length; i++) {
                    bending[balance.from + i] += shares[j] * balance.bending[i];
                }
            }
            double turned = 0;
            double moved = 0;
            for (int i = 0; i < curve.length; i++) {
                curve[i] = level + slope * i + moved;
                turned += bending[i];
                moved += turned;
            }
        }
    }

    private double weight(Stretch stretch) {
        return weightBefore[stretch.to] - weightBefore[stretch.from];
    }

    private double[] means(double[] sequence) {
        double[] before = new double[sequence.length + 1];
        for (int i = 0; i < sequence.length; i++) {
            before[i + 1] = before[i] + weights[i] * sequence[i];
        }
        double[] means = new double[stretches.size()];
        for (int k = 0; k < means.length; k++) {
            Stretch stretch = stretches.get(k);
            means[k] = (before[stretch.to] - before[stretch.from]) / weight(stretch);
        }
        return means;
    }
}
