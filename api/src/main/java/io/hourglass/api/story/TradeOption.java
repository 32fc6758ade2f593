package io.hourglass.api.story;

import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.options.OptionHolding;
import io.hourglass.ledger.options.OptionQuote;
import io.hourglass.ledger.options.OptionSeries;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.pricing.options.OptionType;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Beside the future: dan writes the put nearest to its settlement price, and bob buys it at what the model says. */
final class TradeOption {
    private static final long LOTS = 1;

    private TradeOption() {}

    static String run(Stage stage, Future future) {
        stage.ask("listing options on " + future, tx -> stage.rooms().options().list(tx, future));
        stage.awaitQuiet();
        if (written(stage).isEmpty()) {
            OptionQuote put = nearest(stage, future);
            order(stage, Cast.DAN, put, false);
            order(stage, Cast.BOB, put, true);
            stage.awaitQuiet();
        }
        OptionHolding writer =
                written(stage).orElseThrow(() -> new StoryFailure("dan's option did not trade: " + orders(stage)));
        stage.figures().put("options.lots", LOTS);
        return "%d lot of %s written, $%s held of its writer"
                .formatted(LOTS, writer.series(), Show.dollars(writer.collateral()));
    }

    private static Optional<OptionHolding> written(Stage stage) {
        return stage.read(tx -> stage.rooms().options().holdings(tx, Cast.DAN)).stream()
                .filter(holding -> holding.lots() == -LOTS)
                .findFirst();
    }

    private static List<OrderView> orders(Stage stage) {
        return stage.read(tx -> stage.rooms().market().orders(tx, Cast.DAN, 1));
    }

    private static OptionQuote nearest(Stage stage, Future future) {
        Price settlement = stage.read(tx -> stage.rooms().clearing().future(tx, future))
                .orElseThrow()
                .settlement();
        return stage.read(tx -> stage.rooms().options().chain(tx, future)).stream()
                .filter(quote -> quote.option().series().type() == OptionType.PUT)
                .min(Comparator.comparingLong(
                        quote -> Math.abs(quote.option().series().strike().micros() - settlement.micros())))
                .orElseThrow();
    }

    /** At the model's value, to the tick and at least one. */
    private static void order(Stage stage, String member, OptionQuote quote, boolean buy) {
        OptionSeries series = quote.option().series();
        long tick = stage.read(tx -> stage.rooms().options().termsInForce(tx)).tick();
        long value = quote.model() == null ? 0 : quote.model().premium();
        Order order = new Order(
                Venue.OPTIONS,
                stage.address(member),
                series.id(),
                buy,
                LOTS,
                new Price(Math.max(1, value / tick) * tick),
                series.future().tradingEnds().getEpochSecond(),
                Trade.salt(series.id()));
        Trade.placeOnce(stage, member, series.name(), order);
    }
}
