package io.hourglass.ledger.clearing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DisposalTest {
    private static final Disposal RULE = new Disposal(50, 50, 10);

    /** The worked case of Vega's protocol specification 0012-POSR. */
    @Test
    void sells280In100And90And45And45() {
        List<Long> steps = new ArrayList<>();
        for (long left = 280; left > 0; left -= steps.getLast()) {
            steps.add(RULE.next(left, 1_000));
        }
        assertThat(steps).containsExactly(100L, 90L, 45L, 45L);
    }

    @Test
    void sellsNothingToNobodyAndALotAtATimeIfThatIsAllThereIs() {
        assertThat(RULE.next(280, 0)).isZero();
        assertThat(RULE.next(280, 9)).isZero();
        assertThat(RULE.next(280, 10)).isEqualTo(1);
        assertThat(RULE.next(0, 1_000)).isZero();
        assertThat(new Disposal(100, 0, 100).next(7, 7)).isEqualTo(7);
    }

    @Test
    void refusesARuleThatSellsNothing() {
        assertThatThrownBy(() -> new Disposal(0, 0, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Disposal(50, 0, 101)).isInstanceOf(IllegalArgumentException.class);
    }
}
