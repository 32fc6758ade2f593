package io.hourglass.contracts.capacity;

import static io.hourglass.contracts.capacity.ListingIT.assertRefused;
import static io.hourglass.contracts.capacity.Yard.SERIES;
import static io.hourglass.contracts.capacity.Yard.hours;
import static io.hourglass.contracts.capacity.Yard.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.capacity.Bond;
import io.hourglass.ledger.capacity.CapacityRefusal;
import io.hourglass.ledger.capacity.Delivery;
import io.hourglass.ledger.capacity.Measure;
import io.hourglass.ledger.capacity.Region;
import io.hourglass.ledger.capacity.Reservation;
import io.hourglass.ledger.capacity.Reservation.State;
import io.hourglass.ledger.capacity.ReservationRequest;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.capacity.SeriesStatus;
import io.hourglass.ledger.capacity.Stage;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveryIT {
    private static final Series ELSEWHERE = Series.parse("H100-SXM-80GB.eu.2026-09");
    private static final String ADA = "investor:ada:hours:" + SERIES;
    private static final String BOND = "bond:" + SERIES + ":olga";
    private static final String ESCROW = "escrow:" + SERIES + ":olga";

    private final Yard yard = new Yard();

    @BeforeEach
    void sell() {
        yard.listed("olga", "GPU-0001", "700");
        yard.listed("otto", "GPU-0002", "700");
        yard.minted("m-1", "olga", "500");
        yard.minted("m-2", "otto", "50");
        yard.sold("olga", "ada", "100", "2.5");
        yard.sold("otto", "ada", "40", "2.6");
    }

    @AfterEach
    void close() {
        yard.close();
    }

    @Test
    void redeemsFromTheOwnersWhoDeliverAtLeastCost() {
        Reservation redeemed = redeem("r-1", "60").orThrow();

        assertThat(given(redeemed)).containsExactly("olga 60.000000");
        assertThat(yard.available(ADA)).isEqualTo("80.000000");
        assertThat(redeem("r-1", "60").orThrow()).isEqualTo(redeemed);
        assertRefused(redeem("r-1", "61"), CapacityRefusal.REQUEST_REUSED, "r-1");
        // olga's price is 2.5 and otto's 2.6: what olga has left comes first
        assertThat(given(redeem("r-2", "70").orThrow())).containsExactly("olga 40.000000", "otto 30.000000");
        assertThat(yard.available(ADA)).isEqualTo("10.000000");
        yard.sold("otto", "olga", "5", "2.6");
        assertRefused(redeem("r-3", "10.000001"), CapacityRefusal.NOT_ENOUGH_HOURS, "0.000001 missing");
        assertThat(given(redeem("r-4", "10").orThrow())).containsExactly("otto 10.000000");
    }

    @Test
    void routesByPriceRegionAndServiceLevelAndKeepsTheReceipt() {
        yard.openSeries(ELSEWHERE);
        yard.listed("otto", "GPU-0003", ELSEWHERE, "700");
        yard.minted("m-3", "otto", ELSEWHERE, "300");
        yard.sold("otto", "ada", ELSEWHERE, "50", "2.4");
        yard.decide(tx -> yard.capacity.promise(tx, "otto", SERIES, 9_900)).orThrow();

        // otto promises 99 %: an hour costs 2.6 * 1.01, olga's 2.5 * 2
        Reservation sure =
                yard.reserve(want("w-1", "45", List.of(), null, 0, false)).orThrow();
        assertThat(given(sure)).containsExactly("otto 5.000000", "otto 40.000000");
        assertThat(sure.routes()).hasSize(3);
        assertThat(sure.routes().getFirst().reason()).contains("others are cheaper", "$2.5/h", "0.00 %");
        assertThat(sure.price()).isEqualTo(Price.parse("2.577778"));
        assertThat(yard.reservations("ada")).containsExactly(sure);
        yard.decide(tx -> yard.capacity.release(tx, "w-1", "ada")).orThrow();

        var cheap = yard.reserve(want("w-2", "50", List.of(), Price.parse("2.4"), 0, false));
        assertThat(given(cheap.orThrow())).containsExactly("otto 50.000000");
        yard.decide(tx -> yard.capacity.release(tx, "w-2", "ada")).orThrow();
        assertRefused(
                yard.reserve(want("w-3", "51", List.of(), Price.parse("2.4"), 0, false)),
                CapacityRefusal.NOT_ENOUGH_AT_PRICE,
                "1.000000 missing");
        assertRefused(
                yard.reserve(want("w-4", "51", List.of(Region.EU), null, 0, false)),
                CapacityRefusal.NOT_ENOUGH_IN_REGION,
                "only 50.000000");
        assertRefused(
                yard.reserve(want("w-5", "45", List.of(Region.US, Region.EU), null, 9_900, false)),
                CapacityRefusal.NOT_ENOUGH_AT_LEVEL,
                "5.000000 missing");
        Reservation spread =
                yard.reserve(want("w-6", "100", List.of(), null, 0, true)).orThrow();
        assertThat(given(spread)).containsExactly("olga 50.000000", "otto 10.000000", "otto 40.000000");
        assertRefused(
                yard.reserve(want("w-7", "90", List.of(), null, 0, true)),
                CapacityRefusal.NOT_ENOUGH_OWNERS,
                "missing");
    }

    @Test
    void holdsWhatWasReservedUntilItIsConfirmedGivenBackOrTooLate() {
        Reservation held =
                yard.reserve(want("w-1", "60", List.of(), null, 0, false)).orThrow();
        assertThat(held.state()).isEqualTo(State.HELD);
        assertThat(yard.available(ADA)).isEqualTo("80.000000");
        assertThat(yard.calls(ChainCall.Redeem.class)).isEmpty();
        assertRefused(confirm("w-1", "otto"), CapacityRefusal.UNKNOWN_RESERVATION, "w-1");

        Reservation confirmed = confirm("w-1", "ada").orThrow();
        assertThat(confirm("w-1", "ada").orThrow()).isEqualTo(confirmed);
        assertThat(yard.calls(ChainCall.Redeem.class)).hasSize(1);
        assertRefused(release("w-1"), CapacityRefusal.RESERVATION_OVER, "confirmed");

        yard.reserve(want("w-2", "10", List.of(), null, 0, false)).orThrow();
        assertThat(release("w-2").orThrow().state()).isEqualTo(State.RELEASED);
        assertThat(release("w-2").orThrow().state()).isEqualTo(State.RELEASED);
        yard.reserve(want("w-3", "80", List.of(), null, 0, false)).orThrow();
        assertThat(yard.capacity.doWork()).isZero();
        yard.advance(Yard.NOW.plusSeconds(900));
        assertRefused(confirm("w-3", "ada"), CapacityRefusal.RESERVATION_OVER, "before 2026-08-03T12:15:00Z");
        assertThat(yard.capacity.doWork()).isEqualTo(1);
        assertThat(yard.capacity.doWork()).isZero();

        assertThat(yard.available(ADA)).isEqualTo("80.000000");
        assertThat(yard.reservations("ada"))
                .extracting(Reservation::state)
                .containsExactly(State.CONFIRMED, State.RELEASED, State.EXPIRED);
        assertThat(given(redeem("r-1", "80").orThrow())).containsExactly("olga 40.000000", "otto 40.000000");
    }

    @Test
    void whatIsRedeemedOnChainMayTakeWhatWasReserved() {
        Reservation redeemed = redeem("r-1", "60").orThrow();
        yard.minted("m-9", "otto", "60");
        yard.happen(new ChainEvent.Redeemed(
                Hash.sha256("elsewhere"),
                SERIES.id(),
                yard.address("otto"),
                yard.address("olga"),
                hours("60").units(),
                SERIES.expiry().getEpochSecond(),
                150_000_000));
        assertThat(yard.income("olga").getFirst().owed()).isEqualTo(hours("60"));

        yard.voided("redeem:r-1:1", "NotEnoughSold(1, 2, 3, 4)");
        assertThat(delivery(redeemed.deliveries().getFirst()).stage()).isEqualTo(Stage.VOIDED);
        assertThat(yard.available(ADA)).isEqualTo("140.000000");
    }

    @Test
    void postsTheRedemptionWhenItIsFinalAndReleasesItWhenItIsVoided() {
        Delivery first = delivery("r-1", "60");
        Delivery second = delivery("r-2", "30");
        redeemed(first);
        yard.voided("redeem:r-2:1", "NotEnoughSold(1, 2, 3, 4)");

        assertThat(yard.posted(ADA)).isEqualTo("80.000000");
        assertThat(yard.available(ADA)).isEqualTo("80.000000");
        assertThat(yard.posted("redeemed:" + SERIES)).isEqualTo("60.000000");
        assertThat(delivery(first).stage()).isEqualTo(Stage.FINAL);
        assertThat(delivery(second).stage()).isEqualTo(Stage.VOIDED);
    }

    @Test
    void metersPayTheOwnerOutOfEscrowInGrowingReadings() {
        Delivery delivery = delivery("r-1", "60");
        assertRefused(meter("x-0", delivery, "1", "meter"), CapacityRefusal.DELIVERY_NOT_FINAL, "not final");
        redeemed(delivery);

        assertRefused(meter("x-1", delivery, "20", "mallory"), CapacityRefusal.NOT_A_METER, "no list");
        meter("x-2", delivery, "20", "meter").orThrow();
        meter("x-2", delivery, "20", "meter").orThrow();
        assertRefused(meter("x-3", delivery, "20", "meter"), CapacityRefusal.READING_NOT_GROWING, "20000000");
        assertRefused(meter("x-4", delivery, "19", "meter"), CapacityRefusal.READING_NOT_GROWING, "cumulative");
        assertRefused(meter("x-5", delivery, "60.000001", "meter"), CapacityRefusal.READING_OVER_DELIVERY, "60.000000");
        assertRefused(meter("x-2", delivery, "21", "meter"), CapacityRefusal.REQUEST_REUSED, "x-2");
        assertThat(yard.calls(ChainCall.Meter.class)).hasSize(1);

        metered(delivery, "20", "50");
        meter("x-6", delivery, "60", "meter").orThrow();
        metered(delivery, "60", "100");

        assertThat(yard.posted(ESCROW)).isEqualTo("100.000000");
        assertThat(yard.posted("owner:olga:cash")).isEqualTo("150.000000");
        assertThat(delivery(delivery).delivered()).isEqualTo(hours("60"));
        assertThat(yard.income("olga")).singleElement().satisfies(income -> {
            assertThat(income.earned()).isEqualTo(Amount.parse(Asset.USD, "150"));
            assertThat(income.escrowed()).isEqualTo(Amount.parse(Asset.USD, "100"));
            assertThat(income.sold()).isEqualTo(hours("40"));
            assertThat(income.owed()).isEqualTo(hours("0"));
        });
    }

    @Test
    void refusesToRedeemWhatIsNotThere() {
        assertRefused(redeem("r-1", "0"), CapacityRefusal.INVALID_AMOUNT, "hours of");
        assertRefused(
                yard.decide(tx -> yard.capacity.redeem(tx, "r-2", "nobody", SERIES, hours("1"))),
                CapacityRefusal.UNKNOWN_PARTY,
                "nobody");
        yard.sold("olga", "otto", "90", "2.5");
        // olga sold 190, ada holds 140
        assertRefused(redeem("r-3", "141"), CapacityRefusal.NOT_ENOUGH_HOURS, "140.000000");
    }

    @Test
    void deadlinesBeforeTheMonthsEndAreForOwnersWhoPostedAPace() {
        Instant due = SERIES.start().plus(Duration.ofHours(10));
        assertRefused(yard.reserve(by("w-1", "40", due)), CapacityRefusal.NOT_ENOUGH_PACE, "40.000000 missing");
        assertRefused(post("b-0", "30", "4"), CapacityRefusal.NOT_ENOUGH_CASH, "deposit");
        yard.funded("olga", "50");
        assertThat(post("b-1", "30", "4").orThrow().cash().units()).isZero();
        post("b-1", "30", "4").orThrow();
        assertThat(yard.available("owner:olga:cash")).isEqualTo("20.000000");
        yard.bondPosted("30", "4");
        assertThat(yard.posted(BOND)).isEqualTo("30.000000");
        assertRefused(post("b-2", "0", "3.999999"), CapacityRefusal.PACE_FALLS, "4.000000");

        Reservation reserved = yard.reserve(by("w-2", "40", due)).orThrow();
        assertThat(given(reserved)).containsExactly("olga 40.000000");
        assertThat(reserved.routes().getLast().reason()).contains("at the pace it posted nothing more");
        assertRefused(yard.reserve(by("w-3", "1", due)), CapacityRefusal.NOT_ENOUGH_PACE, "1.000000 missing");
        confirm("w-2", "ada").orThrow();
        assertThat(yard.calls(ChainCall.Redeem.class).getFirst().due()).isEqualTo(due.getEpochSecond());

        post("b-3", "20", "5").orThrow();
        yard.voided("bond:b-3", "Halted()");
        assertThat(yard.available("owner:olga:cash")).isEqualTo("20.000000");
        List<Bond> bonds = yard.inTx(tx -> yard.capacity.bonds(tx, "olga"));
        assertThat(bonds).containsExactly(new Bond("olga", SERIES, usd("30"), SERIES.start(), hours("4")));
    }

    @Test
    void creditsMissedServiceByTheScheduleOutOfBondAndEscrow() {
        yard.bonded("4", "0");
        yard.decide(tx -> yard.capacity.promise(tx, "olga", SERIES, 9_900)).orThrow();
        Delivery delivery = delivery("r-1", "60");
        redeemed(delivery);
        yard.advance(SERIES.start().plus(Duration.ofDays(15)));
        assertThat(yard.capacity.doWork()).isZero();
        meter("x-1", delivery, "15", "meter").orThrow();
        metered(delivery, "15", "37.5");
        yard.advance(SERIES.start().plus(Duration.ofDays(17)));

        // half of 60 was due and half of that is there: 49 % short of 99 %, worth 30 % of half of $150
        assertThat(yard.capacity.doWork()).isEqualTo(1);
        assertThat(yard.capacity.doWork()).isZero();
        assertThat(yard.calls(ChainCall.Credit.class))
                .containsExactly(new ChainCall.Credit(delivery.id(), usd("22.5").units()));
        credited(delivery, "4", "18.5");
        assertThat(yard.posted(BOND)).isEqualTo("0.000000");
        assertThat(yard.posted(ESCROW)).isEqualTo("194.000000");
        assertThat(yard.posted("investor:ada:cash")).isEqualTo("22.500000");

        meter("x-2", delivery, "54", "meter").orThrow();
        metered(delivery, "54", "80");
        yard.advance(SERIES.expiry().plus(Duration.ofHours(25)));
        assertThat(yard.capacity.doWork()).isPositive();
        // 90 % are there, 9 % short: worth 10 % of $150, less than was credited before
        assertThat(yard.calls(ChainCall.Credit.class)).hasSize(1);
        List<Measure> measures = yard.inTx(tx -> yard.capacity.measures(tx, delivery.id()));
        assertThat(measures)
                .extracting(Measure::shortfall, Measure::credited, Measure::stage)
                .containsExactly(tuple(4_900, usd("22.5"), Stage.FINAL), tuple(900, usd("15"), Stage.FINAL));
        assertThat(delivery(delivery).credited()).isEqualTo(usd("22.5"));
    }

    @Test
    void whatOneOwnerFailsAnotherDeliversAndTheRestIsRepaid() {
        yard.bonded("30", "4");
        Instant due = SERIES.start().plus(Duration.ofHours(20));
        yard.reserve(by("w-1", "60", due)).orThrow();
        Delivery failing = confirm("w-1", "ada").orThrow().deliveries().getFirst();
        redeemed(failing);
        yard.advance(due);
        meter("x-1", failing, "5", "meter").orThrow();
        metered(failing, "5", "12.5");
        yard.advance(due.plus(Duration.ofHours(24)));
        assertThat(yard.capacity.doWork()).isZero();
        yard.advance(due.plus(Duration.ofHours(25)));

        assertThat(yard.capacity.doWork()).isEqualTo(1);
        assertThat(yard.capacity.doWork()).isZero();
        ChainCall.FailOver over = yard.calls(ChainCall.FailOver.class).getFirst();
        assertThat(over.owner()).isEqualTo(yard.address("otto"));
        assertThat(over.units()).isEqualTo(hours("40").units());
        assertThat(yard.calls(ChainCall.Fail.class)).hasSize(1);
        yard.happen(new ChainEvent.FailedOver(
                failing.id(),
                over.next(),
                over.owner(),
                over.units(),
                usd("104").units()));
        failed(failing, "15", "37", "0.5");

        assertThat(delivery(failing).failed()).isEqualTo(hours("55"));
        assertThat(delivery(failing).repaid()).isEqualTo(usd("37.5"));
        assertThat(yard.posted("investor:ada:cash")).isEqualTo("37.500000");
        assertThat(yard.posted(BOND)).isEqualTo("29.500000");
        assertThat(yard.posted(ESCROW)).isEqualTo("200.500000");
        assertThat(yard.income("olga").getFirst().owed()).isEqualTo(hours("0"));
        assertThat(yard.income("olga").getFirst().sold()).isEqualTo(hours("80"));
        assertThat(yard.income("otto").getFirst().owed()).isEqualTo(hours("40"));
        Delivery next = yard.inTx(tx -> yard.capacity.delivery(tx, over.next())).orElseThrow();
        assertThat(next.holder()).isEqualTo("ada");
        assertThat(next.due()).isEqualTo(SERIES.expiry());
        assertThat(next.stage()).isEqualTo(Stage.FINAL);
        meter("x-2", next, "40", "meter").orThrow();
        metered(next, "40", "104");
        assertThat(yard.posted("owner:otto:cash")).isEqualTo("104.000000");

        // who failed costs more from now on
        assertThat(redeem("r-1", "80").orThrow().routes().getFirst().failures()).isEqualTo(1);
    }

    @Test
    void aFailureThatTheChainRefusesIsPlannedAgainAndThenTheBondIsReturned() {
        Delivery failing = delivery("r-1", "60");
        redeemed(failing);
        yard.bonded("30", "0");
        yard.advance(SERIES.expiry().plus(Duration.ofHours(25)));
        yard.capacity.doWork();
        assertThat(yard.calls(ChainCall.Fail.class)).hasSize(1);
        yard.voided("fail:" + failing.id() + ":1", "NotOverdue(1, 2)");
        yard.capacity.doWork();
        assertThat(yard.calls(ChainCall.Fail.class)).hasSize(2);
        assertThat(yard.calls(ChainCall.ReturnBond.class)).isEmpty();
        failed(failing, "60", "150", "0");
        yard.capacity.doWork();
        assertThat(yard.calls(ChainCall.ReturnBond.class)).hasSize(1);
        yard.happen(new ChainEvent.BondReturned(
                SERIES.id(), yard.address("olga"), usd("30").units()));
        assertThat(yard.posted(BOND)).isEqualTo("0.000000");
        assertThat(yard.posted("owner:olga:cash")).isEqualTo("30.000000");
    }

    @Test
    void expiresWhatIsLeftWhenTheMonthIsOver() {
        Delivery delivery = delivery("r-1", "60");
        redeemed(delivery);
        assertThat(yard.capacity.doWork()).isZero();
        yard.advance(SERIES.expiry());

        assertThat(yard.capacity.doWork()).isEqualTo(1);
        assertThat(yard.capacity.doWork()).isZero();
        ChainCall.Expire expire = yard.calls(ChainCall.Expire.class).getFirst();
        assertThat(expire.holders())
                .containsExactlyInAnyOrder(yard.address("ada"), yard.address("olga"), yard.address("otto"));
        assertRefused(redeem("r-2", "1"), CapacityRefusal.SERIES_EXPIRED, "2026-10-01");

        expired("ada", "80");
        expired("olga", "400");
        expired("otto", "10");
        assertThat(yard.posted("expired:" + SERIES)).isEqualTo("490.000000");
        assertThat(yard.posted(ADA)).isEqualTo("0.000000");

        assertThat(yard.capacity.doWork()).isEqualTo(2);
        assertThat(yard.calls(ChainCall.ReleaseEscrow.class)).hasSize(2);
        yard.happen(new ChainEvent.EscrowReleased(SERIES.id(), yard.address("olga"), 100_000_000));
        yard.happen(new ChainEvent.EscrowReleased(SERIES.id(), yard.address("otto"), 104_000_000));
        assertThat(yard.posted("owner:olga:cash")).isEqualTo("100.000000");
        assertThat(yard.capacity.doWork()).isZero();
        assertThat(yard.status().state()).isEqualTo(SeriesStatus.State.EXPIRED);

        // what was redeemed is still owed, and still paid for
        meter("x-1", delivery, "60", "meter").orThrow();
        metered(delivery, "60", "150");
        assertThat(yard.posted(ESCROW)).isEqualTo("0.000000");
    }

    @Test
    void asksAgainForAnExpiryTheChainRefusedButNotForEver() {
        yard.advance(SERIES.expiry());
        for (int attempt = 1; attempt <= 8; attempt++) {
            assertThat(yard.capacity.doWork()).isEqualTo(1);
            String why = attempt <= 5 ? "SeriesNotExpired(1)" : "Halted()";
            yard.voided("expire:" + SERIES + ":" + attempt, why);
        }
        assertThat(yard.capacity.doWork()).isZero();
    }

    private static ReservationRequest by(String id, String hours, Instant due) {
        Amount amount = Amount.parse(SERIES.gpu().hours(), hours);
        return new ReservationRequest(id, "ada", SERIES.gpu(), amount, List.of(), null, due, null, 0, false, null);
    }

    private Outcome<Bond> post(String id, String cash, String pace) {
        return yard.decide(tx -> yard.capacity.post(tx, id, "olga", SERIES, usd(cash), hours(pace)));
    }

    private void credited(Delivery delivery, String fromBond, String fromEscrow) {
        yard.happen(new ChainEvent.Credited(
                delivery.id(),
                yard.address("ada"),
                usd(fromBond).units(),
                usd(fromEscrow).units()));
    }

    private void failed(Delivery delivery, String hours, String fromEscrow, String fromBond) {
        yard.happen(new ChainEvent.Failed(
                delivery.id(),
                yard.address("ada"),
                hours(hours).units(),
                usd(fromEscrow).units(),
                usd(fromBond).units()));
    }

    private static ReservationRequest want(
            String id,
            String hours,
            List<Region> regions,
            @Nullable Price priceMax,
            int serviceLevel,
            boolean failover) {
        Amount amount = Amount.parse(SERIES.gpu().hours(), hours);
        return new ReservationRequest(
                id, "ada", SERIES.gpu(), amount, regions, null, null, priceMax, serviceLevel, failover, null);
    }

    private static List<String> given(Reservation reservation) {
        return reservation.taken().stream()
                .map(route -> route.owner() + " " + route.hours().decimal())
                .toList();
    }

    private Outcome<Reservation> confirm(String id, String holder) {
        return yard.decide(tx -> yard.capacity.confirm(tx, id, holder));
    }

    private Outcome<Reservation> release(String id) {
        return yard.decide(tx -> yard.capacity.release(tx, id, "ada"));
    }

    private Delivery delivery(String id, String hours) {
        return redeem(id, hours).orThrow().deliveries().getFirst();
    }

    private Outcome<Reservation> redeem(String id, String hours) {
        return yard.decide(tx -> yard.capacity.redeem(tx, id, "ada", SERIES, hours(hours)));
    }

    private Outcome<Delivery> meter(String id, Delivery delivery, String hours, String key) {
        long cumulative = hours(hours).units();
        return yard.decide(tx ->
                yard.capacity.meter(tx, id, delivery.id(), cumulative, yard.reading(key, delivery.id(), cumulative)));
    }

    private Delivery delivery(Delivery delivery) {
        return yard.inTx(tx -> yard.capacity.delivery(tx, delivery.id())).orElseThrow();
    }

    private void redeemed(Delivery delivery) {
        yard.happen(new ChainEvent.Redeemed(
                delivery.id(),
                SERIES.id(),
                yard.address("ada"),
                yard.address(delivery.owner()),
                delivery.hours().units(),
                delivery.due().getEpochSecond(),
                Price.parse("2.5").timesDown(delivery.hours().units()).units()));
    }

    private void metered(Delivery delivery, String hours, String paid) {
        yard.happen(new ChainEvent.Metered(
                delivery.id(),
                hours(hours).units(),
                yard.address(delivery.owner()),
                Amount.parse(Asset.USD, paid).units()));
    }

    private void expired(String holder, String hours) {
        yard.happen(new ChainEvent.Expired(
                SERIES.id(), yard.address(holder), hours(hours).units()));
    }
}
