package io.hourglass.pricing.scenario;

import java.util.Arrays;

/** Plain loops. */
record ScalarLanes() implements Lanes {

    @Override
    public void combine(double[] rows, int[] begins, double[] quantities, int from, int to, double[] sum) {
        Arrays.fill(sum, 0);
        for (int position = from; position < to; position++) {
            int row = begins[position];
            double quantity = quantities[position];
            for (int s = 0; s < sum.length; s++) {
                sum[s] += quantity * rows[row + s];
            }
        }
    }

    @Override
    public double least(double[] rows, int[] begins, double[] quantities, int from, int to, int width) {
        double least = Double.POSITIVE_INFINITY;
        for (int s = 0; s < width; s++) {
            least = Math.min(least, sum(rows, begins, quantities, from, to, s));
        }
        return least;
    }

    static double sum(double[] rows, int[] begins, double[] quantities, int from, int to, int s) {
        double sum = 0;
        for (int position = from; position < to; position++) {
            sum += quantities[position] * rows[begins[position] + s];
        }
        return sum;
    }

    @Override
    public int firstBelow(double[] values, int from, double threshold) {
        int at = from;
        while (at < values.length && !(values[at] < threshold)) {
            at++;
        }
        return at;
    }
}
