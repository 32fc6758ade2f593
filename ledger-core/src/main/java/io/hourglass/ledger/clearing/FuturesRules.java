package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
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
import java.util.function.Supplier;

/**
 * What an order for futures must meet: the price band, position limits, and margin for everything
 * its party holds and may come to hold.
 */
public final class FuturesRules implements VenueRules {
    private static final int SPOT_MONTH_DAYS = 3;

    private final MarginAccounts accounts;
    private final FundCalls fundCalls;
    private final Clock clock;

    public FuturesRules(Journal journal, Deployment deployment, Clock clock) {
        Address clearing = deployment.of(Contract.CLEARING);
        this.accounts = new MarginAccounts(journal, clearing);
        this.fundCalls = new FundCalls(journal, accounts, new StressTest(journal, accounts, clock), clock);
        this.clock = clock;
    }

    @Override
    public Optional<Declined> check(Tx tx, Instrument instrument, Party party, Order order) {
        return check(tx, party, List.of(new Leg(instrument, order)));
    }

    @Override
    public Optional<Declined> check(Tx tx, Party party, List<Leg> legs) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Terms terms = Terms.on(tx, today);
        for (Leg leg : legs) {
            Optional<Declined> outside = band(tx, future(tx, leg.instrument()), terms, leg.order());
            if (outside.isPresent()) {
                return outside;
            }
        }
        return covered(tx, party, legs, terms, FuturesRules::lastOrOwn);
    }

    @Override
    public Optional<Declined> checkSwap(Tx tx, Party party, List<Leg> legs) {
        Terms terms = Terms.on(tx, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        List<Instrument> months = legs.stream().map(Leg::instrument).toList();
        return outsideMean(tx, months, legs.getFirst().order().price())
                .or(() -> covered(tx, party, legs, terms, FuturesRules::lastOrReference));
    }

    @Override
    public Optional<Declined> outsideMean(Tx tx, List<Instrument> months, Price price) {
        Terms terms = Terms.on(tx, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        long sum = months.stream()
                .mapToLong(month -> Marks.settlement(tx, future(tx, month)).micros())
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
    private Optional<Declined> covered(Tx tx, Party party, List<Leg> legs, Terms terms, MarkedFrom marked) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        accounts.open(tx, party);
        SortedSet<String> together = Owners.together(tx, party.name());
        together.forEach(name -> accounts.lock(tx, name));
        List<Exposure> before = Exposure.of(tx, party.name());
        List<Exposure> after = before;
        for (Leg leg : legs) {
            after = with(tx, after, future(tx, leg.instrument()), leg.order(), marked);
        }
        Collection<Exposure> ofOwner = ofOwner(tx, after, party, together);
        for (Leg leg : legs) {
            Optional<Declined> over = limits(ofOwner, future(tx, leg.instrument()), terms, today);
            if (over.isPresent()) {
                return over;
            }
        }
        if (reduces(after, legs)) {
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
        Terms terms = Terms.on(tx, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        Price prior = Marks.settlement(tx, future(tx, instrument));
        long width = prior.micros() * terms.bandPercent() / 100;
        return new Range(new Price(prior.micros() - width), new Price(prior.micros() + width));
    }

    private static FutureRow future(Tx tx, Instrument instrument) {
        return tx.session().get(FutureRow.class, instrument.id().hex());
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

    private static Optional<Declined> limits(
            Collection<Exposure> after, FutureRow future, Terms terms, LocalDate today) {
        Future contract = future.future();
        long here = after.stream()
                .filter(exposure -> exposure.id().equals(future.id))
                .mapToLong(Exposure::countedAtWorst)
                .sum();
        long all = after.stream()
                .filter(exposure -> exposure.future().gpu().equals(contract.gpu()))
                .mapToLong(Exposure::countedAtWorst)
                .sum();
        long limit = limit(contract, terms, today);
        if (here > limit) {
            return Optional.of(new Declined(
                    MarketRefusal.POSITION_LIMIT,
                    "positions and orders would reach " + here + " lots of " + contract
                            + " that are not fixed yet, the limit is " + limit));
        }
        if (all > terms.accountabilityAll()) {
            return Optional.of(new Declined(
                    MarketRefusal.POSITION_LIMIT,
                    "positions and orders would reach " + all + " lots of all months, the limit is "
                            + terms.accountabilityAll()));
        }
        return Optional.empty();
    }

    private static boolean reduces(List<Exposure> after, List<Leg> legs) {
        return legs.stream().allMatch(leg -> after.stream()
                .anyMatch(exposure -> exposure.id().equals(leg.instrument().id().hex())
                        && exposure.onlyReduces(leg.order().buy())));
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
