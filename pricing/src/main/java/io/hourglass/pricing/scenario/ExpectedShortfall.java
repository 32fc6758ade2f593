package io.hourglass.pricing.scenario;

import java.util.Arrays;

/**
 * The mean of the worst (1 − level) of outcomes, as a loss: with n outcomes of one weight and k = n·(1
 * − level), the k worst losses' sum over k, where the outcome at the edge counts for the part of it
 * that is within.
 *
 * <p>That is the conditional value at risk of Rockafellar and Uryasev, Conditional value-at-risk for
 * general loss distributions, Journal of Banking and Finance 26 (2002), Definition 3 and Proposition 8:
 * the atom at the value at risk is split. So it is coherent, and continuous in the level; the mean of
 * losses strictly beyond the value at risk is neither, and is undefined where none are. Reference case
 * ES-QL-WARN.
 *
 * @param level 0.99, say: 0 is the mean of all
 */
public record ExpectedShortfall(double level) {
    /** A tail of more outcomes than this is selected by partition, a smaller one by insertion. */
    static final int SMALL = 64;

    /** n·(1 − level) is taken for a whole number where it is one but for the rounding of the level. */
    private static final double ROUNDING = 1e-9;

    public ExpectedShortfall {
        if (!(level >= 0 && level < 1)) {
            throw new IllegalArgumentException("a level is 0 or more and below 1: " + level);
        }
    }

    /** The 99 % that margin is set by. */
    public static final ExpectedShortfall AT_99 = new ExpectedShortfall(0.99);

    /**
     * The shortfall of outcomes in any order; negative if even the worst are gains.
     *
     * @param profitAndLoss at least one outcome, none of them NaN; left as it is
     */
    public double of(double[] profitAndLoss) {
        return of(profitAndLoss, Lanes.fastest());
    }

    double of(double[] profitAndLoss, Lanes lanes) {
        for (double outcome : profitAndLoss) {
            if (Double.isNaN(outcome)) {
                throw new IllegalArgumentException("an outcome is NaN");
            }
        }
        double tail = tail(profitAndLoss.length);
        double[] worst = new double[(int) Math.ceil(tail)];
        select(profitAndLoss, worst, lanes);
        return mean(worst, 0, tail);
    }

    /** n·(1 − level): how many outcomes the tail holds, the last of them in part. */
    double tail(int outcomes) {
        if (outcomes == 0) {
            throw new IllegalArgumentException("no outcomes have no shortfall");
        }
        double tail = outcomes * (1 - level);
        double whole = Math.rint(tail);
        return Math.abs(tail - whole) <= ROUNDING ? Math.max(whole, ROUNDING) : tail;
    }

    /** From the worst outcomes in rising order, {@code ⌈tail⌉} of them from a place on. */
    static double mean(double[] worst, int from, double tail) {
        double sum = 0;
        int last = (int) Math.ceil(tail) - 1;
        for (int i = 0; i < last; i++) {
            sum += worst[from + i];
        }
        sum += worst[from + last] * (tail - last);
        // From 0, so that no loss is 0 and not −0.
        return 0 - sum / tail;
    }

    /** Fills {@code worst} with the least values in rising order. */
    private static void select(double[] values, double[] worst, Lanes lanes) {
        if (worst.length <= SMALL) {
            Arrays.fill(worst, Double.POSITIVE_INFINITY);
            insert(values, worst, 0, worst.length, lanes);
            return;
        }
        double[] scratch = values.clone();
        partition(scratch, worst.length);
        Arrays.sort(scratch, 0, worst.length);
        System.arraycopy(scratch, 0, worst, 0, worst.length);
    }

    /**
     * Keeps the least of the values so far in {@code worst[from, from + count)}, in rising order. Few values
     * of many are among the least, so most of the time goes into passing over the others.
     */
    static void insert(double[] values, double[] worst, int from, int count, Lanes lanes) {
        int last = from + count - 1;
        int at = lanes.firstBelow(values, 0, worst[last]);
        while (at < values.length) {
            double value = values[at];
            int place = last;
            while (place > from && worst[place - 1] > value) {
                worst[place] = worst[place - 1];
                place--;
            }
            worst[place] = value;
            at = lanes.firstBelow(values, at + 1, worst[last]);
        }
    }

    /**
     * Brings the {@code count} least values to the front in O(n) on average (Hoare's FIND, Communications
     * of the ACM 4, 1961, with the median of three as pivot).
     */
    private static void partition(double[] values, int count) {
        int left = 0;
        int right = values.length - 1;
        while (left < right) {
            double pivot = median(values[left], values[(left + right) >>> 1], values[right]);
            int i = left;
            int j = right;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    double swapped = values[i];
                    values[i++] = values[j];
                    values[j--] = swapped;
                }
            }
            if (count - 1 <= j) {
                right = j;
            } else if (count - 1 >= i) {
                left = i;
            } else {
                return;
            }
        }
    }

    private static double median(double a, double b, double c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
