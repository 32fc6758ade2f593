package io.hourglass.pricing.curve;

import java.util.Arrays;

/**
 * A curve through points, for what has values at a few terms only: rental prices by length, volatility
 * by expiry. Between two points it is the cubic with the given values and slopes at both ends; the
 * {@link Method} sets the slopes. No value is given outside the points.
 *
 * <p>Reference cases INTERP-Linear, INTERP-CubicNaturalSpline and INTERP-MonotonicCubicNaturalSpline.
 */
public final class Interpolation {
    private final double[] x;
    private final double[] y;
    private final double[] slopes;

    private Interpolation(double[] x, double[] y, double[] slopes) {
        this.x = x;
        this.y = y;
        this.slopes = slopes;
    }

    /** How the slopes at the points are set. */
    public enum Method {
        /** Straight between the points. */
        LINEAR,
        /** Continuous second derivative, none at the ends: the least bent curve through the points. */
        NATURAL_CUBIC,
        /**
         * The same, with slopes limited so that the curve rises or falls only where the points do: the
         * filter of Hyman, Accurate monotonicity preserving cubic interpolation, SIAM Journal on Scientific
         * and Statistical Computing 4 (1983), in the form of Dougherty, Edelman and Hyman, Mathematics of
         * Computation 52 (1989), pp. 471–494, which keeps extremes that the points imply.
         */
        MONOTONE_CUBIC
    }

    /**
     * A curve through points.
     *
     * @param x rising, at least two
     * @param y as many
     */
    public static Interpolation of(Method method, double[] x, double[] y) {
        if (x.length < 2 || x.length != y.length) {
            throw new IllegalArgumentException(x.length + " places for " + y.length + " values");
        }
        for (int i = 1; i < x.length; i++) {
            if (!(x[i] > x[i - 1])) {
                throw new IllegalArgumentException("places rise: " + x[i - 1] + ", " + x[i]);
            }
        }
        double[] chords = new double[x.length - 1];
        Arrays.setAll(chords, i -> (y[i + 1] - y[i]) / (x[i + 1] - x[i]));
        double[] slopes =
                switch (method) {
                    case LINEAR -> new double[0];
                    case NATURAL_CUBIC -> naturalSlopes(x, chords);
                    case MONOTONE_CUBIC -> limited(naturalSlopes(x, chords), x, chords);
                };
        return new Interpolation(x.clone(), y.clone(), slopes);
    }

    /** The value at a place within the points. */
    public double at(double place) {
        if (!(place >= x[0] && place <= x[x.length - 1])) {
            throw new IllegalArgumentException(place + " is not within " + x[0] + " to " + x[x.length - 1]);
        }
        int found = Arrays.binarySearch(x, place);
        int i = Math.min(found >= 0 ? found : -found - 2, x.length - 2);
        double width = x[i + 1] - x[i];
        double t = (place - x[i]) / width;
        double straight = y[i] + t * (y[i + 1] - y[i]);
        if (slopes.length == 0) {
            return straight;
        }
        double chord = (y[i + 1] - y[i]) / width;
        // Hermite's cubic as the chord and what its slopes differ from it by.
        double bend = (1 - t) * (slopes[i] - chord) - t * (slopes[i + 1] - chord);
        return straight + t * (1 - t) * width * bend;
    }

    /** Slopes that make the second derivative continuous: a tridiagonal system, solved by elimination. */
    private static double[] naturalSlopes(double[] x, double[] chords) {
        int last = x.length - 1;
        double[] above = new double[last + 1];
        double[] slopes = new double[last + 1];
        for (int i = 0; i <= last; i++) {
            // Weights of the chords before and after: the narrower gap says more.
            double before = i == 0 ? 0 : 1 / (x[i] - x[i - 1]);
            double after = i == last ? 0 : 1 / (x[i + 1] - x[i]);
            double right = 3 * ((i == 0 ? 0 : before * chords[i - 1]) + (i == last ? 0 : after * chords[i]));
            double pivot = 2 * (before + after) - (i == 0 ? 0 : before * above[i - 1]);
            above[i] = after / pivot;
            slopes[i] = (right - (i == 0 ? 0 : before * slopes[i - 1])) / pivot;
        }
        for (int i = last - 1; i >= 0; i--) {
            slopes[i] -= above[i] * slopes[i + 1];
        }
        return slopes;
    }

    private static double[] limited(double[] slopes, double[] x, double[] chords) {
        double[] limited = new double[slopes.length];
        for (int i = 0; i < slopes.length; i++) {
            double direction;
            double limit;
            if (i == 0 || i == slopes.length - 1) {
                direction = chords[Math.min(i, chords.length - 1)];
                limit = 3 * Math.abs(direction);
            } else {
                direction = middleSlope(x, chords, i);
                limit = limit(direction, x, chords, i);
            }
            limited[i] = slopes[i] * direction > 0 ? Math.copySign(Math.min(Math.abs(slopes[i]), limit), slopes[i]) : 0;
        }
        return limited;
    }

    /** The greatest slope at an inner point: three chords, or more where neighbours imply an extreme. */
    private static double limit(double middle, double[] x, double[] chords, int i) {
        double before = chords[i - 1];
        double after = chords[i];
        double limit = 3 * Math.min(Math.min(Math.abs(before), Math.abs(after)), Math.abs(middle));
        if (i > 1 && (before - chords[i - 2]) * (after - before) > 0) {
            double from = endSlope(x, chords, i - 1, i - 2);
            if (middle * from > 0 && middle * (before - chords[i - 2]) > 0) {
                limit = Math.max(limit, 1.5 * Math.min(Math.abs(middle), Math.abs(from)));
            }
        }
        if (i + 1 < chords.length && (after - before) * (chords[i + 1] - after) > 0) {
            double from = endSlope(x, chords, i, i + 1);
            if (middle * from > 0 && middle * (after - before) < 0) {
                limit = Math.max(limit, 1.5 * Math.min(Math.abs(middle), Math.abs(from)));
            }
        }
        return limit;
    }

    /** Slope at an inner point of the parabola through it and both neighbours. */
    private static double middleSlope(double[] x, double[] chords, int i) {
        return chords[i - 1] + (chords[i] - chords[i - 1]) * share(x, i - 1, i);
    }

    /** Slope at the outer end of the near gap of the parabola through the points of two adjacent gaps. */
    private static double endSlope(double[] x, double[] chords, int near, int far) {
        return chords[near] + (chords[near] - chords[far]) * share(x, near, far);
    }

    private static double share(double[] x, int near, int far) {
        double width = x[near + 1] - x[near];
        return width / (width + x[far + 1] - x[far]);
    }
}
