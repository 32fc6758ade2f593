package io.hourglass.pricing.scenario;

import java.util.Arrays;
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

    @Override
    public void combine(double[] rows, int[] begins, double[] quantities, int from, int to, double[] sum) {
        Arrays.fill(sum, 0);
        int position = from;
        for (; position + 8 <= to; position += 8) {
            addEight(rows, begins, quantities, position, sum);
        }
        for (; position < to; position++) {
            addOne(rows, begins[position], quantities[position], sum);
        }
    }

    private static void addEight(double[] rows, int[] begins, double[] quantities, int at, double[] sum) {
        int a = begins[at];
        int b = begins[at + 1];
        int c = begins[at + 2];
        int d = begins[at + 3];
        int e = begins[at + 4];
        int f = begins[at + 5];
        int g = begins[at + 6];
        int h = begins[at + 7];
        DoubleVector qa = DoubleVector.broadcast(SPECIES, quantities[at]);
        DoubleVector qb = DoubleVector.broadcast(SPECIES, quantities[at + 1]);
        DoubleVector qc = DoubleVector.broadcast(SPECIES, quantities[at + 2]);
        DoubleVector qd = DoubleVector.broadcast(SPECIES, quantities[at + 3]);
        DoubleVector qe = DoubleVector.broadcast(SPECIES, quantities[at + 4]);
        DoubleVector qf = DoubleVector.broadcast(SPECIES, quantities[at + 5]);
        DoubleVector qg = DoubleVector.broadcast(SPECIES, quantities[at + 6]);
        DoubleVector qh = DoubleVector.broadcast(SPECIES, quantities[at + 7]);
        int s = 0;
        for (; s < SPECIES.loopBound(sum.length); s += SPECIES.length()) {
            DoubleVector.fromArray(SPECIES, sum, s)
                    .add(DoubleVector.fromArray(SPECIES, rows, a + s).mul(qa))
                    .add(DoubleVector.fromArray(SPECIES, rows, b + s).mul(qb))
                    .add(DoubleVector.fromArray(SPECIES, rows, c + s).mul(qc))
                    .add(DoubleVector.fromArray(SPECIES, rows, d + s).mul(qd))
                    .add(DoubleVector.fromArray(SPECIES, rows, e + s).mul(qe))
                    .add(DoubleVector.fromArray(SPECIES, rows, f + s).mul(qf))
                    .add(DoubleVector.fromArray(SPECIES, rows, g + s).mul(qg))
                    .add(DoubleVector.fromArray(SPECIES, rows, h + s).mul(qh))
                    .intoArray(sum, s);
        }
        for (; s < sum.length; s++) {
            double total = sum[s];
            for (int i = 0; i < 8; i++) {
                total += quantities[at + i] * rows[begins[at + i] + s];
            }
            sum[s] = total;
        }
    }

    private static void addOne(double[] rows, int row, double quantity, double[] sum) {
        int s = 0;
        for (; s < SPECIES.loopBound(sum.length); s += SPECIES.length()) {
            DoubleVector.fromArray(SPECIES, sum, s)
                    .add(DoubleVector.fromArray(SPECIES, rows, row + s).mul(quantity))
                    .intoArray(sum, s);
        }
        for (; s < sum.length; s++) {
            sum[s] += quantity * rows[row + s];
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
