package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.api.story.Contribution;
import io.hourglass.api.story.Prices;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.DefaultView;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.MarginCall;
import io.hourglass.ledger.clearing.MarginView;
import io.hourglass.ledger.clearing.PositionView;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import java.io.IOException;
import java.io.Reader;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A default drilled on books that are there, in a copy of them: prices move against a party until it is called, it
 * does not answer, and everybody else does who can. The drill brings three of its own: two that trade one lot at
 * each close, which is what makes the price, and take what the estate gets out of; and an estate, where there is none.
 *
 * <p>Days without prices have their fixing determined by two people, who let the last price stand.
 */
final class DrillOnBooks {
    static final String MAKER = "drill-maker";
    static final String TAKER = "drill-taker";

    /** How much further each evening closes while the loss is covered: gains there are to be. */
    private static final int FURTHER_PERCENT = 12;

    private static final int EVENINGS_MAX = 12;

    /** Days in which the price must have come to where it was to go, and the call be over. */
    private static final int DAYS_MAX = 30;

    /** How far back final fixings are signed that were not yet. */
    private static final int UNSIGNED_DAYS = 31;

    /** Of what the party's lots are worth, the money each of the drill's own has. */
    private static final long MONEY = 20;

    private static final int ORDERS_MAX = 10_000;

    private final Acting acting;
    private final Wanted wanted;
    private final Answers answers;
    private final Map<Future, Price> aims = new HashMap<>();
    private final Stakes stakes;
    private final String party;
    private final PositionView largest;
    private final List<Future> moved;
    private final Months months;
    private final LocalDate first;

    /** How many percent prices have to move until the party is called, and are to move. */
    private final long needed;

    private final long percent;

    /**
     * What is to be drilled.
     *
     * @param party who is to default; without it, whom the smallest move calls
     * @param percent how far the settlement prices of its class are to move against it; without it, by the
     *     launch stress, or by what it takes to call it, if that is more
     * @param prices observations of the days to come, if there are any
     */
    record Wanted(Optional<String> party, Optional<Integer> percent, Optional<Prices> prices) {}

    /** @throws NoDrill if there is nobody who could default, or not the one that was named */
    DrillOnBooks(Acting acting, Wanted wanted) {
        this.acting = acting;
        this.wanted = wanted;
        acting.awaitQuiet();
        this.first = firstDay();
        this.stakes = Stakes.of(acting, first);
        this.party = stakes.party(wanted.party());
        this.largest = stakes.largest(party);
        this.moved = stakes.moved(party);
        this.needed = stakes.percentToCall(party);
        this.percent = wanted.percent().map(Long::valueOf).orElseGet(this::farEnough);
        this.months = new Months(
                acting, stakes.contracts().stream().map(Future::gpu).distinct().toList());
        this.answers = new Answers(acting, party);
    }

    DrillReport run(Consumer<String> said) throws IOException {
        requirePossible();
        observe();
        enrol(said);
        withdrawOrders();
        Course course = new Course(
                acting,
                months,
                new Placing(acting),
                new Course.Traders(MAKER, TAKER),
                moved,
                stakes.isRiseAgainst(party));
        moved.forEach(future -> aims.put(future, aim(months.quote(future))));
        said.accept("%s is %s %d lots of %s; the prices of %s are to move %d %% against it"
                .formatted(
                        party,
                        largest.lots() < 0 ? "short" : "long",
                        Math.abs(largest.lots()),
                        largest.future(),
                        largest.future().gpu(),
                        percent));
        fall(course);
        said.accept("%s did not answer its margin call and is in default".formatted(party));
        LocalDate day = course.nextDisposal();
        course.dispose(day);
        course.deleverage();
        said.accept(
                "the estate is out after %d steps and %d closed positions".formatted(course.steps(), course.closed()));
        course.cover(party, day, FURTHER_PERCENT, EVENINGS_MAX);
        return course.report(wanted.prices().map(Prices::name).orElse("no prices of the days to come"), party);
    }

    /** What margin is made for, or what the call takes where that is more and a price can do it. */
    private long farEnough() {
        boolean possible = stakes.isRiseAgainst(party) || needed < 100;
        return possible ? Math.max(needed, Drill.launchStress()) : Drill.launchStress();
    }

    /** The first business day whose close is still to come. */
    private LocalDate firstDay() {
        LocalDate today = acting.today();
        boolean open = acting.rooms().clock().instant().isBefore(Window.noon(today));
        return Window.isBusinessDay(today) && open ? today : Window.after(today);
    }

    private void requirePossible() {
        acting.read(acting.rooms().clearing()::defaults).stream()
                .filter(one -> one.state() == DefaultView.State.DECLARING || one.state() == DefaultView.State.OPEN)
                .findFirst()
                .ifPresent(one -> {
                    throw new NoDrill("the default of " + one.party() + " is under way since " + one.declared()
                            + ": there is one at a time, see it through first");
                });
        if (largest.lots() > 0 && percent >= 100) {
            throw new NoDrill(party + " is long, and a price cannot fall by " + percent + " %");
        }
        if (percent < needed - 1) { // one percent for what moves with the price otherwise
            throw new NoDrill(notCalled()
                    + (largest.lots() > 0 && needed >= 100
                            ? "no fall takes it there"
                            : "a move of some " + needed + " % would take it there (--move)"));
        }
        for (String name : stakes.holders()) {
            Party holder = acting.party(name);
            boolean fund = holder.kind() == Party.Kind.FUND;
            String key = holder.key();
            boolean held = fund || (key != null && acting.address(key).equals(holder.address()));
            if (!held) {
                throw new NoDrill("the key of " + name + " (" + holder.address()
                        + ") is not held here: it could not answer a call, so that would be no drill of these books");
            }
        }
    }

    private void observe() throws IOException {
        if (wanted.prices().isPresent()) {
            Prices prices = wanted.prices().get();
            try (Reader rows = prices.open()) {
                acting.done(
                        "loading " + prices.name(),
                        acting.rooms().observations().load(rows, prices.name()));
            }
        }
        Contribution.registerContributors(acting);
        acting.awaitQuiet();
        LocalDate last = Window.before(Window.before(first));
        for (GpuClass gpu : months.classes()) {
            Contribution.sign(acting, IndexName.headline(gpu), last.minusDays(UNSIGNED_DAYS), last);
        }
        acting.awaitQuiet();
    }

    private void enrol(Consumer<String> said) {
        acting.hourglass().fuel(List.of(Members.ESTATE, MAKER, TAKER));
        if (acting.read(tx -> acting.rooms().book().party(tx, Members.ESTATE)).isEmpty()) {
            said.accept("no house party named " + Members.ESTATE + " is here to take over: the drill enrols one");
            enrol(Members.ESTATE, Party.Kind.HOUSE);
        }
        long dollars = Math.max(1, stakes.dollars(party)) * MONEY;
        for (String one : List.of(MAKER, TAKER)) {
            Party trader = enrol(one, Party.Kind.INVESTOR);
            acting.ask(
                    "the deposit of " + one,
                    tx -> acting.rooms().cash().deposit(tx, "begin-" + one, trader, dollars(dollars)));
        }
        acting.awaitQuiet();
        for (String one : List.of(MAKER, TAKER)) {
            Party trader = acting.party(one);
            acting.ask(
                    "the margin of " + one,
                    tx -> acting.rooms().clearing().addMargin(tx, "begin-" + one, trader, dollars(dollars)));
        }
        acting.awaitQuiet();
    }

    private Party enrol(String name, Party.Kind kind) {
        return acting.ask(
                "enrolling " + name,
                tx -> acting.rooms().cash().enrol(tx, new Party(name, kind, acting.address(name), name)));
    }

    /** Nobody who rests in these books stands by his price while it runs away. */
    private void withdrawOrders() {
        for (Party one : acting.read(acting.rooms().book()::parties)) {
            boolean rests = acting.read(tx -> acting.rooms().market().orders(tx, one.name(), ORDERS_MAX)).stream()
                    .filter(order ->
                            order.state() == OrderView.State.OPEN || order.state() == OrderView.State.PARTLY_FILLED)
                    .anyMatch(order ->
                            moved.stream().anyMatch(future -> future.name().equals(order.instrument())));
            if (rests) {
                acting.read(tx -> acting.rooms().market().cancelAll(tx, one.name()));
            }
        }
        acting.awaitQuiet();
    }

    private Price aim(Quote quote) {
        long kept = stakes.isRiseAgainst(party) ? 100 + percent : 100 - percent;
        return new Price(quote.onTick(quote.settlement().micros() * kept / 100));
    }

    /** As far a day as the band allows, until the party's call is over and it is in default. */
    private void fall(Course course) {
        LocalDate day = first;
        for (int i = 0; i < DAYS_MAX; i++) {
            course.close(day, this::toAim);
            course.evening(day);
            answers.answer(course.newCalls());
            Optional<MarginCall> call = course.newCalls().stream()
                    .filter(one -> one.party().equals(party))
                    .findFirst();
            LocalDate next = Window.after(day);
            Instant close = Window.close(next).minus(Course.BETWEEN_STEPS);
            call.map(one -> one.deadline().plusSeconds(1))
                    .filter(time -> time.isBefore(close))
                    .ifPresent(acting::advanceTo);
            if (isDeclared(course)) {
                return;
            }
            if (call.isEmpty() && isThere()) {
                throw new NoDrill(notCalled() + "a larger --move takes it there");
            }
            day = next;
        }
        MarginView margin = margin();
        throw new NoDrill("%s is not in default after %d days of trading: it has margin of %s, and maintenance is %s"
                .formatted(party, DAYS_MAX, margin.posted(), margin.maintenance()));
    }

    private boolean isDeclared(Course course) {
        course.estate().underWay().filter(one -> !one.party().equals(party)).ifPresent(one -> {
            throw new NoDrill(one.party() + " could not pay either and was declared in default first: drill it with"
                    + " --party " + one.party() + ", or less far with --move");
        });
        return course.estate().underWay().isPresent();
    }

    private Price toAim(Quote quote) {
        return quote.near(aims.getOrDefault(quote.future(), quote.settlement()).micros());
    }

    private boolean isThere() {
        return moved.stream().map(months::quote).allMatch(quote -> quote.settlement()
                .equals(aims.get(quote.future())));
    }

    private MarginView margin() {
        Party one = acting.party(party);
        return acting.read(tx -> acting.rooms().clearing().margin(tx, one));
    }

    private String notCalled() {
        MarginView margin = margin();
        return "%s is not called by a move of %d %%: it has margin of %s, and maintenance is %s; "
                .formatted(party, percent, margin.posted(), margin.maintenance());
    }

    private static Amount dollars(long dollars) {
        return Amount.parse(Asset.USD, Long.toString(dollars));
    }
}
