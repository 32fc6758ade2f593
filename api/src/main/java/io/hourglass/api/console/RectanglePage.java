package io.hourglass.api.console;

import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.capacity.Region;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.Rectangle;
import io.hourglass.ledger.market.RectangleQuote;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What so many GPUs from day to day would cost now.
 *
 * @param quote empty where nothing can be quoted that is asked for so
 * @param problem why; empty where there is a quote
 */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record RectanglePage(Frame frame, GpuClass gpu, Asked asked, Optional<Quoted> quote, String problem)
        implements TemplateInstance {
    private static final int COUNT = 8;
    private static final int DAYS = 7;
    private static final String NONE = "–";

    /** What is asked for, as written. */
    record Asked(String region, String count, String from, String to) {
        /** What the address says, and for the rest the first days of the soonest hours that trade. */
        static Asked of(
                Reading reading,
                GpuClass gpu,
                @Nullable String region,
                @Nullable String count,
                @Nullable String from,
                @Nullable String to) {
            Optional<Series> soonest = reading.rooms().market().instruments(reading.tx()).stream()
                    .filter(one -> one.venue() == Venue.SETTLEMENT && one.open())
                    .filter(one -> one.code().startsWith(gpu.name() + "."))
                    .filter(one -> one.tradingEnds().isAfter(reading.now()))
                    .min(Comparator.comparing(Instrument::tradingEnds).thenComparing(Instrument::code))
                    .map(one -> Series.parse(one.code()));
            LocalDate tomorrow = reading.today().plusDays(1);
            LocalDate first = soonest.map(series -> series.month().atDay(1))
                    .filter(tomorrow::isBefore)
                    .orElse(tomorrow);
            return new Asked(
                    region == null
                            ? soonest.map(Series::region).orElse(Region.US).code()
                            : region,
                    count == null ? String.valueOf(COUNT) : count,
                    from == null ? first.toString() : from,
                    to == null ? first.plusDays(DAYS).toString() : to);
        }

        Rectangle rectangle(GpuClass gpu) {
            return new Rectangle(
                    gpu,
                    Region.parse(region),
                    Pages.number(count, 0, Integer.MAX_VALUE),
                    LocalDate.parse(from),
                    LocalDate.parse(to));
        }

        public List<String> regions() {
            return Arrays.stream(Region.values()).map(Region::code).toList();
        }
    }

    /** A quote and its sums. */
    record Quoted(RectangleQuote quote, List<MonthLine> months) {
        static Quoted of(RectangleQuote quote) {
            return new Quoted(quote, quote.months().stream().map(MonthLine::new).toList());
        }

        public Amount needed() {
            return hours(RectangleQuote.Month::needed);
        }

        public Amount missing() {
            return hours(RectangleQuote.Month::missing);
        }

        public boolean isCovered() {
            return !missing().isPositive();
        }

        public Amount cost() {
            return new Amount(Asset.USD, sum(RectangleQuote.Month::cost));
        }

        public String mean() {
            return RectanglePage.mean(cost(), needed().minus(missing()));
        }

        private Amount hours(Function<RectangleQuote.Month, Amount> part) {
            return new Amount(quote.rectangle().gpu().hours(), sum(part));
        }

        private long sum(Function<RectangleQuote.Month, Amount> part) {
            return quote.months().stream()
                    .mapToLong(month -> part.apply(month).units())
                    .reduce(0, Math::addExact);
        }
    }

    /** What it takes of a month. */
    record MonthLine(RectangleQuote.Month month) {
        public Amount offered() {
            return month.needed().minus(month.missing());
        }

        public String mean() {
            return RectanglePage.mean(month.cost(), offered());
        }
    }

    static RectanglePage of(Reading reading, GpuClass gpu, Asked asked) {
        try {
            Rectangle rectangle = asked.rectangle(gpu);
            RectangleQuote quote = reading.rooms().market().rectangles().quote(reading.tx(), rectangle);
            return new RectanglePage(reading.frame(), gpu, asked, Optional.of(Quoted.of(quote)), "");
        } catch (IllegalArgumentException | DateTimeException e) {
            return new RectanglePage(reading.frame(), gpu, asked, Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    /** Dollars per GPU-hour, to four decimals; for people alone, nothing is computed with it. */
    private static String mean(Amount cost, Amount hours) {
        return hours.isPositive()
                ? Written.grouped(
                        BigDecimal.valueOf(cost.units())
                                .divide(BigDecimal.valueOf(hours.units()), 4, RoundingMode.HALF_EVEN),
                        4)
                : NONE;
    }
}
