package io.hourglass.contracts.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.capacity.Region;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.market.Rectangle;
import io.hourglass.ledger.market.RectangleQuote;
import io.hourglass.ledger.market.RectangleView;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.market.TradeView.Kind;
import io.hourglass.ledger.settlement.ChainCall.SettleBatch;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** So many GPUs from day to day: the cheapest hours that cover it, of all months it touches, or nothing. */
class RectangleIT {
    private static final Series SEPTEMBER = Series.parse(Pit.SERIES.code());
    private static final Series OCTOBER = Series.parse("H100-SXM-80GB.us.2026-10");
    private static final long HOUR = 1_000_000;

    /** Two GPUs: 48 hours of September, 96 of October. */
    private static final Rectangle OVER_THE_END = rectangle(2, "2026-09-30", "2026-10-03");

    private final Pit pit = new Pit();
    private final Market market = pit.market();
    private final Party olga = pit.party("olga", Party.Kind.OWNER, "0");
    private final Party otto = pit.party("otto", Party.Kind.OWNER, "0");
    private final Party ada = pit.party("ada", Party.Kind.INVESTOR, "1000");

    @BeforeEach
    void open() {
        for (Series series : List.of(SEPTEMBER, OCTOBER)) {
            pit.mint(olga, series.asset(), "5000");
            pit.mint(otto, series.asset(), "5000");
            pit.openSeries(market, series);
        }
    }

    @AfterEach
    void close() {
        pit.close();
    }

    private static Rectangle rectangle(int count, String from, String to) {
        return new Rectangle(
                GpuClass.parse("H100-SXM-80GB"), Region.parse("us"), count, LocalDate.parse(from), LocalDate.parse(to));
    }

    @Test
    void takesTheCheapestHoursOfEveryMonthItTouches() {
        offer("olga", SEPTEMBER, 30, "2.50");
        offer("otto", SEPTEMBER, 100, "2.40");
        offer("otto", OCTOBER, 60, "2.60");
        offer("olga", OCTOBER, 60, "2.55");
        RectangleQuote quote = pit.database.inTx(tx -> market.rectangles().quote(tx, OVER_THE_END));
        assertThat(quote.months())
                .extracting(month -> month.cost().decimal())
                .containsExactly("115.200000", "246.600000");

        RectangleView bought = buy(OVER_THE_END, "2.60").orThrow();

        // 48 at 2.40; 60 at 2.55 and 36 at 2.60
        assertThat(bought.cost().decimal()).isEqualTo("361.800000");
        assertThat(bought.trades()).hasSize(3);
        assertThat(trades()).extracting(TradeView::kind).containsOnly(Kind.RECTANGLE);
        assertThat(pit.available("investor:ada:cash")).isEqualTo("638.200000");
        market.doWork();
        SettleBatch call = pit.calls(SettleBatch.class).getLast();
        assertThat(pit.calls(SettleBatch.class)).hasSize(1);
        assertThat(call.fills()).hasSize(3);
        settle(call);
        assertThat(pit.posted(ada.path("hours", SEPTEMBER.name()))).isEqualTo("48.000000");
        assertThat(pit.posted(ada.path("hours", OCTOBER.name()))).isEqualTo("96.000000");
        assertThat(trades()).extracting(TradeView::state).containsOnly(TradeView.State.FINAL);
    }

    @Test
    void nothingIsTakenWhereAnHourIsMissingAndTheFigureIsSaid() {
        offer("olga", SEPTEMBER, 48, "2.40");
        offer("olga", OCTOBER, 90, "2.40");
        offer("otto", OCTOBER, 90, "2.61");
        Refused<RectangleView> refused = (Refused<RectangleView>) buy(OVER_THE_END, "2.60");
        assertThat(refused.reason()).isEqualTo(MarketRefusal.INSUFFICIENT);
        assertThat(refused.detail())
                .isEqualTo("2 × H100-SXM-80GB in us from 2026-09-30 to 2026-10-03: 96.000000 h of "
                        + "H100-SXM-80GB.us.2026-10 are needed at $2.6/h or less, 90.000000 are offered"
                        + " within the price band: 6.000000 missing");
        assertThat(trades()).isEmpty();
        assertThat(pit.available("investor:ada:cash")).isEqualTo("1000.000000");
    }

    @Test
    void offersBeyondTheBandDoNotCountAndMonthsThatDoNotTradeHaveNone() {
        Rectangle day = rectangle(1, "2026-09-10", "2026-09-11");
        offer("olga", SEPTEMBER, 30, "2.50");
        offer("olga", SEPTEMBER, 100, "3.10");
        assertThat(quoted(day)).isEqualTo("0.000000 missing, 60.000000");
        assertThat(quoted(rectangle(2, "2026-09-10", "2026-09-11"))).isEqualTo("0.000000 missing, 130.800000");
        buy(day, "2.50").orThrow();
        // now that there is a last price, its book would gather for an auction beyond 3.00
        assertThat(quoted(day)).isEqualTo("18.000000 missing, 15.000000");
        Refused<RectangleView> refused = (Refused<RectangleView>) buy(day, "9");
        assertThat(refused.detail()).contains("6.000000 are offered within the price band: 18.000000 missing");
        assertThat(quoted(rectangle(1, "2026-11-10", "2026-11-11"))).isEqualTo("24.000000 missing, 0.000000");
    }

    @Test
    void offersOfABookThatGathersForAnAuctionDoNotCountUntilItTrades() {
        Rectangle day = rectangle(1, "2026-09-10", "2026-09-11");
        offer("olga", SEPTEMBER, 30, "2.50");
        pit.database
                .decide(tx -> market.call(tx, SEPTEMBER.id(), Pit.NOW.plusSeconds(600)))
                .orThrow();
        assertThat(quoted(day)).isEqualTo("24.000000 missing, 0.000000");
        assertThat(((Refused<RectangleView>) buy(day, "2.60")).detail())
                .contains("0.000000 are offered within the price band: 24.000000 missing");
        pit.advance("2026-08-03T12:10:00Z");
        market.doWork();
        assertThat(quoted(day)).isEqualTo("0.000000 missing, 60.000000");
        buy(day, "2.60").orThrow();
    }

    private String quoted(Rectangle rectangle) {
        return pit.database.inTx(tx -> market.rectangles().quote(tx, rectangle)).months().stream()
                .map(month ->
                        month.missing().decimal() + " missing, " + month.cost().decimal())
                .collect(Collectors.joining("; "));
    }

    @Test
    void moneyForOneMonthAloneBuysNothing() {
        offer("olga", SEPTEMBER, 48, "10");
        offer("olga", OCTOBER, 96, "10");
        Refused<RectangleView> refused = (Refused<RectangleView>) buy(OVER_THE_END, "10");
        // 480 of 1,000 dollars go to September, and October would take 960
        assertThat(refused.detail()).contains("440.000000 USD missing");
        assertThat(trades()).isEmpty();
        assertThat(pit.available("investor:ada:cash")).isEqualTo("1000.000000");
        assertThat(pit.available(olga.path("hours", SEPTEMBER.name()))).isEqualTo("4952.000000");
    }

    @Test
    void refusesOrdersThatAreNotTheRectangle() {
        offer("olga", SEPTEMBER, 48, "2.40");
        Rectangle day = rectangle(2, "2026-09-29", "2026-09-30");
        SignedOrder right = pit.hours("ada", SEPTEMBER.id(), true, 48 * HOUR, "2.40");
        SignedOrder less = pit.hours("ada", SEPTEMBER.id(), true, 47 * HOUR, "2.40");
        SignedOrder other = pit.hours("ada", OCTOBER.id(), true, 48 * HOUR, "2.40");
        SignedOrder sells = pit.hours("ada", SEPTEMBER.id(), false, 48 * HOUR, "2.40");
        for (List<SignedOrder> wrong : List.of(List.of(less), List.of(other), List.of(sells), List.of(right, right))) {
            Refused<RectangleView> refused = (Refused<RectangleView>) buy(day, wrong);
            assertThat(refused.reason()).isEqualTo(MarketRefusal.MALFORMED);
            assertThat(refused.detail()).contains("48.000000 h of H100-SXM-80GB.us.2026-09");
        }
        assertThat(buy(day, List.of(right))).isInstanceOf(Outcome.Done.class);
        assertThatThrownBy(() -> rectangle(0, "2026-09-29", "2026-09-30")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rectangle(1, "2026-09-30", "2026-09-30")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatTheChainRefusesIsGivenBackWhole() {
        offer("olga", SEPTEMBER, 48, "2.40");
        offer("olga", OCTOBER, 96, "2.40");
        buy(OVER_THE_END, "2.40").orThrow();
        market.doWork();
        SettleBatch call = pit.calls(SettleBatch.class).getLast();
        pit.database.inTx(tx -> {
            market.onVoided(tx, "combine:" + call.batch(), "ERC7943CannotReceive(ada)");
            return 0;
        });
        assertThat(trades()).hasSize(2).extracting(TradeView::state).containsOnly(TradeView.State.VOIDED);
        assertThat(pit.available("investor:ada:cash")).isEqualTo("1000.000000");
        assertThat(pit.available(olga.path("hours", OCTOBER.name()))).isEqualTo("5000.000000");
    }

    private record Ask(long hours, long cents) {}

    @Test
    void randomRectanglesCostWhatAPlainListSays() {
        Random random = new Random(5);
        List<Ask> asks = new ArrayList<>();
        long spent = 0;
        int bought = 0;
        for (int step = 0; step < 40; step++) {
            long hours = 1L + random.nextInt(30);
            long cents = 210L + random.nextInt(30);
            offer(random.nextBoolean() ? "olga" : "otto", SEPTEMBER, hours, "2." + (cents - 200));
            asks.add(new Ask(hours, cents));
            if (random.nextInt(3) > 0) {
                continue;
            }
            asks.sort(Comparator.comparingLong(Ask::cents));
            long needed = 24;
            long cost = 0;
            List<Ask> left = new ArrayList<>();
            for (Ask ask : asks) {
                long taken = Math.min(needed, ask.hours);
                needed -= taken;
                cost += taken * ask.cents;
                if (ask.hours > taken) {
                    left.add(new Ask(ask.hours - taken, ask.cents));
                }
            }
            Outcome<RectangleView> outcome = buy(rectangle(1, "2026-09-10", "2026-09-11"), "2.99");
            if (needed > 0) {
                assertThat(((Refused<RectangleView>) outcome).detail()).contains(needed + ".000000 missing");
            } else if (cost + spent > 100_000) {
                assertThat(((Refused<RectangleView>) outcome).detail()).contains("USD missing");
            } else {
                assertThat(outcome.orThrow().cost().units()).as("step %s", step).isEqualTo(cost * 10_000);
                spent += cost;
                bought++;
                asks = left;
            }
            assertThat(pit.database.inTx(tx -> market.depth(tx, SEPTEMBER.id(), 100)).asks().stream()
                            .mapToLong(level -> level.quantity() / HOUR)
                            .sum())
                    .isEqualTo(asks.stream().mapToLong(Ask::hours).sum());
        }
        assertThat(bought).isGreaterThan(3);
    }

    private void offer(String owner, Series series, long hours, String price) {
        SignedOrder order = pit.hours(owner, series.id(), false, hours * HOUR, price);
        pit.database.decide(tx -> market.place(tx, Placement.limit(order))).orThrow();
    }

    private Outcome<RectangleView> buy(Rectangle rectangle, String limit) {
        return buy(
                rectangle,
                rectangle.parts().stream()
                        .map(part -> pit.hours("ada", part.series().id(), true, part.units(), limit))
                        .toList());
    }

    private Outcome<RectangleView> buy(Rectangle rectangle, List<SignedOrder> signed) {
        return pit.database.decide(tx -> market.rectangles().buy(tx, rectangle, signed));
    }

    private void settle(SettleBatch call) {
        var filled = trades().reversed().stream()
                .map(trade -> pit.filled(call, trade))
                .toList();
        pit.database.inTx(tx -> {
            market.onFinal(tx, filled);
            return 0;
        });
    }

    private List<TradeView> trades() {
        return pit.database.inTx(tx -> market.trades(tx, 100));
    }
}
