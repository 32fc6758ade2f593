package io.hourglass.api.console;

import io.hourglass.api.console.ChartPoints.Lines;
import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.index.Baskets;
import io.hourglass.ledger.index.Baskets.Basket;
import io.hourglass.ledger.index.Baskets.Level;
import io.hourglass.ledger.index.Baskets.Proposal;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The basket index, its level day by day and what it holds.
 *
 * @param latest the newest day that has a level
 * @param levels newest first
 * @param rebalances newest first
 * @param waiting proposed for after the last rebalance, and not approved
 */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record BasketPage(
        Frame frame, Optional<Line> latest, List<Line> levels, List<Rebalance> rebalances, List<Proposal> waiting)
        implements TemplateInstance {
    private static final int SHOWN = 30;
    private static final int DIVISOR_DIGITS = 8;

    /** @param level in points; empty where a fixing is missing, which {@code missing} names */
    record Line(LocalDate day, Optional<BigDecimal> level, String missing, Optional<BigDecimal> divisor) {
        public String points() {
            return level.map(value -> Written.grouped(value.setScale(2, RoundingMode.HALF_EVEN), 2))
                    .orElse("none");
        }

        public boolean rebalanced() {
            return divisor.isPresent();
        }

        private Lines drawn() {
            Map<String, BigDecimal> values = new HashMap<>();
            level.ifPresent(value -> values.put("level", value));
            return new Lines(
                    day.toString(),
                    values,
                    divisor.map(one -> "divisor " + Written.four(one)).orElse(null));
        }
    }

    /** @param hours GPU-hours by index */
    record Rebalance(LocalDate day, String divisor, Map<String, Long> hours) {}

    static BasketPage of(Reading reading, LocalDate from) {
        List<Line> lines = lines(reading, from).reversed();
        List<Basket> baskets = baskets(reading).reversed();
        return new BasketPage(
                reading.frame(),
                lines.stream().filter(line -> line.level().isPresent()).findFirst(),
                lines.stream().limit(SHOWN).toList(),
                baskets.stream().map(BasketPage::rebalance).toList(),
                reading.rooms().baskets().proposals(reading.tx()).stream()
                        .filter(one -> one.approver().isEmpty())
                        .filter(one -> baskets.isEmpty()
                                || one.effective().isAfter(baskets.getFirst().effective()))
                        .toList());
    }

    static List<Lines> points(Reading reading, LocalDate from) {
        return lines(reading, from).stream().map(Line::drawn).toList();
    }

    private static List<Line> lines(Reading reading, LocalDate from) {
        Map<LocalDate, BigDecimal> divisors = new HashMap<>();
        baskets(reading).forEach(basket -> divisors.put(basket.effective(), basket.divisor()));
        Baskets room = reading.rooms().baskets();
        return room.history(reading.tx(), from, reading.today()).stream()
                .map(level -> line(level, Optional.ofNullable(divisors.get(level.day()))))
                .toList();
    }

    private static Line line(Level level, Optional<BigDecimal> divisor) {
        Optional<BigDecimal> points = level.microPoints().isPresent()
                ? Optional.of(BigDecimal.valueOf(level.microPoints().getAsLong(), 6))
                : Optional.empty();
        return new Line(
                level.day(),
                points,
                String.join(", ", level.missing().stream().map(Object::toString).toList()),
                divisor);
    }

    private static List<Basket> baskets(Reading reading) {
        return reading.rooms().baskets().baskets(reading.tx());
    }

    private static Rebalance rebalance(Basket basket) {
        Map<String, Long> hours = new TreeMap<>();
        basket.hours().forEach((index, quantity) -> hours.put(index.name(), quantity));
        return new Rebalance(basket.effective(), brief(basket.divisor()), hours);
    }

    /** A divisor has up to fifty digits; the API has them all. */
    private static String brief(BigDecimal divisor) {
        return divisor.setScale(DIVISOR_DIGITS, RoundingMode.HALF_EVEN).toPlainString();
    }
}
