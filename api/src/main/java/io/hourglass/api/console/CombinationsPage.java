package io.hourglass.api.console;

import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.market.Combinations;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.Spread;
import io.hourglass.ledger.market.SpreadDepth;
import io.hourglass.ledger.market.Strip;
import io.hourglass.ledger.market.StripQuote;
import io.hourglass.ledger.money.Price;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of a class's months can be traded as one: two against each other, a quarter or a year together. */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record CombinationsPage(Frame frame, GpuClass gpu, List<SpreadLine> spreads, List<StripLine> strips)
        implements TemplateInstance {
    private static final int LINES = 36;
    private static final String NONE = "–";

    /** Two months and the best of their book. */
    record SpreadLine(Spread spread, SpreadDepth depth) {
        public String near() {
            return month(spread.near());
        }

        public String far() {
            return month(spread.far());
        }

        public String bid() {
            return price(depth.bids());
        }

        public String offer() {
            return price(depth.asks());
        }

        public String bidLots() {
            return lots(depth.bids());
        }

        public String offerLots() {
            return lots(depth.asks());
        }

        public String until() {
            return Written.utc(spread.tradingEnds());
        }

        private static String price(List<SpreadDepth.Level> side) {
            return side.isEmpty()
                    ? NONE
                    : Written.micros(side.getFirst().price().micros());
        }

        private static String lots(List<SpreadDepth.Level> side) {
            return side.isEmpty() ? "" : Written.figure(side.getFirst().quantity());
        }
    }

    /** A strip and what its months' books make of it. */
    record StripLine(Strip strip, StripQuote quote) {
        public String first() {
            return month(strip.months().getFirst());
        }

        public String last() {
            return month(strip.months().getLast());
        }

        public String bid() {
            return written(quote.bid());
        }

        public String offer() {
            return written(quote.ask());
        }

        private static String written(@Nullable Price price) {
            return price == null ? NONE : Written.figure(price);
        }
    }

    static CombinationsPage of(Reading reading, GpuClass gpu) {
        Combinations combinations = reading.rooms().market().combinations();
        return new CombinationsPage(
                reading.frame(),
                gpu,
                combinations.spreads(reading.tx()).stream()
                        .filter(spread -> trades(reading, gpu, spread.near()) && trades(reading, gpu, spread.far()))
                        .sorted(Comparator.comparing(Spread::tradingEnds).thenComparing(Spread::code))
                        .limit(LINES)
                        .map(spread -> new SpreadLine(spread, combinations.depth(reading.tx(), spread, 1)))
                        .toList(),
                combinations.strips(reading.tx()).stream()
                        .filter(strip -> strip.months().stream().allMatch(month -> trades(reading, gpu, month)))
                        .limit(LINES)
                        .map(strip -> new StripLine(strip, combinations.quote(reading.tx(), strip)))
                        .toList());
    }

    private static boolean trades(Reading reading, GpuClass gpu, Instrument month) {
        return month.code().startsWith(gpu.name() + ".") && month.tradingEnds().isAfter(reading.now());
    }

    private static String month(Instrument month) {
        return Written.words(Future.parse(month.code()).month());
    }
}
