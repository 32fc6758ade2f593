package io.hourglass.ledger.book.bench;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Ids as careful clients choose them: UUIDs of version 7, whose order is that of time. */
final class Ids {
    private Ids() {}

    static UUID next() {
        var random = ThreadLocalRandom.current();
        long high = (System.currentTimeMillis() << 16) | 0x7000 | random.nextInt(0x1000);
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
