package io.hourglass.pricing.options;

/**
 * What is left of the normal distribution beyond z when its density is taken out: the ratio of Mills
 *
 * <pre>R(z) = (1 − N(z)) / n(z) = ∫₀^∞ e^(−zu − u²/2) du        −R'(z) = 1 − z·R(z)</pre>
 *
 * It falls like 1/z where the tail itself falls like e^(−z²/2), so tails keep all their digits: an
 * option's value is a difference of two ratios times one density, and that difference is had from the
 * slope where it would cancel. Both functions are one fraction with one denominator, fitted to 60
 * digits' arithmetic by weighted least squares (Lawson 1961) over all z ≥ 0 with a relative error
 * under 3e-17; every coefficient is positive, so nothing cancels and 1e-15 holds in doubles too.
 */
final class Mills {
    private static final double[] RATIO = {
        1.2533141373155001,
        2.37672333164502,
        2.2247176430968447,
        1.3410335040390546,
        0.5747338052758235,
        0.18333058313679235,
        0.04439002178220404,
        0.00817192955524059,
        0.0011252843384228829,
        0.00011112718358495657,
        7.1618851926765714e-06,
        2.3282159141532216e-07
    };
    private static final double[] SLOPE = {
        1.0,
        1.4409212751068698,
        1.0480333666679968,
        0.4966765934399554,
        0.16808076805529346,
        0.04221107193566427,
        0.007952003404298183,
        0.0011109605680347842,
        0.0001106615404021384,
        7.161885192676549e-06,
        2.3282159141532216e-07
    };
    private static final double[] BELOW = {
        1.0,
        2.69423541242237,
        3.424756698313017,
        2.7213942365368005,
        1.509114272094348,
        0.6169448772114878,
        0.19128258654109054,
        0.045500982350238826,
        0.008282591095642729,
        0.0011324462236155595,
        0.00011136000517637188,
        7.1618851926765714e-06,
        2.3282159141532216e-07
    };

    private static final int NODES_PER_UNIT = 8;
    private static final int NODES = 12 * NODES_PER_UNIT;
    private static final int TERMS = 10;
    private static final double[] TAYLOR = taylor();

    private Mills() {}

    /** (−1)ᵏ·Mₖ(z)/k! at each node, where Mₖ = ∫₀^∞ uᵏ·e^(−zu − u²/2) du and Mₖ₊₁ = k·Mₖ₋₁ − z·Mₖ. */
    private static double[] taylor() {
        double[] taylor = new double[NODES * TERMS];
        for (int node = 0; node < NODES; node++) {
            double z = (double) node / NODES_PER_UNIT;
            double before = fraction(RATIO, z);
            double moment = slope(z);
            double factor = -1;
            taylor[node * TERMS] = before;
            for (int k = 1; k < TERMS; k++) {
                taylor[node * TERMS + k] = factor * moment;
                double next = k * before - z * moment;
                before = moment;
                moment = next;
                factor /= -(k + 1);
            }
        }
        return taylor;
    }

    /** R(z), for 0 ≤ z ≤ 1e20. */
    static double ratio(double z) {
        int node = (int) (z * NODES_PER_UNIT + 0.5);
        if (node >= NODES) {
            return fraction(RATIO, z);
        }
        double[] c = TAYLOR;
        int at = node * TERMS;
        double d = z - node * (1.0 / NODES_PER_UNIT);
        double dd = d * d;
        double even = Math.fma(
                Math.fma(Math.fma(Math.fma(c[at + 8], dd, c[at + 6]), dd, c[at + 4]), dd, c[at + 2]), dd, c[at]);
        double odd = Math.fma(
                Math.fma(Math.fma(Math.fma(c[at + 9], dd, c[at + 7]), dd, c[at + 5]), dd, c[at + 3]), dd, c[at + 1]);
        return Math.fma(odd, d, even);
    }

    /** −R'(z) = 1 − z·R(z), for 0 ≤ z ≤ 1e20; near 1/z² for a large z. */
    static double slope(double z) {
        return fraction(SLOPE, z);
    }

    private static double fraction(double[] above, double z) {
        return polynomial(above, z) / polynomial(BELOW, z);
    }

    /** Horner's rule on even and odd powers apart, which a processor does side by side. */
    private static double polynomial(double[] coefficients, double z) {
        double square = z * z;
        int last = coefficients.length - 1;
        double high = coefficients[last];
        double low = coefficients[last - 1];
        for (int i = last - 2; i > 0; i -= 2) {
            high = Math.fma(high, square, coefficients[i]);
            low = Math.fma(low, square, coefficients[i - 1]);
        }
        return last % 2 == 0 ? Math.fma(Math.fma(high, square, coefficients[0]), 1, low * z) : Math.fma(high, z, low);
    }
}
