package io.hourglass.pricing.margin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MarginTest {
    private final MarginRules rules = MarginRules.IN_FORCE;

    @Test
    void neverFallsBelowTheLaunchStress() {
        assertThat(rules.initialUp(3.0, 0.01, 1)).isEqualTo(438_000_000);
        assertThat(rules.maintenanceUp(438_000_000)).isEqualTo(328_500_000);
    }

    @Test
    void followsTheMarketWhereItIsWild() {
        assertThat(rules.initialUp(3.0, 0.24, 1)).isEqualTo(657_000_000);
    }

    @Test
    void shrinksWithTheMonth() {
        assertThat(rules.initialUp(3.0, 0.01, 0.5)).isEqualTo(219_000_000);
        assertThat(rules.initialUp(3.0, 0.01, 0)).isZero();
    }

    @Test
    void roundsUp() {
        assertThat(rules.initialUp(3.0000001, 0, 1)).isEqualTo(438_000_015);
        assertThat(rules.initialUp(3.000000001, 0, 1)).isEqualTo(438_000_001);
        assertThat(rules.maintenanceUp(1)).isEqualTo(1);
    }

    @Test
    void measuresVolatilityByTheYear() {
        List<Double> prices = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            prices.add(i % 2 == 0 ? 2.0 : 2.0 * Math.exp(0.01));
        }

        double sample = 0.01 * Math.sqrt(100.0 / 99);
        assertThat(PriceMoves.volatility(prices)).isCloseTo(sample * Math.sqrt(365), within(1e-12));
    }

    @Test
    void findsTheVolatilityItWasDrawnWith() {
        Random random = new Random(7);
        List<Double> prices = new ArrayList<>(List.of(3.0));
        for (int i = 0; i < 20_000; i++) {
            prices.add(prices.getLast() * Math.exp(0.30 / Math.sqrt(365) * random.nextGaussian()));
        }

        assertThat(PriceMoves.volatility(prices)).isCloseTo(0.30, within(0.005));
        assertThat(PriceMoves.twoDayMove(prices)).isCloseTo(2.5758 * 0.30 * Math.sqrt(2.0 / 365), within(0.004));
    }

    @Test
    void seesTheRareMoveThatTheNormalModelMisses() {
        List<Double> prices = new ArrayList<>(Collections.nCopies(100, 2.0));
        prices.addAll(Collections.nCopies(100, 1.6));

        assertThat(PriceMoves.twoDayMove(prices)).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void knowsNoMoveWithoutPrices() {
        assertThat(PriceMoves.volatility(List.of())).isZero();
        assertThat(PriceMoves.twoDayMove(List.of(2.0, 2.1))).isZero();
        assertThat(PriceMoves.twoDayMove(Collections.nCopies(9, 2.0))).isZero();
    }
}
