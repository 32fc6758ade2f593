package io.hourglass.ledger.clearing;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.pricing.margin.PortfolioMargin.Month;
import io.hourglass.pricing.margin.PortfolioMargin.Parts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the books ask of a party as initial margin. Three looks are taken at it, and nobody falls between them:
 *
 * <ul>
 *   <li>the contract asks each month's lots alone, whenever a position grows or margin leaves; below three quarters
 *       of that a member can be declared in default;
 *   <li>the books ask that or more ({@link ClassMargin#asked}), before an order stands, before margin leaves, and
 *       below three quarters of it by a margin call;
 *   <li>who does not meet a call for what only the books ask has what the contract asks, so is not in default; but
 *       until it is met nothing of theirs may grow, and nothing leaves through the books.
 * </ul>
 *
 * @param losses since the last mark, and of orders should they fill, micro-dollars
 */
record Requirement(List<ClassMargin> classes, long losses) {
    static final Requirement NOTHING = new Requirement(List.of(), 0);

    Requirement {
        classes = List.copyOf(classes);
    }

    /** Micro-dollars. */
    long units() {
        return classes.stream().mapToLong(one -> one.asked().units()).reduce(losses, Math::addExact);
    }

    /** Of these, what the contract does not ask. */
    long beyondChain() {
        return classes.stream().mapToLong(one -> one.beyondChain().units()).reduce(0, Math::addExact);
    }

    /** Of one party with its orders. */
    static Requirement of(Tx tx, Terms terms, String party, List<Exposure> exposures) {
        Map<GpuClass, List<Exposure>> byClass = exposures.stream()
                .collect(Collectors.groupingBy(one -> one.future().gpu(), TreeMap::new, Collectors.toList()));
        List<ClassMargin> classes = new ArrayList<>();
        byClass.forEach((gpu, held) -> classes.add(of(tx, terms, party, gpu, held)));
        return new Requirement(
                classes, exposures.stream().mapToLong(Exposure::losses).reduce(0, Math::addExact));
    }

    private static ClassMargin of(Tx tx, Terms terms, String party, GpuClass gpu, List<Exposure> exposures) {
        // As many as it can come to, all one way, where orders rest: then nothing offsets.
        boolean orders = exposures.stream().anyMatch(one -> one.buys() != 0 || one.sells() != 0);
        List<Long> lots = exposures.stream()
                .map(one -> orders ? one.lotsAtWorst() : one.lots())
                .toList();
        List<Month> months = exposures.stream()
                .map(one -> new Month(
                        one.initialMargin(),
                        one.lotsAtWorst() > terms.portfolio().from() ? Positions.openInterest(tx, one.id()) : 0))
                .toList();
        return margin(party, gpu, terms.portfolio().of(months, List.of(lots)).getFirst());
    }

    /** Of what each member holds, by name; orders can be taken back. Who needs none is left out. */
    static SortedMap<String, Requirement> held(Tx tx, Terms terms) {
        List<Positions.Lots> all = Positions.all(tx);
        SortedMap<String, Requirement> required = new TreeMap<>();
        Map<String, Long> losses = new HashMap<>();
        all.forEach(one -> losses.merge(one.party(), one.owed(), Math::addExact));
        losses.forEach((party, owed) -> required.put(party, new Requirement(List.of(), owed)));
        all.stream()
                .collect(Collectors.groupingBy(one -> one.future().gpu(), TreeMap::new, Collectors.toList()))
                .forEach((gpu, held) -> ofClass(terms, gpu, held)
                        .forEach(margin ->
                                required.computeIfPresent(margin.party(), (party, before) -> before.with(margin))));
        required.values().removeIf(one -> one.units() == 0);
        return required;
    }

    private Requirement with(ClassMargin margin) {
        List<ClassMargin> all = new ArrayList<>(classes);
        all.add(margin);
        return new Requirement(all, losses);
    }

    private static List<ClassMargin> ofClass(Terms terms, GpuClass gpu, List<Positions.Lots> held) {
        SortedMap<Future, Month> months = new TreeMap<>();
        SortedMap<String, Map<Future, Long>> accounts = new TreeMap<>();
        for (Positions.Lots one : held) {
            months.merge(
                    one.future(),
                    new Month(one.marginOfLot(), Math.max(0, one.lots())),
                    (a, b) -> new Month(a.lotMicros(), a.openInterest() + b.openInterest()));
            accounts.computeIfAbsent(one.party(), party -> new HashMap<>()).put(one.future(), one.lots());
        }
        List<Parts> parts = terms.portfolio()
                .of(
                        List.copyOf(months.values()),
                        accounts.values().stream()
                                .map(lots -> months.keySet().stream()
                                        .map(month -> lots.getOrDefault(month, 0L))
                                        .toList())
                                .toList());
        List<ClassMargin> margins = new ArrayList<>();
        for (String party : accounts.keySet()) {
            margins.add(margin(party, gpu, requireNonNull(parts.get(margins.size()))));
        }
        return margins;
    }

    private static ClassMargin margin(String party, GpuClass gpu, Parts parts) {
        return new ClassMargin(party, gpu, usd(parts.alone()), usd(parts.portfolio()), usd(parts.concentration()));
    }

    private static Amount usd(long units) {
        return new Amount(Asset.USD, units);
    }
}
