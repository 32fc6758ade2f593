package io.hourglass.contracts.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Refusal;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.fund.Fund;
import io.hourglass.ledger.fund.FundRefusal;
import io.hourglass.ledger.fund.NavView;
import io.hourglass.ledger.fund.RequestView;
import io.hourglass.ledger.fund.RequestView.State;
import io.hourglass.ledger.index.Curves;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.pricing.fund.NetAssetValue;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FundIT {
    private static final GpuClass GPU = GpuClass.parse("H100-SXM-80GB");
    private static final Series SERIES = Series.parse(Pit.SERIES.code());

    private final Pit pit = new Pit();
    private final Fixings fixings = new Fixings(pit.database, pit.clock);
    private final Curves curves = new Curves(pit.database, fixings, pit.clock);
    private final Fund fund = new Fund(pit.database, pit.journal, pit.outbox, pit.chain, pit.clock, fixings, curves);
    private final Party manager = pit.party("manager", Party.Kind.HOUSE, "1000");
    private final Party ada = pit.party("ada", Party.Kind.INVESTOR, "10000");
    private final Party bob = pit.party("bob", Party.Kind.INVESTOR, "10000");

    @BeforeEach
    void fixTheIndex() {
        pit.mint(manager, "1000");
        pit.fixing(GPU, LocalDate.parse("2026-07-31"), "2.40");
    }

    @AfterEach
    void close() {
        pit.close();
    }

    @Test
    void theFirstUnitsAreMadeInKindAtTheInitialNav() {
        seed();
        // 1000 h × $2.40 + $600 = $3,000: 30 units at $100
        assertThat(pit.posted(manager.path("units"))).isEqualTo("30.000000");
        assertThat(pit.posted("fund:hours:" + SERIES.name())).isEqualTo("1000.000000");
        assertThat(pit.posted("fund:cash")).isEqualTo("600.000000");
        assertThat(pit.posted("units:HGX")).isEqualTo("-30.000000");

        NavView nav = nav("2026-07-31");
        assertThat(nav.perUnit().decimal()).isEqualTo("100.000000");
        assertThat(nav.net().decimal()).isEqualTo("3000.000000");
        assertThat(nav.provenance()).contains("\"series\": \"" + SERIES.name() + "\"", "\"price\": 2400000");
        assertThat(nav("2026-07-31")).isEqualTo(nav);
    }

    @Test
    void aCreationIsDoneAtTheFirstNavItCouldNotKnow() {
        seed();
        Hash request = Hash.sha256("ada's first");
        create(ada, request, "1000");
        assertThat(pit.available(ada.path("cash"))).isEqualTo("9000.000000");
        hear(new ChainEvent.CreationRequested(request, ada.address(), 1_000_000_000));
        assertThat(pit.posted("fund:requests")).isEqualTo("1000.000000");
        assertThat(place(request)).isEqualTo(1);

        // Friday's prices were known when she asked on Monday noon.
        fund.doWork();
        assertThat(pit.database.inTx(fund::navs)).hasSize(1);
        assertThat(fund.doWork()).isZero();
        assertThat(pit.calls(ChainCall.FulfilCreation.class)).isEmpty();

        pit.fixing(GPU, Pit.TODAY, "2.70");
        pit.advance("2026-08-04T20:30:00Z");
        assertThat(fund.doWork()).isEqualTo(2);
        ChainCall.FulfilCreation call =
                pit.calls(ChainCall.FulfilCreation.class).getFirst();
        // (2,700 + 600 − fee) / 30 units
        NavView nav = pit.database.inTx(tx -> fund.latestNav(tx).orElseThrow());
        assertThat(nav.gross().decimal()).isEqualTo("3300.000000");
        assertThat(nav.feeAccrued().isPositive()).isTrue();
        assertThat(call.nav()).isEqualTo(nav.up());
        assertThat(fund.doWork()).isZero();

        long units = NetAssetValue.unitsDown(1_000_000_000, call.nav());
        hear(new ChainEvent.UnitsCreated(request, ada.address(), 1_000_000_000, units, call.nav()));
        assertThat(pit.posted(ada.path("units"))).isEqualTo(new Amount(Asset.HGX, units).decimal());
        assertThat(pit.posted("fund:cash")).isEqualTo("1600.000000");
        assertThat(pit.posted("fund:requests")).isEqualTo("0.000000");
        assertThat(state(request)).isEqualTo(State.DONE);
    }

    @Test
    void aRedemptionIsPaidAtTheNextNavAndBurnsTheUnits() {
        seed();
        created(ada, "1000");
        Hash request = Hash.sha256("some of it back");
        Amount five = Amount.parse(Asset.HGX, "5");
        pit.database
                .decide(tx -> fund.requestRedemption(tx, request, ada, five))
                .orThrow();
        hear(new ChainEvent.RedemptionRequested(request, ada.address(), five.units()));
        pit.fixing(GPU, LocalDate.parse("2026-08-05"), "2.40");
        pit.advance("2026-08-06T20:30:00Z");
        fund.doWork();
        ChainCall.FulfilRedemption call =
                pit.calls(ChainCall.FulfilRedemption.class).getFirst();
        long cash = NetAssetValue.cashDown(five.units(), call.nav());
        String before = pit.posted(ada.path("cash"));

        hear(new ChainEvent.UnitsRedeemed(request, ada.address(), five.units(), cash, call.nav()));

        assertThat(Amount.parse(Asset.USD, pit.posted(ada.path("cash")))
                        .minus(Amount.parse(Asset.USD, before))
                        .units())
                .isEqualTo(cash);
        assertThat(pit.posted("fund:redeeming")).isEqualTo("0.000000");
        assertThat(pit.database.inTx(fund::units).units()).isLessThan(36_000_000);
    }

    @Test
    void aRedemptionBeyondTheFundsCashWaitsInItsPlace() {
        seed();
        Hash request = Hash.sha256("all of it");
        Amount ten = Amount.parse(Asset.HGX, "10");
        pit.database
                .decide(tx -> fund.requestRedemption(tx, request, manager, ten))
                .orThrow();
        hear(new ChainEvent.RedemptionRequested(request, manager.address(), ten.units()));
        pit.fixing(GPU, Pit.TODAY, "2.40");
        pit.advance("2026-08-04T20:30:00Z");

        fund.doWork();

        assertThat(pit.calls(ChainCall.FulfilRedemption.class)).isEmpty();
        assertThat(place(request)).isEqualTo(1);
    }

    @Test
    void aFulfilmentThatFailsIsTriedAgainAndARequestThatFailsIsGivenBack() {
        seed();
        Hash lost = Hash.sha256("lost");
        create(ada, lost, "50");
        voided("creation:" + lost, "ERC7943CannotReceive(ada)");
        assertThat(pit.available(ada.path("cash"))).isEqualTo("10000.000000");
        assertThat(state(lost)).isEqualTo(State.VOIDED);

        Hash request = Hash.sha256("kept");
        create(ada, request, "1000");
        hear(new ChainEvent.CreationRequested(request, ada.address(), 1_000_000_000));
        pit.fixing(GPU, Pit.TODAY, "2.40");
        pit.advance("2026-08-04T20:30:00Z");
        fund.doWork();
        voided("fulfil:" + request + ":0", "Halted()");
        assertThat(state(request)).isEqualTo(State.WAITING);
        assertThat(fund.doWork()).isEqualTo(1);
        assertThat(pit.intents().getLast().id()).isEqualTo("fulfil:" + request + ":1");
    }

    @Test
    void aRequestItsPartyTookBackIsVoidedWhateverIsUnderWay() {
        seed();
        Hash request = Hash.sha256("kept waiting");
        create(ada, request, "1000");
        hear(new ChainEvent.CreationRequested(request, ada.address(), 1_000_000_000));
        pit.fixing(GPU, Pit.TODAY, "2.40");
        pit.advance("2026-08-04T20:30:00Z");
        fund.doWork();
        assertThat(state(request)).isEqualTo(State.PRICED);

        hear(new ChainEvent.TakenBack(request, ada.address()));
        voided("fulfil:" + request + ":0", "RequestDone");
        assertThat(state(request)).isEqualTo(State.VOIDED);
        assertThat(pit.available(ada.path("cash"))).isEqualTo("10000.000000");
        assertThat(pit.available("fund:requests")).isEqualTo("0.000000");
        assertThat(fund.doWork()).isZero();
    }

    @Test
    void unitsThatTookTheirShareOnChainAreGoneHereAndTheirShareIsTheirs() {
        seed();
        Hash request = Hash.sha256("a third of it");
        Amount ten = Amount.parse(Asset.HGX, "10");
        pit.database
                .decide(tx -> fund.requestRedemption(tx, request, manager, ten))
                .orThrow();
        hear(new ChainEvent.RedemptionRequested(request, manager.address(), ten.units()));
        hear(new ChainEvent.RedeemedInKind(request, manager.address(), ten.units(), 200_000_000));
        hear(new ChainEvent.HoursGiven(request, manager.address(), Pit.SERIES_ID, 333_333_333));
        assertThat(state(request)).isEqualTo(State.DONE);
        assertThat(pit.posted("units:HGX")).isEqualTo("-20.000000");
        assertThat(pit.posted("fund:redeeming")).isEqualTo("0.000000");
        assertThat(pit.posted("fund:cash")).isEqualTo("400.000000");
        assertThat(pit.posted("fund:hours:" + SERIES.name())).isEqualTo("666.666667");
        assertThat(pit.posted(manager.path("hours", SERIES.name()))).isEqualTo("333.333333");

        // Of a request the books never knew, nothing is booked.
        hear(new ChainEvent.TakenBack(Hash.sha256("unknown"), ada.address()));
        hear(new ChainEvent.RedeemedInKind(Hash.sha256("unknown"), ada.address(), 1, 1));
        assertThat(pit.posted("fund:cash")).isEqualTo("400.000000");
    }

    @Test
    void refusesWhatIsMalformedTooSmallReusedOrNotThere() {
        seed();
        Hash id = Hash.sha256("x");
        assertThat(creating(id, "0")).contains(FundRefusal.MALFORMED);
        assertThat(creating(id, "0.999999")).contains(FundRefusal.TOO_SMALL);
        assertThat(creating(id, "10000.000001")).contains(FundRefusal.INSUFFICIENT);
        assertThat(creating(id, "100")).isEmpty();
        assertThat(creating(id, "100")).isEmpty();
        assertThat(creating(id, "101")).contains(FundRefusal.ID_REUSED);
        assertThat(pit.available(ada.path("cash"))).isEqualTo("9900.000000");
        assertThat(refusal(pit.database.decide(
                        tx -> fund.requestRedemption(tx, Hash.sha256("y"), ada, Amount.parse(Asset.HGX, "1")))))
                .contains(FundRefusal.INSUFFICIENT);
        assertThat(refusal(pit.database.decide(tx -> fund.createInKind(
                        tx, Hash.sha256("z"), ada, SERIES, new Amount(Pit.SERIES, 0), Amount.parse(Asset.USD, "100")))))
                .contains(FundRefusal.NOT_THE_MANAGER);
    }

    @Test
    void noNavWithoutUnitsOrPricesOrTwiceTheSameWay() {
        assertThat(refusal(pit.database.decide(tx -> fund.nav(tx, LocalDate.parse("2026-07-31")))))
                .contains(FundRefusal.NO_UNITS);
        seed();
        assertThat(refusal(pit.database.decide(tx -> fund.nav(tx, Pit.TODAY)))).contains(FundRefusal.NO_PRICE);
        nav("2026-07-31");
        assertThat(refusal(pit.database.decide(tx -> fund.nav(tx, LocalDate.parse("2026-07-30")))))
                .contains(FundRefusal.DAY_NOT_AFTER);
    }

    @Test
    void goingInAndOutAgainAndAgainNeverPays() {
        seed();
        LocalDate day = Pit.TODAY;
        // A price that divides badly, so that every step rounds.
        for (int round = 0; round < 4; round++) {
            String before = pit.posted(bob.path("cash"));
            pit.fixing(GPU, day, "2.333333");
            Hash in = Hash.sha256("in " + round);
            create(bob, in, "33.333333");
            hear(new ChainEvent.CreationRequested(in, bob.address(), 33_333_333));
            day = work(day);
            ChainCall.FulfilCreation create =
                    pit.calls(ChainCall.FulfilCreation.class).getLast();
            long units = NetAssetValue.unitsDown(33_333_333, create.nav());
            hear(new ChainEvent.UnitsCreated(in, bob.address(), 33_333_333, units, create.nav()));

            pit.fixing(GPU, day, "2.333333");
            Hash out = Hash.sha256("out " + round);
            pit.database
                    .decide(tx -> fund.requestRedemption(tx, out, bob, new Amount(Asset.HGX, units)))
                    .orThrow();
            hear(new ChainEvent.RedemptionRequested(out, bob.address(), units));
            day = work(day);
            ChainCall.FulfilRedemption redeem =
                    pit.calls(ChainCall.FulfilRedemption.class).getLast();
            long cash = NetAssetValue.cashDown(units, redeem.nav());
            hear(new ChainEvent.UnitsRedeemed(out, bob.address(), units, cash, redeem.nav()));
            assertThat(Amount.parse(Asset.USD, pit.posted(bob.path("cash"))))
                    .isLessThan(Amount.parse(Asset.USD, before));
        }
    }

    @Test
    void theSameCashIsNotGivenTwiceAtOnce() throws Exception {
        seed();
        List<Callable<Outcome<RequestView>>> clicks = IntStream.range(0, 8)
                .<Callable<Outcome<RequestView>>>mapToObj(i -> () -> pit.database.decide(tx ->
                        fund.requestCreation(tx, Hash.sha256("click " + i), ada, Amount.parse(Asset.USD, "4000"))))
                .toList();
        try (var pool = Executors.newFixedThreadPool(4)) {
            long taken = pool.invokeAll(clicks).stream()
                    .filter(click -> click.resultNow() instanceof Outcome.Done)
                    .count();
            assertThat(taken).isEqualTo(2);
        }
        assertThat(pit.available(ada.path("cash"))).isEqualTo("2000.000000");
    }

    /** The manager gives everything: 30 units at $100. */
    private void seed() {
        Hash id = Hash.sha256("seed");
        Amount hours = Amount.parse(Pit.SERIES, "1000");
        Amount cash = Amount.parse(Asset.USD, "600");
        pit.database
                .decide(tx -> fund.createInKind(tx, id, manager, SERIES, hours, cash))
                .orThrow();
        ChainCall.CreateInKind call = pit.calls(ChainCall.CreateInKind.class).getFirst();
        hear(new ChainEvent.CreatedInKind(manager.address(), call.series(), call.hours(), call.cash(), call.units()));
    }

    private void created(Party party, String dollars) {
        Hash request = Hash.sha256("creation of " + party.name());
        create(party, request, dollars);
        long cash = Amount.parse(Asset.USD, dollars).units();
        hear(new ChainEvent.CreationRequested(request, party.address(), cash));
        pit.fixing(GPU, Pit.TODAY, "2.40");
        pit.advance("2026-08-04T20:30:00Z");
        fund.doWork();
        long nav = pit.calls(ChainCall.FulfilCreation.class).getLast().nav();
        hear(new ChainEvent.UnitsCreated(request, party.address(), cash, NetAssetValue.unitsDown(cash, nav), nav));
    }

    /** Lets a day and the next one pass. */
    private LocalDate work(LocalDate day) {
        pit.advance(day.plusDays(1) + "T20:30:00Z");
        fund.doWork();
        return day.plusDays(2);
    }

    private void create(Party party, Hash request, String dollars) {
        pit.database
                .decide(tx -> fund.requestCreation(tx, request, party, Amount.parse(Asset.USD, dollars)))
                .orThrow();
    }

    private Optional<Refusal> creating(Hash id, String dollars) {
        return refusal(pit.database.decide(tx -> fund.requestCreation(tx, id, ada, Amount.parse(Asset.USD, dollars))));
    }

    private NavView nav(String day) {
        return pit.database.decide(tx -> fund.nav(tx, LocalDate.parse(day))).orThrow();
    }

    private State state(Hash request) {
        return pit.database.inTx(tx -> fund.request(tx, request).orElseThrow()).state();
    }

    private @Nullable Integer place(Hash request) {
        return pit.database.inTx(tx -> fund.request(tx, request).orElseThrow()).place();
    }

    private static Optional<Refusal> refusal(Outcome<?> outcome) {
        return outcome instanceof Refused<?> refused ? Optional.of(refused.reason()) : Optional.empty();
    }

    private void voided(String intent, String why) {
        pit.database.inTx(tx -> {
            fund.onVoided(tx, intent, why);
            return 0;
        });
    }

    private void hear(ChainEvent event) {
        pit.database.inTx(tx -> {
            fund.onFinal(tx, pit.logged(event));
            return 0;
        });
    }
}
