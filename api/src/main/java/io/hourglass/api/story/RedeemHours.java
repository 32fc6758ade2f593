package io.hourglass.api.story;

import io.hourglass.ledger.capacity.Delivery;
import io.hourglass.ledger.capacity.Income;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.capacity.SeriesStatus;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.settlement.Signable.Reading;
import io.hourglass.ledger.settlement.Signature;
import java.time.Duration;

/** Step 7: ada redeems, olga delivers and is paid out of escrow; at the month's end the rest expires. */
final class RedeemHours implements Step {
    private static final String REQUEST = "story-redeem";
    private static final String REDEEMED = "700";
    private static final String FIRST_READING = "420";

    @Override
    public String name() {
        return "redeem";
    }

    @Override
    public String run(Stage stage) {
        Series series = ListAndMint.offeredBy(stage, Cast.OLGA).getFirst();
        Amount hours = Amount.parse(series.asset(), REDEEMED);
        LivedDays.pass(stage, TradeFuture.future(stage).index(), series.start().plus(Duration.ofDays(2)));
        Delivery asked = stage.ask(
                        "redeeming hours", tx -> stage.rooms().capacity().redeem(tx, REQUEST, Cast.ADA, series, hours))
                .deliveries()
                .getFirst();
        stage.awaitQuiet();

        read(stage, asked, Amount.parse(series.asset(), FIRST_READING), "story-reading-1");
        LivedDays.pass(stage, TradeFuture.future(stage).index(), series.start().plus(Duration.ofDays(9)));
        read(stage, asked, hours, "story-reading-2");
        Delivery delivered = stage.read(tx -> stage.rooms().capacity().delivery(tx, asked.id()))
                .orElseThrow();
        if (!delivered.delivered().equals(hours) || !delivered.paid().isPositive()) {
            throw new StoryFailure(
                    "delivered " + delivered.delivered() + " of " + hours + ", paid " + delivered.paid());
        }

        LivedDays.pass(stage, TradeFuture.future(stage).index(), series.expiry().plus(Duration.ofHours(1)));
        stage.await("until " + series + " has expired", () -> stage.read(
                        tx -> stage.rooms().capacity().series(tx, series))
                .filter(status -> status.state() == SeriesStatus.State.EXPIRED)
                .isPresent());
        stage.awaitQuiet();
        return said(stage, series, delivered);
    }

    /** A reading is signed by the meter, and brought once. */
    private static void read(Stage stage, Delivery delivery, Amount cumulative, String id) {
        Signature signature = stage.sign(Cast.METER, new Reading(delivery.id(), cumulative.units()));
        stage.ask(
                "reading " + id,
                tx -> stage.rooms().capacity().meter(tx, id, delivery.id(), cumulative.units(), signature));
        stage.awaitQuiet();
    }

    private static String said(Stage stage, Series series, Delivery delivered) {
        SeriesStatus status =
                stage.read(tx -> stage.rooms().capacity().series(tx, series)).orElseThrow();
        Amount released = stage.read(tx -> stage.rooms().capacity().income(tx, Cast.OLGA)).stream()
                .filter(income -> income.series().equals(series))
                .map(Income::released)
                .findFirst()
                .orElse(new Amount(Asset.USD, 0));
        Amount left = stage.balance("escrow:" + series.name() + ":" + Cast.OLGA);
        if (left.units() != 0 || !status.expired().isPositive()) {
            throw new StoryFailure("after expiry " + left + " are in escrow, " + status.expired() + " expired");
        }
        stage.figures().put("capacity.hoursDelivered", delivered.delivered().units() / 1_000_000);
        stage.figures().put("capacity.hoursExpired", status.expired().units() / 1_000_000);
        return "%s hours redeemed and metered, $%s paid out of escrow; %s hours expired, $%s released to their owner"
                .formatted(
                        Show.hours(delivered.delivered()),
                        Show.dollars(delivered.paid()),
                        Show.hours(status.expired()),
                        Show.dollars(released));
    }
}
