package io.hourglass.pricing.options;

/**
 * Black-76 premiums of many options at once, as {@link Black76#premium} gives them one by one to 1e-14
 * relative, and several times as fast.
 *
 * <p>A block of options goes through one step of the formula after another. The steps are plain loops
 * over doubles without a branch, which the compiler turns into instructions on four values; the rare
 * cases are put right at the end, one by one. A sheet holds its working space, so it serves one thread.
 */
public final class PremiumSheet {
    private static final int BLOCK = 128;
    private static final double NONE = 1e-300;

    /** (F − K)/(F + K) where one is twice the other. */
    private static final double THIRD = 1.0 / 3;

    private final double[] forward = new double[BLOCK];
    private final double[] strike = new double[BLOCK];
    private final double[] time = new double[BLOCK];
    private final double[] volatility = new double[BLOCK];
    private final double[] tangent = new double[BLOCK];
    private final double[] apart = new double[BLOCK];
    private final double[] variance = new double[BLOCK];
    private final double[] lost = new double[BLOCK];
    private final double[] inverse = new double[BLOCK];
    private final double[] h = new double[BLOCK];
    private final double[] t = new double[BLOCK];
    private final double[] exponent = new double[BLOCK];
    private final double[] rounding = new double[BLOCK];
    private final double[] near = new double[BLOCK];
    private final double[] far = new double[BLOCK];
    private final double[] discount = new double[BLOCK];
    private final double[] sign = new double[BLOCK];
    private final double[] outside = new double[BLOCK];
    private final int[] odd = new int[BLOCK];

    /**
     * Fills {@code premiums} with the discounted premiums; row i of each column is one option.
     *
     * @param forwards USD per GPU-hour
     * @param years to the option's end and the payment
     * @param volatilities per √year
     * @param rate continuously compounded, one for all
     * @throws IllegalArgumentException if columns differ in length, or as {@link Black76#premium} does
     */
    public void premiums(
            OptionType[] types,
            double[] forwards,
            double[] strikes,
            double[] years,
            double[] volatilities,
            double rate,
            double[] premiums) {
        int count = premiums.length;
        if (types.length != count
                || forwards.length != count
                || strikes.length != count
                || years.length != count
                || volatilities.length != count) {
            throw new IllegalArgumentException("columns of " + types.length + ", " + forwards.length + ", "
                    + strikes.length + ", " + years.length + " and " + volatilities.length + " rows for " + count);
        }
        for (int first = 0; first < count; first += BLOCK) {
            int rows = Math.min(BLOCK, count - first);
            System.arraycopy(forwards, first, forward, 0, rows);
            System.arraycopy(strikes, first, strike, 0, rows);
            System.arraycopy(years, first, time, 0, rows);
            System.arraycopy(volatilities, first, volatility, 0, rows);
            requireAll(rows);
            ratios(rows);
            logarithms(rows);
            variances(rows);
            roots(rows);
            deviations(rows);
            exponents(rows);
            exponentials(rows, rate);
            tails(rows);
            values(rows);
            oddValues(rows);
            for (int i = 0; i < rows; i++) {
                sign[i] = types[first + i].sign;
            }
            sums(rows);
            System.arraycopy(outside, 0, premiums, first, rows);
        }
    }

    /** A row's least entry is above 0 unless the row makes no sense; nothing times infinity is no number. */
    private void requireAll(int rows) {
        for (int i = 0; i < rows; i++) {
            double prices = Math.min(forward[i], strike[i]);
            double others = Math.min(time[i], volatility[i]) + NONE;
            outside[i] = Math.min(prices, others) + 0 * (forward[i] + strike[i] + time[i] + volatility[i]);
        }
        for (int i = 0; i < rows; i++) {
            if (!(outside[i] > 0)) {
                Black76.require(forward[i], strike[i], time[i], volatility[i]);
            }
        }
    }

    /** (F − K)/(F + K), whose rounding is made good. */
    private void ratios(int rows) {
        for (int i = 0; i < rows; i++) {
            tangent[i] = Elementary.halfTangent(forward[i], strike[i]);
        }
    }

    private void logarithms(int rows) {
        for (int i = 0; i < rows; i++) {
            apart[i] = Math.abs(Elementary.twiceArtanh(tangent[i]));
        }
    }

    private void variances(int rows) {
        for (int i = 0; i < rows; i++) {
            double square = volatility[i] * volatility[i];
            double product = square * time[i];
            lost[i] = Math.fma(square, time[i], -product) + Math.fma(volatility[i], volatility[i], -square) * time[i];
            variance[i] = product;
        }
    }

    private void roots(int rows) {
        for (int i = 0; i < rows; i++) {
            double s = Math.sqrt(Math.max(variance[i], NONE));
            t[i] = s / 2;
            inverse[i] = 1 / s;
        }
    }

    private void deviations(int rows) {
        for (int i = 0; i < rows; i++) {
            h[i] = apart[i] * inverse[i];
        }
    }

    private void exponents(int rows) {
        for (int i = 0; i < rows; i++) {
            double s = 2 * t[i];
            double sLost = 0.5 * inverse[i] * (Math.fma(-s, s, variance[i]) + lost[i]);
            double hLost = inverse[i] * (Math.fma(-h[i], s, apart[i]) - h[i] * sLost);
            double half = -0.5 * h[i] * h[i];
            double rest = 0.5 * apart[i] - variance[i] / 8;
            double sum = half + rest;
            exponent[i] = sum;
            rounding[i] = half - sum + rest - 0.5 * Math.fma(h[i], h[i], 2 * half) - h[i] * hLost;
        }
    }

    private void exponentials(int rows, double rate) {
        for (int i = 0; i < rows; i++) {
            rounding[i] = Elementary.less(exponent[i], rounding[i]);
        }
        for (int i = 0; i < rows; i++) {
            double x = exponent[i];
            exponent[i] = Elementary.usual(x) ? Elementary.power(x, rounding[i]) : Math.exp(x);
        }
        for (int i = 0; i < rows; i++) {
            time[i] *= -rate;
        }
        for (int i = 0; i < rows; i++) {
            discount[i] = Elementary.less(time[i], 0);
        }
        for (int i = 0; i < rows; i++) {
            double x = time[i];
            discount[i] = Elementary.usual(x) ? Elementary.power(x, discount[i]) : Math.exp(x);
        }
    }

    private void tails(int rows) {
        for (int i = 0; i < rows; i++) {
            near[i] = Mills.fraction(Math.abs(h[i] - t[i]));
        }
        for (int i = 0; i < rows; i++) {
            far[i] = Mills.fraction(h[i] + t[i]);
        }
    }

    /** What is right for all but the odd rows, where little or nothing moves or the strike is far. */
    private void values(int rows) {
        for (int i = 0; i < rows; i++) {
            double least = Math.min(forward[i], strike[i]);
            double likely = least * Normal.ONE_OVER_SQRT_TWO_PI * exponent[i];
            // 0 where h = t: there both lines of the formula hold, and their mean
            double side = Math.signum(h[i] - t[i]);
            outside[i] = least * (0.5 - 0.5 * side) + likely * (side * near[i] - far[i]);
        }
    }

    private void sums(int rows) {
        for (int i = 0; i < rows; i++) {
            outside[i] = discount[i] * (Math.max(0, sign[i] * (forward[i] - strike[i])) + outside[i]);
        }
    }

    /** They are counted first and valued after, so that no jump between rows is guessed wrong. */
    private void oddValues(int rows) {
        int count = 0;
        for (int i = 0; i < rows; i++) {
            odd[count] = i;
            int small = t[i] < OutOfTheMoney.SMALL ? 1 : 0;
            int distant = Math.abs(tangent[i]) > THIRD ? 1 : 0;
            count += small | distant;
        }
        for (int k = 0; k < count; k++) {
            int i = odd[k];
            outside[i] = variance[i] == 0 ? 0 : odd(i).value();
        }
    }

    private OutOfTheMoney odd(int i) {
        double least = Math.min(forward[i], strike[i]);
        return Elementary.far(forward[i], strike[i])
                ? OutOfTheMoney.of(forward[i], strike[i], variance[i], lost[i])
                : new OutOfTheMoney(h[i], t[i], least * Normal.ONE_OVER_SQRT_TWO_PI * exponent[i], least);
    }
}
