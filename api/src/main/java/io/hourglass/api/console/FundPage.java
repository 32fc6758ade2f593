package io.hourglass.api.console;

import io.hourglass.api.console.ChartPoints.Lines;
import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.fund.FeeView;
import io.hourglass.ledger.fund.FundPosition;
import io.hourglass.ledger.fund.FundTradeView;
import io.hourglass.ledger.fund.IncomeView;
import io.hourglass.ledger.fund.RebalanceView;
import io.hourglass.ledger.fund.RequestView;
import io.hourglass.ledger.fund.RollView;
import io.hourglass.ledger.fund.TrackingView;
import io.hourglass.ledger.fund.TradeLimits;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The index fund: how it follows its index, who waits at its gate, what it costs and what it earned.
 *
 * @param days newest first
 * @param queue what waits, in order; without names, which are for those it concerns
 */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record FundPage(
        Frame frame,
        Optional<FundPanel> fund,
        TrackingView tracking,
        Figures figures,
        List<Day> days,
        List<RequestView> queue,
        FeeView fee,
        List<IncomeView> incomes,
        Holdings futures)
        implements TemplateInstance {
    private static final int SHOWN = 30;
    private static final int INCOMES = 15;
    private static final int REBALANCES = 3;
    private static final BigDecimal BASE = BigDecimal.valueOf(100);
    private static final int DIGITS = 4;

    /** A day as it is written: dollars a unit, index points, and what lies between them since the beginning. */
    record Day(TrackingView.Day day) {
        public String nav() {
            return Written.grouped(BigDecimal.valueOf(day.nav(), 6), 6);
        }

        public String level() {
            Long level = day.level();
            return level == null
                    ? "none"
                    : Written.grouped(BigDecimal.valueOf(level, 6).setScale(2, RoundingMode.HALF_EVEN), 2);
        }

        public String difference() {
            return share(day.differencePpm());
        }
    }

    /**
     * What the fund has at Clearing.
     *
     * @param band how far past the last price an order may go, as a percentage
     * @param trades newest first
     */
    record Holdings(
            TradeLimits limits,
            String band,
            Amount marginLimit,
            Amount margin,
            List<FundPosition> positions,
            List<RollView> rolls,
            List<RebalanceView> rebalances,
            List<FundTradeView> trades) {
        static Holdings of(Reading reading) {
            var fund = reading.rooms().fund();
            TradeLimits limits = fund.tradeLimits(reading.tx());
            return new Holdings(
                    limits,
                    share(limits.bandPpm()),
                    new Amount(Asset.USD, limits.margin()),
                    fund.margin(reading.tx()),
                    fund.positions(reading.tx()),
                    fund.rolls(reading.tx(), INCOMES),
                    fund.rebalances(reading.tx(), REBALANCES),
                    fund.trades(reading.tx(), INCOMES));
        }
    }

    /** Shares as percentages. */
    record Figures(String difference, String error, String rate, String cap) {
        static Figures of(TrackingView tracking, FeeView fee) {
            return new Figures(
                    share(tracking.differencePpm()),
                    share(tracking.errorPpm()),
                    share(fee.ratePpm()),
                    share(fee.capPpm()));
        }
    }

    static FundPage of(Reading reading) {
        var fund = reading.rooms().fund();
        TrackingView tracking = fund.tracking(reading.tx());
        return new FundPage(
                reading.frame(),
                FundPanel.of(reading),
                tracking,
                Figures.of(tracking, fund.fee(reading.tx())),
                tracking.days().reversed().stream().limit(SHOWN).map(Day::new).toList(),
                fund.queue(reading.tx()),
                fund.fee(reading.tx()),
                fund.incomes(reading.tx(), INCOMES),
                Holdings.of(reading));
    }

    /** NAV and index from 100 on, at the first day that has both; before the index is there, at the first NAV. */
    static List<Lines> points(Reading reading) {
        TrackingView tracking = reading.rooms().fund().tracking(reading.tx());
        Optional<TrackingView.Day> first = tracking.days().stream()
                .filter(day -> day.level() != null)
                .findFirst()
                .or(() -> tracking.days().stream().findFirst());
        return first.map(base -> tracking.days().stream()
                        .filter(day -> !day.day().isBefore(base.day()))
                        .map(day -> lines(tracking, day, base))
                        .toList())
                .orElse(List.of());
    }

    private static Lines lines(TrackingView tracking, TrackingView.Day day, TrackingView.Day base) {
        Map<String, BigDecimal> values = new HashMap<>();
        values.put("NAV", from(day.total(), base.total()));
        Long level = day.level();
        Long begun = base.level();
        if (level != null && begun != null) {
            values.put(tracking.index(), from(level, begun));
        }
        return new Lines(day.day().toString(), values, null);
    }

    private static BigDecimal from(long value, long base) {
        return BigDecimal.valueOf(value)
                .multiply(BASE)
                .divide(BigDecimal.valueOf(base), DIGITS, RoundingMode.HALF_EVEN);
    }

    /** Millionths as a percentage; {@code none} where there is too little to say. */
    static String share(@Nullable Long ppm) {
        return ppm == null ? "none" : Written.grouped(BigDecimal.valueOf(ppm, DIGITS), 2) + " %";
    }
}
