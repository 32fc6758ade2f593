package io.hourglass.pricing.curve;

import java.time.LocalDate;

/**
 * What the launch of new hardware is expected to do to the price, from its day on: a curve is smooth
 * but for these steps. A launch that takes a fifth off $3.00 is a step of −0.60.
 *
 * @param day first day at the new price
 * @param size USD per GPU-hour, negative for a fall
 */
public record LaunchStep(LocalDate day, double size) {
    public LaunchStep {
        if (!Double.isFinite(size)) {
            throw new IllegalArgumentException("the step of " + day + " is no number: " + size);
        }
    }
}
