package io.hourglass.pricing.curve;

/** No curve meets the quotes: the message says what to trade, and what that earns. */
public final class ArbitrageException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient Arbitrage arbitrage;

    ArbitrageException(Arbitrage arbitrage) {
        super(arbitrage.describe());
        this.arbitrage = arbitrage;
    }

    public Arbitrage arbitrage() {
        return arbitrage;
    }
}
