package io.hourglass.contracts.market;

import static io.hourglass.contracts.market.ClearingHouse.GPU;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Refusal;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.options.OptionHolding;
import io.hourglass.ledger.options.OptionRefusal;
import io.hourglass.ledger.options.OptionSeries;
import io.hourglass.ledger.options.OptionView;
import io.hourglass.ledger.options.Options;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.pricing.margin.BusinessDays;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OptionsIT {
    private static final Future AUGUST = new Future(GPU, YearMonth.of(2026, 8));
    private static final OptionSeries CALL = OptionSeries.parse("H100-SXM-80GB.2026-08.C2250-4750");
    private static final OptionSeries PUT = OptionSeries.parse("H100-SXM-80GB.2026-08.P2500");
    private static final long DOLLAR = 1_000_000;
    private static final long MOST = 1_825 * DOLLAR; // a lot of either

    private final ClearingHouse house = new ClearingHouse();
    private final Pit pit = house.pit;
    private final Options options = house.options;
    private final Party ada = pit.party("ada", Party.Kind.INVESTOR, "10800");
    private final Party bob = pit.party("bob", Party.Kind.INVESTOR, "10800");

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void listsStrikesAroundTheSettlementPriceOfAFutureThatTraded() {
        assertThat(refusal(list())).isEqualTo(OptionRefusal.UNKNOWN_FUTURE);
        house.open(AUGUST);
        Refused<List<OptionView>> untraded = (Refused<List<OptionView>>) list();
        assertThat(untraded.reason()).isEqualTo(OptionRefusal.NO_PRICE);
        assertThat(untraded.detail()).contains("no trade yet, 1 is missing");
        tradeTheFuture();

        List<OptionView> listed = list().orThrow();

        assertThat(listed)
                .extracting(view -> view.series().name().substring(22))
                .containsExactly(
                        "C1750-4250",
                        "P1750",
                        "C2000-4500",
                        "P2000",
                        "C2250-4750",
                        "P2250",
                        "C2500-5000",
                        "P2500",
                        "C2750-5250",
                        "P2750",
                        "C3000-5500",
                        "P3000",
                        "C3250-5750",
                        "P3250");
        assertThat(list().orThrow()).isEqualTo(listed);
        assertThat(pit.calls(ChainCall.ListOption.class))
                .hasSize(14)
                .contains(
                        new ChainCall.ListOption("H100-SXM-80GB.2026-08", true, Price.parse("2.25"), 4_750_000),
                        new ChainCall.ListOption("H100-SXM-80GB.2026-08", false, Price.parse("2.50"), 0));
        assertThat(refused(order("ada", CALL, true, 1, "0.10"))).isEqualTo(MarketRefusal.TRADING_ENDED);
        OptionSeries odd = OptionSeries.parse("H100-SXM-80GB.2026-08.P2400");
        assertThat(refusal(pit.database.decide(tx -> options.list(tx, odd)))).isEqualTo(OptionRefusal.OFF_STEP);
        assertThat(options.doWork()).isZero();
    }

    /** The worked example: the two lots of rulebook and contract, in this month's figures. */
    @Test
    void fromTheFirstOrderToTheLastDollar() {
        open();
        done(order("ada", CALL, true, 2, "0.30"));
        assertThat(cash(ada)).isEqualTo("9562.000000"); // 2 × 730 h × $0.30
        assertThat(done(order("bob", CALL, false, 2, "0.25")).trades()).hasSize(1);
        assertThat(cash(bob)).isEqualTo("6350.000000"); // 2 × 730 h × $2.50
        house.tradeOption(0, 2 * MOST);

        assertThat(cash(ada)).isEqualTo("9562.000000");
        assertThat(cash(bob)).isEqualTo("6788.000000"); // and the premium
        assertThat(pit.posted(bob.path("collateral"))).isEqualTo("3650.000000");
        assertThat(pit.posted(ada.path("lots", CALL.name()))).isEqualTo("2");
        assertThat(pit.posted(bob.path("lots", CALL.name()))).isEqualTo("-2");
        assertThat(pit.posted("options:lots:" + CALL.name())).isEqualTo("0");
        assertThat(holding("bob").collateral().units()).isEqualTo(2 * MOST);
        long openInterest = pit.database.inTx(tx -> house.market.openInterest(
                tx, house.market.instrument(tx, CALL.name()).orElseThrow()));
        assertThat(openInterest).isEqualTo(2);

        monthOver();
        assertThat(options.doWork()).isEqualTo(2);
        assertThat(pit.calls(ChainCall.SettleOption.class))
                .containsExactly(new ChainCall.SettleOption(CALL.id()), new ChainCall.SettleOption(PUT.id()));
        house.hear(new ChainEvent.OptionSettled(CALL.id(), Price.parse("2.4143"), 119_939_000));
        assertThat(options.doWork()).isEqualTo(1);
        assertThat(pit.calls(ChainCall.PayOption.class))
                .containsExactly(new ChainCall.PayOption(CALL.id(), List.of(bob.address(), ada.address())));
        house.hear(
                new ChainEvent.OptionPaid(CALL.id(), ada.address(), 2, 0, 239_878_000),
                new ChainEvent.OptionPaid(CALL.id(), bob.address(), -2, 2 * MOST, 2 * MOST - 239_878_000));

        // 2 × 730 h × ($2.4143 − $2.25) less the premium: what she gained he lost, to the unit
        assertThat(pit.posted(ada.path("cash"))).isEqualTo("9801.878000");
        assertThat(pit.posted(bob.path("cash"))).isEqualTo("10198.122000");
        assertThat(pit.posted(bob.path("collateral"))).isEqualTo("0.000000");
        assertThat(pit.posted("options:payoff")).isEqualTo("0.000000");
        assertThat(pit.posted(ada.path("lots", CALL.name()))).isEqualTo("0");
        assertThat(options.doWork()).isZero();
        assertThat(refused(order("ada", CALL, true, 1, "0.10"))).isEqualTo(MarketRefusal.TRADING_ENDED);
    }

    @Test
    void saysHowMuchIsMissing() {
        open();
        Refused<OrderView> short5 = (Refused<OrderView>) house.place(order("bob", CALL, false, 6, "0.10"));
        assertThat(short5.reason()).isEqualTo(MarketRefusal.INSUFFICIENT);
        assertThat(short5.detail()).contains("10950.000000 USD must be set aside", "950.000000 USD missing");
        done(order("bob", CALL, false, 5, "0.10"));
        Refused<OrderView> dear = (Refused<OrderView>) house.place(order("bob", PUT, true, 2, "1.00"));
        assertThat(dear.detail()).contains("has 875.000000 USD available: 585.000000 USD missing");
        assertThat(refused(order("ada", PUT, true, 1, "2.501"))).isEqualTo(MarketRefusal.PRICE_BAND);
        assertThat(refused(order("ada", PUT, true, 1, "0.1005"))).isEqualTo(MarketRefusal.MALFORMED);
        assertThat(refused(pit.lots("ada", CALL.id(), true, 1, "0.10"))).isEqualTo(MarketRefusal.WRONG_SIGNATURE);
        assertThat(pit.available(ada.path("cash"))).isEqualTo("10000.000000");
    }

    @Test
    void aCancelledOrAmendedOrderGivesBackWhatItSetAside() {
        open();
        OrderView bid = done(order("ada", PUT, true, 10, "0.50"));
        assertThat(cash(ada)).isEqualTo("6350.000000");
        OrderView less = pit.database
                .decide(tx -> house.market.place(
                        tx,
                        new Placement(
                                order("ada", PUT, true, 4, "0.50"),
                                OrderType.LIMIT,
                                SelfMatch.CANCEL_INCOMING,
                                bid.id())))
                .orThrow();
        assertThat(cash(ada)).isEqualTo("8540.000000");
        pit.database.decide(tx -> house.market.cancel(tx, "ada", less.id())).orThrow();
        assertThat(cash(ada)).isEqualTo("10000.000000");
        pit.database
                .decide(tx -> house.market.place(
                        tx,
                        new Placement(
                                order("ada", PUT, true, 4, "0.50"),
                                OrderType.IMMEDIATE_OR_CANCEL,
                                SelfMatch.CANCEL_INCOMING,
                                null)))
                .orThrow();
        assertThat(cash(ada)).isEqualTo("10000.000000");
        assertThat(pit.posted("options:orders:USD")).isEqualTo("0.000000");
    }

    /** Who has nothing left can buy back, and sell what was bought: what is freed pays for it. */
    @Test
    void closingNeedsNoCash() {
        open();
        done(order("bob", CALL, false, 5, "0.30"));
        done(order("ada", CALL, true, 5, "0.30"));
        house.tradeOption(0, 5 * MOST);
        house.askMargin(bob, "the rest", "1970");
        assertThat(cash(bob)).isEqualTo("0.000000");
        assertThat(refused(order("bob", PUT, true, 1, "0.01"))).isEqualTo(MarketRefusal.INSUFFICIENT);

        done(order("bob", CALL, true, 5, "0.40"));
        done(order("ada", CALL, false, 5, "0.40"));
        assertThat(cash(ada)).isEqualTo("8905.000000");
        house.tradeOption(5 * MOST, 0);

        assertThat(cash(bob)).isEqualTo("7665.000000"); // 9,125 freed less 1,460
        assertThat(pit.posted(bob.path("collateral"))).isEqualTo("0.000000");
        assertThat(holdings("bob")).isEmpty();
    }

    /** A position counts once the chain has said so: what is on its way may be refused. */
    @Test
    void whatIsOnItsWayClosesNothingYet() {
        open();
        done(order("bob", CALL, false, 1, "0.10"));
        done(order("ada", CALL, true, 1, "0.10"));
        done(order("ada", CALL, false, 1, "0.40"));
        assertThat(cash(ada)).isEqualTo("8102.000000"); // the premium, and a lot that may be short
        house.tradeOption(0, MOST);
        assertThat(cash(ada)).isEqualTo("9927.000000");
    }

    @Test
    void whatTheChainRefusesIsVoidedAndBothHaveBackWhatWasSetAside() {
        open();
        done(order("ada", CALL, true, 2, "0.30"));
        done(order("bob", CALL, false, 2, "0.30"));
        house.market.doWork();
        ChainCall.TradeOptions call = pit.calls(ChainCall.TradeOptions.class).getLast();
        house.voided("options:" + call.batch().hex(), "ERC6909InsufficientBalance");

        TradeView trade =
                pit.database.inTx(tx -> house.market.trades(tx, "ada", 1)).getFirst();
        assertThat(trade.state()).isEqualTo(TradeView.State.VOIDED);
        assertThat(trade.reason()).isEqualTo("ERC6909InsufficientBalance");
        assertThat(cash(ada)).isEqualTo("10000.000000");
        assertThat(cash(bob)).isEqualTo("10000.000000");
    }

    /** A list in which one cannot be paid is tried holder by holder. */
    @Test
    void whoCannotBePaidKeepsNobodyElseWaiting() {
        open();
        done(order("ada", CALL, true, 1, "0.30"));
        done(order("bob", CALL, false, 1, "0.30"));
        house.tradeOption(0, MOST);
        monthOver();
        options.doWork();
        house.hear(new ChainEvent.OptionSettled(CALL.id(), Price.parse("2.4143"), 119_939_000));
        options.doWork();
        house.voided("option-pay:" + CALL.name() + ":bob", "ERC7943InsufficientUnfrozenBalance");

        assertThat(pit.calls(ChainCall.PayOption.class))
                .extracting(ChainCall.PayOption::holders)
                .containsExactlyInAnyOrder(
                        List.of(bob.address(), ada.address()), List.of(bob.address()), List.of(ada.address()));
        house.voided("option-pay:" + CALL.name() + ":ada:alone", "ERC7943InsufficientUnfrozenBalance");
        house.hear(new ChainEvent.OptionPaid(CALL.id(), bob.address(), -1, MOST, MOST - 119_939_000));
        assertThat(pit.posted("options:payoff")).isEqualTo("119.939000"); // hers, whenever it is asked for
        assertThat(options.doWork()).isZero();
    }

    /** Or anybody could close it at a price of long ago. */
    @Test
    void aFutureWithOptionsIsMarkedThoughNobodyHoldsIt() {
        open();
        house.trade(AUGUST, "bob", "ada", 1, "2.40");
        done(order("ada", CALL, true, 1, "0.30"));
        done(order("bob", CALL, false, 1, "0.30"));
        house.tradeOption(0, MOST);
        for (int day = 3; day <= 5; day++) {
            house.mark(AUGUST, LocalDate.of(2026, 8, day), "2.66");
        }
        assertThat(house.marks(AUGUST)).hasSize(3);
        // and the strikes follow its settlement price
        assertThat(options.doWork()).isEqualTo(2);
        assertThat(pit.calls(ChainCall.ListOption.class).getLast().strike()).isEqualTo(Price.parse("3.50"));
    }

    // STEPS

    private Outcome<List<OptionView>> list() {
        return pit.database.decide(tx -> options.list(tx, AUGUST));
    }

    private void tradeTheFuture() {
        house.margin(ada, "800");
        house.margin(bob, "800");
        house.trade(AUGUST, "ada", "bob", 1, "2.40");
    }

    /** Ten thousand dollars each, and two series that trade. */
    private void open() {
        house.open(AUGUST);
        tradeTheFuture();
        list().orThrow();
        house.hear(
                new ChainEvent.OptionListed(CALL.id(), CALL.name(), AUGUST.id()),
                new ChainEvent.OptionListed(PUT.id(), PUT.name(), AUGUST.id()));
    }

    private SignedOrder order(String party, OptionSeries series, boolean buy, long lots, String price) {
        return pit.lots(Venue.OPTIONS, party, series.id(), buy, lots, price);
    }

    private OrderView done(SignedOrder order) {
        return house.done(order);
    }

    private Refusal refused(SignedOrder order) {
        return house.refused(order);
    }

    private static Refusal refusal(Outcome<?> outcome) {
        return ((Refused<?>) outcome).reason();
    }

    /** 11 days at 2.40 and 10 at 2.43: the future settles at 2.4143. */
    private void monthOver() {
        List<LocalDate> days = BusinessDays.of(AUGUST.month(), Set.of());
        for (int i = 0; i < days.size(); i++) {
            pit.fixing(GPU, days.get(i), i % 2 == 0 ? "2.40" : "2.43");
        }
        pit.advance("2026-09-01T20:30:00Z");
        house.clearing.doWork();
        house.marks(AUGUST).forEach(house::settle);
    }

    private String cash(Party party) {
        return pit.available(party.path("cash"));
    }

    private OptionHolding holding(String party) {
        return holdings(party).getFirst();
    }

    private List<OptionHolding> holdings(String party) {
        return pit.database.inTx(tx -> options.holdings(tx, party));
    }
}
