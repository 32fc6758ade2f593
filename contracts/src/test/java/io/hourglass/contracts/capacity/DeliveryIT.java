package io.hourglass.contracts.capacity;

import static io.hourglass.contracts.capacity.ListingIT.assertRefused;
import static io.hourglass.contracts.capacity.Yard.SERIES;
import static io.hourglass.contracts.capacity.Yard.hours;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.capacity.CapacityRefusal;
import io.hourglass.ledger.capacity.Delivery;
import io.hourglass.ledger.capacity.SeriesStatus.State;
import io.hourglass.ledger.capacity.Stage;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveryIT {
    private static final String ADA = "investor:ada:hours:" + SERIES;
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
    void redeemsFromTheOwnerWithMostToDeliver() {
        Delivery delivery = redeem("r-1", "60").orThrow();

        assertThat(delivery.owner()).isEqualTo("olga");
        assertThat(yard.available(ADA)).isEqualTo("80.000000");
        assertThat(redeem("r-1", "60").orThrow()).isEqualTo(delivery);
        // olga has 40 left, otto 40: the first by name, and then the other
        assertThat(redeem("r-2", "30").orThrow().owner()).isEqualTo("olga");
        assertThat(redeem("r-3", "40").orThrow().owner()).isEqualTo("otto");
        assertRefused(redeem("r-4", "10.000001"), CapacityRefusal.NOT_ENOUGH_SOLD, "10.000000");
    }

    @Test
    void postsTheRedemptionWhenItIsFinalAndReleasesItWhenItIsVoided() {
        Delivery first = redeem("r-1", "60").orThrow();
        Delivery second = redeem("r-2", "30").orThrow();
        redeemed(first);
        yard.voided("redeem:r-2", "NotEnoughSold(1, 2, 3, 4)");

        assertThat(yard.posted(ADA)).isEqualTo("80.000000");
        assertThat(yard.available(ADA)).isEqualTo("80.000000");
        assertThat(yard.posted("redeemed:" + SERIES)).isEqualTo("60.000000");
        assertThat(delivery(first).stage()).isEqualTo(Stage.FINAL);
        assertThat(delivery(second).stage()).isEqualTo(Stage.VOIDED);
    }

    @Test
    void metersPayTheOwnerOutOfEscrowInGrowingReadings() {
        Delivery delivery = redeem("r-1", "60").orThrow();
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
    void expiresWhatIsLeftWhenTheMonthIsOver() {
        Delivery delivery = redeem("r-1", "60").orThrow();
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
        assertThat(yard.status().state()).isEqualTo(State.EXPIRED);

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

    private Outcome<Delivery> redeem(String id, String hours) {
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
                delivery.hours().units()));
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
