package io.hourglass.pricing.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class BasketIndexTest {
    private static final Map<String, Double> PRICES = Map.of("HGI.H100", 3.0, "HGI.B200", 6.0);

    @Test
    void movesWithItsPrices() {
        BasketIndex basket = BasketIndex.start(Map.of("HGI.H100", 2.0, "HGI.B200", 1.0), PRICES, 100);

        assertThat(basket.level(PRICES)).isCloseTo(100, within(1e-12));
        assertThat(basket.level(Map.of("HGI.H100", 3.3, "HGI.B200", 6.0))).isCloseTo(105, within(1e-12));
    }

    @Test
    void refusesAMissingPrice() {
        BasketIndex basket = BasketIndex.start(Map.of("HGI.H100", 2.0), PRICES, 100);

        assertThatThrownBy(() -> basket.level(Map.of())).hasMessageContaining("HGI.H100");
    }

    @Property
    void isContinuousAtARebalance(
            @ForAll @DoubleRange(min = 0.01, max = 1e6) double more,
            @ForAll @DoubleRange(min = 0.01, max = 1e6) double other) {
        BasketIndex basket = BasketIndex.start(Map.of("HGI.H100", 2.0, "HGI.B200", 1.0), PRICES, 137.31);
        BasketIndex rebalanced = basket.rebalance(Map.of("HGI.H100", more, "HGI.B200", other), PRICES);

        double before = basket.level(PRICES);
        assertThat(Math.abs(rebalanced.level(PRICES) / before - 1)).isLessThan(1e-12);
    }
}
