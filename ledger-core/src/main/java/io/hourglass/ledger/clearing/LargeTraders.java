package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads who holds large positions, by the chain's word. */
final class LargeTraders {
    private LargeTraders() {}

    private record Held(String party, LargeTrader.Position position) {
        GpuClass gpu() {
            return position.future().gpu();
        }
    }

    /** By class, the largest first. */
    static List<LargeTrader> of(Tx tx, LocalDate today) {
        Terms terms = Terms.on(tx, today);
        List<Held> held = new ArrayList<>();
        for (FutureRow row : ClearingViews.open(tx)) {
            Weight weight = MarginRates.latest(tx, row).weight();
            long limit = FuturesRules.limit(row.future(), terms, today);
            Map<String, Positions.Held> positions = Positions.of(tx, row.id);
            long openInterest = Positions.openInterest(positions.values());
            positions.forEach((party, one) -> held.add(new Held(
                    party,
                    new LargeTrader.Position(
                            row.future(), one.lots(), weight.ofLotsUp(one.lots()), limit, openInterest))));
        }
        return held.stream()
                .collect(Collectors.groupingBy(Held::gpu, TreeMap::new, Collectors.groupingBy(Held::party)))
                .entrySet()
                .stream()
                .flatMap(ofClass -> ofClass.getValue().entrySet().stream()
                        .map(one -> trader(one.getKey(), ofClass.getKey(), one.getValue(), terms))
                        .filter(trader -> !trader.positions().isEmpty())
                        .sorted(Comparator.comparingLong(LargeTrader::counted)
                                .reversed()
                                .thenComparing(LargeTrader::party)))
                .toList();
    }

    private static LargeTrader trader(String party, GpuClass gpu, List<Held> held, Terms terms) {
        return new LargeTrader(
                party,
                gpu,
                held.stream().mapToLong(one -> one.position.counted()).sum(),
                terms.accountabilityAll(),
                held.stream()
                        .map(Held::position)
                        .filter(position -> Math.abs(position.lots()) >= terms.reportable())
                        .sorted(Comparator.comparing(LargeTrader.Position::future))
                        .toList());
    }
}
