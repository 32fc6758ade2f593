package io.hourglass.pricing.reference;

import io.hourglass.pricing.options.AverageOption;
import io.hourglass.pricing.options.AverageOption.Fixing;
import io.hourglass.pricing.options.Bachelier;
import io.hourglass.pricing.options.Black76;
import io.hourglass.pricing.options.BlackScholes;
import io.hourglass.pricing.options.ContinuousAverage;
import io.hourglass.pricing.options.GeometricAverage;
import io.hourglass.pricing.options.OptionType;
import io.hourglass.pricing.options.OptionValue;
import io.hourglass.pricing.options.VecerEquation;
import io.hourglass.pricing.reference.Row.Reproduction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Options on one price and on its average. */
final class OptionRows {
    static final Map<String, Reproduction> ROWS = Map.ofEntries(
            Map.entry("GBS-HAUG-.*", OptionRows::generalised),
            Map.entry("B76-(HAUG|QL)-.*", row -> one(black(row).value())),
            Map.entry("B76-GREEK-02", row -> one(black(row).delta())),
            Map.entry("BACH-QL-.*", row -> one(bachelier(row).value())),
            Map.entry("TW-HAUG-.*", OptionRows::termStructure),
            Map.entry("TW-(INMONTH|FWDMONTH).*", OptionRows::month),
            Map.entry("HULL-26\\.3-[0-9]+", OptionRows::ofAStock),
            Map.entry("LEVY97-DISC-.*", OptionRows::spreadOut),
            Map.entry(
                    "HULL-26\\.3-M1",
                    row -> one(hull(row).moments(spot(row), rate(row), vol(row)).first())),
            Map.entry(
                    "HULL-26\\.3-M2",
                    row -> one(hull(row).moments(spot(row), rate(row), vol(row)).second())),
            Map.entry("HULL-26\\.3-P", row -> one(hull(row).premium(spot(row), rate(row), vol(row), rate(row)))),
            Map.entry("LEVY-HAUG-.*", OptionRows::levy),
            Map.entry("VECER-.*", OptionRows::vecer),
            Map.entry("GEO-CONT-01", OptionRows::kemnaVorst),
            Map.entry("GEO-DISC-01", OptionRows::geometric));

    private OptionRows() {}

    static double[] one(double value) {
        return new double[] {value};
    }

    static double spot(Row row) {
        return row.number("spot");
    }

    static double strike(Row row) {
        return row.number("strike");
    }

    static double years(Row row) {
        return row.number("expiryYears");
    }

    static double vol(Row row) {
        return row.number("vol");
    }

    static double rate(Row row) {
        return row.number("rate");
    }

    private static double carry(Row row) {
        return rate(row) - row.number("carryYield");
    }

    private static double[] generalised(Row row) {
        return one(BlackScholes.premium(
                row.type(), spot(row), strike(row), years(row), vol(row), rate(row), row.number("carryYield")));
    }

    static OptionValue black(Row row) {
        return Black76.value(row.type(), row.number("forward"), strike(row), years(row), vol(row), rate(row));
    }

    private static OptionValue bachelier(Row row) {
        return Bachelier.value(
                row.type(), row.number("forward"), strike(row), years(row), row.number("normalVol"), rate(row));
    }

    /** Volatilities that rise or fall from fixing to fixing. */
    private static double[] termStructure(Row row) {
        int count = (int) row.number("fixings");
        double first = row.number("firstFixing");
        double step = (years(row) - first) / (count - 1);
        double slope =
                row.number("volStepPerFixing") * (row.text("volTermStructure").equals("up") ? -1 : 1);
        List<Fixing> fixings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double volatility = row.number("volAtLastFixing") + slope * (count - 1 - i);
            fixings.add(new Fixing(spot(row), first + i * step, volatility));
        }
        return average(row, fixings, years(row));
    }

    /** GPU-hours: zero carry, daily fixings on Act/365F. */
    private static double[] month(Row row) {
        int count = (int) row.number("daysInMonth", row.number("fixings", 0)) - (int) row.number("pastFixings", 0);
        int first = (int) row.number("firstFixingDays", 1);
        List<Fixing> fixings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fixings.add(new Fixing(row.number("forward"), (first + i) / 365.0, vol(row)));
        }
        return average(row, fixings, (first + count - 1) / 365.0);
    }

    private static double[] ofAStock(Row row) {
        int count = (int) row.number("fixings");
        return average(row, grown(row, years(row) / count, years(row) / count, count), years(row));
    }

    private static double[] spreadOut(Row row) {
        int count = (int) row.number("fixings");
        double first = row.number("firstFixing");
        double length = row.number("lengthYears");
        return average(row, grown(row, first, length / (count - 1), count), first + length);
    }

    private static List<Fixing> grown(Row row, double first, double step, int count) {
        List<Fixing> fixings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double years = first + i * step;
            fixings.add(new Fixing(spot(row) * Math.exp(carry(row) * years), years, vol(row)));
        }
        return fixings;
    }

    private static double[] average(Row row, List<Fixing> fixings, double years) {
        int past = (int) row.number("pastFixings", 0);
        AverageOption option =
                new AverageOption(row.type(), strike(row), past + fixings.size(), past, row.number("pastAverage", 0));
        return one(option.premium(fixings, Math.exp(-rate(row) * years)));
    }

    private static ContinuousAverage hull(Row row) {
        double years = row.number("years");
        return new ContinuousAverage(OptionType.CALL, row.number("strike", 0), years, years, 0);
    }

    private static double[] vecer(Row row) {
        return one(VecerEquation.premium(hull(row), spot(row), rate(row), vol(row), rate(row)));
    }

    private static double[] levy(Row row) {
        double window = row.number("lengthDays360") / 360;
        double left = window - row.number("elapsedDays") / 360;
        return one(new ContinuousAverage(row.type(), strike(row), window, left, row.number("averageSoFar"))
                .premium(spot(row), carry(row), vol(row), rate(row)));
    }

    private static double[] kemnaVorst(Row row) {
        return one(GeometricAverage.continuous(
                row.type(), spot(row), strike(row), years(row), vol(row), rate(row), carry(row)));
    }

    private static double[] geometric(Row row) {
        return one(GeometricAverage.discrete(
                row.type(), spot(row), strike(row), years(row), vol(row), rate(row), carry(row), (int)
                        row.number("fixings")));
    }
}
