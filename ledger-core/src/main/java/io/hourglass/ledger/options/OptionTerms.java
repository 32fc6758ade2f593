package io.hourglass.ledger.options;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.terms.Field;
import io.hourglass.ledger.terms.TermSheet;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Which options there are, from a day on; a row of table {@code option_terms}.
 *
 * @param tick of a premium, micro-dollars per GPU-hour
 * @param strikeStep micro-dollars per GPU-hour; every strike is a multiple
 * @param strikes listed on each side of the one nearest to the settlement price
 * @param capSteps how many strike steps above its strike a call pays no more
 * @param orderMax lots
 */
public record OptionTerms(LocalDate effective, long tick, long strikeStep, int strikes, int capSteps, long orderMax) {

    private static final long MANY = 1_000_000_000;

    /** Listed series keep the tick they were listed with. */
    static final TermSheet<OptionTerms> SHEET = new TermSheet<>(
            "option",
            row -> new OptionTerms(
                    row.getObject("effective", LocalDate.class),
                    row.getLong("tick"),
                    row.getLong("strike_step"),
                    row.getInt("strikes"),
                    row.getInt("cap_steps"),
                    row.getLong("order_max")),
            Map.of(
                    "tick", Field.whole(1, MANY),
                    // a strike in a name is in thousandths of a dollar
                    "strike_step", Field.multiple(1_000, 1_000, MANY),
                    "strikes", Field.whole(0, 50),
                    "cap_steps", Field.whole(1, 1_000),
                    "order_max", Field.whole(1, MANY)));

    static OptionTerms on(Tx tx, LocalDate day) {
        return SHEET.on(tx, day);
    }

    /** A call and a put at each strike around a settlement price, by strike; the nearest one is half up. */
    List<OptionSeries> around(Future future, Price settlement) {
        long nearest = Math.floorDiv(settlement.micros() + strikeStep / 2, strikeStep);
        return LongStream.rangeClosed(nearest - strikes, nearest + strikes)
                .filter(number -> number > 0)
                .map(number -> number * strikeStep)
                .boxed()
                .flatMap(strike -> Stream.of(
                        OptionSeries.call(future, strike, strike + capSteps * strikeStep),
                        OptionSeries.put(future, strike)))
                .toList();
    }

    boolean isOnStep(OptionSeries series) {
        Price cap = series.cap();
        return series.strike().micros() % strikeStep == 0 && (cap == null || cap.micros() % strikeStep == 0);
    }
}
