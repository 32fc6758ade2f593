package io.hourglass.pricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MicroDollarsTest {
    @Test
    void roundsATieToTheEvenOne() {
        assertThat(MicroDollars.halfEven(0.5 / 1024 / 1024)).isZero();
        assertThat(MicroDollars.halfEven(6.6425)).isEqualTo(6_642_500);
        assertThat(MicroDollars.halfEven(1.0000005000001)).isEqualTo(1_000_001);
        assertThat(MicroDollars.halfEven(0.0078125)).isEqualTo(7_812);
        assertThat(MicroDollars.halfEven(0.0234375)).isEqualTo(23_438);
    }

    @Test
    void roundsDownAndUp() {
        assertThat(MicroDollars.floor(0.0078125)).isEqualTo(7_812);
        assertThat(MicroDollars.ceiling(0.0078125)).isEqualTo(7_813);
        assertThat(MicroDollars.floor(-0.0078125)).isEqualTo(-7_813);
    }

    @Test
    void refusesWhatIsNoMoney() {
        assertThatThrownBy(() -> MicroDollars.halfEven(Double.NaN)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> MicroDollars.halfEven(1e13)).isInstanceOf(ArithmeticException.class);
    }
}
