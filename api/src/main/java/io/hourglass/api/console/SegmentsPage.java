package io.hourglass.api.console;

import io.hourglass.api.console.ChartPoints.Lines;
import io.hourglass.api.console.Pages.NotThere;
import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.index.PriceKind;
import io.hourglass.ledger.index.Segments;
import io.hourglass.ledger.money.Price;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How the parts of one class's market differ in price, day by day.
 *
 * @param days newest first
 */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record SegmentsPage(Frame frame, String gpu, List<Line> days) implements TemplateInstance {
    private static final int SHOWN = 60;

    /** A day's differences to the on-demand fixing, and from hyperscalers to all others. */
    record Line(Segments.Day day) {
        public String onDemand() {
            return written(Optional.ofNullable(day.kinds().get(PriceKind.ON_DEMAND)));
        }

        public String spot() {
            return written(day.basis(PriceKind.SPOT));
        }

        public String oneYear() {
            return written(day.basis(PriceKind.COMMIT_1Y));
        }

        public String threeYears() {
            return written(day.basis(PriceKind.COMMIT_3Y));
        }

        public String hyperscalers() {
            return written(day.hyperscalerBasis());
        }

        public String cheapest() {
            return written(day.cheapest());
        }

        public String dearest() {
            return written(day.dearest());
        }

        private Lines drawn() {
            Map<String, BigDecimal> values = new LinkedHashMap<>();
            put(values, "spot", day.basis(PriceKind.SPOT));
            put(values, "1 year", day.basis(PriceKind.COMMIT_1Y));
            put(values, "3 years", day.basis(PriceKind.COMMIT_3Y));
            put(values, "hyperscalers", day.hyperscalerBasis());
            return new Lines(day.day().toString(), values, null);
        }

        private static void put(Map<String, BigDecimal> values, String name, OptionalLong micros) {
            micros.ifPresent(value -> values.put(name, BigDecimal.valueOf(value, 6)));
        }

        private static String written(Optional<Price> price) {
            return price.map(Written::figure).orElse("none");
        }

        private static String written(OptionalLong micros) {
            return micros.isEmpty() ? "none" : (micros.getAsLong() > 0 ? "+" : "") + Written.micros(micros.getAsLong());
        }
    }

    static SegmentsPage of(Reading reading, GpuClass gpu, LocalDate from) {
        List<Line> days = lines(reading, gpu, from).reversed();
        if (days.isEmpty()) {
            throw new NotThere(gpu + " has had no final fixing since " + from + ".");
        }
        return new SegmentsPage(
                reading.frame(), gpu.name(), days.stream().limit(SHOWN).toList());
    }

    static List<Lines> points(Reading reading, GpuClass gpu, LocalDate from) {
        return lines(reading, gpu, from).stream().map(Line::drawn).toList();
    }

    private static List<Line> lines(Reading reading, GpuClass gpu, LocalDate from) {
        return reading.rooms().segments().history(reading.tx(), gpu, from, reading.today()).stream()
                .map(Line::new)
                .toList();
    }
}
