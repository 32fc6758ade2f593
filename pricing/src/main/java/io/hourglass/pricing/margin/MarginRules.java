package io.hourglass.pricing.margin;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * Margin of one futures lot (rulebook §3): initial = max(two-day move × 1.25, 20 % launch stress) ×
 * price × 730 h × remaining weight; maintenance = 75 % of it.
 *
 * <p>The factor 1.25 is the buffer against procyclicality of Regulation (EU) 153/2013, Art. 28(1)(a);
 * the stress is the fall in price seen at the launch of a new GPU class (−0.22 in log price).
 *
 * @param buffer factor on the expected move: 1.25
 * @param launchStress least move, as a share of the price: 0.20
 * @param maintenanceShare maintenance margin as a share of initial margin: 0.75
 * @param hoursPerLot GPU-hours of a lot: 730
 */
public record MarginRules(double buffer, double launchStress, double maintenanceShare, int hoursPerLot) {
    /** The rules in force. */
    public static final MarginRules IN_FORCE = new MarginRules(1.25, 0.20, 0.75, 730);

    /**
     * Initial margin of one lot in micro-dollars, rounded up.
     *
     * @param price settlement price, USD per GPU-hour
     * @param twoDayMove share of the price, see {@link PriceMoves#twoDayMove}
     * @param remainingWeight share of the delivery month that is not fixed yet, 0 to 1
     */
    public long initialUp(double price, double twoDayMove, double remainingWeight) {
        double share = Math.max(twoDayMove * buffer, launchStress);
        return ceiling(exact(share)
                .multiply(exact(price))
                .multiply(BigDecimal.valueOf(hoursPerLot))
                .multiply(exact(remainingWeight))
                .movePointRight(6));
    }

    /**
     * Initial margin of one lot from whole micro-dollars.
     *
     * @param price settlement price, micro-dollars per GPU-hour
     * @param fixings of the look-back period, one a day, oldest first, micro-dollars per GPU-hour
     * @param fixedDays days of the delivery month that are fixed
     * @param days fixing days of the delivery month
     */
    public long initialUp(long price, List<Long> fixings, int fixedDays, int days) {
        List<Double> prices = fixings.stream().map(micros -> micros / 1e6).toList();
        double remaining = (double) (days - fixedDays) / days;
        return initialUp(price / 1e6, PriceMoves.twoDayMove(prices), remaining);
    }

    /** The two-day move with its buffer, in millionths of the price, rounded up. */
    public long moveUp(List<Long> fixings) {
        List<Double> prices = fixings.stream().map(micros -> micros / 1e6).toList();
        return ceiling(exact(PriceMoves.twoDayMove(prices) * buffer).movePointRight(6));
    }

    /** The launch stress in millionths of the price, rounded up. */
    public long stressUp() {
        return ceiling(exact(launchStress).movePointRight(6));
    }

    /** Maintenance margin in micro-dollars, rounded up: below it, margin is called up to initial. */
    public long maintenanceUp(long initialMicros) {
        return ceiling(exact(maintenanceShare).multiply(BigDecimal.valueOf(initialMicros)));
    }

    /** The decimal that the number is written as, so that 20 % of $3 rounds up to no more than $0.60. */
    private static BigDecimal exact(double number) {
        return BigDecimal.valueOf(number);
    }

    private static long ceiling(BigDecimal micros) {
        return micros.setScale(0, RoundingMode.CEILING).longValueExact();
    }
}
