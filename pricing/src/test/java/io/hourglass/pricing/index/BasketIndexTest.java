package io.hourglass.pricing.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BasketIndexTest {
    private static final Map<String, Long> PRICES = Map.of("HGI.H100", 3_000_000L, "HGI.B200", 6_000_000L);

    @Test
    void movesWithItsPrices() {
        BasketIndex basket = BasketIndex.start(Map.of("HGI.H100", 2L, "HGI.B200", 1L), PRICES, 100);

        assertThat(basket.level(PRICES)).isCloseTo(100, within(1e-12));
        assertThat(basket.level(Map.of("HGI.H100", 3_300_000L, "HGI.B200", 6_000_000L)))
                .isCloseTo(105, within(1e-12));
    }

    @Test
    void isReadBackToTheLastBit() {
        BasketIndex basket = BasketIndex.start(Map.of("HGI.H100", 7L, "HGI.B200", 3L), PRICES, 137.31);

        assertThat(BasketIndex.of(basket.hours(), basket.exactDivisor())).isEqualTo(basket);
        assertThat(basket.microPoints(PRICES)).isEqualTo(137_310_000);
    }

    @Test
    void refusesAMissingPrice() {
        BasketIndex basket = BasketIndex.start(Map.of("HGI.H100", 2L), PRICES, 100);

        assertThatThrownBy(() -> basket.level(Map.of())).hasMessageContaining("HGI.H100");
    }

    @Property
    void isContinuousAtARebalance(
            @ForAll @LongRange(min = 1, max = 100_000_000) long more,
            @ForAll @LongRange(min = 1, max = 100_000_000) long other) {
        BasketIndex basket = BasketIndex.start(Map.of("HGI.H100", 2L, "HGI.B200", 1L), PRICES, 137.31);
        BasketIndex rebalanced = basket.rebalance(Map.of("HGI.H100", more, "HGI.B200", other), PRICES);

        double before = basket.level(PRICES);
        assertThat(Math.abs(rebalanced.level(PRICES) / before - 1)).isLessThan(1e-12);
    }
}
