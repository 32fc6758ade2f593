package io.hourglass.pricing.curve;

/** A small dense system A·x = b, factorised once into L·U with the largest pivot of each column. */
final class LinearSystem {
    private final double[][] factors;
    private final int[] order;

    /**
     * Factorises in place.
     *
     * @throws ArithmeticException if a row depends on others
     */
    LinearSystem(double[][] matrix) {
        factors = matrix;
        int size = matrix.length;
        order = new int[size];
        for (int column = 0; column < size; column++) {
            int pivot = column;
            for (int row = column + 1; row < size; row++) {
                if (Math.abs(factors[row][column]) > Math.abs(factors[pivot][column])) {
                    pivot = row;
                }
            }
            order[column] = pivot;
            double[] top = factors[pivot];
            factors[pivot] = factors[column];
            factors[column] = top;
            if (top[column] == 0) {
                throw new ArithmeticException("row " + column + " depends on others");
            }
            for (int row = column + 1; row < size; row++) {
                double[] below = factors[row];
                double factor = below[column] / top[column];
                below[column] = factor;
                for (int i = column + 1; i < size; i++) {
                    below[i] -= factor * top[i];
                }
            }
        }
    }

    double[] solve(double[] right) {
        double[] x = right.clone();
        int size = x.length;
        for (int i = 0; i < size; i++) {
            double swapped = x[order[i]];
            x[order[i]] = x[i];
            x[i] = swapped;
        }
        for (int row = 1; row < size; row++) {
            for (int i = 0; i < row; i++) {
                x[row] -= factors[row][i] * x[i];
            }
        }
        for (int row = size - 1; row >= 0; row--) {
            for (int i = row + 1; i < size; i++) {
                x[row] -= factors[row][i] * x[i];
            }
            x[row] /= factors[row][row];
        }
        return x;
    }
}
