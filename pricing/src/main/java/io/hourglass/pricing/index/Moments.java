package io.hourglass.pricing.index;

import java.util.List;

/** Mean and spread of a short list of prices. */
final class Moments {
    private Moments() {}

    /** Arithmetic mean; 0 of none. */
    static double mean(List<Double> values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return values.isEmpty() ? 0 : sum / values.size();
    }

    /** Sample standard deviation (n − 1), in two passes; 0 of fewer than two. */
    static double sd(List<Double> values) {
        if (values.size() < 2) {
            return 0;
        }
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.size() - 1));
    }
}
