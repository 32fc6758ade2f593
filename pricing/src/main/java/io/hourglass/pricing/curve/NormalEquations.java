package io.hourglass.pricing.curve;

import org.ojalgo.matrix.decomposition.QR;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R064Store;

/**
 * Systems AᵀA·x = b, by the triangle R of A = QR, for AᵀA = RᵀR: the product itself, which has the
 * square of A's condition, is never made. They want refinement by who calls (Björck, Stability analysis
 * of the method of seminormal equations for linear least squares problems, Linear Algebra and its
 * Applications 88/89 (1987)).
 */
final class NormalEquations {
    private final int size;
    private final MatrixStore<Double> triangle;

    /**
     * Factorises.
     *
     * @param columns of A; to {@link #solve}, none may depend on others
     */
    NormalEquations(double[][] columns) {
        size = columns.length;
        R064Store matrix = R064Store.FACTORY.make(size == 0 ? 0 : columns[0].length, size);
        for (int j = 0; j < size; j++) {
            for (int i = 0; i < columns[j].length; i++) {
                matrix.set(i, j, columns[j][i]);
            }
        }
        QR<Double> decomposition = QR.R064.make(matrix);
        decomposition.decompose(matrix);
        triangle = decomposition.getR();
    }

    /** Columns of R, as many rows as columns, whose products are those of A's. */
    double[][] triangle() {
        double[][] columns = new double[size][size];
        for (int j = 0; j < size; j++) {
            for (int i = 0; i <= j; i++) {
                columns[j][i] = triangle.doubleValue(i, j);
            }
        }
        return columns;
    }

    double[] solve(double[] right) {
        double[] x = right.clone();
        for (int row = 0; row < size; row++) {
            for (int i = 0; i < row; i++) {
                x[row] -= triangle.doubleValue(i, row) * x[i];
            }
            x[row] /= triangle.doubleValue(row, row);
        }
        for (int row = size - 1; row >= 0; row--) {
            for (int i = row + 1; i < size; i++) {
                x[row] -= triangle.doubleValue(row, i) * x[i];
            }
            x[row] /= triangle.doubleValue(row, row);
        }
        return x;
    }
}
