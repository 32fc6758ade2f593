package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.api.story.Contribution;
import io.hourglass.api.story.Prices;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.DefaultView;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.PositionView;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.PriceKind;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.io.IOException;
import java.io.Reader;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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

    /** As long as orders gather where the band was hit. */
    private static final Duration AUCTION = Duration.ofMinutes(2);

    private static final Duration BREATH = Duration.ofSeconds(10);

    private static final int STEPS = 3;
    private static final long DOLLAR = 1_000_000;
    private static final Duration BETWEEN_STEPS = Duration.ofMinutes(11);
    private static final int EVENINGS_MAX = 4;

    private final Acting acting;
    private final Prices prices;
    private final Window window;
    private final List<DrillReport.Step> steps = new ArrayList<>();
    private long salt = 1_000_000;

    /** @param window of five days, whose prices are the background */
    Rehearsal(Acting acting, Prices prices, Window window) {
        this.acting = acting;
        this.prices = prices;
        this.window = window;
    }

    DrillReport run(Consumer<String> said) throws IOException {
        observe();
        GpuClass gpu = gpu();
        Months months = new Months(acting, List.of(gpu));
        LocalDate day = window.first();
        months.list(day);
        Quote listed = months.quotes(gpu, day).getLast();
        Future future = listed.future();
        Members members = cast(acting, listed);
        members.enrol(line -> {});
        Disposing disposing = new Disposing(acting, members, new Calls(acting, members, new Random(1)));
        said.accept("%s sells %d lots of %s".formatted(SELLER, LOTS, future));
        acting.advanceTo(Window.noon(day));
        sell(months.quote(future), day);
        day = fall(months, future, day);
        said.accept("%s did not answer its margin call and is in default".formatted(SELLER));
        dispose(months.quote(future), day);
        List<DrillReport.Closed> closed = deleverage(disposing, future);
        said.accept("the estate is out of %s after %d steps and %d closed positions"
                .formatted(future, steps.size(), closed.size()));
        cover(months, future, disposing, day);
        return report(future, closed);
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
        long worth = quote.settlement().micros() * Price.HOURS_PER_LOT * LOTS / DOLLAR;
        long needed = quote.initialMargin().units() * LOTS / DOLLAR;
        List<Member> all = new ArrayList<>();
        all.add(new Member(SELLER, gpu, needed * 11 / 10, worth * 2 / 100, 0, true));
        BUYERS.forEach(name -> all.add(new Member(name, gpu, worth, worth * 2 / 100, 0, false)));
        all.add(new Member(MAKER, gpu, worth * 10, 0, 0, false));
        all.add(new Member(BYSTANDER, gpu, 1, worth * 5 / 100, 0, false));
        return new Members(acting, all);
    }

    private void sell(Quote quote, LocalDate day) {
        for (String buyer : BUYERS) {
            place(buyer, quote.future(), true, EACH, quote.settlement(), day);
        }
        place(SELLER, quote.future(), false, LOTS, quote.settlement(), day);
        acting.awaitQuiet();
    }

    /** Three closes, each higher; at the second evening the call is made, at the third its time is up. */
    private LocalDate fall(Months months, Future future, LocalDate first) {
        LocalDate day = first;
        for (int i = 0; i < 3; i++) {
            if (i > 0) {
                evening(months, future.gpu(), day);
                day = Window.after(day);
            }
            Quote quote = months.quote(future);
            close(quote, day, i == 0 ? risen(quote) : quote.high());
        }
        evening(months, future.gpu(), day);
        acting.advanceTo(Window.evening(day).plus(BETWEEN_STEPS));
        return Window.after(day);
    }

    /** Two trade one lot in the last minutes, which is what the day is marked at; outside the band, in an auction. */
    private void close(Quote quote, LocalDate day, Price price) {
        acting.advanceTo(Window.close(day).minus(AUCTION));
        place(MAKER, quote.future(), false, 1, price, day);
        place(BUYERS.getFirst(), quote.future(), true, 1, price, day);
        acting.advanceTo(Window.close(day).plus(BREATH));
    }

    private static Price risen(Quote quote) {
        return quote.near(quote.settlement().micros() * (100 + RISE_PERCENT) / 100);
    }

    private void evening(Months months, GpuClass gpu, LocalDate day) {
        acting.advanceTo(Window.evening(day));
        months.determine(day);
        LocalDate last = Window.before(day);
        Contribution.sign(acting, IndexName.headline(gpu), last, last);
        acting.awaitQuiet();
    }

    /** The room buys step by step while somebody offers; then there is an auction for part of what is left. */
    private void dispose(Quote quote, LocalDate day) {
        acting.advanceTo(Window.noon(day));
        Future future = quote.future();
        place(MAKER, future, false, 2L * LOTS, quote.high(), day);
        Instant now = Window.noon(day);
        for (int i = 0; i < STEPS; i++) {
            now = now.plus(BETWEEN_STEPS);
            acting.advanceTo(now);
        }
        acting.read(tx -> acting.rooms().market().cancelAll(tx, MAKER));
        now = now.plus(BETWEEN_STEPS); // what was held back is settled by then
        acting.advanceTo(now);
        String declared = theDefault().id();
        acting.read(tx -> acting.rooms().clearing().disposal(tx, declared))
                .forEach(step -> steps.add(new DrillReport.Step("step", step.remaining(), step.lots())));
        auction(quote, day, now.plus(BETWEEN_STEPS));
    }

    private void auction(Quote quote, LocalDate day, Instant ends) {
        Future future = quote.future();
        long left = -lots(Members.ESTATE, future);
        acting.ask("the auction", tx -> acting.rooms().market().call(tx, future.id(), ends));
        long offered = Math.ceilDiv(left, 2L);
        place(MAKER, future, false, offered, quote.high(), day);
        place(Members.ESTATE, future, true, offered, quote.high(), day);
        acting.advanceTo(ends.plusSeconds(1));
        acting.advanceTo(ends.plus(BETWEEN_STEPS));
        steps.add(new DrillReport.Step("auction", -left, left + lots(Members.ESTATE, future)));
    }

    private List<DrillReport.Closed> deleverage(Disposing disposing, Future future) {
        Map<String, Long> before = holders(future);
        disposing.deleverage();
        Map<String, Long> after = holders(future);
        return before.entrySet().stream()
                .filter(one -> !one.getKey().equals(Members.ESTATE))
                .map(one -> new DrillReport.Closed(one.getKey(), after.getOrDefault(one.getKey(), 0L) - one.getValue()))
                .filter(one -> one.lots() != 0)
                .toList();
    }

    /** Evenings, until the waterfall has covered what is owed: gains are taken of the mark that made them. */
    private void cover(Months months, Future future, Disposing disposing, LocalDate first) {
        LocalDate day = first;
        for (int i = 0; i < EVENINGS_MAX && disposing.isUnderWay(); i++) {
            if (i > 0) {
                day = Window.after(day);
                Quote quote = months.quote(future);
                close(quote, day, risen(quote));
            }
            evening(months, future.gpu(), day);
            disposing.cover();
        }
    }

    private DrillReport report(Future future, List<DrillReport.Closed> closed) {
        DefaultView view = theDefault();
        List<DrillReport.Line> waterfall = new ArrayList<>();
        waterfall.add(line("DEFAULTER_MARGIN", view.party(), usd(view.margin())));
        waterfall.add(line("DEFAULTER_SHARE", view.party(), usd(view.share())));
        view.paid()
                .forEach(paid -> waterfall.add(new DrillReport.Line(
                        paid.layer(),
                        paid.party() == null ? Members.HOUSE : paid.party(),
                        paid.amount().decimal())));
        waterfall.add(line("SURPLUS", view.party(), usd(view.surplus()).negate()));
        Amount lost = acting.read(tx -> acting.rooms().clearing().positions(tx, Members.ESTATE)).stream()
                .map(PositionView::paid)
                .reduce(new Amount(Asset.USD, 0), Amount::plus);
        waterfall.add(line("LOST", Members.ESTATE, lost));
        return new DrillReport(
                prices.name(),
                future.name(),
                acting.read(tx -> acting.rooms().clearing().calls(tx, Integer.MAX_VALUE)).reversed().stream()
                        .map(call -> new DrillReport.Call(
                                call.party(),
                                call.day().toString(),
                                call.missing().decimal(),
                                call.deadline().toString()))
                        .toList(),
                view.declared().toString(),
                steps,
                closed,
                waterfall,
                view.state().name(),
                new Count(acting).sums());
    }

    private static DrillReport.Line line(String layer, String party, Amount amount) {
        return new DrillReport.Line(layer, party, amount.decimal());
    }

    private static Amount usd(@Nullable Amount amount) {
        return amount == null ? new Amount(Asset.USD, 0) : amount;
    }

    private DefaultView theDefault() {
        return acting.read(acting.rooms().clearing()::defaults).getFirst();
    }

    private long lots(String party, Future future) {
        return holders(future).getOrDefault(party, 0L);
    }

    private Map<String, Long> holders(Future future) {
        return acting.read(tx -> acting.rooms().clearing().holders(tx, future)).stream()
                .collect(Collectors.toMap(PositionView::party, PositionView::lots, (a, b) -> a, TreeMap::new));
    }

    private void place(String party, Future future, boolean buy, long lots, Price price, LocalDate day) {
        Order order = new Order(
                Venue.CLEARING,
                acting.address(party),
                future.id(),
                buy,
                lots,
                price,
                Window.goodUntil(day).getEpochSecond(),
                salt++);
        acting.ask(
                "the order of " + party,
                tx -> acting.rooms().market().place(tx, Placement.limit(acting.sign(party, order))));
    }
}
