package io.hourglass.pricing.scenario;

/**
 * The loops that an account's risk takes its time in. One implementation uses the processor's
 * vectors, the other plain arithmetic; both add in the same order, so their digits are the same.
 */
sealed interface Lanes permits ScalarLanes, VectorLanes {

    /**
     * The fastest that this process can run: the vector ones where the process was started with {@code
     * --add-modules jdk.incubator.vector}, else the plain ones.
     */
    static Lanes fastest() {
        return Fastest.LANES;
    }

    /**
     * {@code sum[s] = Σ quantities[p] · rows[begins[p] + s]} over the positions p in [from, to), added from
     * the left; 0 without any.
     *
     * @param begins where the row of each position's instrument begins
     */
    void combine(double[] rows, int[] begins, double[] quantities, int from, int to, double[] sum);

    /** The least of those {@code width} sums, without keeping them. */
    double least(double[] rows, int[] begins, double[] quantities, int from, int to, int width);

    /** The first place at or after {@code from} with a value below the threshold; the length if none. */
    int firstBelow(double[] values, int from, double threshold);

    /** Chosen when first asked for: the vector ones must not be loaded where their module is not. */
    final class Fastest {
        private static final Lanes LANES =
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
                        ? new VectorLanes()
                        : new ScalarLanes();

        private Fastest() {}
    }
}
