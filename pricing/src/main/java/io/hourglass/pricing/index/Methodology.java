package io.hourglass.pricing.index;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;

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

    public Methodology {
        if (!version.matches("[A-Za-z0-9.-]{1,32}")) {
            throw new IllegalArgumentException(
                    "a version is named by 1 to 32 letters, digits, dots, dashes: " + version);
        }
        if (window < 1
                || sdMinCount < 2
                || corroborators < 1
                || settleAfter < 2
                || providersNeeded < 1
                || offersNeeded < 1
                || carryMeanMax < 1
                || carryMaxDays < 0) {
            throw new IllegalArgumentException("a count is too small: " + version);
        }
        if (!(sdShare > 0
                && tolerance > 0
                && jump > 0
                && corroborationShare > 0
                && listedWeight > 0
                && executableWeight > 0
                && executedWeight > 0)) {
            throw new IllegalArgumentException("shares and weights are positive: " + version);
        }
        if (!forgetAfter.isPositive() || !firmStaleAfter.isPositive() || !listedStaleAfter.isPositive()) {
            throw new IllegalArgumentException("prices count for a while: " + version);
        }
        if (!(weightFloor >= 0 && weightFloor < weightCap && weightCap <= 1)) {
            throw new IllegalArgumentException(
                    "a floor of weights is below their cap: " + weightFloor + ", " + weightCap);
        }
    }

    /** One line that says all figures; a hash of it names the version beyond doubt. */
    public String canonical() {
        return toString();
    }

    /**
     * Reads what {@link #canonical} writes.
     *
     * @throws IllegalArgumentException if it is not such a line, to the letter
     */
    public static Methodology parse(String canonical) {
        Map<String, String> figures = new HashMap<>();
        String prefix = "Methodology[";
        if (canonical.startsWith(prefix) && canonical.endsWith("]")) {
            for (String figure :
                    canonical.substring(prefix.length(), canonical.length() - 1).split(", ", -1)) {
                String[] parts = figure.split("=", 2);
                figures.put(parts[0], parts[parts.length - 1]);
            }
        }
        Methodology read;
        try {
            read = read(figures);
        } catch (DateTimeParseException | NumberFormatException e) {
            throw new IllegalArgumentException("not a methodology: " + canonical, e);
        }
        if (!read.canonical().equals(canonical)) {
            throw new IllegalArgumentException("not how a methodology is written: " + canonical);
        }
        return read;
    }

    private static Methodology read(Map<String, String> figures) {
        ToIntFunction<String> whole = name -> Integer.parseInt(figures.getOrDefault(name, ""));
        ToDoubleFunction<String> real = name -> Double.parseDouble(figures.getOrDefault(name, ""));
        Function<String, Duration> time = name -> Duration.parse(figures.getOrDefault(name, ""));
        return new Methodology(
                figures.getOrDefault("version", ""),
                whole.applyAsInt("window"),
                whole.applyAsInt("sdMinCount"),
                real.applyAsDouble("sdShare"),
                real.applyAsDouble("tolerance"),
                real.applyAsDouble("jump"),
                whole.applyAsInt("corroborators"),
                real.applyAsDouble("corroborationShare"),
                whole.applyAsInt("settleAfter"),
                time.apply("forgetAfter"),
                time.apply("firmStaleAfter"),
                time.apply("listedStaleAfter"),
                real.applyAsDouble("listedWeight"),
                real.applyAsDouble("executableWeight"),
                real.applyAsDouble("executedWeight"),
                real.applyAsDouble("weightFloor"),
                real.applyAsDouble("weightCap"),
                whole.applyAsInt("providersNeeded"),
                whole.applyAsInt("offersNeeded"),
                whole.applyAsInt("carryMeanMax"),
                whole.applyAsInt("carryMaxDays"));
    }

    /** These figures under another version's name. */
    public Methodology named(String other) {
        return parse(canonical().replaceFirst("version=[^,]*", Matcher.quoteReplacement("version=" + other)));
    }

    /** Whether both give every vote the same weight and open the same gate. */
    public boolean countsLike(Methodology other) {
        return listedWeight == other.listedWeight
                && executableWeight == other.executableWeight
                && executedWeight == other.executedWeight
                && weightFloor == other.weightFloor
                && weightCap == other.weightCap
                && providersNeeded == other.providersNeeded
                && offersNeeded == other.offersNeeded;
    }

    double weightOf(Evidence evidence) {
        return switch (evidence) {
            case LISTED -> listedWeight;
            case EXECUTABLE -> executableWeight;
            case EXECUTED -> executedWeight;
        };
    }

    /** How long such a price counts. */
    public Duration staleAfter(Evidence evidence) {
        return evidence == Evidence.LISTED ? listedStaleAfter : firmStaleAfter;
    }
}
