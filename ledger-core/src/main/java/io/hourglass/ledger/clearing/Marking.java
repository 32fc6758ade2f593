package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.clearing.MarkView.Procedure;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.MarkCycle;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.pricing.margin.BusinessDays;
import io.hourglass.pricing.margin.SettlementPrice;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the prices that positions are marked at and takes them to the chain: of each day one at midday, its
 * settlement price in the evening, and the final settlement. A mark is made a business day after the hour it is
 * of, once the evening's fixing is final: so cash moves twice a day, and never at an older price than before.
 */
final class Marking {
    static final String INTENT = "mark:";

    private final Outbox outbox;
    private final Reference reference;
    private final DailyPrice daily;
    private final MarginRates rates;
    private final Clock clock;

    Marking(Outbox outbox, Market market, Reference reference, MarginRates rates, Clock clock) {
        this.outbox = outbox;
        this.reference = reference;
        this.daily = new DailyPrice(market, reference);
        this.rates = rates;
        this.clock = clock;
    }

    /** A mark that is to be made. */
    record Due(LocalDate day, MarkCycle cycle) {}

    Outcome<MarkRow> mark(Tx tx, FutureRow future, Due due) {
        if (due.cycle() == MarkCycle.EVENING) {
            return mark(tx, future, due.day());
        }
        DailyPrice.Made made = middayPrice(tx, future, due.day()).orElseThrow();
        return Outcome.done(plan(tx, future, due, made, List.of()));
    }

    /** The settlement price of a day. */
    Outcome<MarkRow> mark(Tx tx, FutureRow future, LocalDate day) {
        Optional<MarkRow> there =
                Marks.on(tx, future, day, MarkCycle.EVENING).filter(mark -> mark.state != MarkView.State.VOIDED);
        if (there.isPresent()) {
            return Outcome.done(there.get());
        }
        if (!day.isBefore(future.lastTrading)) {
            return Outcome.refused(
                    ClearingRefusal.AFTER_LAST_TRADING,
                    future.name + " is settled finally on its last trading day, " + future.lastTrading);
        }
        return ready(tx, future, day).then(ok -> {
            Terms terms = Terms.on(tx, day);
            DailyPrice.Made made = daily.of(tx, future.future(), terms, day).orElseThrow();
            MarkRow row = planEvening(tx, future, day, made);
            rates.set(tx, future, made.price(), day);
            return Outcome.done(row);
        });
    }

    Outcome<MarkRow> settleFinally(Tx tx, FutureRow future, Approval approval) {
        Future contract = future.future();
        if (!clock.instant().isAfter(contract.tradingEnds())) {
            return Outcome.refused(
                    ClearingRefusal.TRADING_NOT_ENDED, future.name + " trades until " + contract.tradingEnds());
        }
        Optional<MarkRow> there = Marks.all(tx, future).stream()
                .filter(mark -> mark.procedure == Procedure.FINAL && mark.state != MarkView.State.VOIDED)
                .findFirst();
        if (there.isPresent()) {
            return Outcome.done(there.get());
        }
        return ready(tx, future, future.lastTrading)
                .then(ok -> finalPrice(tx, contract, approval))
                .then(made -> {
                    future.state = FutureView.State.SETTLING;
                    tx.session().update(future);
                    return Outcome.done(planEvening(tx, future, future.lastTrading, made));
                });
    }

    private Outcome<DailyPrice.Made> finalPrice(Tx tx, Future contract, Approval approval) {
        return switch (reference.settlement(tx, contract)) {
            case SettlementPrice.Stands(long micros) ->
                Outcome.done(
                        new DailyPrice.Made(new Price(micros), Procedure.FINAL, "mean of the month's final fixings"));
            case SettlementPrice.Review(long micros, int filledDays)
            when approval.enough() ->
                Outcome.done(new DailyPrice.Made(
                        approval.determined().orElse(new Price(micros)),
                        Procedure.FINAL,
                        filledDays + " days filled, reviewed by " + approval.approvers() + ": " + approval.reason()));
            case SettlementPrice.Review(long micros, int filledDays) ->
                Outcome.refused(
                        ClearingRefusal.NEEDS_REVIEW,
                        filledDays + " days of the month are missing and were filled; two people review "
                                + new Price(micros));
            case SettlementPrice.Determination(int fixed, int days)
            when approval.enough() && approval.determined().isPresent() ->
                Outcome.done(new DailyPrice.Made(
                        approval.determined().get(),
                        Procedure.FINAL,
                        fixed + " of " + days + " days fixed, determined by " + approval.approvers() + ": "
                                + approval.reason()));
            case SettlementPrice.Determination(int fixed, int days) ->
                Outcome.refused(
                        ClearingRefusal.NEEDS_DETERMINATION,
                        "only " + fixed + " of " + days + " days are fixed; two people determine the price");
        };
    }

    /** Whether a day can be marked now. */
    private Outcome<LocalDate> ready(Tx tx, FutureRow future, LocalDate day) {
        switch (future.state) {
            case LISTING, VOIDED -> {
                return Outcome.refused(ClearingRefusal.NOT_LISTED_YET, future.name + " is not listed on the chain");
            }
            case SETTLED -> {
                return Outcome.refused(ClearingRefusal.SETTLED, future.name + " is settled");
            }
            case LISTED, SETTLING -> {}
        }
        Optional<MarkRow> latest = Marks.latest(tx, future);
        if (latest.isPresent() && !isAfter(day, latest.get())) {
            return Outcome.refused(ClearingRefusal.DAY_NOT_AFTER, future.name + " is marked up to " + latest.get().day);
        }
        if (reference.finalFixing(tx, future.future(), day).isEmpty()) {
            return Outcome.refused(
                    ClearingRefusal.NO_FINAL_FIXING, future.indexName + " has no final fixing of " + day);
        }
        if (outbox.find(tx, Reference.intent(future.future(), day)).isEmpty()) {
            return Outcome.refused(
                    ClearingRefusal.FIXING_NOT_SENT,
                    "the fixing of " + future.indexName + " of " + day + " is not on its way to the chain");
        }
        return Outcome.done(day);
    }

    private static boolean isAfter(LocalDate evening, MarkRow latest) {
        return evening.isAfter(latest.day) || (evening.equals(latest.day) && isMidday(latest));
    }

    private MarkRow planEvening(Tx tx, FutureRow future, LocalDate day, DailyPrice.Made made) {
        Due evening = new Due(day, MarkCycle.EVENING);
        return plan(tx, future, evening, made, List.of(Reference.intent(future.future(), day)));
    }

    private MarkRow plan(Tx tx, FutureRow future, Due due, DailyPrice.Made made, List<String> first) {
        LocalDate day = due.day();
        Future contract = future.future();
        List<String> after = new ArrayList<>(first);
        Marks.latest(tx, future).ifPresent(before -> after.add(before.intent));
        MarkRow row = Marks.on(tx, future, day, due.cycle()).orElseGet(MarkRow::new);
        boolean again = row.intent != null;
        row.future = future.id;
        row.day = day;
        row.cycle = due.cycle();
        row.price = made.price().micros();
        row.procedure = made.procedure();
        row.provenance = made.provenance();
        // A mark that was voided is planned under another name when it is made again.
        row.intent = again ? row.intent + "'" : INTENT + future.name + ":" + day + suffix(due);
        row.state = MarkView.State.SETTLING;
        row.reason = null;
        row.made = clock.instant();
        if (again) {
            tx.session().update(row);
        } else {
            tx.session().insert(row);
        }
        long number = day.toEpochDay();
        ChainCall call = made.procedure() == Procedure.FINAL
                ? new ChainCall.SettleFinally(contract.id(), number, made.price())
                : new ChainCall.Mark(contract.id(), number, due.cycle(), made.price());
        outbox.plan(tx, row.intent, "clearer", call, after);
        return row;
    }

    private static String suffix(Due due) {
        return due.cycle() == MarkCycle.MIDDAY ? ":midday" : "";
    }

    /** The next mark to make, if what it needs is there and somebody has something at stake. */
    Optional<Due> due(Tx tx, FutureRow future) {
        if (future.state != FutureView.State.LISTED) {
            return Optional.empty();
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        LocalDate to = today.isBefore(future.lastTrading) ? today : future.lastTrading.minusDays(1);
        Optional<MarkRow> latest = Marks.latest(tx, future);
        List<LocalDate> days = latest.map(mark -> isMidday(mark) ? mark.day : mark.day.plusDays(1))
                .or(() -> firstTraded(tx, future))
                .filter(from -> !from.isAfter(to))
                .map(from -> from.datesUntil(to.plusDays(1))
                        .filter(day -> BusinessDays.isBusinessDay(day, Set.of()))
                        .toList())
                .orElse(List.of());
        // Midday follows the evening before, or no evening could be made up for: only the first day has one.
        Optional<Due> midday = days.stream()
                .limit(1)
                .filter(day -> latest.filter(Marking::isMidday).isEmpty())
                .filter(day -> BusinessDays.after(day, Set.of()).compareTo(today) <= 0)
                .filter(day -> isUnmarked(tx, future, new Due(day, MarkCycle.MIDDAY)))
                .filter(day -> middayPrice(tx, future, day).isPresent())
                .map(day -> new Due(day, MarkCycle.MIDDAY))
                .findFirst();
        return midday.or(() -> days.stream()
                        .map(day -> new Due(day, MarkCycle.EVENING))
                        .filter(due -> isUnmarked(tx, future, due))
                        .filter(due -> reference
                                .finalFixing(tx, future.future(), due.day())
                                .isPresent())
                        .findFirst())
                .filter(due -> Positions.atStake(tx, future.id));
    }

    private static boolean isMidday(MarkRow mark) {
        return mark.cycle == MarkCycle.MIDDAY;
    }

    /** One that was voided is made again by people only. */
    private static boolean isUnmarked(Tx tx, FutureRow future, Due due) {
        return Marks.on(tx, future, due.day(), due.cycle()).isEmpty();
    }

    /** What a day's midday mark is made at, once it can be made; empty where nobody had traded since the evening. */
    private Optional<DailyPrice.Made> middayPrice(Tx tx, FutureRow future, LocalDate day) {
        Terms terms = Terms.on(tx, day);
        LocalDate next = BusinessDays.after(day, Set.of());
        return terms.midday()
                .filter(hour -> !clock.instant().isBefore(next.atTime(hour).toInstant(ZoneOffset.UTC)))
                .flatMap(hour -> daily.midday(
                        tx, future.future(), terms, day, day.atTime(hour).toInstant(ZoneOffset.UTC)));
    }

    private static Optional<LocalDate> firstTraded(Tx tx, FutureRow future) {
        // the future's own trades first ("offset 0"), and of these the earliest: to go through all trades in their
        // order until one is the future's is to read every trade there is where nobody has traded it yet
        return tx.first(
                "select (own.traded at time zone 'UTC')::date from (select traded, sequence from hourglass.trade"
                        + " where instrument = ? and state = 'FINAL' offset 0) own order by own.sequence limit 1",
                row -> row.getObject(1, LocalDate.class),
                future.id);
    }
}
