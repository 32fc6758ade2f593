package io.hourglass.pricing.model;

import java.util.function.ToDoubleFunction;

/**
 * Where a smooth function of some numbers is least: the method of Broyden, Fletcher, Goldfarb and
 * Shanno with slopes by central differences and steps halved until they descend (Nocedal and Wright,
 * Numerical Optimization, 2nd ed., algorithm 6.1 and p. 37).
 */
final class Minimum {
    private static final double SLOPE_STEP = 1e-5;
    private static final double CURVE_STEP = 1e-3;
    private static final double DESCENT = 1e-4;
    private static final int ITERATIONS_MOST = 500;
    private static final int HALVINGS_MOST = 40;

    private Minimum() {}

    /** The point, from a start nearby; the function may give NaN or infinity where it is not defined. */
    static double[] of(ToDoubleFunction<double[]> function, double[] start) {
        int n = start.length;
        double[] at = start.clone();
        double value = function.applyAsDouble(at);
        double[] slope = slope(function, at);
        double[][] inverse = identity(n);
        for (int iteration = 0; iteration < ITERATIONS_MOST; iteration++) {
            double[] direction = times(inverse, slope, -1);
            double descent = dot(direction, slope);
            if (!(descent < 0)) {
                inverse = identity(n);
                direction = times(inverse, slope, -1);
                descent = dot(direction, slope);
            }
            double[] next = at;
            double nextValue = Double.NaN;
            double step = Math.min(1, 1 / Math.sqrt(dot(direction, direction)));
            for (int halving = 0; halving < HALVINGS_MOST; halving++) {
                next = along(at, direction, step);
                nextValue = function.applyAsDouble(next);
                if (nextValue <= value + DESCENT * step * descent) {
                    break;
                }
                step /= 2;
            }
            if (!(nextValue < value)) {
                return at;
            }
            double[] nextSlope = slope(function, next);
            update(inverse, difference(next, at), difference(nextSlope, slope));
            boolean settled = value - nextValue <= 1e-12 * (Math.abs(value) + 1);
            at = next;
            value = nextValue;
            slope = nextSlope;
            if (settled) {
                return at;
            }
        }
        return at;
    }

    private static double[] slope(ToDoubleFunction<double[]> function, double[] at) {
        double[] slope = new double[at.length];
        for (int i = 0; i < at.length; i++) {
            double h = SLOPE_STEP * Math.max(1, Math.abs(at[i]));
            slope[i] = (function.applyAsDouble(moved(at, i, h)) - function.applyAsDouble(moved(at, i, -h))) / (2 * h);
        }
        return slope;
    }

    /** Second derivatives by central differences. */
    static double[][] curvature(ToDoubleFunction<double[]> function, double[] at) {
        int n = at.length;
        double[][] curvature = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double h = CURVE_STEP * Math.max(1, Math.abs(at[i]));
                double k = CURVE_STEP * Math.max(1, Math.abs(at[j]));
                double sum = function.applyAsDouble(moved(moved(at, i, h), j, k))
                        - function.applyAsDouble(moved(moved(at, i, h), j, -k))
                        - function.applyAsDouble(moved(moved(at, i, -h), j, k))
                        + function.applyAsDouble(moved(moved(at, i, -h), j, -k));
                curvature[i][j] = sum / (4 * h * k);
                curvature[j][i] = curvature[i][j];
            }
        }
        return curvature;
    }

    private static double[] moved(double[] at, int i, double by) {
        double[] moved = at.clone();
        moved[i] += by;
        return moved;
    }

    /** The update of the inverse curvature: (I − sy'/ρ)·H·(I − ys'/ρ) + ss'/ρ with ρ = s'y. */
    private static void update(double[][] inverse, double[] s, double[] y) {
        double rho = dot(s, y);
        if (!(rho > 0)) {
            return;
        }
        double[] hy = times(inverse, y, 1);
        double factor = (1 + dot(y, hy) / rho) / rho;
        for (int i = 0; i < s.length; i++) {
            for (int j = 0; j < s.length; j++) {
                inverse[i][j] += factor * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / rho;
            }
        }
    }

    private static double[][] identity(int n) {
        double[][] identity = new double[n][n];
        for (int i = 0; i < n; i++) {
            identity[i][i] = 1;
        }
        return identity;
    }

    private static double[] times(double[][] matrix, double[] vector, double factor) {
        double[] product = new double[vector.length];
        for (int i = 0; i < vector.length; i++) {
            product[i] = factor * dot(matrix[i], vector);
        }
        return product;
    }

    private static double[] along(double[] at, double[] direction, double step) {
        double[] next = at.clone();
        for (int i = 0; i < at.length; i++) {
            next[i] += step * direction[i];
        }
        return next;
    }

    private static double[] difference(double[] a, double[] b) {
        return along(a, b, -1);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
