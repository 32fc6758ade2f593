package io.hourglass.ledger.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.options.Cover.Commitment;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class CoverTest {
    private static final OptionSeries PUT = OptionSeries.parse("H100-SXM-80GB.2027-03.P2000");
    private static final long MOST = PUT.largestPayout().units();
    private static final long HOUR_CENT = 10_000 * Price.HOURS_PER_LOT; // a lot at $0.01

    @Test
    void isThePremiumOfWhatOpensALongPositionAndTheLargestPayoutOfWhatOpensAShortOne() {
        assertThat(cover(0, bid(10, 3))).isEqualTo(30 * HOUR_CENT);
        assertThat(cover(0, offer(10, 3))).isEqualTo(3 * MOST);
        assertThat(cover(0, bid(10, 3), offer(20, 3))).isEqualTo(30 * HOUR_CENT + 3 * MOST);
    }

    @Test
    void isNothingForWhatCloses() {
        assertThat(cover(3, offer(10, 3))).isZero();
        assertThat(cover(3, offer(10, 4))).isEqualTo(MOST);
        assertThat(cover(-3, bid(10, 3))).isZero();
        // either bid may be filled first: the dearer one counts
        assertThat(cover(-3, bid(10, 3), bid(20, 2))).isEqualTo(40 * HOUR_CENT);
    }

    /**
     * Whatever is filled, cancelled or refused, in whatever order: what was set aside pays for what happens and for
     * all that may happen still. So the books can follow the chain whatever else the cash is set aside for.
     */
    @Test
    void paysForWhateverHappensNext() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20270301);
        for (int run = 0; run < 2_000; run++) {
            long held = random.nextLong(-5, 6);
            List<Commitment> open = new ArrayList<>();
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                open.add(new Commitment(random.nextBoolean(), random.nextLong(1, 201) * 10_000, random.nextLong(1, 6)));
            }
            while (!open.isEmpty()) {
                long before = new Cover(PUT, held, List.copyOf(open)).units();
                Commitment next = open.remove(random.nextInt(open.size()));
                long spent = 0;
                if (random.nextInt(4) > 0) { // filled, at its price, in full or in part
                    long lots = random.nextLong(1, next.lots() + 1);
                    long after = next.buys() ? held + lots : held - lots;
                    long premium = next.price() * Price.HOURS_PER_LOT * lots;
                    spent = (next.buys() ? premium : 0) + MOST * (Math.max(0, -after) - Math.max(0, -held));
                    held = after;
                    if (lots < next.lots()) {
                        open.add(new Commitment(next.buys(), next.price(), next.lots() - lots));
                    }
                }
                long then = new Cover(PUT, held, List.copyOf(open)).units();
                assertThat(Math.addExact(spent, then)).isLessThanOrEqualTo(before);
            }
        }
    }

    private static long cover(long held, Commitment... commitments) {
        return new Cover(PUT, held, List.of(commitments)).units();
    }

    private static Commitment bid(long cents, long lots) {
        return new Commitment(true, cents * 10_000, lots);
    }

    private static Commitment offer(long cents, long lots) {
        return new Commitment(false, cents * 10_000, lots);
    }
}
