package io.hourglass.api.console;

import io.hourglass.ledger.capacity.SeriesStatus;
import io.hourglass.ledger.money.Amount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * A series and where its hours are: held by somebody, redeemed, expired, or not minted.
 *
 * @param segments the same as a bar, in thousandths of what is attested
 */
record SeriesLine(SeriesStatus status, Amount held, Amount unminted, List<Segment> segments) {
    private static final int WHOLE = 1000;

    /** A part of the bar. */
    record Segment(String name, int from, int width) {}

    static SeriesLine of(SeriesStatus status) {
        Amount held = status.minted().minus(status.redeemed()).minus(status.expired());
        Amount unminted = status.attested().minus(status.minted());
        List<Segment> segments = new ArrayList<>();
        long done = 0;
        done = add(segments, "held", done, held, status.attested());
        done = add(segments, "redeemed", done, status.redeemed(), status.attested());
        done = add(segments, "expired", done, status.expired(), status.attested());
        add(segments, "unminted", done, unminted, status.attested());
        return new SeriesLine(status, held, unminted, segments);
    }

    /** What the bar says, in words. */
    public String said() {
        return Written.figure(held) + " held, " + Written.figure(status.redeemed()) + " redeemed, "
                + Written.figure(status.expired()) + " expired, " + Written.figure(unminted) + " not minted, of "
                + Written.figure(status.attested()) + " attested hours";
    }

    private static long add(List<Segment> segments, String name, long done, Amount part, Amount whole) {
        long sum = Math.addExact(done, part.units());
        if (part.units() > 0) {
            int from = thousandths(done, whole.units());
            segments.add(new Segment(name, from, Math.max(1, thousandths(sum, whole.units()) - from)));
        }
        return sum;
    }

    private static int thousandths(long part, long whole) {
        return whole == 0
                ? 0
                : BigInteger.valueOf(part)
                        .multiply(BigInteger.valueOf(WHOLE))
                        .divide(BigInteger.valueOf(whole))
                        .intValueExact();
    }
}
