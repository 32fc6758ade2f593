package io.hourglass.pricing.reference;

import io.hourglass.pricing.curve.DailyCurve;
import io.hourglass.pricing.curve.Delivery;
import io.hourglass.pricing.curve.Interpolation;
import io.hourglass.pricing.curve.Interpolation.Method;
import io.hourglass.pricing.curve.Quote;
import io.hourglass.pricing.reference.Row.Reproduction;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Curves through quotes, and through points. */
final class CurveRows {
    /** Any year of 365 days. */
    private static final int YEAR = 2027;

    static final Map<String, Reproduction> ROWS = Map.of(
            "CURVE-FL365-MONTHS", CurveRows::months,
            "CURVE-FL365-OVERLAP", CurveRows::monthsAndQuarters,
            "INTERP-Linear", row -> between(row, Method.LINEAR),
            "INTERP-CubicNaturalSpline", row -> between(row, Method.NATURAL_CUBIC),
            "INTERP-MonotonicCubicNaturalSpline", row -> between(row, Method.MONOTONE_CUBIC));

    private CurveRows() {}

    private static double[] between(Row row, Method method) {
        Interpolation curve = Interpolation.of(method, row.numbers("x"), row.numbers("y"));
        return DoubleStream.of(0.5, 1.5, 2.5, 3.5, 4.5).map(curve::at).toArray();
    }

    private static DailyCurve curve(Row row, List<Delivery> deliveries) {
        double[] prices = row.numbers("price");
        List<Quote> quotes = new ArrayList<>();
        for (int i = 0; i < prices.length; i++) {
            quotes.add(Quote.of(deliveries.get(i), prices[i]));
        }
        return DailyCurve.of(LocalDate.of(YEAR, 1, 1), LocalDate.of(YEAR, 12, 31), quotes);
    }

    private static Delivery month(int month) {
        return Delivery.month(YearMonth.of(YEAR, month));
    }

    private static double[] months(Row row) {
        List<Delivery> months = new ArrayList<>();
        for (int month = 1; month <= 12; month++) {
            months.add(month(month));
        }
        DailyCurve curve = curve(row, months);
        double[] days = curve.prices();
        return new double[] {curve.roughness(), days[0], days[180], days[364]};
    }

    private static double[] monthsAndQuarters(Row row) {
        DailyCurve curve = curve(
                row,
                List.of(
                        month(1),
                        month(2),
                        month(3),
                        Delivery.quarter(YEAR, 2),
                        Delivery.quarter(YEAR, 3),
                        Delivery.quarter(YEAR, 4)));
        double[] days = curve.prices();
        return new double[] {
            curve.roughness(),
            days[0],
            days[100],
            days[364],
            curve.mean(month(4)),
            curve.mean(month(5)),
            curve.mean(month(6)),
            curve.mean(Delivery.year(YEAR))
        };
    }
}
