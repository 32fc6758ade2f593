package io.hourglass.pricing.curve;

import java.util.stream.IntStream;

/**
 * Which bounds hold a body that rests at {@code rest} and gives way by {@code compliance} to forces:
 * at each place no force while it lies within its bounds, a push at the lower bound, a pull at the
 * upper one. That is a strictly convex quadratic program by the dual method of Goldfarb and Idnani, A
 * numerically stable dual method for solving strictly convex quadratic programs, Mathematical
 * Programming 27 (1983): the place that is furthest out is moved to its bound while the others stay
 * at theirs, and one whose force would turn is let go. It ends because the energy rises with each.
 */
final class BoundForces {
    private static final double TOLERANCE = 1e-11;

    /** A place that gives way by less than this share of itself follows from the places held. */
    private static final double STIFF = 1e-7;

    private final double[][] compliance;
    private final double[] rest;
    private final double[] low;
    private final double[] high;

    /** 1 where the lower bound holds, −1 where the upper one does, 0 where none. */
    private final int[] held;

    private final double[] force;

    private BoundForces(double[][] compliance, double[] rest, double[] low, double[] high) {
        this.compliance = compliance;
        this.rest = rest;
        this.low = low;
        this.high = high;
        held = new int[rest.length];
        force = new double[rest.length];
    }

    /**
     * For each place 1 where its lower bound holds it, −1 where its upper one does, 0 where none.
     *
     * @throws ArithmeticException if the bounds contradict each other
     */
    static int[] at(double[][] compliance, double[] rest, double[] low, double[] high) {
        BoundForces forces = new BoundForces(compliance, rest, low, high);
        for (int place = forces.furthestOut(); place >= 0; place = forces.furthestOut()) {
            forces.bringIn(place);
        }
        return forces.held;
    }

    private int furthestOut() {
        int furthest = -1;
        double most = TOLERANCE;
        for (int i = 0; i < rest.length; i++) {
            double position = position(i);
            double out = Math.max(low[i] - position, position - high[i]);
            if (held[i] == 0 && out > most) {
                most = out;
                furthest = i;
            }
        }
        return furthest;
    }

    private double position(int place) {
        double position = rest[place];
        for (int i = 0; i < rest.length; i++) {
            position += compliance[place][i] * force[i];
        }
        return position;
    }

    private void bringIn(int place) {
        int side = position(place) < low[place] ? 1 : -1;
        while (true) {
            int[] holding =
                    IntStream.range(0, held.length).filter(i -> held[i] != 0).toArray();
            double[] change = change(place, side, holding);
            double gives = 0;
            for (int i = 0; i < change.length; i++) {
                gives += side * compliance[place][i] * change[i];
            }
            double step = Double.POSITIVE_INFINITY;
            if (gives > STIFF * compliance[place][place]) {
                double bound = side > 0 ? low[place] : high[place];
                step = side * (bound - position(place)) / gives;
            }
            int turning = -1;
            for (int i : holding) {
                if (change[i] * held[i] < 0 && -force[i] / change[i] < step) {
                    step = -force[i] / change[i];
                    turning = i;
                }
            }
            if (step == Double.POSITIVE_INFINITY) {
                throw new ArithmeticException("the bounds contradict each other at " + place);
            }
            for (int i = 0; i < change.length; i++) {
                force[i] += step * change[i];
            }
            if (turning < 0) {
                held[place] = side;
                return;
            }
            held[turning] = 0;
            force[turning] = 0;
        }
    }

    /** Forces of a push at a place that leaves those which are held where they are. */
    private double[] change(int place, int side, int[] holding) {
        double[][] matrix = new double[holding.length][holding.length];
        double[] right = new double[holding.length];
        for (int i = 0; i < holding.length; i++) {
            right[i] = -side * compliance[holding[i]][place];
            for (int j = 0; j < holding.length; j++) {
                matrix[i][j] = compliance[holding[i]][holding[j]];
            }
        }
        double[] forces = new LinearSystem(matrix).solve(right);
        double[] change = new double[held.length];
        change[place] = side;
        for (int i = 0; i < holding.length; i++) {
            change[holding[i]] = forces[i];
        }
        return change;
    }
}
