package io.hourglass.ledger.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentTest {
    private static final int FULL = 100;

    @Test
    void keepsWhatWasUsedLatelyAndNeverMoreThanTwoGenerations() {
        Recent<Integer, Integer> recent = new Recent<>(FULL, value -> 1);
        Map<Integer, Integer> lastUsed = new HashMap<>();
        Random random = new Random(42);
        for (int step = 0; step < 100_000; step++) {
            int key = random.nextInt(random.nextBoolean() ? 50 : 10_000);
            Integer found = recent.get(key);
            if (step - lastUsed.getOrDefault(key, -FULL) < FULL) {
                assertThat(found).as("step %d, key %d", step, key).isEqualTo(key * 3);
            }
            if (found == null) {
                recent.put(key, key * 3);
            }
            lastUsed.put(key, step);
            assertThat(recent.size()).isLessThan(2 * FULL);
        }
    }

    @Test
    void forgetsByWeight() {
        Recent<String, Integer> recent = new Recent<>(FULL, value -> value);
        recent.put("light", 1);
        recent.put("heavy", FULL);
        assertThat(recent.size()).isEqualTo(2);
        recent.put("heaviest", 10 * FULL);
        assertThat(recent.size()).isEqualTo(1);
        assertThat(recent.get("light")).isNull();
        assertThat(recent.get("heaviest")).isEqualTo(10 * FULL);
    }

    @Test
    void whatIsRemovedIsGoneFromBothGenerations() {
        Recent<Integer, Integer> recent = new Recent<>(2, value -> 1);
        recent.put(1, 1);
        recent.put(2, 2);
        recent.put(3, 3);
        recent.remove(1);
        recent.remove(3);
        recent.remove(4);
        assertThat(recent.get(1)).isNull();
        assertThat(recent.get(3)).isNull();
        assertThat(recent.get(2)).isEqualTo(2);
        assertThat(recent.size()).isEqualTo(1);
    }
}
