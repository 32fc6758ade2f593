package io.hourglass.pricing.options;

/**
 * The generalised Black-Scholes-Merton value of an option on something that can be stored and yields
 * q: Black's formula on the forward S·e^((r−q)T). For collateral and other assets: <b>never for
 * compute</b>, which cannot be stored (rulebook §3). Source: Haug 1998, pp. 2–8; cases GBS-HAUG-*.
 */
public final class BlackScholes {
    private BlackScholes() {}

    /**
     * The discounted premium.
     *
     * @param carryYield q, what holding the asset yields a year, continuously compounded
     */
    public static double premium(
            OptionType type,
            double spot,
            double strike,
            double years,
            double volatility,
            double rate,
            double carryYield) {
        double forward = spot * Math.exp((rate - carryYield) * years);
        return Black76.premium(type, forward, strike, years, volatility, rate);
    }
}
