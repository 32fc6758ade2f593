package io.hourglass.contracts.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Refusal;
import io.hourglass.ledger.market.Indication;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.market.OrderView.State;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.Phase;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.SettleBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Auctions, the band that calls one, and trades that may be errors. */
class AuctionIT {
    private static final Duration TWO_DAYS = Duration.ofDays(2);

    private final Pit pit = new Pit();
    private final Market market = pit.market();
    private final Party olga = pit.party("olga", Party.Kind.OWNER, "0");
    private final Party ada = pit.party("ada", Party.Kind.INVESTOR, "100");
    private final Party bob = pit.party("bob", Party.Kind.INVESTOR, "100");

    @BeforeEach
    void openTheSeries() {
        pit.mint(olga, "30");
        pit.openSeries(market);
    }

    @AfterEach
    void close() {
        pit.close();
    }

    @Test
    void anOpeningAuctionTradesAtOnePriceAndGivesTheExcessBack() {
        call("2026-08-03T12:10:00Z");
        place("ada", true, "6", "2.50");
        place("bob", true, "4", "2.46");
        place("olga", false, "3", "2.40");
        place("olga", false, "5", "2.44");
        OrderView impatient = pit.database
                .decide(tx -> market.place(tx, Placement.of(pit.order("ada", true, "1", "2.50"), OrderType.MARKET)))
                .orThrow();

        assertThat(impatient.reason()).isEqualTo("an auction takes limit orders only");
        assertThat(trades()).isEmpty();
        Optional<Indication> indication = pit.database.inTx(tx -> market.indication(tx, instrument()));
        assertThat(indication).contains(new Indication(Price.parse("2.46"), 8_000_000, 2_000_000));
        market.doWork();
        assertThat(trades()).as("it is not time yet").isEmpty();

        pit.advance("2026-08-03T12:10:00Z");
        market.doWork();

        assertThat(trades())
                .extracting(TradeView::buyer, TradeView::quantity, TradeView::price)
                .containsExactlyInAnyOrder(
                        tuple("ada", 3_000_000L, Price.parse("2.46")),
                        tuple("ada", 3_000_000L, Price.parse("2.46")),
                        tuple("bob", 2_000_000L, Price.parse("2.46")));
        // ada pays 6 × 2.46 and not 6 × 2.50; bob 2 × 2.46, and 2 × 2.46 stay reserved
        assertThat(pit.available(ada.path("cash"))).isEqualTo("85.240000");
        assertThat(pit.available(bob.path("cash"))).isEqualTo("90.160000");
        assertThat(instrument().phase()).isEqualTo(Phase.CONTINUOUS);
        assertThat(instrument().reference()).isEqualTo(Price.parse("2.46"));
        assertThat(pit.calls(SettleBatch.class)).hasSize(1);
    }

    @Test
    void whatWouldTradeOutsideTheBandIsTradedInAnAuction() {
        place("olga", false, "1", "2.40");
        place("bob", true, "1", "2.40");
        place("olga", false, "2", "2.89");

        OrderView dear = place("ada", true, "2", "3.00");

        assertThat(dear.state()).isEqualTo(State.OPEN);
        assertThat(instrument().phase()).isEqualTo(Phase.PROTECTIVE);
        assertThat(instrument().uncrosses()).isEqualTo(Pit.NOW.plusSeconds(120));
        place("olga", false, "2", "2.50");

        pit.advance("2026-08-03T12:02:00Z");
        market.doWork();

        assertThat(trades().getFirst().price()).isEqualTo(Price.parse("2.50"));
        assertThat(instrument().phase()).isEqualTo(Phase.CONTINUOUS);
        assertThat(pit.available(ada.path("cash"))).isEqualTo("95.000000");
    }

    @Test
    void anAuctionEndsAfterNowAndBeforeTradingDoes() {
        assertThat(refusal(pit.database.decide(tx -> market.call(tx, Pit.SERIES_ID, Pit.NOW))))
                .isEqualTo(MarketRefusal.MALFORMED);
        assertThat(refusal(
                        pit.database.decide(tx -> market.call(tx, Pit.SERIES_ID, Pit.NOW.plusSeconds(86_400L * 365)))))
                .isEqualTo(MarketRefusal.MALFORMED);
    }

    @Test
    void anErrorTradeIsHeldBackAndVoidedByTwo() {
        TradeView error = errorTrade();
        assertThat(error.heldUntil()).isEqualTo(Pit.NOW.plusSeconds(480));
        market.doWork();
        assertThat(pit.calls(SettleBatch.class).getFirst().fills())
                .as("the other trade alone")
                .hasSize(1);

        assertThat(refusal(agree(error, "nora"))).isEqualTo(MarketRefusal.ERROR_NOT_CLAIMED);
        claim(error, "nora").orThrow();
        assertThat(refusal(claim(error, "olaf"))).isEqualTo(MarketRefusal.ERROR_CLAIMED);
        assertThat(refusal(agree(error, "nora"))).isEqualTo(MarketRefusal.SAME_PERSON);
        TradeView voided = agree(error, "olaf").orThrow();

        assertThat(voided.state()).isEqualTo(TradeView.State.VOIDED);
        assertThat(voided.reason()).isEqualTo("error trade: wrong price");
        assertThat(pit.available(ada.path("cash"))).isEqualTo("100.000000");
        pit.advance("2026-08-03T12:30:00Z");
        market.doWork();
        assertThat(pit.calls(SettleBatch.class))
                .as("it never goes to the chain")
                .hasSize(1);
    }

    @Test
    void whatIsNotAgreedToInTimeSettles() {
        TradeView error = errorTrade();
        market.doWork();
        claim(error, "nora").orThrow();

        pit.advance("2026-08-03T12:08:00Z");

        assertThat(refusal(agree(error, "olaf"))).isEqualTo(MarketRefusal.TRADE_STANDS);
        market.doWork();
        assertThat(pit.calls(SettleBatch.class)).hasSize(2);
    }

    @Test
    void aTradeWithinTheErrorBandStands() {
        errorTrade();
        TradeView sound = trades().getLast();

        assertThat(refusal(claim(sound, "nora"))).isEqualTo(MarketRefusal.TRADE_STANDS);
        market.doWork();
        assertThat(refusal(claim(sound, "nora"))).isEqualTo(MarketRefusal.TRADE_STANDS);
    }

    @Test
    void theReferenceOfADayIsWhatTheDayBeforeClosedAt() {
        cross("2.40");
        cross("2.55");
        assertThat(instrument().reference()).as("the first trade's").isEqualTo(Price.parse("2.40"));

        pit.advance("2026-08-04T00:00:01Z");
        market.doWork();
        assertThat(instrument().reference()).as("the last trade's").isEqualTo(Price.parse("2.55"));

        cross("2.72");
        assertThat(trades().getFirst().heldUntil())
                .as("$0.17 from where it closed, $0.32 from the first trade")
                .isNull();
        market.doWork();
        assertThat(instrument().reference()).as("a day is closed once").isEqualTo(Price.parse("2.55"));
    }

    @Test
    void aDayClosesAtATradeThatStands() {
        pit.advance("2026-08-03T23:55:00Z");
        TradeView error = errorTrade();
        assertThat(error.heldUntil()).isEqualTo(Instant.parse("2026-08-04T00:03:00Z"));

        pit.advance("2026-08-04T00:00:01Z");
        cross("2.50");
        market.doWork();

        assertThat(instrument().reference())
                .as("neither what may be an error, nor a trade of the new day")
                .isEqualTo(Price.parse("2.40"));
    }

    @Test
    void anAuctionOfTheNewDaySetsItsReference() {
        cross("2.40");
        call("2026-08-04T00:00:00Z");
        place("olga", false, "1", "2.46");
        place("bob", true, "1", "2.46");

        pit.advance("2026-08-04T00:00:01Z");
        market.doWork();

        assertThat(instrument().reference()).isEqualTo(Price.parse("2.46"));
    }

    private void cross(String price) {
        place("olga", false, "1", price);
        place("bob", true, "1", price);
    }

    /** One at $2.40, which is the reference from then on; then one at $2.61: $0.21 from it. */
    private TradeView errorTrade() {
        cross("2.40");
        place("olga", false, "2", "2.61");
        place("ada", true, "2", "2.61");
        return trades().getFirst();
    }

    private Outcome<TradeView> claim(TradeView trade, String by) {
        return pit.database.decide(tx -> market.claimError(tx, trade.id(), by, "wrong price"));
    }

    private Outcome<TradeView> agree(TradeView trade, String by) {
        return pit.database.decide(tx -> market.agreeError(tx, trade.id(), by));
    }

    private void call(String until) {
        pit.database
                .decide(tx -> market.call(tx, Pit.SERIES_ID, Instant.parse(until)))
                .orThrow();
    }

    private OrderView place(String party, boolean buy, String hours, String price) {
        return pit.database
                .decide(tx -> market.place(
                        tx,
                        Placement.limit(
                                pit.sign(party, pit.hoursOrder(party, buy, hours, price, Pit.NOW.plus(TWO_DAYS))))))
                .orThrow();
    }

    private List<TradeView> trades() {
        return pit.database.inTx(tx -> market.trades(tx, 100));
    }

    private Instrument instrument() {
        return pit.database.inTx(tx -> market.instrument(tx, Pit.SERIES.code()).orElseThrow());
    }

    private static Refusal refusal(Outcome<?> outcome) {
        return ((Refused<?>) outcome).reason();
    }
}
