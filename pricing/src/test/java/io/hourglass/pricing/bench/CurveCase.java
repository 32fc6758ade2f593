package io.hourglass.pricing.bench;

import io.hourglass.pricing.curve.DailyCurve;
import io.hourglass.pricing.curve.Delivery;
import io.hourglass.pricing.curve.Quote;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;

/** A daily curve of three years from 30 contracts that overlap: 15 months, 9 quarters, 2 years, 4 rentals. */
final class CurveCase implements Scenario {
    private static final LocalDate FIRST = LocalDate.of(2027, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2029, 12, 31);

    private final List<Quote> quotes = new ArrayList<>();

    private final double spread;

    /** @param spread between bid and ask, USD per GPU-hour; 0 for prices that are met exactly */
    CurveCase(double spread) {
        this.spread = spread;
        List<Delivery> deliveries = new ArrayList<>();
        for (int month = 0; month < 15; month++) {
            deliveries.add(Delivery.month(YearMonth.from(FIRST).plusMonths(month)));
        }
        for (int quarter = 3; quarter < 12; quarter++) {
            deliveries.add(Delivery.quarter(2027 + quarter / 4, quarter % 4 + 1));
        }
        deliveries.add(Delivery.year(2028));
        deliveries.add(Delivery.year(2029));
        for (int months : new int[] {12, 18, 24, 36}) {
            deliveries.add(Delivery.term(FIRST, months));
        }
        for (Delivery delivery : deliveries) {
            double mean = delivery.first()
                    .datesUntil(delivery.last().plusDays(1))
                    .mapToDouble(CurveCase::price)
                    .average()
                    .orElseThrow();
            quotes.add(new Quote(delivery, mean - spread / 2, mean + spread / 2));
        }
    }

    private static double price(LocalDate day) {
        double years = (day.toEpochDay() - FIRST.toEpochDay()) / 365.0;
        return 1.6 + 1.1 * Math.exp(-0.5 * years) + 0.05 * Math.sin(6 * years);
    }

    @Override
    public String name() {
        return "daily curve of 3 years, " + quotes.size() + " contracts" + (spread > 0 ? ", within bid and ask" : "");
    }

    @Override
    public int operations() {
        return 1;
    }

    @Override
    public double run() {
        return DailyCurve.of(FIRST, LAST, quotes).forward(LAST);
    }

    @Override
    public Goal goal() {
        return Goal.within(2e6);
    }
}
