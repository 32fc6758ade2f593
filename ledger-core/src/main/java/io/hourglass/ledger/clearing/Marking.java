package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.clearing.MarkView.Procedure;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall;
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

/** Makes settlement prices and takes them to the chain: daily marks and the final settlement. */
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

    Outcome<MarkRow> mark(Tx tx, FutureRow future, LocalDate day) {
        Optional<MarkRow> there = Marks.on(tx, future, day).filter(mark -> mark.state != MarkView.State.VOIDED);
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
            MarkRow row = plan(tx, future, day, made);
            rates.set(tx, future, made.price(), day, List.of(row.intent));
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
                    return Outcome.done(plan(tx, future, future.lastTrading, made));
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
        if (latest.isPresent() && !day.isAfter(latest.get().day)) {
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

    private MarkRow plan(Tx tx, FutureRow future, LocalDate day, DailyPrice.Made made) {
        Future contract = future.future();
        List<String> after = new ArrayList<>(List.of(Reference.intent(contract, day)));
        Marks.latest(tx, future).ifPresent(before -> after.add(before.intent));
        MarkRow row = Marks.on(tx, future, day).orElseGet(MarkRow::new);
        boolean again = row.intent != null;
        row.future = future.id;
        row.day = day;
        row.price = made.price().micros();
        row.procedure = made.procedure();
        row.provenance = made.provenance();
        // A mark that was voided is planned under another name when it is made again.
        row.intent = again ? row.intent + "'" : INTENT + future.name + ":" + day;
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
                : new ChainCall.Mark(contract.id(), number, made.price());
        outbox.plan(tx, row.intent, "clearer", call, after);
        return row;
    }

    /** The next business day to mark, if its final fixing is there and somebody has something at stake. */
    Optional<LocalDate> due(Tx tx, FutureRow future) {
        if (future.state != FutureView.State.LISTED) {
            return Optional.empty();
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        LocalDate to = today.isBefore(future.lastTrading) ? today : future.lastTrading.minusDays(1);
        return Marks.latest(tx, future)
                .map(mark -> mark.day.plusDays(1))
                .or(() -> firstTraded(tx, future))
                .filter(from -> !from.isAfter(to))
                .flatMap(from -> from.datesUntil(to.plusDays(1))
                        .filter(day -> BusinessDays.isBusinessDay(day, Set.of()))
                        // One that was voided is made again by people only.
                        .filter(day -> Marks.on(tx, future, day).isEmpty())
                        .filter(day ->
                                reference.finalFixing(tx, future.future(), day).isPresent())
                        .findFirst())
                .filter(day -> Positions.atStake(tx, future.id));
    }

    private static Optional<LocalDate> firstTraded(Tx tx, FutureRow future) {
        return tx.first(
                "select (traded at time zone 'UTC')::date from hourglass.trade where instrument = ?"
                        + " and state = 'FINAL' order by sequence limit 1",
                row -> row.getObject(1, LocalDate.class),
                future.id);
    }
}
