package io.hourglass.pricing.scenario;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * What one unit of each instrument gains in each scenario, in dollars: its value there less its value
 * now. Each is worked out once, however many accounts hold the instrument.
 *
 * <p>They lie in tiles of {@value #TILE} scenarios, so that a tile of all instruments stays in the
 * processor's second cache while all accounts go over it. The scenarios that move most come first:
 * then the worst of most accounts are found early, and the rest is passed over.
 */
public final class ValueChanges {
    static final int TILE = 128;

    private final int instruments;
    private final int scenarios;
    private final double[] changes;

    /** Where each scenario lies. */
    private final int[] places;

    private ValueChanges(int instruments, int[] places) {
        this.instruments = instruments;
        this.scenarios = places.length;
        this.places = places;
        changes = new double[Math.multiplyExact(instruments, scenarios)];
    }

    /** What an instrument is worth in a scenario less what it is worth now, dollars a unit. */
    @FunctionalInterface
    public interface Revaluation {
        double change(int instrument, int scenario);
    }

    /**
     * Values every instrument in every scenario.
     *
     * @param instruments how many, numbered from 0
     * @param scenarios how many, numbered from 0
     * @throws IllegalArgumentException naming the first change that is no number
     */
    public static ValueChanges of(int instruments, int scenarios, Revaluation revaluation) {
        if (instruments < 1 || scenarios < 1) {
            throw new IllegalArgumentException(instruments + " instruments in " + scenarios + " scenarios");
        }
        double[][] changes = new double[instruments][scenarios];
        double[] severity = new double[scenarios];
        for (int instrument = 0; instrument < instruments; instrument++) {
            for (int scenario = 0; scenario < scenarios; scenario++) {
                double change = revaluation.change(instrument, scenario);
                if (!Double.isFinite(change)) {
                    throw new IllegalArgumentException(
                            "instrument " + instrument + " changes by " + change + " in scenario " + scenario);
                }
                changes[instrument][scenario] = change;
                severity[scenario] += Math.abs(change);
            }
        }
        ValueChanges tiles = new ValueChanges(instruments, places(severity));
        for (int instrument = 0; instrument < instruments; instrument++) {
            for (int scenario = 0; scenario < scenarios; scenario++) {
                tiles.changes[tiles.index(instrument, scenario)] = changes[instrument][scenario];
            }
        }
        return tiles;
    }

    private static int[] places(double[] severity) {
        int[] order = IntStream.range(0, severity.length)
                .boxed()
                .sorted(Comparator.comparingDouble(scenario -> -severity[scenario]))
                .mapToInt(scenario -> scenario)
                .toArray();
        int[] places = new int[order.length];
        for (int place = 0; place < order.length; place++) {
            places[order[place]] = place;
        }
        return places;
    }

    public int instruments() {
        return instruments;
    }

    public int scenarios() {
        return scenarios;
    }

    /** Dollars a unit. */
    public double change(int instrument, int scenario) {
        return changes[index(instrument, scenario)];
    }

    private int index(int instrument, int scenario) {
        int tile = places[scenario] / TILE;
        return rowBegin(instrument, tile) + places[scenario] - tile * TILE;
    }

    /** Where a scenario lies in the row of all tiles. */
    int place(int scenario) {
        return places[scenario];
    }

    int tiles() {
        return (scenarios + TILE - 1) / TILE;
    }

    /** Scenarios of a tile. */
    int width(int tile) {
        return Math.min(TILE, scenarios - tile * TILE);
    }

    /** Where in {@link #rows} an instrument's changes in a tile begin. */
    int rowBegin(int instrument, int tile) {
        return tile * TILE * instruments + instrument * width(tile);
    }

    double[] rows() {
        return changes;
    }
}
