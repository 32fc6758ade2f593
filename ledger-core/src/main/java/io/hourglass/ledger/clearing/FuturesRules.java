package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.clearing.Equivalents.Sides;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.VenueRules;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.pricing.margin.BusinessDays;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * What an order for futures must meet: the price band, position limits, to which options count, and margin for
 * everything its party holds and may come to hold.
 */
public final class FuturesRules implements VenueRules {
    private static final int SPOT_MONTH_DAYS = 3;

    private final MarginAccounts accounts;
    private final FundCalls fundCalls;
    private final Equivalents equivalents;
    private final Clock clock;

    /** Where only futures are traded. */
    public FuturesRules(Journal journal, Deployment deployment, Clock clock) {
        this(journal, deployment, clock, Equivalents.NONE);
    }

    /** @param equivalents what counts to a future's limits besides */
    public FuturesRules(Journal journal, Deployment deployment, Clock clock, Equivalents equivalents) {
        Address clearing = deployment.of(Contract.CLEARING);
        this.accounts = new MarginAccounts(journal, clearing);
        this.fundCalls = new FundCalls(journal, accounts, new StressTest(journal, accounts, clock), clock);
        this.equivalents = equivalents;
        this.clock = clock;
    }

    /** What counts to a future's limits besides futures. */
    Equivalents equivalents() {
        return equivalents;
    }

    @Override
    public void enter(Tx tx, Collection<String> parties) {
        accounts.lock(tx, parties);
    }

    @Override
    public Optional<Declined> check(Tx tx, Instrument instrument, Party party, Order order) {
        return check(tx, party, List.of(new Leg(instrument, order)));
    }

    @Override
    public Optional<Declined> check(Tx tx, Party party, List<Leg> legs) {
        Terms terms = terms(tx);
        List<Wanted> wanted = wanted(tx, legs);
        for (Wanted one : wanted) {
            Optional<Declined> outside = band(tx, one.future, terms, one.order);
            if (outside.isPresent()) {
                return outside;
            }
        }
        return covered(tx, party, wanted, terms, FuturesRules::lastOrOwn);
    }

    @Override
    public Optional<Declined> checkSwap(Tx tx, Party party, List<Leg> legs) {
        Terms terms = terms(tx);
        List<Wanted> wanted = wanted(tx, legs);
        List<FutureRow> months = wanted.stream().map(Wanted::future).toList();
        return outsideMean(tx, terms, months, legs.getFirst().order().price())
                .or(() -> covered(tx, party, wanted, terms, FuturesRules::lastOrReference));
    }

    @Override
    public Optional<Declined> outsideMean(Tx tx, List<Instrument> months, Price price) {
        return outsideMean(tx, terms(tx), futures(tx, months), price);
    }

    private static Optional<Declined> outsideMean(Tx tx, Terms terms, List<FutureRow> months, Price price) {
        long sum = months.stream()
                .mapToLong(month -> Marks.settlement(tx, month).micros())
                .sum();
        long off = Math.abs(Math.multiplyExact(price.micros(), (long) months.size()) - sum);
        return Math.multiplyExact(off, 100L) <= Math.multiplyExact(sum, (long) terms.bandPercent())
                ? Optional.empty()
                : Optional.of(new Declined(
                        MarketRefusal.PRICE_BAND,
                        price + " is more than " + terms.bandPercent() + " % from the mean of the prior settlements of "
                                + months.size() + (months.size() == 1 ? " month, " : " months, ")
                                + new Price(sum / months.size())));
    }

    /** What a contract that nobody has traded would be marked from: the first trade's own price, as on chain. */
    private static long lastOrOwn(Tx tx, FutureRow future, Order order) {
        return Marks.lastTraded(tx, future).orElse(order.price().micros());
    }

    /** The same, where that price says nothing of the month: what it was listed with. */
    private static long lastOrReference(Tx tx, FutureRow future, Order order) {
        return Marks.lastTraded(tx, future).orElse(future.reference);
    }

    /** What an order is marked from, in a contract its party has nothing in yet; micro-dollars per GPU-hour. */
    private interface MarkedFrom {
        long price(Tx tx, FutureRow future, Order order);
    }

    /** Limits, the share of the default fund, margin. */
    private Optional<Declined> covered(Tx tx, Party party, List<Wanted> wanted, Terms terms, MarkedFrom marked) {
        LocalDate today = today();
        SortedSet<String> together = Owners.together(tx, party.name());
        accounts.enter(tx, party, together);
        List<Exposure> before = Exposure.of(tx, party.name());
        List<Exposure> after = before;
        for (Wanted one : wanted) {
            after = with(tx, after, one.future, one.order, marked);
        }
        Map<Future, Sides> elsewhere = new HashMap<>();
        wanted.stream()
                .map(one -> one.future.future().gpu())
                .distinct()
                .forEach(gpu -> elsewhere.putAll(equivalents.of(tx, together, gpu, List.of())));
        Limited was = new Limited(ofOwner(tx, before, party, together), elsewhere);
        Limited is = new Limited(ofOwner(tx, after, party, together), elsewhere);
        for (Wanted one : wanted) {
            Optional<Declined> over = limits(was, is, one.future.future(), terms, today);
            if (over.isPresent()) {
                return over;
            }
        }
        if (reduces(after, wanted)) {
            return Optional.empty();
        }
        Requirement with = Requirement.of(tx, terms, party.name(), after);
        return shareOfTheFund(tx, terms, party)
                .or(() -> margin(tx, party, () -> Requirement.of(tx, terms, party.name(), before), with));
    }

    @Override
    public Price markedFrom(Tx tx, Instrument instrument) {
        FutureRow future = future(tx, instrument);
        return new Price(Marks.lastTraded(tx, future).orElse(future.reference));
    }

    @Override
    public long openInterest(Tx tx, Instrument instrument) {
        return Positions.openInterest(tx, instrument.id().hex());
    }

    @Override
    public Range range(Tx tx, Instrument instrument) {
        Price prior = Marks.settlement(tx, future(tx, instrument));
        long width = prior.micros() * terms(tx).bandPercent() / 100;
        return new Range(new Price(prior.micros() - width), new Price(prior.micros() + width));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private Terms terms(Tx tx) {
        return Terms.on(tx, today());
    }

    private static FutureRow future(Tx tx, Instrument instrument) {
        return futures(tx, List.of(instrument)).getFirst();
    }

    private static List<FutureRow> futures(Tx tx, List<Instrument> instruments) {
        return tx.session()
                .getMultiple(
                        FutureRow.class,
                        instruments.stream().map(one -> one.id().hex()).toList());
    }

    /** An order and the contract it is for. */
    private record Wanted(FutureRow future, Order order) {}

    private static List<Wanted> wanted(Tx tx, List<Leg> legs) {
        List<FutureRow> futures = futures(tx, legs.stream().map(Leg::instrument).toList());
        return IntStream.range(0, legs.size())
                .mapToObj(i -> new Wanted(futures.get(i), legs.get(i).order()))
                .toList();
    }

    private static Optional<Declined> band(Tx tx, FutureRow future, Terms terms, Order order) {
        Price prior = Marks.settlement(tx, future);
        long width = prior.micros() * terms.bandPercent() / 100;
        if (Math.abs(order.price().micros() - prior.micros()) <= width) {
            return Optional.empty();
        }
        return Optional.of(new Declined(
                MarketRefusal.PRICE_BAND,
                order.price() + " is more than " + terms.bandPercent() + " % from the prior settlement of "
                        + future.name + ", " + prior));
    }

    private static List<Exposure> with(Tx tx, List<Exposure> before, FutureRow future, Order order, MarkedFrom marked) {
        List<Exposure> after = new ArrayList<>();
        boolean held = false;
        for (Exposure exposure : before) {
            boolean same = exposure.id().equals(future.id);
            held |= same;
            after.add(same ? exposure.with(order) : exposure);
        }
        if (!held) {
            long last = marked.price(tx, future, order);
            MarginRate rate = MarginRates.latest(tx, future);
            after.add(new Exposure(future.id, future.future(), asked(rate, future), rate.weight(), last, 0, 0, 0, 0, 0)
                    .with(order));
        }
        return after;
    }

    /** The larger of what the books and the contract ask for a lot. */
    private static long asked(MarginRate rate, FutureRow future) {
        return Math.max(rate.initial().units(), future.chainMargin == null ? 0 : future.chainMargin);
    }

    /** With what other parties of the same owner have and may come to have, by contract. */
    private static Collection<Exposure> ofOwner(Tx tx, List<Exposure> own, Party party, SortedSet<String> together) {
        Map<String, Exposure> all = new HashMap<>();
        own.forEach(exposure -> all.put(exposure.id(), exposure));
        for (String other : together) {
            if (!other.equals(party.name())) {
                Exposure.of(tx, other).forEach(exposure -> all.merge(exposure.id(), exposure, Exposure::plus));
            }
        }
        return all.values();
    }

    /** What of an owner's counts to limits: futures, and what moves as they do. */
    private record Limited(Collection<Exposure> futures, Map<Future, Sides> elsewhere) {
        long counted(Predicate<Future> of) {
            Map<Future, Sides> left = new HashMap<>(elsewhere);
            long counted = 0;
            for (Exposure exposure : futures) {
                if (of.test(exposure.future())) {
                    Sides with = left.remove(exposure.future());
                    counted = Math.addExact(counted, exposure.countedAtWorst(with == null ? Sides.NONE : with));
                }
            }
            for (Map.Entry<Future, Sides> one : left.entrySet()) {
                counted = Math.addExact(
                        counted, of.test(one.getKey()) ? one.getValue().most() : 0);
            }
            return counted;
        }
    }

    /**
     * Whether an order for something that moves with a month's future would take its owner over a limit. Nobody
     * else of that owner's orders anything of the kind until the transaction ends.
     */
    public Optional<Declined> limits(Tx tx, Party party, Future month, Order order) {
        SortedSet<String> together = Owners.together(tx, party.name());
        accounts.lock(tx, together);
        Collection<Exposure> futures = ofOwner(tx, Exposure.of(tx, party.name()), party, together);
        return limits(
                new Limited(futures, equivalents.of(tx, together, month.gpu(), List.of())),
                new Limited(futures, equivalents.of(tx, together, month.gpu(), List.of(order))),
                month,
                terms(tx),
                today());
    }

    /** What is over a limit may become less, but not more. */
    private static Optional<Declined> limits(Limited was, Limited is, Future month, Terms terms, LocalDate today) {
        long limit = limit(month, terms, today);
        long here = is.counted(month::equals);
        if (here > limit && here > was.counted(month::equals)) {
            return Optional.of(new Declined(
                    MarketRefusal.POSITION_LIMIT,
                    "positions and orders would reach " + here + " lots of " + month
                            + " that are not fixed yet, the limit is " + limit));
        }
        Predicate<Future> ofClass = future -> future.gpu().equals(month.gpu());
        long all = is.counted(ofClass);
        if (all > terms.accountabilityAll() && all > was.counted(ofClass)) {
            return Optional.of(new Declined(
                    MarketRefusal.POSITION_LIMIT,
                    "positions and orders would reach " + all + " lots of all months, the limit is "
                            + terms.accountabilityAll()));
        }
        return Optional.empty();
    }

    private static boolean reduces(List<Exposure> after, List<Wanted> wanted) {
        return wanted.stream().allMatch(one -> after.stream()
                .anyMatch(exposure -> exposure.id().equals(one.future.id) && exposure.onlyReduces(one.order.buy())));
    }

    /** Who has not brought its part of what the default fund lacks takes nothing on. */
    private Optional<Declined> shareOfTheFund(Tx tx, Terms terms, Party party) {
        return terms.fundCallHours()
                .flatMap(hours -> fundCalls.overdue(tx, party))
                .map(call -> new Declined(
                        MarketRefusal.INSUFFICIENT,
                        "the share of the default fund was to come to " + call.target() + " by " + call.deadline()
                                + ": " + call.missing() + " missing; until then only orders that reduce a position"
                                + " stand"));
    }

    private Optional<Declined> margin(Tx tx, Party party, Supplier<Requirement> before, Requirement after) {
        Amount needed = new Amount(Asset.USD, after.units());
        Amount there = accounts.available(tx, party);
        if (there.compareTo(needed) >= 0) {
            return Optional.empty();
        }
        long concentrated = after.beyondChain();
        return Optional.of(new Declined(
                MarketRefusal.INSUFFICIENT,
                "with this order margin of " + needed + " is required"
                        + (concentrated == 0
                                ? ""
                                : ", " + new Amount(Asset.USD, concentrated) + " of it for concentration,")
                        + " (" + new Amount(Asset.USD, before.get().units()) + " without it), "
                        + MarginAccounts.path(party) + " has " + there + " free of withdrawals: "
                        + needed.minus(there) + " missing"));
    }

    /** Of one contract, on a day. */
    static long limit(Future future, Terms terms, LocalDate today) {
        return spotMonth(future, today) ? terms.spotMonthLimit() : terms.accountability();
    }

    /** From three business days before the last trading day on. */
    private static boolean spotMonth(Future future, LocalDate today) {
        LocalDate from = future.lastTradingDay();
        for (int days = 0; days < SPOT_MONTH_DAYS; ) {
            from = from.minusDays(1);
            days += BusinessDays.isBusinessDay(from, Set.of()) ? 1 : 0;
        }
        return !today.isBefore(from);
    }
}
