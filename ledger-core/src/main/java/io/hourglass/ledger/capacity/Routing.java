package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.money.Amount;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Routes hours to the owners who deliver them at least cost: a {@link MinCostFlow} from the series the
 * holder has hours of, over what each owner has left of them, to the owners.
 *
 * <p>An hour costs what is in escrow for it; the part of it its owner does not promise in time; and a
 * step of the terms for each region named before its own and for each delivery its owner failed. Of
 * equal costs whoever has most to deliver comes first, then the first by name.
 */
final class Routing {
    private static final int WHOLE = 10_000;
    private static final int SOURCE = 0;
    private static final int SINK = 1;
    private static final int CLOSED = -1;
    /** Until a redemption is on chain: the hold, and its blocks. */
    private static final Duration CONFIRMED = Duration.ofHours(1);

    private final ReservationRequest request;
    private final SortedMap<Series, Long> held;
    private final List<Supply> supplies;
    private final DeliveryTerms terms;
    private final Instant now;

    /** What one owner is given, and why. */
    record Decision(Supply supply, long units, long deliverable, long cost, Instant due, String reason) {}

    /** What has to be met, in the order in which what is missing is named. */
    private enum Constraint {
        HELD(CapacityRefusal.NOT_ENOUGH_HOURS, "of the class are there to spend"),
        REGION(CapacityRefusal.NOT_ENOUGH_IN_REGION, "of them are of a region asked for"),
        IN_TIME(CapacityRefusal.NOT_ENOUGH_IN_TIME, "of them are of a month that begins before they are due"),
        SOLD(CapacityRefusal.NOT_ENOUGH_SOLD, "of them have owners sold and not been asked for"),
        PACE(CapacityRefusal.NOT_ENOUGH_PACE, "of them are there in time at the pace their owners posted"),
        PRICE(CapacityRefusal.NOT_ENOUGH_AT_PRICE, "of them are within the highest price asked for"),
        LEVEL(CapacityRefusal.NOT_ENOUGH_AT_LEVEL, "of them are promised as surely as asked for"),
        OWNERS(CapacityRefusal.NOT_ENOUGH_OWNERS, "of them are there where no owner has more than its share");

        private final CapacityRefusal refusal;
        private final String words;

        Constraint(CapacityRefusal refusal, String words) {
            this.refusal = refusal;
            this.words = words;
        }
    }

    /** @param held µGPU-hours the holder can spend, by series */
    Routing(
            ReservationRequest request,
            SortedMap<Series, Long> held,
            List<Supply> supplies,
            DeliveryTerms terms,
            Instant now) {
        this.request = request;
        this.held = held;
        this.supplies = supplies.stream()
                .sorted(Comparator.comparingLong(Supply::units)
                        .reversed()
                        .thenComparing(Supply::owner)
                        .thenComparing(Supply::series))
                .toList();
        this.terms = terms;
        this.now = now;
    }

    /** The cheapest routes with their receipt; or what is missing, and by which constraint. */
    Outcome<List<Decision>> decide() {
        long asked = request.hours().units();
        for (Constraint constraint : Constraint.values()) {
            long most = most(constraint);
            if (most < asked) {
                return Outcome.refused(
                        constraint.refusal,
                        "asked for " + request.hours() + ", only " + hours(most).decimal() + " " + constraint.words
                                + ": " + hours(asked - most).decimal() + " missing");
            }
        }
        List<Long> sent = send(Constraint.OWNERS);
        List<Decision> decisions = new ArrayList<>();
        for (int i = 0; i < supplies.size(); i++) {
            Supply supply = supplies.get(i);
            decisions.add(new Decision(
                    supply,
                    sent.get(i),
                    deliverable(supply),
                    cost(supply),
                    due(supply.series()),
                    reason(supply, sent.get(i))));
        }
        return Outcome.done(decisions);
    }

    private long most(Constraint constraint) {
        return switch (constraint) {
            case HELD -> sum(series -> true);
            case REGION -> sum(request::inRegion);
            case IN_TIME -> sum(series -> request.inRegion(series) && request.inTime(series));
            default -> send(constraint).stream().mapToLong(Long::longValue).sum();
        };
    }

    private long sum(Predicate<Series> of) {
        BigInteger sum = held.entrySet().stream()
                .filter(entry -> of.test(entry.getKey()))
                .map(entry -> BigInteger.valueOf(entry.getValue()))
                .reduce(BigInteger.ZERO, BigInteger::add);
        return sum.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
    }

    /** What each supply is given where all constraints up to this one are met. */
    private List<Long> send(Constraint upTo) {
        SortedMap<Series, Integer> seriesNodes = new TreeMap<>();
        SortedMap<String, Integer> ownerNodes = new TreeMap<>();
        held.keySet().forEach(series -> seriesNodes.put(series, 2 + seriesNodes.size()));
        for (Supply supply : supplies) {
            ownerNodes.putIfAbsent(supply.owner(), 2 + seriesNodes.size() + ownerNodes.size());
        }
        MinCostFlow network = new MinCostFlow(2 + seriesNodes.size() + ownerNodes.size());
        seriesNodes.forEach((series, node) -> network.arc(SOURCE, node, spendable(series), 0));
        long share = upTo == Constraint.OWNERS ? share() : request.hours().units();
        ownerNodes.forEach((owner, node) -> network.arc(node, SINK, share, 0));

        List<Integer> arcs = new ArrayList<>();
        for (int rank = 0; rank < supplies.size(); rank++) {
            Supply supply = supplies.get(rank);
            Integer from = seriesNodes.get(supply.series());
            Integer to = ownerNodes.get(supply.owner());
            if (from == null || to == null || !fits(supply, upTo)) {
                arcs.add(CLOSED);
                continue;
            }
            // the rank decides between equal costs, and never more than that
            long cost = Math.addExact(Math.multiplyExact(cost(supply), supplies.size()), rank);
            long most = upTo.compareTo(Constraint.PACE) < 0 ? supply.units() : deliverable(supply);
            arcs.add(network.arc(from, to, most, cost));
        }
        network.send(SOURCE, SINK, request.hours().units());
        return arcs.stream().map(arc -> arc == CLOSED ? 0L : network.flow(arc)).toList();
    }

    private boolean fits(Supply supply, Constraint upTo) {
        boolean priced = upTo.compareTo(Constraint.PRICE) < 0 || inPrice(supply);
        boolean sure = upTo.compareTo(Constraint.LEVEL) < 0 || inLevel(supply);
        return request.inRegion(supply.series()) && request.inTime(supply.series()) && priced && sure;
    }

    /** What can be there when it is due; the chain, which will see it a little later, sees it so too. */
    private long deliverable(Supply supply) {
        return supply.by(due(supply.series()), now.plus(CONFIRMED));
    }

    private long spendable(Series series) {
        return held.getOrDefault(series, 0L);
    }

    /** The most one owner delivers where failover is asked for, rounded up. */
    private long share() {
        return request.failover()
                ? upTo(request.hours().units(), terms.ownerShare())
                : request.hours().units();
    }

    private boolean inPrice(Supply supply) {
        return request.priceMax() == null || supply.price().compareTo(request.priceMax()) <= 0;
    }

    private boolean inLevel(Supply supply) {
        return supply.serviceLevel() >= request.serviceLevel();
    }

    /** Micro-dollars per GPU-hour; the unpromised part is rounded up. */
    private long cost(Supply supply) {
        long price = supply.price().micros();
        long steps = Math.addExact(
                Math.multiplyExact(request.place(supply.series()), terms.regionStep()),
                Math.multiplyExact(supply.failures(), terms.failureStep()));
        return Math.addExact(Math.addExact(price, upTo(price, WHOLE - supply.serviceLevel())), steps);
    }

    /** So many ten-thousandths, rounded up. */
    private static long upTo(long units, int tenThousandths) {
        return BigInteger.valueOf(units)
                .multiply(BigInteger.valueOf(tenThousandths))
                .add(BigInteger.valueOf(WHOLE - 1L))
                .divide(BigInteger.valueOf(WHOLE))
                .longValueExact();
    }

    private Instant due(Series series) {
        Instant due = request.due();
        return due != null && due.isBefore(series.expiry()) ? due : series.expiry();
    }

    private String reason(Supply supply, long units) {
        Series series = supply.series();
        if (!request.inRegion(series)) {
            return series.region() + " is no region asked for";
        }
        if (!request.inTime(series)) {
            return "its month begins at " + series.start() + ", when all is due already";
        }
        if (spendable(series) == 0) {
            return request.holder() + " has no hours of " + series + " to spend";
        }
        if (deliverable(supply) == 0) {
            return "at the pace it posted nothing more is there by " + due(series);
        }
        if (!inPrice(supply)) {
            return supply.price() + " is over the highest price asked for, " + request.priceMax();
        }
        if (!inLevel(supply)) {
            return percent(supply.serviceLevel()) + " are promised in time, asked for were "
                    + percent(request.serviceLevel());
        }
        String figures = supply.price() + " in escrow, " + percent(supply.serviceLevel()) + " promised in time, "
                + supply.failures() + " failed";
        if (units == 0) {
            return "others are cheaper or enough: " + figures;
        }
        return (units == deliverable(supply) ? "all it has left: " : "the cheapest there is: ") + figures;
    }

    private static String percent(int tenThousandths) {
        return "%d.%02d %%".formatted(tenThousandths / 100, tenThousandths % 100);
    }

    private Amount hours(long units) {
        return new Amount(request.gpu().hours(), units);
    }
}
