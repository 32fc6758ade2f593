package io.hourglass.pricing.scenario;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What many accounts hold, in the compressed form of a sparse matrix: the positions of all accounts one
 * after the other, and where each account's begin.
 */
public final class Portfolios {
    private final int[] begins;
    private final int[] instruments;
    private final double[] quantities;
    private final int greatest;

    private Portfolios(int[] begins, int[] instruments, double[] quantities) {
        this.begins = begins;
        this.instruments = instruments;
        this.quantities = quantities;
        greatest = Arrays.stream(instruments).max().orElse(-1);
    }

    /**
     * A holding.
     *
     * @param instrument its number in {@link ValueChanges}
     * @param quantity units, negative where short
     */
    public record Position(int instrument, double quantity) {
        public Position {
            if (instrument < 0 || !Double.isFinite(quantity)) {
                throw new IllegalArgumentException(quantity + " of instrument " + instrument);
            }
        }
    }

    /** The positions of each account, in the accounts' order. */
    public static Portfolios of(List<List<Position>> accounts) {
        int count = accounts.stream().mapToInt(List::size).sum();
        int[] begins = new int[accounts.size() + 1];
        int[] instruments = new int[count];
        double[] quantities = new double[count];
        int next = 0;
        for (int account = 0; account < accounts.size(); account++) {
            for (Position position : accounts.get(account)) {
                instruments[next] = position.instrument;
                quantities[next++] = position.quantity;
            }
            begins[account + 1] = next;
        }
        return new Portfolios(begins, instruments, quantities);
    }

    public int accounts() {
        return begins.length - 1;
    }

    /** What an account gains in each scenario, dollars. */
    public double[] profitAndLoss(int account, ValueChanges changes) {
        return profitAndLoss(account, changes, Lanes.fastest());
    }

    double[] profitAndLoss(int account, ValueChanges changes, Lanes lanes) {
        requireKnown(changes);
        int from = begins[account];
        int count = begins[account + 1] - from;
        double[] held = Arrays.copyOfRange(quantities, from, from + count);
        int[] rows = new int[count];
        double[] placed = new double[changes.scenarios()];
        for (int tile = 0; tile < changes.tiles(); tile++) {
            for (int i = 0; i < count; i++) {
                rows[i] = changes.rowBegin(instruments[from + i], tile);
            }
            double[] sum = new double[changes.width(tile)];
            lanes.combine(changes.rows(), rows, held, 0, count, sum);
            System.arraycopy(sum, 0, placed, tile * ValueChanges.TILE, sum.length);
        }
        double[] all = new double[placed.length];
        Arrays.setAll(all, scenario -> placed[changes.place(scenario)]);
        return all;
    }

    /** The shortfall of each account, dollars: positive for a loss. */
    public double[] shortfalls(ValueChanges changes, ExpectedShortfall measure) {
        return shortfalls(changes, measure, Lanes.fastest());
    }

    double[] shortfalls(ValueChanges changes, ExpectedShortfall measure, Lanes lanes) {
        double tail = measure.tail(changes.scenarios());
        int count = (int) Math.ceil(tail);
        if (count > ExpectedShortfall.SMALL) {
            return IntStream.range(0, accounts())
                    .mapToDouble(account -> measure.of(profitAndLoss(account, changes, lanes), lanes))
                    .toArray();
        }
        double[] worst = worst(changes, count, lanes);
        return IntStream.range(0, accounts())
                .mapToDouble(account -> ExpectedShortfall.mean(worst, account * count, tail))
                .toArray();
    }

    /** The greatest loss of each account in any scenario, dollars; negative where even that is a gain. */
    public double[] greatestLosses(ValueChanges changes) {
        return greatestLosses(changes, Lanes.fastest());
    }

    double[] greatestLosses(ValueChanges changes, Lanes lanes) {
        requireKnown(changes);
        double[] losses = new double[accounts()];
        Arrays.fill(losses, Double.NEGATIVE_INFINITY);
        for (int tile = 0; tile < changes.tiles(); tile++) {
            int[] rows = rowBegins(changes, tile);
            int width = changes.width(tile);
            for (int account = 0; account < losses.length; account++) {
                double least =
                        lanes.least(changes.rows(), rows, quantities, begins[account], begins[account + 1], width);
                losses[account] = Math.max(losses[account], 0 - least);
            }
        }
        return losses;
    }

    /** The least outcomes of each account, in rising order. */
    private double[] worst(ValueChanges changes, int count, Lanes lanes) {
        requireKnown(changes);
        double[] worst = new double[Math.multiplyExact(accounts(), count)];
        Arrays.fill(worst, Double.POSITIVE_INFINITY);
        for (int tile = 0; tile < changes.tiles(); tile++) {
            int[] rows = rowBegins(changes, tile);
            double[] sum = new double[changes.width(tile)];
            for (int account = 0; account < accounts(); account++) {
                lanes.combine(changes.rows(), rows, quantities, begins[account], begins[account + 1], sum);
                ExpectedShortfall.insert(sum, worst, account * count, count, lanes);
            }
        }
        return worst;
    }

    /** Where the row of each position begins in a tile. */
    private int[] rowBegins(ValueChanges changes, int tile) {
        int[] rows = new int[instruments.length];
        int first = changes.rowBegin(0, tile);
        int width = changes.width(tile);
        for (int i = 0; i < rows.length; i++) {
            rows[i] = first + instruments[i] * width;
        }
        return rows;
    }

    private void requireKnown(ValueChanges changes) {
        if (greatest >= changes.instruments()) {
            throw new IllegalArgumentException("instrument " + greatest + " is not among " + changes.instruments());
        }
    }
}
