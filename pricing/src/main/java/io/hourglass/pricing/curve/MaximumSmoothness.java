package io.hourglass.pricing.curve;

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
final class MaximumSmoothness {
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
    private static final int REFINEMENTS = 3;

    private static final int FREE = 0;
    private static final int AT_LOW = 1;
    private static final int AT_HIGH = -1;
    private static final int LEFT_OUT = 2;

    private final double[] weights;
    private final double[] weightBefore;
    private final List<Stretch> stretches;
    private final double[] centre;

    /** How far a stretch is from its middle for a force of one: as soft as the whole length is. */
    private final double softness;

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
        int[] held = new int[stretches.size()];
        SpanningForest forest = new SpanningForest(weights.length + 1);
        boolean room = false;
        for (int k = 0; k < held.length; k++) {
            Stretch stretch = stretches.get(k);
            room |= !stretch.exact();
            held[k] = !stretch.exact() ? FREE : problem.joins(forest, stretch) ? AT_LOW : LEFT_OUT;
        }
        if (room) {
            problem.holdAtBounds(forest, held);
        }
        return problem.new Program(held).solve();
    }

    /** Whether the stretch's sum says something that the sums so far do not. */
    private boolean joins(SpanningForest forest, Stretch stretch) {
        return forest.join((int) weightBefore[stretch.from], (int) weightBefore[stretch.to]);
    }

    /** Decides which bounds hold the curve: the dual of the program, with a force on each bound. */
    private void holdAtBounds(SpanningForest forest, int[] held) {
        Program drawn = new Program(held);
        double[] rest = means(drawn.solve());
        int[] roomy =
                IntStream.range(0, held.length).filter(k -> held[k] == FREE).toArray();
        int count = roomy.length;
        double[] low = new double[count];
        double[] high = new double[count];
        double[] at = new double[count];
        double[][] compliance = new double[count][count];
        for (int j = 0; j < count; j++) {
            low[j] = stretches.get(roomy[j]).low;
            high[j] = stretches.get(roomy[j]).high;
            at[j] = rest[roomy[j]];
            double[] force = drawn.forcesOf(roomy[j]);
            for (int i = 0; i < count; i++) {
                compliance[i][j] = softness * ((i == j ? 1 : 0) - softness * force[roomy[i]]);
            }
        }
        int[] bound = BoundForces.at(compliance, at, low, high);
        for (int j = 0; j < count; j++) {
            if (bound[j] != FREE) {
                held[roomy[j]] = joins(forest, stretches.get(roomy[j])) ? bound[j] : LEFT_OUT;
            }
        }
    }

    /** The program with each stretch held at a bound, drawn to its middle, or left out. */
    private final class Program {
        private final int[] held;
        private final List<BalancedForce> balances = new ArrayList<>();
        private final LinearSystem system;
        private double level;
        private double slope;

        Program(int[] held) {
            this.held = held.clone();
            balanceNeighbours();
            int count = balances.size();
            double[][] matrix = new double[count][count];
            for (int j = 0; j < count; j++) {
                for (int k = 0; k <= j; k++) {
                    matrix[j][k] = balances.get(j).dot(balances.get(k)) + softDot(balances.get(j), balances.get(k));
                    matrix[k][j] = matrix[j][k];
                }
            }
            system = new LinearSystem(matrix);
        }

        /** A basis of the balanced forces: pairs about one middle, and triples of neighbouring middles. */
        private void balanceNeighbours() {
            int[] rows = IntStream.range(0, held.length)
                    .filter(k -> held[k] != LEFT_OUT)
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

        private double softDot(BalancedForce one, BalancedForce other) {
            double sum = 0;
            for (int i = 0; i < one.on.length; i++) {
                for (int j = 0; j < other.on.length; j++) {
                    if (one.on[i] == other.on[j] && held[one.on[i]] == FREE) {
                        sum += one.size[i] * other.size[j];
                    }
                }
            }
            return softness * sum;
        }

        /** The curve, its means right to the last digits. */
        double[] solve() {
            double[] shares = new double[balances.size()];
            double[] curve = curve(shares);
            for (int round = 0; round < REFINEMENTS; round++) {
                double[] correction = system.solve(onBalances(residual(shares, curve)));
                for (int i = 0; i < shares.length; i++) {
                    shares[i] += correction[i];
                }
                curve = curve(shares);
                fitLine(residual(shares, curve));
                curve = curve(shares);
            }
            level(residual(shares, curve), curve);
            return curve;
        }

        /**
         * Spreads what rounding left of the residuals of stretches that are held flat over them, by the least
         * change there is: where stretches differ by a day or two the forces are large, and their rounding is.
         */
        private void level(double[] residual, double[] curve) {
            int[] met = IntStream.range(0, held.length)
                    .filter(k -> held[k] == AT_LOW || held[k] == AT_HIGH)
                    .toArray();
            double[][] overlaps = new double[met.length][met.length];
            double[] left = new double[met.length];
            for (int j = 0; j < met.length; j++) {
                left[j] = residual[met[j]];
                for (int k = 0; k < met.length; k++) {
                    overlaps[j][k] = overlap(stretches.get(met[j]), stretches.get(met[k]));
                }
            }
            double[] changes = new LinearSystem(overlaps).solve(left);
            for (int j = 0; j < met.length; j++) {
                Stretch stretch = stretches.get(met[j]);
                double change = changes[j] / weight(stretch);
                for (int i = stretch.from; i < stretch.to; i++) {
                    curve[i] += change * weights[i];
                }
            }
        }

        /** The mean over one stretch of what adds one to the mean over the other. */
        private double overlap(Stretch one, Stretch other) {
            int from = Math.max(one.from, other.from);
            int to = Math.max(from, Math.min(one.to, other.to));
            return (weightBefore[to] - weightBefore[from]) / (weight(one) * weight(other));
        }

        /** Forces on each stretch that a target which is one higher at one of them changes. */
        double[] forcesOf(int stretch) {
            double[] target = new double[held.length];
            target[stretch] = 1;
            return forces(system.solve(onBalances(target)));
        }

        private double[] forces(double[] shares) {
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
                default -> stretches.get(stretch).mid();
            };
        }

        private double[] residual(double[] shares, double[] curve) {
            double[] residual = means(curve);
            double[] forces = forces(shares);
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
        }

        private double[] curve(double[] shares) {
            int days = weights.length;
            double[] bending = new double[days];
            for (int j = 0; j < shares.length; j++) {
                BalancedForce balance = balances.get(j);
                for (int i = 0; i < balance.bending.length; i++) {
                    bending[balance.from + i] += shares[j] * balance.bending[i];
                }
            }
            double[] curve = new double[days];
            double turned = 0;
            double moved = 0;
            for (int i = 0; i < days; i++) {
                curve[i] = level + slope * i + moved;
                turned += bending[i];
                moved += turned;
            }
            return curve;
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
