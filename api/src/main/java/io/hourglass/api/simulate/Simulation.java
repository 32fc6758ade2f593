package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.api.story.Contribution;
import io.hourglass.api.story.Prices;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.PriceKind;
import io.hourglass.ledger.index.PublishedFixing;
import java.io.IOException;
import java.io.Reader;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A market lived day by day: members trade futures, evenings are fixed and marked, margin is called, and
 * who does not answer is in default.
 *
 * <p>Example: {@code new Simulation(acting, prices, window, 12, 7).run(System.out::println)}.
 */
public final class Simulation {
    private static final int CLASSES = 2;
    private static final int DAYS_A_LINE = 5;

    /** How far back a class must have been fixed to be listed, and how long ago counts. */
    private static final int LOOK_BACK_DAYS = 365;

    private final Acting acting;
    private final Prices prices;
    private final Window window;
    private final int accounts;
    private final long seed;
    private final Random random;

    /** The history does not reach back far enough for so many days. */
    static final class TooFewPrices extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooFewPrices(String message) {
            super(message);
        }
    }

    Simulation(Acting acting, Prices prices, Window window, int accounts, long seed) {
        this.acting = acting;
        this.prices = prices;
        this.window = window;
        this.accounts = accounts;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /**
     * Lives all of its days.
     *
     * @param progress gets a line for each set of members that is ready, and one a week
     */
    Report run(Consumer<String> progress) throws IOException {
        observe();
        List<GpuClass> classes = classes();
        progress.accept("the prices up to %s are observed and fixed".formatted(Window.before(window.first())));
        Months months = new Months(acting, classes);
        Members members = Members.drawn(acting, accounts, classes, random);
        members.enrol(progress);
        months.list(window.first());
        FundOfHours fund = new FundOfHours(acting, classes.getFirst());
        fund.begin(months.lastPrice(IndexName.headline(classes.getFirst())), window.last());
        progress.accept("%d members of %s are ready to trade".formatted(accounts, classes));
        Day day = new Day(acting, classes, months, members, squeezeFrom(), random);
        int lived = 0;
        for (LocalDate date : window.days()) {
            day.live(date);
            lived++;
            if (lived % DAYS_A_LINE == 0) {
                progress.accept(
                        "day %d of %d, %s: %s".formatted(lived, window.days().size(), date, day.said()));
            }
        }
        windUp(day);
        progress.accept("wound up: " + day.said());
        return report(classes, day, fund);
    }

    private void observe() throws IOException {
        try (Reader rows = prices.open()) {
            acting.done(
                    "loading " + prices.name(), acting.rooms().observations().load(rows, prices.name()));
        }
        acting.awaitQuiet();
        Contribution.registerContributors(acting);
        acting.awaitQuiet();
    }

    /** The classes that were fixed most often in the year before; of equals, the best known. */
    private List<GpuClass> classes() {
        List<GpuClass> fixed = acting.read(tx -> acting.rooms().fixings().indices(tx)).stream()
                .filter(index -> index.kind() == PriceKind.ON_DEMAND)
                .filter(index -> fixedDays(index) > 0)
                .sorted(Comparator.comparingLong(this::fixedDays)
                        .reversed()
                        .thenComparing(IndexName::gpu, Acting.byFame()))
                .map(IndexName::gpu)
                .toList();
        if (fixed.size() < CLASSES) {
            throw new TooFewPrices(
                    fixed.size() + " GPU classes were fixed in the year before " + window.first() + ", not " + CLASSES);
        }
        return fixed.subList(0, CLASSES);
    }

    private long fixedDays(IndexName index) {
        LocalDate before = window.first().minusDays(1);
        return acting
                .read(tx -> acting.rooms().fixings().finals(tx, index, before.minusDays(LOOK_BACK_DAYS), before))
                .stream()
                .filter(fixing -> fixing.value().isPresent() && !Count.isCarried(fixing))
                .count();
    }

    /** In the first part, so that there is time to see it through; not on the very first day. */
    private LocalDate squeezeFrom() {
        List<LocalDate> days = window.days();
        return days.get(Math.min(days.size() - 1, 1 + random.nextInt(Math.ceilDiv(days.size(), 8))));
    }

    /** Evenings without trading, until everything is marked and every default is over. */
    private void windUp(Day day) {
        LocalDate date = window.last();
        for (int i = 0; i < Window.WIND_UP_DAYS; i++) {
            date = Window.after(date);
            day.windUp(date);
        }
    }

    private Report report(List<GpuClass> classes, Day day, FundOfHours fund) {
        Count count = new Count(acting);
        List<PublishedFixing> fixings = classes.stream()
                .flatMap(gpu -> count.fixings(gpu, window).stream())
                .toList();
        return new Report(
                seed,
                prices.name(),
                accounts,
                window.first().toString(),
                window.last().toString(),
                window.days().size(),
                classes.stream().map(GpuClass::name).toList(),
                Math.toIntExact(fixings.stream()
                        .filter(fixing -> fixing.value().isEmpty())
                        .count()),
                Math.toIntExact(fixings.stream().filter(Count::isCarried).count()),
                day.orders().placed(),
                day.orders().refusals(),
                count.trades(day.disposing().estate().deleveraged()),
                count.marks(day.months()),
                new Report.Calls(day.calls().made(), day.calls().answered()),
                count.defaults(),
                fund.tracked(fixings),
                count.sums());
    }
}
