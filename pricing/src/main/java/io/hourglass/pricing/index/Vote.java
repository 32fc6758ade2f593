package io.hourglass.pricing.index;

import java.util.List;

/**
 * One provider's part in a fixing: it votes {@code price - sd}, {@code price} and {@code price +
 * sd}, each with a third of its weight.
 *
 * @param evidence the strongest fresh evidence of the provider; the price is made of it alone
 * @param offers offers in the price
 * @param gpus GPUs of these offers, where known
 * @param price USD per GPU-hour: the capacity-weighted median over the offers
 * @param sd USD per GPU-hour: sample standard deviation of the provider's last 20 accepted prices
 * @param weight share of all votes, after floor and cap; the weights of a fixing sum to 1
 * @param observations ids of the observations in the price
 */
public record Vote(
        String provider,
        Evidence evidence,
        int offers,
        long gpus,
        double price,
        double sd,
        double weight,
        List<String> observations) {

    public Vote {
        observations = List.copyOf(observations);
    }

    /** A vote with no more to it than the numbers that count. */
    public Vote(String provider, double price, double sd, double weight) {
        this(provider, Evidence.LISTED, 1, 0, price, sd, weight, List.of());
    }

    /** Whether these are the observations it was made of: ids, offers, GPUs, evidence and price. */
    public boolean isOf(List<Observation> said) {
        if (said.isEmpty()) {
            return false;
        }
        ProviderPrice made = ProviderPrice.of(said);
        return made.observations().equals(observations)
                && made.offers() == offers
                && made.gpus() == gpus
                && made.evidence() == evidence
                && Double.compare(made.price(), price) == 0;
    }

    Vote withWeight(double share) {
        return new Vote(provider, evidence, offers, gpus, price, sd, share, observations);
    }
}
