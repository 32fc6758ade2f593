package io.hourglass.pricing.index;

import io.hourglass.pricing.MicroDollars;
import java.time.Instant;
import java.util.List;

/**
 * What an hour of a GPU cost on a day, with everything it was made of: {@code 6.6425 ± 0.2425} USD.
 *
 * @param value USD per GPU-hour
 * @param band USD per GPU-hour: the larger distance from the value to the weighted quartiles
 */
public record Fixing(double value, double band, Receipts receipts, Quality quality) implements DayResult {

    /**
     * Computes a fixing from its receipts alone. The engine itself makes every fixing here, so the
     * value and the band come out bit for bit as they were published.
     */
    public static Fixing recompute(Receipts receipts, Methodology methodology) {
        if (receipts.basis() == Basis.CARRIED) {
            return carry(receipts);
        }
        Tally tally = Tally.of(receipts.votes());
        return new Fixing(
                tally.value(), tally.band(), receipts, Robustness.of(receipts.votes(), tally.value(), methodology));
    }

    /** The mean of what is carried, under the widest of its bands. */
    private static Fixing carry(Receipts receipts) {
        List<PastFixing> carried = receipts.carried();
        double sum = 0;
        double band = 0;
        for (PastFixing past : carried) {
            sum += past.value();
            band = Math.max(band, past.band());
        }
        return new Fixing(sum / carried.size(), band, receipts, Quality.CARRIED);
    }

    @Override
    public Instant at() {
        return receipts.at();
    }

    public Basis basis() {
        return receipts.basis();
    }

    /** The value as money: micro-dollars per GPU-hour, half-even. */
    public long valueMicros() {
        return MicroDollars.halfEven(value);
    }

    /** The band as money: micro-dollars per GPU-hour, half-even. */
    public long bandMicros() {
        return MicroDollars.halfEven(band);
    }
}
