package io.hourglass.ledger.clearing;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.Equivalents.Sides;
import io.hourglass.ledger.clearing.Members.Limited;
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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

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
    public Checks enter(Tx tx, Collection<Party> parties, Collection<Instrument> instruments) {
        Terms terms = terms(tx);
        Map<String, Listed> contracts = Listed.of(tx, instruments);
        Members members = members(tx, parties, classes(contracts.values()));
        return new Checks() {
            private Listed contract(Instrument instrument) {
                return requireNonNull(contracts.get(instrument.id().hex()));
            }

            @Override
            public Optional<Declined> check(Instrument instrument, Party party, Order order) {
                List<Wanted> wanted = List.of(new Wanted(contract(instrument), order));
                return outsideBand(wanted, terms)
                        .or(() -> covered(tx, party, wanted, terms, FuturesRules::lastOrOwn, members));
            }

            @Override
            public void rests(Instrument instrument, String party, boolean buy, long quantity, Price price) {
                members.rests(party, contract(instrument), buy, quantity, price.micros());
            }

            @Override
            public void traded(Instrument instrument, String buyer, String seller, long quantity, Price price) {
                members.traded(buyer, contract(instrument), quantity, price.micros());
                members.traded(seller, contract(instrument), -quantity, price.micros());
            }
        };
    }

    @Override
    public Optional<Declined> check(Tx tx, Instrument instrument, Party party, Order order) {
        return enter(tx, List.of(party), List.of(instrument)).check(instrument, party, order);
    }

    @Override
    public Optional<Declined> check(Tx tx, Party party, List<Leg> legs) {
        Terms terms = terms(tx);
        List<Wanted> wanted = wanted(tx, legs);
        return outsideBand(wanted, terms).or(() -> covered(tx, party, wanted, terms, FuturesRules::lastOrOwn));
    }

    @Override
    public Optional<Declined> checkSwap(Tx tx, Party party, List<Leg> legs) {
        Terms terms = terms(tx);
        List<Wanted> wanted = wanted(tx, legs);
        List<Listed> months = wanted.stream().map(Wanted::contract).toList();
        return outsideMean(terms, months, legs.getFirst().order().price())
                .or(() -> covered(tx, party, wanted, terms, FuturesRules::lastOrReference));
    }

    @Override
    public Optional<Declined> outsideMean(Tx tx, List<Instrument> months, Price price) {
        return outsideMean(terms(tx), List.copyOf(Listed.of(tx, months).values()), price);
    }

    private static Optional<Declined> outsideMean(Terms terms, List<Listed> months, Price price) {
        long sum =
                months.stream().mapToLong(month -> month.settlement().micros()).reduce(0, Math::addExact);
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
    private static long lastOrOwn(Listed contract, Order order) {
        return contract.lastTraded().orElse(order.price().micros());
    }

    /** The same, where that price says nothing of the month: what it was listed with. */
    private static long lastOrReference(Listed contract, Order order) {
        return contract.lastTraded().orElse(contract.reference());
    }

    /** What an order is marked from, in a contract its party has nothing in yet; micro-dollars per GPU-hour. */
    private interface MarkedFrom {
        long price(Listed contract, Order order);
    }

    private Optional<Declined> covered(Tx tx, Party party, List<Wanted> wanted, Terms terms, MarkedFrom marked) {
        Set<GpuClass> classes = classes(wanted.stream().map(Wanted::contract).toList());
        return covered(tx, party, wanted, terms, marked, members(tx, List.of(party), classes));
    }

    /** Limits, the share of the default fund, margin. */
    private Optional<Declined> covered(
            Tx tx, Party party, List<Wanted> wanted, Terms terms, MarkedFrom marked, Members members) {
        members.enter(tx, party);
        List<Exposure> before = members.exposures(party);
        List<Exposure> after = before;
        for (Wanted one : wanted) {
            long last = marked.price(one.contract, one.order);
            after = Exposure.changed(after, one.contract, last, exposure -> exposure.with(one.order));
        }
        Limited was = members.limited(party, before);
        Limited is = members.limited(party, after);
        for (Wanted one : wanted) {
            Optional<Declined> over = limits(was, is, one.contract.future(), terms, today());
            if (over.isPresent()) {
                return over;
            }
        }
        if (reduces(after, wanted)) {
            return Optional.empty();
        }
        Requirement with = Requirement.of(tx, terms, party.name(), after);
        return shareOfTheFund(tx, terms, party, members)
                .or(() -> margin(party, () -> Requirement.of(tx, terms, party.name(), before), with, members));
    }

    private Members members(Tx tx, Collection<Party> parties, Set<GpuClass> classes) {
        return Members.lookUp(tx, parties, classes, accounts, fundCalls, equivalents);
    }

    private static Set<GpuClass> classes(Collection<Listed> contracts) {
        return contracts.stream().map(one -> one.future().gpu()).collect(Collectors.toSet());
    }

    @Override
    public Price markedFrom(Tx tx, Instrument instrument) {
        Listed contract = listed(tx, instrument);
        return new Price(contract.lastTraded().orElse(contract.reference()));
    }

    @Override
    public long openInterest(Tx tx, Instrument instrument) {
        return Positions.openInterest(tx, instrument.id().hex());
    }

    @Override
    public Range range(Tx tx, Instrument instrument) {
        Price prior = listed(tx, instrument).settlement();
        long width = prior.micros() * terms(tx).bandPercent() / 100;
        return new Range(new Price(prior.micros() - width), new Price(prior.micros() + width));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private Terms terms(Tx tx) {
        return Terms.on(tx, today());
    }

    private static Listed listed(Tx tx, Instrument instrument) {
        return requireNonNull(
                Listed.of(tx, List.of(instrument)).get(instrument.id().hex()));
    }

    /** An order and the contract it is for. */
    private record Wanted(Listed contract, Order order) {}

    private static List<Wanted> wanted(Tx tx, List<Leg> legs) {
        Map<String, Listed> contracts =
                Listed.of(tx, legs.stream().map(Leg::instrument).toList());
        return legs.stream()
                .map(leg -> new Wanted(
                        requireNonNull(contracts.get(leg.instrument().id().hex())), leg.order()))
                .toList();
    }

    /** The first that is outside its contract's price band. */
    private static Optional<Declined> outsideBand(List<Wanted> wanted, Terms terms) {
        return wanted.stream()
                .filter(one -> {
                    long prior = one.contract.settlement().micros();
                    return Math.abs(one.order.price().micros() - prior) > prior * terms.bandPercent() / 100;
                })
                .findFirst()
                .map(one -> new Declined(
                        MarketRefusal.PRICE_BAND,
                        one.order.price() + " is more than " + terms.bandPercent() + " % from the prior settlement of "
                                + one.contract.future().name() + ", " + one.contract.settlement()));
    }

    /**
     * Whether an order for something that moves with a month's future would take its owner over a limit. Nobody
     * else of that owner's orders anything of the kind until the transaction ends.
     */
    public Optional<Declined> limits(Tx tx, Party party, Future month, Order order) {
        Set<GpuClass> classes = Set.of(month.gpu());
        Members members = members(tx, List.of(party), classes);
        Limited was = members.limited(party, members.exposures(party));
        Map<Future, Sides> with = equivalents
                .of(tx, members.owners().together(List.of(party)), classes, List.of(order))
                .getOrDefault(members.owners().of(party.name()), Map.of());
        return limits(was, was.with(with), month, terms(tx), today());
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
                .anyMatch(
                        exposure -> exposure.id().equals(one.contract.id()) && exposure.onlyReduces(one.order.buy())));
    }

    /** Who has not brought its part of what the default fund lacks takes nothing on. */
    private Optional<Declined> shareOfTheFund(Tx tx, Terms terms, Party party, Members members) {
        return terms.fundCallHours()
                .flatMap(hours -> members.overdue(tx, party))
                .map(call -> new Declined(
                        MarketRefusal.INSUFFICIENT,
                        "the share of the default fund was to come to " + call.target() + " by " + call.deadline()
                                + ": " + call.missing() + " missing; until then only orders that reduce a position"
                                + " stand"));
    }

    private static Optional<Declined> margin(
            Party party, Supplier<Requirement> before, Requirement after, Members members) {
        Amount needed = new Amount(Asset.USD, after.units());
        Amount there = members.available(party);
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
