package io.hourglass.pricing.index;

import java.time.Duration;

/**
 * The figures of the index rules, as data (rulebook §2). {@link #canonical} is what a methodology
 * version's hash is taken of.
 *
 * <p>The rulebook leaves four holes; they are filled here and are parameters like the others:
 *
 * <ul>
 *   <li>a sale goes stale like a quote;
 *   <li>another provider corroborates a move if its own price moved the same way, by at least {@code
 *       corroborationShare} of it, since its last accepted price; two of them also let a price
 *       outside its own history in. The provider's history then starts anew at the new level;
 *   <li>a provider that was left out {@code settleAfter} times in a row at one steady level is let
 *       back in there; without it, a lasting change of a steady list price would never be seen;
 *   <li>a history older than {@code forgetAfter} is forgotten: the provider comes as new.
 * </ul>
 *
 * @param version e.g. {@code HGI-1}
 * @param window accepted prices in a provider's mean and standard deviation: 20
 * @param sdMinCount prices before the standard deviation is trusted: 5
 * @param sdShare standard deviation until then, and least tolerance, as a share of the price: 3 %
 * @param tolerance standard deviations from the own mean that are accepted: 3
 * @param jump move since the last accepted price that must be corroborated: 25 %
 * @param corroborators providers needed to confirm a move: 2
 * @param weightFloor least share of a provider: 2.5 %; 1/n when there are too many for that
 * @param weightCap largest share of a provider: 25 %; 1/n when there are too few for that
 * @param carryMaxDays days without votes that are bridged before the day is a gap
 */
public record Methodology(
        String version,
        int window,
        int sdMinCount,
        double sdShare,
        double tolerance,
        double jump,
        int corroborators,
        double corroborationShare,
        int settleAfter,
        Duration forgetAfter,
        Duration firmStaleAfter,
        Duration listedStaleAfter,
        double listedWeight,
        double executableWeight,
        double executedWeight,
        double weightFloor,
        double weightCap,
        int providersNeeded,
        int offersNeeded,
        int carryMeanMax,
        int carryMaxDays) {

    /** The rules in force. */
    public static final Methodology HGI_1 = new Methodology(
            "HGI-1",
            20,
            5,
            0.03,
            3,
            0.25,
            2,
            0.5,
            5,
            Duration.ofDays(30),
            Duration.ofHours(24),
            Duration.ofDays(7),
            1,
            2,
            3,
            0.025,
            0.25,
            5,
            5,
            3,
            3);

    /** One line that says all figures; a hash of it names the version beyond doubt. */
    public String canonical() {
        return toString();
    }

    double weightOf(Evidence evidence) {
        return switch (evidence) {
            case LISTED -> listedWeight;
            case EXECUTABLE -> executableWeight;
            case EXECUTED -> executedWeight;
        };
    }

    Duration staleAfter(Evidence evidence) {
        return evidence == Evidence.LISTED ? listedStaleAfter : firmStaleAfter;
    }
}
