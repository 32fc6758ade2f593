package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.index.Curves;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.index.PublishedFixing;
import io.hourglass.ledger.index.PublishedFixing.Status;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import io.hourglass.pricing.index.Basis;
import io.hourglass.pricing.margin.BusinessDays;
import io.hourglass.pricing.margin.MarginRules;
import io.hourglass.pricing.margin.SettlementPrice;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** What the index says about a contract: fixings, the curve, and what follows from them. */
final class Reference {
    private static final int LOOK_BACK_DAYS = 365;

    private final Fixings fixings;
    private final Curves curves;

    Reference(Fixings fixings, Curves curves) {
        this.fixings = fixings;
        this.curves = curves;
    }

    Optional<Price> finalFixing(Tx tx, Future future, LocalDate day) {
        return fixings.find(tx, future.index(), day, Status.FINAL).flatMap(PublishedFixing::value);
    }

    /** The latest final fixing up to a day. */
    Optional<Price> latestFinal(Tx tx, Future future, LocalDate upTo) {
        return finals(tx, future, upTo.minusDays(LOOK_BACK_DAYS), upTo).reduce((before, last) -> last);
    }

    /** What the contract month is expected to settle at, by what is known at the end of a day. */
    Optional<Price> forward(Tx tx, Future future, LocalDate day) {
        return switch (curves.settlementPrice(tx, future.gpu(), future.month(), day)) {
            case Outcome.Done<Price>(Price price) -> Optional.of(price);
            case Outcome.Refused<Price> noCurve -> latestFinal(tx, future, day);
        };
    }

    /** Initial margin of a lot at a settlement price, by what is known at the end of a day. */
    MarginRate marginRate(Tx tx, Future future, Price price, LocalDate day) {
        List<Long> history = finals(tx, future, day.minusDays(LOOK_BACK_DAYS), day)
                .map(Price::micros)
                .toList();
        int days = BusinessDays.of(future.month(), Set.of()).size();
        int fixed = fixedDays(tx, future, day).size();
        MarginRules rules = MarginRules.IN_FORCE;
        long initial = rules.initialUp(price.micros(), history, fixed, days);
        return new MarginRate(
                future,
                day,
                new Amount(Asset.USD, Math.max(1, initial)),
                price,
                rules.moveUp(history),
                rules.stressUp(),
                history.size(),
                fixed,
                days);
    }

    /** What the month settles at, or what stands in the way. */
    SettlementPrice settlement(Tx tx, Future future) {
        LocalDate first = future.month().atDay(1);
        List<OptionalLong> days = new ArrayList<>();
        for (LocalDate day : BusinessDays.of(future.month(), Set.of())) {
            days.add(fixings.find(tx, future.index(), day, Status.FINAL)
                    .filter(fixing -> !fixing.basis().equals(Optional.of(Basis.CARRIED)))
                    .flatMap(PublishedFixing::value)
                    .map(price -> OptionalLong.of(price.micros()))
                    .orElse(OptionalLong.empty()));
        }
        List<Long> before = finals(tx, future, first.minusDays(14), first.minusDays(1))
                .map(Price::micros)
                .toList();
        return SettlementPrice.of(days, before);
    }

    /** The month's final fixings on business days up to a day, micro-dollars per GPU-hour. */
    List<Long> fixedDays(Tx tx, Future future, LocalDate day) {
        LocalDate first = future.month().atDay(1);
        if (day.isBefore(first)) {
            return List.of();
        }
        LocalDate last = day.isBefore(future.month().atEndOfMonth())
                ? day
                : future.month().atEndOfMonth();
        return fixings.finals(tx, future.index(), first, last).stream()
                .filter(fixing -> BusinessDays.isBusinessDay(fixing.day(), Set.of()))
                .flatMap(fixing -> fixing.value().stream())
                .map(Price::micros)
                .toList();
    }

    private Stream<Price> finals(Tx tx, Future future, LocalDate from, LocalDate to) {
        return fixings.finals(tx, future.index(), from, to).stream().flatMap(fixing -> fixing.value().stream());
    }

    /** Under which plan the day's fixing goes to the oracle. */
    static String intent(Future future, LocalDate day) {
        return "fix:" + future.index().name() + ":" + day;
    }
}
