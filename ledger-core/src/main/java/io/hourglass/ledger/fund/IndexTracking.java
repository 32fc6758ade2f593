package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.index.Baskets;
import io.hourglass.pricing.fund.Tracking;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares NAVs with the basket index, day by day. */
final class IndexTracking {
    private static final String INDEX = "HGI-C";
    private static final BigInteger UNIT = BigInteger.valueOf(1_000_000);

    private final Navs navs;
    private final Baskets baskets;

    IndexTracking(Navs navs, Baskets baskets) {
        this.navs = navs;
        this.baskets = baskets;
    }

    TrackingView view(Tx tx) {
        List<NavView> all = navs.all(tx);
        if (all.isEmpty()) {
            return new TrackingView(INDEX, List.of(), null, null);
        }
        List<Long> total = Tracking.totalReturn(all.stream().map(NavView::down).toList(), paid(tx, all));
        Map<LocalDate, Long> levels = levels(tx, all);
        List<TrackingView.Day> days = new ArrayList<>();
        List<Long> units = new ArrayList<>();
        List<Long> index = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            @Nullable Long level = levels.get(all.get(i).day());
            if (level != null) {
                units.add(total.get(i));
                index.add(level);
            }
            days.add(new TrackingView.Day(
                    all.get(i).day(),
                    all.get(i).down(),
                    total.get(i),
                    level,
                    level == null || units.size() < 2 ? null : Tracking.differencePpm(units, index)));
        }
        return new TrackingView(
                INDEX,
                days,
                units.size() < 2 ? null : Tracking.differencePpm(units, index),
                units.size() < 3 ? null : Tracking.errorPpm(units, index, span(days)));
    }

    /** Days from the first that has a level to the last. */
    private static long span(List<TrackingView.Day> days) {
        List<LocalDate> common = days.stream()
                .filter(day -> day.level() != null)
                .map(TrackingView.Day::day)
                .toList();
        return ChronoUnit.DAYS.between(common.getFirst(), common.getLast());
    }

    private Map<LocalDate, Long> levels(Tx tx, List<NavView> all) {
        Map<LocalDate, Long> levels = new HashMap<>();
        baskets.history(tx, all.getFirst().day(), all.getLast().day())
                .forEach(level -> level.microPoints().ifPresent(points -> levels.put(level.day(), points)));
        return levels;
    }

    /** Of each NAV what left the fund since the one before, micro-dollars a whole unit, rounded down. */
    private static List<Long> paid(Tx tx, List<NavView> all) {
        List<Long> paid = new ArrayList<>();
        int next = 0;
        List<Paid> incomes = tx.query(
                "select r.day, i.cash - i.managers, r.units from hourglass.fund_record r"
                        + " join hourglass.fund_income i on i.id = r.income order by r.day, r.income",
                row -> new Paid(row.getObject(1, LocalDate.class), perUnit(row.getLong(2), row.getLong(3))));
        for (NavView nav : all) {
            long sum = 0;
            while (next < incomes.size() && !incomes.get(next).day.isAfter(nav.day())) {
                sum = Math.addExact(sum, incomes.get(next++).perUnit);
            }
            paid.add(sum);
        }
        return paid;
    }

    private record Paid(LocalDate day, long perUnit) {}

    private static long perUnit(long cash, long units) {
        return BigInteger.valueOf(cash)
                .multiply(UNIT)
                .divide(BigInteger.valueOf(units))
                .longValueExact();
    }
}
