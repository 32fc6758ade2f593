package io.hourglass.api.story;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Step 4: owners offer hours, investors bid, and every match settles in one batch. */
final class Trade implements Step {
    private static final long HOUR = 1_000_000;

    @Override
    public String name() {
        return "trade";
    }

    @Override
    public String run(Stage stage) {
        Series first = ListAndMint.offeredBy(stage, Cast.OLGA).getFirst();
        Series held = ListAndMint.offeredBy(stage, Cast.OLGA).getLast();
        Series other = ListAndMint.offeredBy(stage, Cast.OTTO).getFirst();
        Series otherHeld = ListAndMint.offeredBy(stage, Cast.OTTO).getLast();

        offer(stage, Cast.OLGA, first, 3_000);
        offer(stage, Cast.OLGA, held, 4_000);
        offer(stage, Cast.OTTO, other, 2_000);
        offer(stage, Cast.OTTO, otherHeld, 4_000);
        bid(stage, Cast.ADA, first, 1_000);
        bid(stage, Cast.BOB, first, 800);
        bid(stage, Cast.CYD, first, 600);
        bid(stage, Cast.CYD, held, 250);
        bid(stage, Cast.EVE, other, 400);
        bid(stage, Cast.DAN, otherHeld, 300);
        bid(stage, Cast.MANAGER, held, 2_000);
        bid(stage, Cast.MANAGER, otherHeld, 1_000);
        stage.awaitQuiet();

        List<TradeView> trades = stage.read(tx -> trades(stage, tx));
        List<TradeView> settled = trades.stream()
                .filter(trade -> trade.state() == TradeView.State.FINAL)
                .toList();
        if (settled.isEmpty() || settled.size() != trades.size()) {
            throw new StoryFailure("of " + trades.size() + " trades only " + settled.size() + " settled");
        }
        Set<Hash> batches = settled.stream()
                .flatMap(trade -> java.util.stream.Stream.ofNullable(trade.batch()))
                .collect(Collectors.toSet());
        long cash = settled.stream().mapToLong(TradeView::cash).sum();
        long hours = settled.stream().mapToLong(TradeView::quantity).sum() / HOUR;
        stage.figures().put("trades.settled", settled.size());
        stage.figures().put("trades.batches", batches.size());
        return "%d trades of %,d hours for $%,.2f settled delivery versus payment in %d batch"
                        .formatted(settled.size(), hours, cash / 1e6, batches.size())
                + (batches.size() == 1 ? "" : "es");
    }

    private static List<TradeView> trades(Stage stage, Tx tx) {
        return stage.rooms().market().trades(tx, 1_000).stream()
                .filter(trade -> trade.cash() > 0) // of hours: futures and options have none of their own
                .toList();
    }

    /** At the index; what is not sold at once stays in the book. */
    private static void offer(Stage stage, String owner, Series series, long hours) {
        place(stage, owner, series, false, hours, stage.spot(series.gpu()));
    }

    /** One cent over the index: the bid meets the resting offer, at the offer's price. */
    private static void bid(Stage stage, String investor, Series series, long hours) {
        place(
                stage,
                investor,
                series,
                true,
                hours,
                new Price(stage.spot(series.gpu()).micros() + 10_000));
    }

    private static void place(Stage stage, String party, Series series, boolean buy, long hours, Price limit) {
        Order order = new Order(
                Venue.SETTLEMENT,
                stage.address(party),
                series.id(),
                buy,
                hours * HOUR,
                limit,
                series.expiry().getEpochSecond() - 1,
                salt(series.id()));
        placeOnce(stage, party, series.asset().code(), order);
    }

    /** Whoever trades here gives one order in what they trade, which numbers it. */
    static long salt(Hash base) {
        return base.unsigned().longValue() >>> 1;
    }

    /** An order is known by its digest: a story told on does not place it twice. */
    static void placeOnce(Stage stage, String party, String what, Order order) {
        Hash digest = stage.hourglass().chain().digest(order);
        boolean placed =
                stage.read(tx -> stage.rooms().market().order(tx, digest).isPresent());
        if (!placed) {
            stage.await("until " + what + " trades", () -> stage.read(
                            tx -> stage.rooms().market().instrument(tx, what))
                    .filter(Instrument::open)
                    .isPresent());
            stage.ask(
                    party + "'s order for " + what,
                    tx -> stage.rooms().market().place(tx, Placement.limit(stage.sign(party, order))));
        }
    }
}
