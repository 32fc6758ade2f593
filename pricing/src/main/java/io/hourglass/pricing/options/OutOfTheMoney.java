package io.hourglass.pricing.options;

/**
 * Black's formula for whichever of call and put is out of the money, undiscounted: both are one
 * function of forward and strike, symmetric in them. With x = |ln(F/K)|, s = σ√T, h = x/s, t = s/2,
 *
 * <pre>
 * g = √(FK)·n(√(h² + t²))  = F·n(d₁) = K·n(d₂)
 * V = g·(R(h − t) − R(h + t))                        R the ratio of Mills
 *   = 2g·(M₁·t + M₃·t³/3! + M₅·t⁵/5! + …)            Mⱼ = ∫₀^∞ uʲ·e^(−hu − u²/2) du
 *   = min(F, K) − g·(R(t − h) + R(t + h))            where h &lt; t
 * </pre>
 *
 * The first line cancels where s is small; the second has positive terms only, and serves there. Its
 * moments follow from M₁ = −R'(h) by M₃ = (h² + 3)·M₁ − 1 and Mⱼ₊₂ = (h² + 2j + 1)·Mⱼ − j(j − 1)·Mⱼ₋₂,
 * whose rounding grows with sinh(x/2)/(x/2) alone. That the tails ask for forms of this kind is
 * Jäckel's point in "Let's be rational", Wilmott, January 2015.
 *
 * @param h how many deviations forward and strike lie apart
 * @param t half the deviation of ln F
 * @param likely g, which is also the change of V per unit of s
 * @param least min(F, K), which V approaches as s grows
 */
record OutOfTheMoney(double h, double t, double likely, double least) {
    /** Below this t six terms leave less than 1e-16; above it the difference of ratios loses a digit. */
    static final double SMALL = 0.0625;

    /** For a variance s² &gt; 0 of ln F. */
    static OutOfTheMoney of(double forward, double strike, double variance) {
        return of(forward, strike, variance, 0);
    }

    /** For s² = σ²T, with the rounding of that product made good. */
    static OutOfTheMoney ofProduct(double forward, double strike, double years, double volatility) {
        double square = volatility * volatility;
        double variance = square * years;
        double rounding = Math.fma(square, years, -variance) + Math.fma(volatility, volatility, -square) * years;
        return of(forward, strike, variance, rounding);
    }

    /** In the tail a rounding of h counts h² times, so what h² lost goes into the exponential with it. */
    static OutOfTheMoney of(double forward, double strike, double variance, double rounding) {
        double x = Math.abs(Elementary.logRatio(forward, strike));
        double s = Math.sqrt(variance);
        double inverse = 1 / s;
        double sRounding = 0.5 * inverse * (Math.fma(-s, s, variance) + rounding);
        double h = x * inverse;
        double hRounding = inverse * (Math.fma(-h, s, x) - h * sRounding);
        double least = Math.min(forward, strike);
        double half = -0.5 * h * h;
        double halfRounding = -0.5 * Math.fma(h, h, 2 * half) - h * hRounding;
        double rest = 0.5 * x - variance / 8;
        double exponent = half + rest;
        double likely =
                least * Normal.ONE_OVER_SQRT_TWO_PI * Elementary.exp(exponent, half - exponent + rest + halfRounding);
        return new OutOfTheMoney(h, s / 2, likely, least);
    }

    double value() {
        return t < SMALL || likely == 0 ? value(0, 0) : value(near(), far());
    }

    /** The same, from ratios that are known. */
    double value(double near, double far) {
        if (likely == 0) {
            return h < t ? least : 0;
        }
        if (t < SMALL) {
            return 2 * likely * t * series(t * t);
        }
        // either line by arithmetic: a jump here would be guessed wrong half the time
        double side = Math.copySign(1, h - t);
        return least * (0.5 - 0.5 * side) + likely * (side * near - far);
    }

    /** R(|h − t|). */
    double near() {
        return Mills.ratio(Math.abs(h - t));
    }

    /** R(h + t). */
    double far() {
        return Mills.ratio(h + t);
    }

    /** min(F, K) − V, which keeps its digits where V has come near. */
    double lack() {
        if (h >= t || likely == 0) {
            return least - value();
        }
        return likely * (near() + far());
    }

    /** φ·N(φd₁), the change of a call's or put's undiscounted value per unit of the forward. */
    double delta(OptionType type, double forward, double strike, double near, double far) {
        double d1 = forward < strike ? t - h : t + h;
        double tail = likely == 0 ? 0 : likely / forward * (forward < strike ? near : far);
        return type.sign * d1 > 0 ? type.sign * (1 - tail) : type.sign * tail;
    }

    /** M₁ + M₃·t²/3! + … + M₁₁·t¹⁰/11!. */
    private double series(double tt) {
        double hh = h * h;
        double m1 = Mills.slope(h);
        double m3 = Math.fma(hh + 3, m1, -1);
        double m5 = (hh + 7) * m3 - 6 * m1;
        double m7 = (hh + 11) * m5 - 20 * m3;
        double m9 = (hh + 15) * m7 - 42 * m5;
        double m11 = (hh + 19) * m9 - 72 * m7;
        double sum = Math.fma(m11 * (1.0 / 110), tt, m9);
        sum = Math.fma(sum * (1.0 / 72), tt, m7);
        sum = Math.fma(sum * (1.0 / 42), tt, m5);
        sum = Math.fma(sum * (1.0 / 20), tt, m3);
        return Math.fma(sum * (1.0 / 6), tt, m1);
    }
}
