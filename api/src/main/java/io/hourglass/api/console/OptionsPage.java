package io.hourglass.api.console;

import io.hourglass.api.console.Pages.NotThere;
import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.FutureView;
import io.hourglass.ledger.market.Depth;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.options.ModelValue;
import io.hourglass.ledger.options.OptionQuote;
import io.hourglass.pricing.options.OptionType;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A month's options as a chain: a line a strike, its call on the left and its put on the right.
 *
 * @param asOf the curve's day that model values are of; empty where there is no curve
 * @param volatility of the index over the last year, as the model takes it
 */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record OptionsPage(
        Frame frame, FutureView future, List<Line> strikes, Optional<String> asOf, Optional<String> volatility)
        implements TemplateInstance {
    private static final String NONE = "–";

    /** A strike's two options; either may not be listed. */
    record Line(Price strike, Optional<Side> call, Optional<Side> put) {}

    /** One option of a strike. */
    record Side(OptionQuote quote) {
        public String name() {
            return quote.option().series().name();
        }

        public String bid() {
            return written(quote.bid());
        }

        public String ask() {
            return written(quote.ask());
        }

        /** Dollars per GPU-hour. */
        public String model() {
            return value().map(one -> Written.micros(one.premium())).orElse(NONE);
        }

        public String greeks() {
            return value().map(one -> "delta " + two(one.delta()) + ", gamma " + two(one.gamma()) + ", vega "
                            + Written.micros(one.vega()) + " a point, theta " + Written.micros(one.theta()) + " a day")
                    .orElse("no curve reaches the month");
        }

        public String openInterest() {
            return Written.figure(quote.option().openInterest());
        }

        /** What it is listed as, or what a lot paid. */
        public String state() {
            return quote.option().payout() == null
                    ? Written.word(quote.option().state())
                    : "paid $" + Written.figure(quote.option().payout());
        }

        public String largest() {
            return Written.figure(quote.option().largestPayout());
        }

        private Optional<ModelValue> value() {
            return Optional.ofNullable(quote.model());
        }

        private static String two(long millionths) {
            return Written.grouped(BigDecimal.valueOf(millionths, 6).setScale(2, RoundingMode.HALF_EVEN), 2);
        }

        private static String written(Depth.@Nullable Level level) {
            return level == null ? NONE : Written.figure(level.price());
        }
    }

    static OptionsPage of(Reading reading, Future future) {
        FutureView view = reading.rooms()
                .clearing()
                .future(reading.tx(), future)
                .orElseThrow(() -> new NotThere(future + " is not listed."));
        List<OptionQuote> chain = reading.rooms().options().chain(reading.tx(), future);
        SortedMap<Price, Line> strikes = new TreeMap<>();
        for (OptionQuote quote : chain) {
            Price strike = quote.option().series().strike();
            boolean isCall = quote.option().series().type() == OptionType.CALL;
            Optional<Side> side = Optional.of(new Side(quote));
            Line there = strikes.getOrDefault(strike, new Line(strike, Optional.empty(), Optional.empty()));
            strikes.put(strike, new Line(strike, isCall ? side : there.call(), isCall ? there.put() : side));
        }
        Optional<ModelValue> any = chain.stream()
                .flatMap(quote -> Optional.ofNullable(quote.model()).stream())
                .findFirst();
        return new OptionsPage(
                reading.frame(),
                view,
                List.copyOf(strikes.values()),
                any.map(one -> Written.words(one.asOf())),
                any.map(one -> Written.percent(BigDecimal.valueOf(one.volatility(), 6))));
    }
}
