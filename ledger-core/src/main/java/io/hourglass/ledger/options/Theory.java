package io.hourglass.ledger.options;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.index.Curves;
import io.hourglass.ledger.index.DailyForwards;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.index.ForwardPoints;
import io.hourglass.ledger.index.PublishedFixing;
import io.hourglass.ledger.money.Price;
import io.hourglass.pricing.margin.BusinessDays;
import io.hourglass.pricing.options.MonthOption;
import io.hourglass.pricing.options.MonthOption.Forward;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What the latest curve, the month's fixings and the last year's moves make of a month's options. */
final class Theory {
    private static final int LOOK_BACK_DAYS = 365;

    private final Fixings fixings;
    private final Curves curves;
    private final Clock clock;

    Theory(Fixings fixings, Curves curves, Clock clock) {
        this.fixings = fixings;
        this.curves = curves;
        this.clock = clock;
    }

    /** A month as the model sees it. */
    record Month(LocalDate asOf, MonthOption model) {
        ModelValue of(OptionSeries series) {
            Price cap = series.cap();
            MonthOption.Value value = model.value(
                    series.type(),
                    series.strike().micros(),
                    cap == null ? OptionalLong.empty() : OptionalLong.of(cap.micros()));
            return new ModelValue(
                    asOf,
                    value.premium(),
                    value.delta(),
                    value.gamma(),
                    value.vega(),
                    value.theta(),
                    model.volatilityMillionths());
        }
    }

    /** Empty where no curve reaches the month. */
    Optional<Month> month(Tx tx, Future future) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return curves.curve(tx, future.gpu(), today).flatMap(curve -> month(tx, future, curve));
    }

    private Optional<Month> month(Tx tx, Future future, ForwardPoints curve) {
        LocalDate asOf = curve.day();
        Map<LocalDate, Long> known = new HashMap<>();
        for (PublishedFixing fixing : finals(tx, future, future.month().atDay(1), asOf)) {
            fixing.value().ifPresent(price -> known.put(fixing.day(), price.micros()));
        }
        Optional<DailyForwards> daily = curves.daily(tx, future.gpu(), asOf);
        List<Long> fixed = new ArrayList<>();
        List<Forward> toCome = new ArrayList<>();
        for (LocalDate day : BusinessDays.of(future.month(), Set.of())) {
            if (known.containsKey(day)) {
                fixed.add(known.get(day));
                continue;
            }
            int ahead = (int) Math.max(0, ChronoUnit.DAYS.between(asOf, day));
            Optional<Price> forward = daily.filter(days -> ahead < days.prices().size())
                    .map(days -> days.prices().get(ahead))
                    .or(() -> Optional.ofNullable(curve.months().get(future.month())));
            if (forward.isEmpty()) {
                return Optional.empty();
            }
            toCome.add(new Forward(forward.get().micros(), ahead));
        }
        List<Long> history = finals(tx, future, asOf.minusDays(LOOK_BACK_DAYS), asOf).stream()
                .flatMap(fixing -> fixing.value().stream())
                .map(Price::micros)
                .toList();
        return Optional.of(new Month(asOf, MonthOption.of(fixed, toCome, history)));
    }

    private List<PublishedFixing> finals(Tx tx, Future future, LocalDate from, LocalDate to) {
        return from.isAfter(to) ? List.of() : fixings.finals(tx, future.index(), from, to);
    }
}
