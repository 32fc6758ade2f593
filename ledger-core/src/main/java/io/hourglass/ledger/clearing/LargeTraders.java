package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.Equivalents.Sides;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads who holds large positions, by the chain's word. */
final class LargeTraders {
    private LargeTraders() {}

    private record Held(String owner, SortedSet<String> parties, LargeTrader.Position position) {
        GpuClass gpu() {
            return position.future().gpu();
        }
    }

    /** By class, the largest first. */
    static List<LargeTrader> of(Tx tx, LocalDate today, Equivalents equivalents) {
        Terms terms = Terms.on(tx, today);
        Owners owners = Owners.all(tx);
        Map<Future, Map<String, Sides>> others = equivalents.held(tx);
        List<Held> held = new ArrayList<>();
        for (FutureRow row : ClearingViews.open(tx)) {
            held.addAll(of(tx, terms, today, row, owners, others.getOrDefault(row.future(), Map.of())));
        }
        return held.stream()
                .collect(Collectors.groupingBy(Held::gpu, TreeMap::new, Collectors.groupingBy(Held::owner)))
                .entrySet()
                .stream()
                .flatMap(ofClass -> ofClass.getValue().entrySet().stream()
                        .map(one -> trader(one.getKey(), ofClass.getKey(), one.getValue(), terms))
                        .filter(trader -> !trader.positions().isEmpty())
                        .sorted(Comparator.comparingLong(LargeTrader::counted)
                                .reversed()
                                .thenComparing(LargeTrader::owner)))
                .toList();
    }

    /** What owners hold of a contract, bought less sold, and of what counts besides. */
    private static List<Held> of(
            Tx tx, Terms terms, LocalDate today, FutureRow row, Owners owners, Map<String, Sides> others) {
        Weight weight = MarginRates.latest(tx, row).weight();
        long limit = FuturesRules.limit(row.future(), terms, today);
        SortedMap<String, Positions.Held> positions = Positions.of(tx, row.id);
        long openInterest = Positions.openInterest(positions.values());
        Map<String, SortedSet<String>> parties = new TreeMap<>();
        Map<String, Long> lots = new HashMap<>();
        positions.forEach((party, one) -> {
            String owner = owners.of(party);
            parties.computeIfAbsent(owner, name -> new TreeSet<>()).add(party);
            lots.merge(owner, one.lots(), Math::addExact);
        });
        Map<String, Sides> besides = new HashMap<>();
        others.forEach((party, sides) -> {
            String owner = owners.of(party);
            parties.computeIfAbsent(owner, name -> new TreeSet<>()).add(party);
            besides.merge(owner, sides, Sides::plus);
        });
        List<Held> held = new ArrayList<>();
        parties.forEach((owner, names) -> {
            long net = lots.getOrDefault(owner, 0L);
            Sides beside = besides.getOrDefault(owner, Sides.NONE);
            long counted = weight.ofLotsUp(Sides.of(net).plus(beside).most());
            held.add(new Held(
                    owner, names, new LargeTrader.Position(row.future(), net, beside, counted, limit, openInterest)));
        });
        return held;
    }

    private static LargeTrader trader(String owner, GpuClass gpu, List<Held> held, Terms terms) {
        return new LargeTrader(
                owner,
                held.stream()
                        .flatMap(one -> one.parties.stream())
                        .distinct()
                        .sorted()
                        .toList(),
                gpu,
                held.stream().mapToLong(one -> one.position.counted()).sum(),
                terms.accountabilityAll(),
                held.stream()
                        .map(Held::position)
                        .filter(position -> position.held() >= terms.reportable())
                        .sorted(Comparator.comparing(LargeTrader.Position::future))
                        .toList());
    }
}
