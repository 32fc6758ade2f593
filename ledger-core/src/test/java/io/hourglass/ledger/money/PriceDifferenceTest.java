package io.hourglass.ledger.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PriceDifferenceTest {
    @Test
    void isReadAndWrittenTheSameWayWithItsSign() {
        for (String written : new String[] {"-0.0125", "0", "0.0005", "-3", "12.000001"}) {
            assertThat(PriceDifference.parse(written).decimal()).isEqualTo(written);
        }
        assertThat(PriceDifference.parse("-0.0125").micros()).isEqualTo(-12_500);
        assertThat(PriceDifference.parse("-0.5")).isLessThan(PriceDifference.parse("-0.4"));
    }

    @Test
    void refusesWhatIsNoNumberOrFinerThanAMicroDollar() {
        for (String wrong : new String[] {"", "-", "--1", "0.0000001", "a"}) {
            assertThatThrownBy(() -> PriceDifference.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
