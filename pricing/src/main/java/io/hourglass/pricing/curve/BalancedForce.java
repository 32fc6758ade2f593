package io.hourglass.pricing.curve;

import io.hourglass.pricing.curve.MaximumSmoothness.Stretch;
import java.util.List;

/**
 * Forces on two or three stretches that neither move nor turn what they act on, and the second
 * difference which they bend it to: zero outside the stretches.
 */
final class BalancedForce {
    /** The stretches, by number. */
    final int[] on;

    /** The force on each. */
    final double[] size;

    /** Where {@link #bending} begins. */
    final int from;

    /** The second difference about each place: its own second difference is the force. */
    final double[] bending;

    BalancedForce(int[] on, double[] size, double[] weights, double[] weightBefore, List<Stretch> stretches) {
        this.on = on;
        this.size = size;
        int begin = Integer.MAX_VALUE;
        int end = 0;
        for (int stretch : on) {
            begin = Math.min(begin, stretches.get(stretch).from());
            end = Math.max(end, stretches.get(stretch).to());
        }
        from = begin;
        double[] force = new double[end - begin];
        for (int k = 0; k < on.length; k++) {
            Stretch stretch = stretches.get(on[k]);
            double share = size[k] / (weightBefore[stretch.to()] - weightBefore[stretch.from()]);
            for (int i = stretch.from(); i < stretch.to(); i++) {
                force[i - begin] += share * weights[i];
            }
        }
        bending = new double[end - begin];
        double after = 0;
        for (int i = end - begin - 1; i >= 2; i--) {
            bending[i - 1] = force[i] + 2 * bending[i] - after;
            after = bending[i];
        }
    }

    /** {@link #bending} about each of so many places. */
    double[] column(int places) {
        double[] column = new double[places];
        System.arraycopy(bending, 0, column, from, bending.length);
        return column;
    }
}
