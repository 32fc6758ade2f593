package io.hourglass.pricing.model;

/**
 * Whether forecasts beat the one that nothing changes.
 *
 * @param forecasts how many were made
 * @param independent how many of them do not overlap
 * @param error root mean square error in log price
 * @param naiveError that of the price on the day of the forecast
 * @param skill 1 − (error/naiveError)²: over 0 is better than nothing
 * @param significance how many standard errors the mean gain in squared error is from 0: Diebold and
 *     Mariano, Journal of Business and Economic Statistics 13(3), 1995, with Bartlett weights on as many
 *     lags as forecasts overlap
 */
public record Skill(
        int forecasts, int independent, double error, double naiveError, double skill, double significance) {
    private static final double CONVINCING = 1.645;

    /** With fewer, the standard error itself is a guess, and nothing is claimed. */
    private static final int INDEPENDENT_LEAST = 10;

    /**
     * @param forecasts log prices foretold
     * @param naive log prices on the days they were foretold
     * @param outcomes log prices that came
     * @param overlap how many later forecasts are made before one's outcome is known
     */
    public static Skill of(double[] forecasts, double[] naive, double[] outcomes, int overlap) {
        int n = outcomes.length;
        if (n < 2 || forecasts.length != n || naive.length != n || overlap < 0) {
            throw new IllegalArgumentException("skill needs two outcomes and as many forecasts: " + forecasts.length
                    + " and " + naive.length + " for " + n);
        }
        double[] gains = new double[n];
        double squares = 0;
        double naiveSquares = 0;
        for (int i = 0; i < n; i++) {
            double error = outcomes[i] - forecasts[i];
            double naiveError = outcomes[i] - naive[i];
            squares += error * error;
            naiveSquares += naiveError * naiveError;
            gains[i] = naiveError * naiveError - error * error;
        }
        return new Skill(
                n,
                n / (overlap + 1),
                Math.sqrt(squares / n),
                Math.sqrt(naiveSquares / n),
                1 - squares / naiveSquares,
                significance(gains, overlap));
    }

    private static double significance(double[] gains, int overlap) {
        int n = gains.length;
        double mean = 0;
        for (double gain : gains) {
            mean += gain / n;
        }
        double variance = 0;
        for (int lag = 0; lag <= Math.min(overlap, n - 1); lag++) {
            double sum = 0;
            for (int i = lag; i < n; i++) {
                sum += (gains[i] - mean) * (gains[i - lag] - mean);
            }
            variance += (lag == 0 ? 1 : 2 * (1 - lag / (overlap + 1.0))) * sum / n;
        }
        return mean / Math.sqrt(variance / n);
    }

    /** Whether it is better by more than chance gives once in twenty, over enough forecasts to say so. */
    public boolean beatsNoChange() {
        return independent >= INDEPENDENT_LEAST && skill > 0 && significance > CONVINCING;
    }
}
