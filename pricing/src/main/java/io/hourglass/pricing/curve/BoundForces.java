package io.hourglass.pricing.curve;

import java.util.Arrays;

/**
 * Which bounds hold a body that rests within some of them at its ease: at each place no force while it
 * lies within its bounds, a push at the lower one, a pull at the upper one. That is a strictly convex
 * quadratic program by the dual method of Goldfarb and Idnani, A numerically stable dual method for
 * solving strictly convex quadratic programs, Mathematical Programming 27 (1983): the place that is
 * furthest out is moved to its bound while the others stay at theirs, and one whose force would turn is
 * let go. It ends because the energy rises with each.
 *
 * <p>Each step asks the body itself where it rests then. Steps along a matrix of how much each place
 * gives way to each force would be cheaper, but stretches that differ by little make that matrix so ill
 * conditioned that means came out a cent beside their quotes.
 */
final class BoundForces {
    static final int FREE = 0;
    static final int AT_LOW = 1;
    static final int AT_HIGH = -1;

    /** In place of one that is pushed. */
    static final int NONE = -1;

    private static final int STRIDES = 12;

    private static final double TOLERANCE = 1e-11;

    /** More steps a place than any program takes that ends. */
    private static final int STEPS = 100;

    /** What is held: places by number, each {@link #FREE}, {@link #AT_LOW}, {@link #AT_HIGH} or none of these. */
    interface Body {
        double low(int place);

        double high(int place);

        /** Where it rests while places are held at bounds and a free one is pushed by a force. */
        Rest rest(int[] held, int pushed, double push);

        /** Whether a place cannot move while those are held. */
        boolean follows(int place, int[] held);
    }

    /** How it rests. */
    interface Rest {
        double position(int place);

        /** Of the bound, on a place that is held. */
        double force(int place);
    }

    private final Body body;
    private final int[] held;
    private int stepsLeft;

    private BoundForces(Body body, int[] held) {
        this.body = body;
        this.held = held.clone();
        stepsLeft = STEPS * held.length + STRIDES;
    }

    /**
     * Which bounds hold the body.
     *
     * @param held where it is held in any case
     * @throws ArithmeticException if the bounds contradict each other
     */
    static int[] at(Body body, int[] held) {
        BoundForces forces = new BoundForces(body, held);
        Rest rest = forces.stride();
        for (int place = forces.furthestOut(rest); place >= 0; place = forces.furthestOut(rest)) {
            rest = forces.bringIn(place, rest);
        }
        return forces.held;
    }

    /**
     * Nearly there in few steps: all that are out are held at once, and all let go whose force has turned. That may
     * go round in circles, so then what is held is let go until all of it pushes the way it may.
     */
    private Rest stride() {
        Rest rest = rest(NONE, 0);
        for (int stride = 0; stride < STRIDES; stride++) {
            int[] before = held.clone();
            letGo(rest);
            for (int i = 0; i < held.length; i++) {
                if (before[i] == FREE && out(i, rest) > TOLERANCE && !body.follows(i, held)) {
                    held[i] = side(i, rest);
                }
            }
            if (Arrays.equals(held, before)) {
                return rest;
            }
            rest = rest(NONE, 0);
        }
        while (letGo(rest)) {
            rest = rest(NONE, 0);
        }
        return rest;
    }

    /** Whether a force had turned. */
    private boolean letGo(Rest rest) {
        boolean any = false;
        for (int i = 0; i < held.length; i++) {
            if (givesWay(i) && rest.force(i) * held[i] < 0) {
                held[i] = FREE;
                any = true;
            }
        }
        return any;
    }

    private Rest rest(int pushed, double push) {
        if (stepsLeft-- == 0) {
            throw new ArithmeticException("no set of bounds was found that holds");
        }
        return body.rest(held, pushed, push);
    }

    private int furthestOut(Rest rest) {
        int furthest = -1;
        double most = TOLERANCE;
        for (int i = 0; i < held.length; i++) {
            if (held[i] == FREE && out(i, rest) > most) {
                most = out(i, rest);
                furthest = i;
            }
        }
        return furthest;
    }

    private double out(int place, Rest rest) {
        return Math.max(body.low(place) - rest.position(place), rest.position(place) - body.high(place));
    }

    private int side(int place, Rest rest) {
        return rest.position(place) < body.low(place) ? AT_LOW : AT_HIGH;
    }

    private Rest bringIn(int place, Rest outside) {
        int side = side(place, outside);
        Rest rest = outside;
        double push = 0;
        while (true) {
            boolean follows = body.follows(place, held);
            held[place] = follows ? FREE : side;
            double further = push + side * greatestForce(rest);
            Rest aim = follows ? rest(place, further) : rest(NONE, 0);
            double share = follows ? Double.POSITIVE_INFINITY : 1;
            int turning = -1;
            for (int i = 0; i < held.length; i++) {
                double change = aim.force(i) - rest.force(i);
                if (i != place && givesWay(i) && change * held[i] < 0) {
                    double until = Math.max(0, -rest.force(i) / change);
                    if (until < share) {
                        share = until;
                        turning = i;
                    }
                }
            }
            if (turning < 0 && follows) {
                throw new ArithmeticException("the bounds contradict each other at " + place);
            }
            if (turning < 0) {
                return aim;
            }
            push += share * ((follows ? further : aim.force(place)) - push);
            held[turning] = FREE;
            held[place] = FREE;
            rest = rest(place, push);
        }
    }

    /** Whether it is held at one of two bounds. */
    private boolean givesWay(int place) {
        return (held[place] == AT_LOW || held[place] == AT_HIGH) && body.low(place) < body.high(place);
    }

    private double greatestForce(Rest rest) {
        double greatest = 0;
        for (int i = 0; i < held.length; i++) {
            greatest = givesWay(i) ? Math.max(greatest, Math.abs(rest.force(i))) : greatest;
        }
        return greatest;
    }
}
