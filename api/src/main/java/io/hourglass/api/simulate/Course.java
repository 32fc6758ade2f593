package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.api.story.Contribution;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.DefaultView;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.MarginCall;
import io.hourglass.ledger.clearing.PositionView;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The course a default takes from where somebody stands to lose: evenings that close where the price is wanted, what
 * the estate has disposed of step by step and in an auction, the rest closed against those who gained, the loss
 * covered, and the count of who paid what.
 */
final class Course {
    /** Longer than a trade is held back, and than the disposal waits between two steps. */
    static final Duration BETWEEN_STEPS = Duration.ofMinutes(11);

    private static final int STEPS = 3;

    private final Acting acting;
    private final Months months;
    private final Placing orders;
    private final Estate estate;
    private final Traders traders;
    private final List<Future> moved;
    private final boolean rising;
    private final int callsBefore;
    private final Amount lostBefore;
    private final List<DrillReport.Step> steps = new ArrayList<>();
    private final List<DrillReport.Closed> closed = new ArrayList<>();

    /**
     * Two with money for whatever comes, between whom a day's last trade is made.
     *
     * @param maker takes what the estate gets out of, too
     */
    record Traders(String maker, String taker) {}

    /**
     * @param moved the contracts whose prices are moved
     * @param rising whether they rise, as whoever is short fears
     */
    Course(Acting acting, Months months, Placing orders, Traders traders, List<Future> moved, boolean rising) {
        this.acting = acting;
        this.months = months;
        this.orders = orders;
        this.estate = new Estate(acting);
        this.traders = traders;
        this.moved = List.copyOf(moved);
        this.rising = rising;
        this.callsBefore = calls().size();
        this.lostBefore = lost();
    }

    Estate estate() {
        return estate;
    }

    int steps() {
        return steps.size();
    }

    int closed() {
        return closed.size();
    }

    /** Margin calls of members since the course began, oldest first. */
    List<MarginCall> newCalls() {
        List<MarginCall> all = calls();
        return all.subList(0, all.size() - callsBefore).reversed().stream()
                .filter(call -> !call.party().equals(Members.ESTATE))
                .toList();
    }

    /** The default of a party since the course began. */
    Optional<DefaultView> of(String party) {
        return acting.read(acting.rooms().clearing()::defaults).stream()
                .filter(one -> one.party().equals(party))
                .findFirst();
    }

    /**
     * Two trade one lot there and back in the last minutes, which is what the day is marked at, and hold nothing of it.
     * Outside the band the first of them is made in an auction; the way back is around its price.
     *
     * @param aim where it is to close
     */
    void close(LocalDate day, Function<Quote, Price> aim) {
        acting.advanceTo(Window.beforeClose(day));
        trade(traders.maker(), traders.taker(), day, aim);
        acting.advanceTo(Window.close(day));
        trade(traders.taker(), traders.maker(), day, aim);
        acting.awaitQuiet();
    }

    private void trade(String seller, String buyer, LocalDate day, Function<Quote, Price> aim) {
        for (Future future : moved) {
            if (day.isBefore(future.lastTradingDay())) {
                Price price = aim.apply(months.quote(future));
                orders.place(seller, future, false, 1, price, day);
                orders.place(buyer, future, true, 1, price, day);
            }
        }
    }

    /** The price so many percent from the settlement price, in the direction of the course, within the band. */
    Price further(Quote quote, int percent) {
        return quote.near(quote.settlement().micros() * (rising ? 100 + percent : 100 - percent) / 100);
    }

    /** The day's fixing is made, and the day before is signed, marked and called for. */
    void evening(LocalDate day) {
        acting.advanceTo(Window.evening(day));
        months.determineGaps(day);
        LocalDate last = Window.before(day);
        for (GpuClass gpu : months.classes()) {
            Contribution.sign(acting, IndexName.headline(gpu), last, last);
        }
        acting.awaitQuiet();
    }

    /** The room sells or buys step by step while somebody is there; then there is an auction for half of what is left. */
    void dispose(LocalDate day) {
        acting.advanceTo(Window.noon(day));
        Instant now = acting.rooms().clock().instant();
        for (PositionView held : estate.held()) {
            quote(traders.maker(), held, held.lots() > 0, 2 * Math.abs(held.lots()), day);
        }
        for (int i = 0; i < STEPS; i++) {
            now = now.plus(BETWEEN_STEPS);
            acting.advanceTo(now);
        }
        acting.read(tx -> acting.rooms().market().cancelAll(tx, traders.maker()));
        now = now.plus(BETWEEN_STEPS); // what was held back is settled by then
        acting.advanceTo(now);
        estate.underWay().ifPresent(declared -> acting.read(
                        tx -> acting.rooms().clearing().disposal(tx, declared.id()))
                .forEach(step -> steps.add(
                        new DrillReport.Step("step", step.future().name(), Math.abs(step.remaining()), step.lots()))));
        auction(day, now.plus(BETWEEN_STEPS));
    }

    private void auction(LocalDate day, Instant ends) {
        List<PositionView> left = estate.held();
        for (PositionView held : left) {
            Future future = held.future();
            acting.ask("the auction", tx -> acting.rooms().market().call(tx, future.id(), ends));
            long offered = Math.ceilDiv(Math.abs(held.lots()), 2L);
            quote(traders.maker(), held, held.lots() > 0, offered, day);
            quote(Members.ESTATE, held, held.lots() < 0, offered, day);
        }
        if (left.isEmpty()) {
            return;
        }
        acting.advanceTo(ends.plusSeconds(1));
        acting.advanceTo(ends.plus(BETWEEN_STEPS));
        for (PositionView held : left) {
            long before = Math.abs(held.lots());
            long after = Math.abs(holders(held.future()).getOrDefault(Members.ESTATE, 0L));
            steps.add(new DrillReport.Step("auction", held.future().name(), before, before - after));
        }
    }

    /** At the edge of the band that the estate trades at. */
    private void quote(String party, PositionView held, boolean buy, long lots, LocalDate day) {
        Quote quote = months.quote(held.future());
        orders.place(party, held.future(), buy, lots, held.lots() > 0 ? quote.low() : quote.high(), day);
    }

    /** What nobody took is closed against those on the other side. */
    void deleverage() {
        List<Future> left = estate.held().stream().map(PositionView::future).toList();
        List<Map<String, Long>> before = left.stream().map(this::holders).toList();
        estate.deleverage();
        for (int i = 0; i < left.size(); i++) {
            Future future = left.get(i);
            Map<String, Long> after = holders(future);
            before.get(i).forEach((party, lots) -> {
                long change = after.getOrDefault(party, 0L) - lots;
                if (change != 0 && !party.equals(Members.ESTATE)) {
                    closed.add(new DrillReport.Closed(party, future.name(), change));
                }
            });
        }
    }

    /**
     * Evenings, until the waterfall has covered what is owed: gains are taken of the mark that made them.
     *
     * @param percent how much further each evening but the first closes
     */
    void cover(String party, LocalDate first, int percent, int eveningsMax) {
        LocalDate day = first;
        for (int i = 0; i < eveningsMax && isOpen(party); i++) {
            if (i > 0) {
                day = Window.after(day);
                close(day, quote -> further(quote, percent));
            }
            evening(day);
            estate.cover();
        }
    }

    private boolean isOpen(String party) {
        return of(party)
                .filter(one -> one.state() == DefaultView.State.OPEN || one.state() == DefaultView.State.DECLARING)
                .isPresent();
    }

    DrillReport report(String prices, String party) {
        DefaultView view = of(party).orElseThrow();
        List<DrillReport.Line> waterfall = new ArrayList<>();
        waterfall.add(line("DEFAULTER_MARGIN", view.party(), usd(view.margin())));
        waterfall.add(line("DEFAULTER_SHARE", view.party(), usd(view.share())));
        view.paid()
                .forEach(paid -> waterfall.add(new DrillReport.Line(
                        paid.layer(),
                        paid.party() == null ? Members.HOUSE : paid.party(),
                        paid.amount().decimal())));
        waterfall.add(line("SURPLUS", view.party(), usd(view.surplus()).negate()));
        waterfall.add(line("LOST", Members.ESTATE, lost().minus(lostBefore)));
        return new DrillReport(
                prices,
                moved.stream().map(Future::name).collect(Collectors.joining(" ")),
                newCalls().stream()
                        .map(call -> new DrillReport.Call(
                                call.party(),
                                call.day().toString(),
                                call.missing().decimal(),
                                call.deadline().toString()))
                        .toList(),
                view.party(),
                view.declared().toString(),
                steps,
                closed,
                waterfall,
                view.state().name(),
                new Count(acting).sums(),
                null);
    }

    private static DrillReport.Line line(String layer, String party, Amount amount) {
        return new DrillReport.Line(layer, party, amount.decimal());
    }

    private static Amount usd(@Nullable Amount amount) {
        return amount == null ? new Amount(Asset.USD, 0) : amount;
    }

    /** What marks have paid the estate so far, less what they took. */
    private Amount lost() {
        return acting.read(tx -> acting.rooms().clearing().positions(tx, Members.ESTATE)).stream()
                .map(PositionView::paid)
                .reduce(new Amount(Asset.USD, 0), Amount::plus);
    }

    private List<MarginCall> calls() {
        return acting.read(tx -> acting.rooms().clearing().calls(tx, Integer.MAX_VALUE));
    }

    private Map<String, Long> holders(Future future) {
        return acting.read(tx -> acting.rooms().clearing().holders(tx, future)).stream()
                .collect(Collectors.toMap(PositionView::party, PositionView::lots, (a, b) -> a, TreeMap::new));
    }

    /** The business day on whose noon, or later hours of trading, an estate can be disposed of next. */
    LocalDate nextDisposal() {
        LocalDate today = acting.today();
        boolean hours =
                acting.rooms().clock().instant().isBefore(Window.noon(today).plus(Duration.ofHours(6)));
        return Window.isBusinessDay(today) && hours ? today : Window.after(today);
    }
}
