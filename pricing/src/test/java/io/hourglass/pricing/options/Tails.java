package io.hourglass.pricing.options;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/**
 * Options from the money to 36 deviations out of it, each with its undiscounted value out of the money,
 * to 20 digits by arithmetic of 50 (mpmath 1.3, Black's formula as it stands).
 *
 * @param outside the call's value where the forward is below the strike, the put's where it is above
 */
public record Tails(double forward, double strike, double years, double volatility, double outside) {

    public static List<Tails> all() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Tails.class.getResourceAsStream("/black76_tails.csv")), UTF_8))) {
            return reader.lines().skip(1).map(Tails::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Tails parse(String line) {
        String[] cells = line.split(",", 5);
        return new Tails(
                Double.parseDouble(cells[0]),
                Double.parseDouble(cells[1]),
                Double.parseDouble(cells[2]),
                Double.parseDouble(cells[3]),
                Double.parseDouble(cells[4]));
    }

    /** The one that is out of the money. */
    public OptionType type() {
        return forward < strike ? OptionType.CALL : OptionType.PUT;
    }

    /** |ln(F/K)|/(σ√T). */
    public double deviations() {
        return Math.abs(Math.log(forward / strike)) / (volatility * Math.sqrt(years));
    }

    /** How far a value is off, relative to the true one. */
    public double off(double value) {
        return Math.abs(value / outside - 1);
    }
}
