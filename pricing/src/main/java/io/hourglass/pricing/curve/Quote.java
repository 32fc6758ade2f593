package io.hourglass.pricing.curve;

/**
 * What the market pays and asks for an hour on every day of a delivery: the curve's mean over those
 * days is to lie within. One price is a quote whose bid is its ask.
 *
 * @param delivery days that the mean is taken over
 * @param bid USD per GPU-hour
 * @param ask USD per GPU-hour, not below the bid
 */
public record Quote(Delivery delivery, double bid, double ask) {

    public Quote {
        if (!(bid > 0) || !(ask >= bid) || ask == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    delivery.name() + ": 0 < bid <= ask is needed, not " + bid + " and " + ask);
        }
    }

    /** One price for both sides, USD per GPU-hour. */
    public static Quote of(Delivery delivery, double price) {
        return new Quote(delivery, price, price);
    }

    /**
     * The forward which two rentals from the same day on make together: the longer one is bought, the
     * shorter one sold, and what is left delivers from the shorter one's end to the longer one's,
     *
     * <pre>F = (d₂·Π₂ − d₁·Π₁) / (d₂ − d₁)</pre>
     *
     * with d in days and Π in USD per GPU-hour; its ask is made of the longer ask and the shorter bid.
     * With months for days it is the rulebook's (M−t)·Π(M) − (M−t−1)·Π(M−1).
     *
     * @throws IllegalArgumentException if they do not begin together, or if the hours between would be
     *     paid for by nobody: then a bid of the forward is not positive
     */
    public static Quote between(Quote shorter, Quote longer) {
        Delivery near = shorter.delivery;
        Delivery far = longer.delivery;
        if (!near.first().equals(far.first()) || !near.last().isBefore(far.last())) {
            throw new IllegalArgumentException(
                    near.name() + " and " + far.name() + " do not begin together, the shorter one first");
        }
        Delivery rest =
                new Delivery(far.name() + " less " + near.name(), near.last().plusDays(1), far.last());
        return new Quote(
                rest,
                (far.days() * longer.bid - near.days() * shorter.ask) / rest.days(),
                (far.days() * longer.ask - near.days() * shorter.bid) / rest.days());
    }

    double mid() {
        return (bid + ask) / 2;
    }
}
