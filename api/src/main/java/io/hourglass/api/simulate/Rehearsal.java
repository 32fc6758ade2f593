package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.api.story.Contribution;
import io.hourglass.api.story.Prices;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.PriceKind;
import io.hourglass.ledger.money.Price;
import java.io.IOException;
import java.io.Reader;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The default of a member from its first margin call to the last dollar of the waterfall: a seller of forty lots
 * whose price rises evening after evening, and who does not answer. What it leaves is bought back step by step,
 * then in an auction, and the rest is closed against those who gained.
 */
final class Rehearsal {
    private static final String SELLER = "seller";
    private static final String MAKER = "maker";
    private static final List<String> BUYERS = List.of("buyer-1", "buyer-2", "buyer-3");
    private static final String BYSTANDER = "bystander";
    private static final int EACH = 14;
    private static final int LOTS = BUYERS.size() * EACH;

    /** How much higher than the prior settlement price the first evening closes; later ones do at the band's edge. */
    private static final int RISE_PERCENT = 12;

    private static final int EVENINGS = 3;
    private static final int EVENINGS_MAX = 4;

    private final Acting acting;
    private final Prices prices;
    private final Window window;
    private final Placing orders;

    /** @param window of five days, whose prices are the background */
    Rehearsal(Acting acting, Prices prices, Window window) {
        this.acting = acting;
        this.prices = prices;
        this.window = window;
        this.orders = new Placing(acting);
    }

    DrillReport run(Consumer<String> said) throws IOException {
        LocalDate day = window.first();
        Future future = stage(said);
        Course course = new Course(
                acting,
                months(future.gpu()),
                orders,
                new Course.Traders(MAKER, BUYERS.getFirst()),
                List.of(future),
                true);
        day = fall(course, day);
        said.accept("%s did not answer its margin call and is in default".formatted(SELLER));
        course.dispose(day);
        course.deleverage();
        said.accept("the estate is out of %s after %d steps and %d closed positions"
                .formatted(future, course.steps(), course.closed()));
        course.cover(SELLER, day, RISE_PERCENT, EVENINGS_MAX);
        return course.report(prices.name(), SELLER);
    }

    /** Up to where the seller stands to lose; answers what it has sold. */
    Future stage(Consumer<String> said) throws IOException {
        observe();
        GpuClass gpu = gpu();
        Months months = months(gpu);
        LocalDate day = window.first();
        months.list(day);
        Quote listed = months.quotes(gpu, day).getLast();
        cast(acting, listed).enrol(line -> {});
        said.accept("%s sells %d lots of %s".formatted(SELLER, LOTS, listed.future()));
        acting.advanceTo(Window.noon(day));
        sell(months.quote(listed.future()), day);
        return listed.future();
    }

    private Months months(GpuClass gpu) {
        return new Months(acting, List.of(gpu));
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

    private GpuClass gpu() {
        LocalDate before = Window.before(window.first());
        return acting.read(tx -> acting.rooms().fixings().indices(tx)).stream()
                .filter(index -> index.kind() == PriceKind.ON_DEMAND)
                .filter(index ->
                        acting
                                .read(tx -> acting.rooms().fixings().finals(tx, index, before.minusDays(7), before))
                                .stream()
                                .anyMatch(fixing -> fixing.value().isPresent()))
                .map(IndexName::gpu)
                .min(Acting.byFame())
                .orElseThrow();
    }

    /** The seller has little more than its lots take; the others enough for whatever comes. */
    private static Members cast(Acting acting, Quote quote) {
        GpuClass gpu = quote.future().gpu();
        long worth = quote.settlement().micros() * Price.HOURS_PER_LOT * LOTS / Members.DOLLAR;
        long needed = quote.initialMargin().units() * LOTS / Members.DOLLAR;
        List<Member> all = new ArrayList<>();
        all.add(new Member(SELLER, gpu, needed * 11 / 10, worth * 2 / 100, 0, true));
        BUYERS.forEach(name -> all.add(new Member(name, gpu, worth, worth * 2 / 100, 0, false)));
        all.add(new Member(MAKER, gpu, worth * 10, 0, 0, false));
        all.add(new Member(BYSTANDER, gpu, 1, worth * 5 / 100, 0, false));
        return new Members(acting, all);
    }

    private void sell(Quote quote, LocalDate day) {
        for (String buyer : BUYERS) {
            orders.place(buyer, quote.future(), true, EACH, quote.settlement(), day);
        }
        orders.place(SELLER, quote.future(), false, LOTS, quote.settlement(), day);
        acting.awaitQuiet();
    }

    /** Three closes, each higher; at the second evening the call is made, at the third its time is up. */
    private LocalDate fall(Course course, LocalDate first) {
        LocalDate day = first;
        for (int i = 0; i < EVENINGS; i++) {
            if (i > 0) {
                course.evening(day);
                day = Window.after(day);
            }
            boolean risen = i == 0;
            course.close(day, quote -> risen ? course.further(quote, RISE_PERCENT) : quote.high());
        }
        course.evening(day);
        acting.advanceTo(Window.evening(day).plus(Course.BETWEEN_STEPS));
        return Window.after(day);
    }
}
