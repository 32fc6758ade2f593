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
 * under 3e-17; every coefficient is positive, so nothing cancels and 1e-15 holds in doubles too. Horner's
 * rule is written out, for only then does the compiler do four values in one instruction.
 */
final class Mills {
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
            double before = fraction(z);
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

    /** R(z), for 0 ≤ z ≤ 1e20: by Taylor's series about the nearest eighth, which is quicker for one value. */
    static double ratio(double z) {
        int node = (int) (z * NODES_PER_UNIT + 0.5);
        if (node >= NODES) {
            return fraction(z);
        }
        double[] c = TAYLOR;
        int at = node * TERMS;
        double d = z - node * (1.0 / NODES_PER_UNIT);
        double square = d * d;
        double even = Math.fma(c[at + 8], square, c[at + 6]);
        double odd = Math.fma(c[at + 9], square, c[at + 7]);
        even = Math.fma(even, square, c[at + 4]);
        odd = Math.fma(odd, square, c[at + 5]);
        even = Math.fma(even, square, c[at + 2]);
        odd = Math.fma(odd, square, c[at + 3]);
        even = Math.fma(even, square, c[at]);
        odd = Math.fma(odd, square, c[at + 1]);
        return Math.fma(odd, d, even);
    }

    /** R(z), for 0 ≤ z ≤ 1e20: the fraction, without a table or a branch. */
    static double fraction(double z) {
        return ratioAbove(z) / below(z);
    }

    /** −R'(z) = 1 − z·R(z), for 0 ≤ z ≤ 1e20; near 1/z² for a large z. */
    static double slope(double z) {
        return slopeAbove(z) / below(z);
    }

    private static double ratioAbove(double z) {
        double p = 2.3282159141532216e-07;
        p = Math.fma(p, z, 7.1618851926765714e-06);
        p = Math.fma(p, z, 0.00011112718358495657);
        p = Math.fma(p, z, 0.0011252843384228829);
        p = Math.fma(p, z, 0.00817192955524059);
        p = Math.fma(p, z, 0.04439002178220404);
        p = Math.fma(p, z, 0.18333058313679235);
        p = Math.fma(p, z, 0.5747338052758235);
        p = Math.fma(p, z, 1.3410335040390546);
        p = Math.fma(p, z, 2.2247176430968447);
        p = Math.fma(p, z, 2.37672333164502);
        return Math.fma(p, z, 1.2533141373155001);
    }

    private static double slopeAbove(double z) {
        double p = 2.3282159141532216e-07;
        p = Math.fma(p, z, 7.161885192676549e-06);
        p = Math.fma(p, z, 0.0001106615404021384);
        p = Math.fma(p, z, 0.0011109605680347842);
        p = Math.fma(p, z, 0.007952003404298183);
        p = Math.fma(p, z, 0.04221107193566427);
        p = Math.fma(p, z, 0.16808076805529346);
        p = Math.fma(p, z, 0.4966765934399554);
        p = Math.fma(p, z, 1.0480333666679968);
        p = Math.fma(p, z, 1.4409212751068698);
        return Math.fma(p, z, 1.0);
    }

    private static double below(double z) {
        double p = 2.3282159141532216e-07;
        p = Math.fma(p, z, 7.1618851926765714e-06);
        p = Math.fma(p, z, 0.00011136000517637188);
        p = Math.fma(p, z, 0.0011324462236155595);
        p = Math.fma(p, z, 0.008282591095642729);
        p = Math.fma(p, z, 0.045500982350238826);
        p = Math.fma(p, z, 0.19128258654109054);
        p = Math.fma(p, z, 0.6169448772114878);
        p = Math.fma(p, z, 1.509114272094348);
        p = Math.fma(p, z, 2.7213942365368005);
        p = Math.fma(p, z, 3.424756698313017);
        p = Math.fma(p, z, 2.69423541242237);
        return Math.fma(p, z, 1.0);
    }
}
