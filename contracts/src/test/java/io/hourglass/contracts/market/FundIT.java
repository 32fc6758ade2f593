package io.hourglass.contracts.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.fund.FundRefusal;
import io.hourglass.ledger.fund.NavView;
import io.hourglass.ledger.fund.RequestView;
import io.hourglass.ledger.fund.RequestView.State;
import io.hourglass.ledger.fund.TrackingView;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.pricing.fund.NetAssetValue;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the fund is worth, and how units come and go. */
class FundIT extends FundStage {
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
}
