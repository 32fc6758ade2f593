package io.hourglass.pricing.margin;

/**
 * Regulation (EU) 153/2013, Art. 28(1)(a): a buffer of 25 % on top of the margin, which may be used up
 * for a time when the margin rises, so that clearing does not call most in the worst days.
 *
 * <p>What is collected stays as it was while it covers the margin and is no more than margin and
 * buffer; a buffer that was drawn on is filled again over {@code refillDays}. The regulation leaves that
 * pace to the venue.
 *
 * @param share of the margin: 0.25
 * @param refillDays business days in which an empty buffer is full again
 */
public record MarginBuffer(double share, int refillDays) {
    /** The rules in force. */
    public static final MarginBuffer IN_FORCE = new MarginBuffer(0.25, 20);

    public MarginBuffer {
        if (!(share >= 0) || refillDays < 1) {
            throw new IllegalArgumentException("a buffer of " + share + " filled in " + refillDays + " days");
        }
    }

    /** What is collected from one who begins: margin and the full buffer, dollars. */
    public double full(double margin) {
        return margin * (1 + share);
    }

    /**
     * What is collected today, dollars: never below the margin, never above margin and full buffer.
     *
     * @param collected the day before
     * @param margin today's, without the buffer
     */
    public double next(double collected, double margin) {
        double refilled = collected + margin * share / refillDays;
        return Math.clamp(refilled, margin, full(margin));
    }
}
