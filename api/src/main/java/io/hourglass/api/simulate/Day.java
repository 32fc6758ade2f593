package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.api.story.Contribution;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.index.IndexName;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What happens on a business day: in the morning calls are answered and defaults declared, at noon orders
 * are placed, in the evening the day is fixed, and the day before is signed, marked and called for. Work
 * comes to rest between each of these.
 */
final class Day {
    /** Longer than the time in which a trade may be called an error. */
    private static final Duration HELD_BACK = Duration.ofMinutes(10);

    private final Acting acting;
    private final List<GpuClass> classes;
    private final Months months;
    private final Orders orders;
    private final Trading trading;
    private final Squeeze squeeze;
    private final Calls calls;
    private final Disposing disposing;

    Day(
            Acting acting,
            List<GpuClass> classes,
            Months months,
            Members members,
            LocalDate squeezeFrom,
            RandomGenerator random) {
        this.acting = acting;
        this.classes = List.copyOf(classes);
        this.months = months;
        this.orders = new Orders(acting);
        this.trading = new Trading(members, months, orders, random);
        this.squeeze = new Squeeze(acting, members, months, orders, squeezeFrom);
        this.calls = new Calls(acting, members, random);
        this.disposing = new Disposing(acting, members, calls);
    }

    Months months() {
        return months;
    }

    Orders orders() {
        return orders;
    }

    Calls calls() {
        return calls;
    }

    Disposing disposing() {
        return disposing;
    }

    void live(LocalDate day) {
        morning(day);
        acting.advanceTo(Window.noon(day));
        months.list(day);
        trading.trade(day);
        awaitHeldBack();
        disposing.dispose();
        // Where the terms in force have a midday mark, it is made at its hour.
        acting.read(acting.rooms().clearing()::termsInForce)
                .midday()
                .ifPresent(hour -> acting.advanceTo(day.atTime(hour).toInstant(ZoneOffset.UTC)));
        if (squeeze.isDue(day)) {
            acting.advanceTo(Window.afternoon(day));
            squeeze.sweep(day);
            acting.advanceTo(Window.beforeClose(day));
            squeeze.mark(day);
            acting.advanceTo(Window.close(day));
            awaitHeldBack();
        }
        evening(day);
    }

    /** What was traded far from the reference goes to the chain when nobody can call it an error any more. */
    private void awaitHeldBack() {
        acting.awaitQuiet();
        acting.advanceTo(acting.rooms().clock().instant().plus(HELD_BACK));
    }

    /** No trading any more: what is left of an estate is closed, marked and covered. */
    void windUp(LocalDate day) {
        morning(day);
        disposing.estate().deleverage();
        evening(day);
    }

    private void morning(LocalDate day) {
        acting.advanceTo(Window.morning(day));
        squeeze.end();
        calls.answer();
        disposing.declare();
    }

    private void evening(LocalDate day) {
        acting.advanceTo(Window.evening(day));
        months.determine(day);
        LocalDate last = Window.before(day);
        classes.forEach(gpu -> Contribution.sign(acting, IndexName.headline(gpu), last, last));
        acting.awaitQuiet();
        months.settle(day);
        disposing.estate().cover();
    }

    /** Where things stand, in a line. */
    String said() {
        return "%,d orders, %,d refused; %,d margin calls; %d defaults"
                .formatted(
                        orders.placed(),
                        orders.refusals().values().stream()
                                .mapToInt(Integer::intValue)
                                .sum(),
                        calls.made(),
                        acting.read(acting.rooms().clearing()::defaults).size());
    }
}
