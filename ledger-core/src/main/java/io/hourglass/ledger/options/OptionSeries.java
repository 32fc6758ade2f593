package io.hourglass.ledger.options;

import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.pricing.options.OptionType;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A European option on a month's mean price A, settled in cash, 730 GPU-hours a lot: the call {@code
 * H100-SXM-80GB.2027-03.C2500-5000} pays A − $2.50 above $2.50 and no more than $2.50 above $5.00, the put {@code
 * H100-SXM-80GB.2027-03.P2500} pays $2.50 − A below $2.50. A is what the month's future settles at.
 *
 * @param strike in whole thousandths of a dollar
 * @param cap what a call pays no more above; null of a put
 */
public record OptionSeries(
        Future future,
        OptionType type,
        Price strike,
        @Nullable Price cap) implements Comparable<OptionSeries> {
    private static final long THOUSANDTH = 1_000;
    private static final String MILLS = "([1-9][0-9]{0,6})";
    private static final Pattern NAME =
            Pattern.compile("([^.]+\\.[^.]+)\\.(?:C" + MILLS + "-" + MILLS + "|P" + MILLS + ")");

    public OptionSeries {
        boolean capped = cap == null ? type == OptionType.PUT : type == OptionType.CALL && cap.compareTo(strike) > 0;
        if (!capped) {
            throw new IllegalArgumentException("a call has a cap above its strike, a put has none: " + strike
                    + (cap == null ? "" : " and " + cap));
        }
        if (strike.micros() % THOUSANDTH != 0 || (cap != null && cap.micros() % THOUSANDTH != 0)) {
            throw new IllegalArgumentException("a strike is in whole thousandths of a dollar: " + strike);
        }
    }

    static OptionSeries call(Future future, long strike, long cap) {
        return new OptionSeries(future, OptionType.CALL, new Price(strike), new Price(cap));
    }

    static OptionSeries put(Future future, long strike) {
        return new OptionSeries(future, OptionType.PUT, new Price(strike), null);
    }

    /**
     * Reads the written form, in which strikes and caps are thousandths of a dollar.
     *
     * @throws IllegalArgumentException if it is not exactly that
     */
    public static OptionSeries parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (name.length() > 64 || !matcher.matches()) {
            throw new IllegalArgumentException(
                    "an option is written CLASS.YYYY-MM.CSTRIKE-CAP or CLASS.YYYY-MM.PSTRIKE in thousandths of a"
                            + " dollar, as H100-SXM-80GB.2027-03.C2500-5000: " + name);
        }
        Future future = Future.parse(matcher.group(1) + ".F");
        return matcher.group(4) == null
                ? call(future, micros(matcher.group(2)), micros(matcher.group(3)))
                : put(future, micros(matcher.group(4)));
    }

    private static long micros(String mills) {
        return Long.parseLong(mills) * THOUSANDTH;
    }

    public String name() {
        String written = cap == null ? "P" + mills(strike) : "C" + mills(strike) + "-" + mills(cap);
        return month() + "." + written;
    }

    /** What the names of a month's options begin with. */
    String month() {
        return future.gpu().name() + "." + future.month();
    }

    private static long mills(Price price) {
        return price.micros() / THOUSANDTH;
    }

    /** How the contract names it. */
    public Hash id() {
        return Hash.keccak(name());
    }

    /** How the books count it: whole lots. */
    public Asset asset() {
        return new Asset(name(), 0);
    }

    /** What it pays at most for a GPU-hour, and so what a premium may be: micro-dollars. */
    long mostPerHour() {
        return cap == null ? strike.micros() : cap.micros() - strike.micros();
    }

    /** What a lot pays at most: what is held of whoever is short of it. */
    public Amount largestPayout() {
        return lot(mostPerHour());
    }

    /** What a lot pays if the month's mean is this. */
    public Amount payout(Price mean) {
        long above = mean.micros() - strike.micros();
        return lot(Math.clamp(cap == null ? -above : above, 0, mostPerHour()));
    }

    /** Micro-dollars per GPU-hour on a lot; exact. */
    private static Amount lot(long perHour) {
        return new Amount(Asset.USD, Math.multiplyExact(perHour, Price.HOURS_PER_LOT));
    }

    @Override
    public int compareTo(OptionSeries other) {
        return name().compareTo(other.name());
    }

    @Override
    public String toString() {
        return name();
    }
}
