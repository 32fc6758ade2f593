package io.hourglass.contracts.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Refusal;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.fund.FeeView;
import io.hourglass.ledger.fund.Fund;
import io.hourglass.ledger.fund.FundRefusal;
import io.hourglass.ledger.fund.IncomeView;
import io.hourglass.ledger.fund.NavView;
import io.hourglass.ledger.fund.RequestView;
import io.hourglass.ledger.fund.RequestView.State;
import io.hourglass.ledger.fund.ShareView;
import io.hourglass.ledger.fund.TrackingView;
import io.hourglass.ledger.index.Baskets;
import io.hourglass.ledger.index.Curves;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.pricing.fund.NetAssetValue;
import io.hourglass.pricing.fund.StreamingFee;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final Baskets baskets = new Baskets(pit.clock);
    private final Fund fund =
            new Fund(pit.database, pit.journal, pit.outbox, pit.chain, pit.clock, fixings, curves, baskets);
    private final Party manager = pit.party("manager", Party.Kind.HOUSE, "2000");
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

        hear(new ChainEvent.FeeAccrued(
                manager.address(), 0, 0, pit.clock.instant().getEpochSecond()));
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
        hear(new ChainEvent.RedemptionRequested(request, ada.address(), five.units(), 1));
        pit.fixing(GPU, LocalDate.parse("2026-08-05"), "2.40");
        pit.advance("2026-08-06T20:30:00Z");
        fund.doWork();
        ChainCall.FulfilRedemptions call = filled();
        assertThat(call.requests()).containsExactly(request);
        assertThat(call.units()).isEqualTo(five.units());
        long cash = NetAssetValue.cashDown(five.units(), call.nav());
        String before = pit.posted(ada.path("cash"));

        hear(new ChainEvent.UnitsRedeemed(request, ada.address(), five.units(), cash, call.nav(), 0));

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
        Hash request = redemption(manager, "10", 1);
        nextNav(Pit.TODAY);

        // $600 of the $1,000 it is worth
        assertThat(filled().units()).isEqualTo(6_000_000);
        paid(request, manager, 6_000_000, 4_000_000);

        RequestView waiting = view(request);
        assertThat(waiting.place()).isEqualTo(1);
        assertThat(waiting.waiting().decimal()).isEqualTo("4.000000");
        assertThat(waiting.cash().decimal()).isEqualTo("600.000000");
        assertThat(pit.posted("fund:redeeming")).isEqualTo("4.000000");
        assertThat(pit.posted("fund:cash")).isEqualTo("0.000000");
        assertThat(fund.doWork()).isZero();
    }

    @Test
    void aCycleIsFilledProRataAndItsRestComesBeforeTheNext() {
        List<Hash> requests = queueUp();
        nextNav(Pit.TODAY.plusDays(2));
        // $600 of cash: 6 units of the first cycle's 12, a half of each; the second cycle has to wait.
        ChainCall.FulfilRedemptions call = filled();
        assertThat(call.requests()).containsExactlyInAnyOrder(requests.get(0), requests.get(1));
        assertThat(call.requests()).isSortedAccordingTo(Comparator.comparing(Hash::hex));
        assertThat(call.units()).isEqualTo(6_000_000);
        assertThat(state(requests.get(0))).isEqualTo(State.PRICED);
        assertThat(pit.available("fund:cash")).isEqualTo("0.000000");
        assertThat(fund.doWork()).isZero();
        paid(requests.get(0), ada, 4_000_000, 4_000_000);
        paid(requests.get(1), bob, 2_000_000, 2_000_000);

        assertThat(place(requests.get(0))).isEqualTo(1);
        assertThat(pit.database
                        .inTx(tx -> fund.requests(tx, "bob", 5))
                        .getFirst()
                        .place())
                .isEqualTo(2);
        assertThat(view(requests.get(2)).ahead().decimal()).isEqualTo("6.000000");
        assertThat(pit.posted("units:HGX")).isEqualTo("-24.000000");

        // $1,000 comes in: the rest of the first cycle, and what is left for the second one.
        give("1000");
        assertThat(fund.doWork()).isEqualTo(2);
        List<ChainCall.FulfilRedemptions> calls = pit.calls(ChainCall.FulfilRedemptions.class);
        assertThat(calls.get(1).units()).isEqualTo(6_000_000);
        assertThat(calls.get(2).requests()).containsExactly(requests.get(2));
        assertThat(calls.get(2).units()).isEqualTo(4_000_000);
        paid(requests.get(0), ada, 4_000_000, 0);
        paid(requests.get(1), bob, 2_000_000, 0);
        paid(requests.get(2), manager, 4_000_000, 2_000_000);
        assertThat(state(requests.get(1))).isEqualTo(State.DONE);
        assertThat(view(requests.get(2)).ahead().isPositive()).isFalse();
        assertThat(pit.posted("fund:cash")).isEqualTo("0.000000");
    }

    @Test
    void aFillingThatFailsKeepsTheCycleInItsPlace() {
        List<Hash> requests = queueUp();
        nextNav(Pit.TODAY.plusDays(2));
        voided("gate:1:0", "CycleIncomplete(cycle=1)");
        assertThat(state(requests.get(0))).isEqualTo(State.WAITING);
        assertThat(pit.available("fund:cash")).isEqualTo("600.000000");
        assertThat(fund.doWork()).isEqualTo(1);
        assertThat(pit.calls(ChainCall.FulfilRedemptions.class)).hasSize(2).allSatisfy(call -> assertThat(call.units())
                .isEqualTo(6_000_000));
    }

    /** What the books cannot follow would stand in its cycle, and everybody with it. */
    @Test
    void aRequestOfAStrangerIsGivenBack() {
        seed();
        Hash stranger = Hash.sha256("a stranger's");
        Hash beyond = Hash.sha256("more than she has");
        hear(new ChainEvent.RedemptionRequested(stranger, pit.wallet.address("zoe"), 1, 1));
        hear(new ChainEvent.RedemptionRequested(beyond, ada.address(), 1, 1));
        hear(new ChainEvent.CreationRequested(Hash.sha256("cash"), pit.wallet.address("zoe"), 1));
        assertThat(pit.calls(ChainCall.GiveBack.class))
                .containsExactly(
                        new ChainCall.GiveBack(stranger),
                        new ChainCall.GiveBack(beyond),
                        new ChainCall.GiveBack(Hash.sha256("cash")));
        assertThat(pit.database.inTx(fund::queue)).isEmpty();
    }

    @Test
    void theFeeIsMadeInUnitsAndNavGoesOnWithoutAStep() {
        seed();
        long begun = pit.clock.instant().getEpochSecond();
        hear(new ChainEvent.FeeSet(20_000, begun));
        pit.fixing(GPU, Pit.TODAY, "2.40");
        pit.advance("2027-08-03T18:00:00Z"); // 365.25 days
        fund.doWork();
        NavView before = nav();
        // 2 % of $3,000
        assertThat(before.feeAccrued().decimal()).isEqualTo("60.000000");
        assertThat(before.perUnit().decimal()).isEqualTo("98.000000");
        assertThat(pit.calls(ChainCall.AccrueFee.class)).hasSize(1);

        long now = pit.clock.instant().getEpochSecond();
        long units = new StreamingFee(20_000, 20_000).unitsDown(30_000_000, now - begun);
        hear(new ChainEvent.FeeAccrued(manager.address(), units, begun, now));
        assertThat(units).isEqualTo(612_244);
        assertThat(pit.posted(manager.path("units"))).isEqualTo("30.612244");
        assertThat(pit.posted("units:HGX")).isEqualTo("-30.612244");

        pit.fixing(GPU, Pit.TODAY.plusDays(1), "2.40");
        fund.doWork();
        NavView after = nav();
        assertThat(after.feeAccrued().units()).isZero();
        assertThat(after.down()).isBetween(before.down(), before.down() + 2);
        FeeView fee = pit.database.inTx(fund::fee);
        assertThat(fee.ratePpm()).isEqualTo(20_000);
        assertThat(fee.taken().units()).isEqualTo(612_244);
    }

    /** The fee of who is no party here is still units that there are. */
    @Test
    void theFeeOfAStrangerIsInTheBooksToo() {
        seed();
        hear(new ChainEvent.FeeAccrued(pit.wallet.address("zoe"), 1_000_000, 0, 1));
        assertThat(pit.posted("units:HGX")).isEqualTo("-31.000000");
    }

    @Test
    void incomeIsTheirsWhoHoldAtTheCutToTheUnit() {
        seed();
        created(ada, "1000");
        hear(new ChainEvent.FeeSet(0, pit.clock.instant().getEpochSecond()));
        pit.advance("2026-08-05T12:00:00Z");
        Hash waits = redemption(ada, "2", 1); // still hers
        Hash income = Hash.sha256("August's hours");
        assertThat(bring(income, ada, "100.000001")).contains(FundRefusal.NOT_THE_MANAGER);
        assertThat(bring(income, manager, "0")).contains(FundRefusal.MALFORMED);
        assertThat(bring(income, manager, "100.000001")).isEmpty();
        assertThat(bring(income, manager, "100.000001")).isEmpty();
        assertThat(bring(income, manager, "1")).contains(FundRefusal.ID_REUSED);
        assertThat(pit.calls(ChainCall.BringIncome.class)).hasSize(1);
        hear(new ChainEvent.IncomeBrought(income, manager.address(), 100_000_001, manager.address(), 10_000_000));
        assertThat(pit.posted("fund:income")).isEqualTo("90.000001");

        assertThat(fund.doWork()).isZero();
        pit.fixing(GPU, LocalDate.parse("2026-08-04"), "2.40");
        fund.doWork();
        assertThat(nav().gross().decimal()).isEqualTo("4090.000001"); // accrued until the cut
        pit.advance("2026-08-05T20:00:00Z");
        fund.doWork();
        List<ShareView> hers = pit.database.inTx(tx -> fund.shares(tx, "ada", 10));
        List<ShareView> his = pit.database.inTx(tx -> fund.shares(tx, "manager", 10));
        assertThat(hers).singleElement().satisfies(share -> {
            assertThat(share.units().decimal()).isEqualTo("10.000000");
            assertThat(share.ofUnits().decimal()).isEqualTo("40.000000");
            assertThat(share.transaction()).isNull();
        });
        assertThat(hers.getFirst().cash().plus(his.getFirst().cash()).decimal()).isEqualTo("90.000001");
        ChainCall.PayIncome call = pit.calls(ChainCall.PayIncome.class).getFirst();
        assertThat(call.amounts()).containsExactlyInAnyOrder(22_500_000L, 67_500_001L);
        assertThat(fund.doWork()).isZero();

        voided("share:" + income + ":" + call.accounts().getFirst() + ":0", "Halted()");
        assertThat(state(waits)).isEqualTo(State.WAITING);
        for (int i = 0; i < 2; i++) {
            hear(new ChainEvent.IncomePaid(
                    income, call.accounts().get(i), call.amounts().get(i)));
        }
        assertThat(pit.posted("fund:income")).isEqualTo("0.000000");
        assertThat(pit.database.inTx(tx -> fund.incomes(tx, 1)).getFirst().state())
                .isEqualTo(IncomeView.State.PAID);
        assertThat(pit.database.inTx(tx -> fund.shares(tx, "ada", 1)).getFirst().transaction())
                .isNotNull();
        assertThat(pit.calls(ChainCall.PayIncome.class)).hasSize(1);
    }

    @Test
    void whatTheVaultDoesNotCreditIsHeldUntilItIsClaimed() {
        seed();
        hear(new ChainEvent.Held(ada.address(), 5_000_000));
        assertThat(pit.posted(ada.path("held"))).isEqualTo("5.000000");
        assertThat(pit.posted(ada.path("cash"))).isEqualTo("9995.000000");
        hear(new ChainEvent.Claimed(ada.address(), 5_000_000));
        assertThat(pit.posted(ada.path("cash"))).isEqualTo("10000.000000");
    }

    @Test
    void unitsThatAreSoldElsewhereAreTheBuyersHere() {
        seed();
        transfer(manager, ada, "0.000007");
        assertThat(pit.posted(ada.path("units"))).isEqualTo("0.000007");
    }

    /** A NAV counts what the books know the fund has: a gift to its address makes no unit dearer. */
    @Test
    void aGiftMovesNoNav() {
        seed();
        hear(new ChainEvent.Moved(
                pit.deployment.cash(), ada.address(), pit.deployment.of(ChainCall.Contract.INDEX_FUND), 1_000_000_000));
        assertThat(nav("2026-07-31").perUnit().decimal()).isEqualTo("100.000000");
    }

    @Test
    void theFundIsComparedWithTheBasketDayByDay() {
        seed();
        IndexName index = IndexName.headline(GPU);
        LocalDate first = LocalDate.parse("2026-07-31");
        int number = pit.database
                .decide(tx -> baskets.propose(tx, Map.of(index, 1000L), first, "amy"))
                .orThrow()
                .number();
        pit.database.decide(tx -> baskets.approve(tx, first, number, "ben")).orThrow();
        nav("2026-07-31");
        pit.fixing(GPU, LocalDate.parse("2026-08-01"), "2.64");
        nav("2026-08-01");
        pit.fixing(GPU, LocalDate.parse("2026-08-02"), "2.64");
        nav("2026-08-02");
        TrackingView tracking = pit.database.inTx(fund::tracking);
        assertThat(tracking.days()).hasSize(3);
        // Hours are $2,400 of $3,000: the index gains 10 %, the fund 8 %; then both stand still.
        assertThat(tracking.differencePpm()).isEqualTo(-20_000);
        assertThat(tracking.days().getFirst().differencePpm()).isNull();
        // differences -2 % and 0, a sample deviation of 1.4142 %, by √365.25
        assertThat(tracking.errorPpm()).isEqualTo(270_278);
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
        hear(new ChainEvent.RedemptionRequested(request, manager.address(), ten.units(), 1));
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
            hear(new ChainEvent.RedemptionRequested(out, bob.address(), units, round));
            day = work(day);
            ChainCall.FulfilRedemptions redeem =
                    pit.calls(ChainCall.FulfilRedemptions.class).getLast();
            long cash = NetAssetValue.cashDown(units, redeem.nav());
            hear(new ChainEvent.UnitsRedeemed(out, bob.address(), units, cash, redeem.nav(), 0));
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

    /**
     * Ada and Bob ask for 8 and 4 units of theirs, the manager a day later for 6 of his; the fund has
     * $600 in cash, and 30 units at $100.
     */
    private List<Hash> queueUp() {
        seed();
        for (Party party : List.of(ada, bob)) {
            transfer(manager, party, "10");
        }
        Hash hers = redemption(ada, "8", 1);
        Hash his = redemption(bob, "4", 1);
        pit.advance("2026-08-04T12:00:00Z");
        return List.of(hers, his, redemption(manager, "6", 2));
    }

    private void transfer(Party from, Party to, String units) {
        Hash token = pit.database
                .inTx(tx -> pit.journal.assets(tx).stream()
                        .filter(listed -> listed.asset().equals(Asset.HGX))
                        .map(listed -> Objects.requireNonNull(listed.chainId()))
                        .findFirst())
                .orElseThrow();
        hear(new ChainEvent.Moved(
                token,
                from.address(),
                to.address(),
                Amount.parse(Asset.HGX, units).units()));
    }

    /** Units that are asked for, and recorded on chain in a cycle. */
    private Hash redemption(Party party, String written, long cycle) {
        Hash request = Hash.sha256("redemption of " + party.name() + " in " + cycle);
        Amount units = Amount.parse(Asset.HGX, written);
        pit.database
                .decide(tx -> fund.requestRedemption(tx, request, party, units))
                .orThrow();
        hear(new ChainEvent.RedemptionRequested(request, party.address(), units.units(), cycle));
        return request;
    }

    /** The NAV of a day, at $100 a unit, and what is done with it. */
    private void nextNav(LocalDate day) {
        pit.fixing(GPU, day, "2.40");
        pit.advance(day.plusDays(1) + "T20:30:00Z");
        fund.doWork();
    }

    /** The chain pays a part of a redemption. */
    private void paid(Hash request, Party party, long units, long left) {
        long nav = filled().nav();
        hear(new ChainEvent.UnitsRedeemed(
                request, party.address(), units, NetAssetValue.cashDown(units, nav), nav, left));
    }

    private ChainCall.FulfilRedemptions filled() {
        return pit.calls(ChainCall.FulfilRedemptions.class).getLast();
    }

    /** Cash comes into the fund, for units at $100. */
    private void give(String dollars) {
        Amount cash = Amount.parse(Asset.USD, dollars);
        pit.database
                .decide(tx ->
                        fund.createInKind(tx, Hash.sha256("more"), manager, SERIES, new Amount(Pit.SERIES, 0), cash))
                .orThrow();
        ChainCall.CreateInKind call = pit.calls(ChainCall.CreateInKind.class).getLast();
        hear(new ChainEvent.CreatedInKind(manager.address(), call.series(), call.hours(), call.cash(), call.units()));
    }

    private Optional<Refusal> bring(Hash income, Party payer, String dollars) {
        return refusal(
                pit.database.decide(tx -> fund.bringIncome(tx, income, payer, Amount.parse(Asset.USD, dollars))));
    }

    private NavView nav() {
        return pit.database.inTx(tx -> fund.latestNav(tx).orElseThrow());
    }

    private RequestView view(Hash request) {
        return pit.database.inTx(tx -> fund.request(tx, request).orElseThrow());
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
