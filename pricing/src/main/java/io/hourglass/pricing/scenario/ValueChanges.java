package io.hourglass.pricing.scenario;

/**
 * What one unit of each instrument gains in each scenario, in dollars: its value there less its value
 * now. Each is worked out once, however many accounts hold the instrument.
 *
 * <p>They lie in tiles of {@value #TILE} scenarios, so that a tile of all instruments stays in the
 * processor's second cache while all accounts go over it.
 */
public final class ValueChanges {
    static final int TILE = 128;

    private final int instruments;
    private final int scenarios;
    private final double[] changes;

    private ValueChanges(int instruments, int scenarios, double[] changes) {
        this.instruments = instruments;
        this.scenarios = scenarios;
        this.changes = changes;
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
        double[] changes = new double[Math.multiplyExact(instruments, scenarios)];
        ValueChanges tiles = new ValueChanges(instruments, scenarios, changes);
        for (int instrument = 0; instrument < instruments; instrument++) {
            for (int scenario = 0; scenario < scenarios; scenario++) {
                double change = revaluation.change(instrument, scenario);
                if (!Double.isFinite(change)) {
                    throw new IllegalArgumentException(
                            "instrument " + instrument + " changes by " + change + " in scenario " + scenario);
                }
                changes[tiles.place(instrument, scenario)] = change;
            }
        }
        return tiles;
    }

    public int instruments() {
        return instruments;
    }

    public int scenarios() {
        return scenarios;
    }

    /** Dollars a unit. */
    public double change(int instrument, int scenario) {
        return changes[place(instrument, scenario)];
    }

    private int place(int instrument, int scenario) {
        int tile = scenario / TILE;
        return rowBegin(instrument, tile) + scenario - tile * TILE;
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
