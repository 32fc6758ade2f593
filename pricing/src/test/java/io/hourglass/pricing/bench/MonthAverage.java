package io.hourglass.pricing.bench;

import io.hourglass.pricing.options.AverageOption;
import io.hourglass.pricing.options.AverageOption.Fixing;
import io.hourglass.pricing.options.OptionType;
import java.util.ArrayList;
import java.util.List;

/** Options on the average of a month of 30 days. */
final class MonthAverage implements Scenario {
    private static final int COUNT = 256;
    private static final int DAYS = 30;

    private final List<AverageOption> options = new ArrayList<>();
    private final List<List<Fixing>> months = new ArrayList<>();

    MonthAverage() {
        for (int i = 0; i < COUNT; i++) {
            options.add(new AverageOption(i % 2 == 0 ? OptionType.CALL : OptionType.PUT, 2 + 0.003 * i, DAYS, 0, 0));
            List<Fixing> month = new ArrayList<>();
            for (int day = 1; day <= DAYS; day++) {
                month.add(new Fixing(2.45, (30.0 * (i % 12) + day) / 365, 0.3 + 0.002 * i));
            }
            months.add(List.copyOf(month));
        }
    }

    @Override
    public String name() {
        return "Turnbull-Wakeman, 30 fixings";
    }

    @Override
    public int operations() {
        return COUNT;
    }

    @Override
    public double run() {
        double sum = 0;
        for (int i = 0; i < COUNT; i++) {
            sum += options.get(i).premium(months.get(i), 0.99);
        }
        return sum;
    }

    @Override
    public Goal goal() {
        return Goal.within(500);
    }
}
