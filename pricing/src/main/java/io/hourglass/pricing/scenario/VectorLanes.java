package io.hourglass.pricing.scenario;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The processor's vectors (JEP 508). Lanes are scenarios, so each lane adds in the order of the plain
 * loop; what does not fill a vector is left to it.
 */
record VectorLanes() implements Lanes {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;

    /** Four vectors at a time, so that each quantity is spread over lanes once for all four. */
    @Override
    public void combine(double[] rows, int[] begins, double[] quantities, int from, int to, double[] sum) {
        int lanes = SPECIES.length();
        int s = 0;
        for (; s + 4 * lanes <= sum.length; s += 4 * lanes) {
            DoubleVector a = DoubleVector.zero(SPECIES);
            DoubleVector b = a;
            DoubleVector c = a;
            DoubleVector d = a;
            for (int position = from; position < to; position++) {
                DoubleVector quantity = DoubleVector.broadcast(SPECIES, quantities[position]);
                int row = begins[position] + s;
                a = a.add(DoubleVector.fromArray(SPECIES, rows, row).mul(quantity));
                b = b.add(DoubleVector.fromArray(SPECIES, rows, row + lanes).mul(quantity));
                c = c.add(DoubleVector.fromArray(SPECIES, rows, row + 2 * lanes).mul(quantity));
                d = d.add(DoubleVector.fromArray(SPECIES, rows, row + 3 * lanes).mul(quantity));
            }
            a.intoArray(sum, s);
            b.intoArray(sum, s + lanes);
            c.intoArray(sum, s + 2 * lanes);
            d.intoArray(sum, s + 3 * lanes);
        }
        for (; s < sum.length; s++) {
            sum[s] = ScalarLanes.sum(rows, begins, quantities, from, to, s);
        }
    }

    @Override
    public double least(double[] rows, int[] begins, double[] quantities, int from, int to, int width) {
        DoubleVector lowest = DoubleVector.broadcast(SPECIES, Double.POSITIVE_INFINITY);
        int s = 0;
        for (; s < SPECIES.loopBound(width); s += SPECIES.length()) {
            DoubleVector sum = DoubleVector.zero(SPECIES);
            for (int position = from; position < to; position++) {
                sum = sum.add(DoubleVector.fromArray(SPECIES, rows, begins[position] + s)
                        .mul(quantities[position]));
            }
            lowest = lowest.min(sum);
        }
        double least = lowest.reduceLanes(VectorOperators.MIN);
        for (; s < width; s++) {
            least = Math.min(least, ScalarLanes.sum(rows, begins, quantities, from, to, s));
        }
        return least;
    }

    @Override
    public int firstBelow(double[] values, int from, double threshold) {
        int at = from;
        for (; at + SPECIES.length() <= values.length; at += SPECIES.length()) {
            VectorMask<Double> below =
                    DoubleVector.fromArray(SPECIES, values, at).compare(VectorOperators.LT, threshold);
            if (below.anyTrue()) {
                return at + below.firstTrue();
            }
        }
        while (at < values.length && !(values[at] < threshold)) {
            at++;
        }
        return at;
    }
}
