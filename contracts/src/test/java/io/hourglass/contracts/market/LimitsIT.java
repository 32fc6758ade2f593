package io.hourglass.contracts.market;

import static io.hourglass.contracts.market.ClearingHouse.GPU;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.Equivalents.Sides;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.LargeTrader;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.options.OptionSeries;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Options count to their future's position limits, whichever is ordered first. */
class LimitsIT {
    private static final Future AUGUST = new Future(GPU, YearMonth.of(2026, 8));
    private static final OptionSeries CALL = OptionSeries.parse("H100-SXM-80GB.2026-08.C2250-4750");
    private static final OptionSeries PUT = OptionSeries.parse("H100-SXM-80GB.2026-08.P2500");

    private final ClearingHouse house = new ClearingHouse();
    private final Pit pit = house.pit;
    private final Party ada = pit.party("ada", Party.Kind.INVESTOR, "100000");
    private final Party bob = pit.party("bob", Party.Kind.INVESTOR, "100000");
    private final Party eve = pit.party("eve", Party.Kind.INVESTOR, "100000");

    @BeforeEach
    void open() {
        house.terms("2026-08-01", "{\"accountability\": 10, \"spot_month_limit\": 10, \"accountability_all\": 12}");
        house.open(AUGUST);
        for (Party party : List.of(ada, bob, eve)) {
            house.margin(party, "20000");
        }
        house.trade(AUGUST, "ada", "bob", 6, "2.40");
        pit.database.decide(tx -> house.options.list(tx, AUGUST)).orThrow();
        for (OptionSeries series : List.of(CALL, PUT)) {
            house.hear(new ChainEvent.OptionListed(series.id(), series.name(), AUGUST.id()));
        }
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void lotsOfTheSameSideAddUpWhateverTheyAreOf() {
        house.done(option("ada", CALL, true, 3, "0.01"));
        over(option("ada", CALL, true, 2, "0.01"), "would reach 11 lots of H100-SXM-80GB.2026-08.F", "limit is 10");
        over(option("ada", PUT, false, 2, "2.40"), "would reach 11 lots");
        over(future("ada", true, 2), "would reach 11 lots");
        house.done(future("ada", true, 1));
        over(option("ada", PUT, false, 1, "2.40"), "would reach 11 lots");
    }

    @Test
    void theOtherSideMakesUpForNothingAndIsCountedForItself() {
        // ten short, six of them futures
        house.done(option("bob", CALL, false, 2, "2.40"));
        house.done(option("bob", PUT, true, 2, "0.01"));
        over(option("bob", PUT, true, 1, "0.01"), "would reach 11 lots");
        // what gains when the price rises does not take from them, and may come to ten as well
        house.done(option("bob", CALL, true, 4, "0.01"));
        over(option("bob", PUT, true, 1, "0.01"), "would reach 11 lots");
    }

    @Test
    void partiesOfOneOwnerCountTogether() {
        pit.database.inTx(tx -> {
            house.market.belongsTo(tx, eve, ada);
            return tx;
        });
        house.done(option("eve", CALL, true, 4, "0.01"));
        over(option("eve", CALL, true, 1, "0.01"), "would reach 11 lots");
        over(option("ada", CALL, true, 1, "0.01"), "would reach 11 lots");
        over(future("eve", true, 1), "would reach 11 lots");
    }

    @Test
    void whatIsOverALimitMayBecomeLessButNotMore() {
        house.terms("2026-08-04", "{\"accountability\": 5, \"spot_month_limit\": 5, \"accountability_all\": 5}");
        pit.advance("2026-08-04T12:00:00Z");
        over(future("ada", true, 1), "would reach 7 lots", "limit is 5");
        over(option("ada", CALL, true, 1, "0.01"), "would reach 7 lots");
        house.done(future("ada", false, 1));
        house.done(option("ada", PUT, true, 1, "0.01"));
    }

    @Test
    void supervisionSeesOptionsWithTheLotsOfTheirSide() {
        house.terms("2026-08-04", "{\"reportable\": 7}");
        pit.advance("2026-08-04T12:00:00Z");
        assertThat(traders()).isEmpty();
        trade(CALL, "ada", "bob", 3, "0.01");
        LargeTrader.Position bobs = new LargeTrader.Position(AUGUST, -6, new Sides(0, 3), 9, 15_000, 6);
        assertThat(traders()).containsExactly(new LargeTrader.Position(AUGUST, 6, new Sides(3, 0), 9, 15_000, 6), bobs);
        // the other side makes up for nothing, and who holds options alone is seen as well
        trade(PUT, "ada", "eve", 7, "0.01");
        assertThat(traders())
                .containsExactly(
                        new LargeTrader.Position(AUGUST, 6, new Sides(3, 7), 9, 15_000, 6),
                        bobs,
                        new LargeTrader.Position(AUGUST, 0, new Sides(7, 0), 7, 15_000, 6));
    }

    private void trade(OptionSeries series, String buyer, String seller, long lots, String price) {
        house.done(option(buyer, series, true, lots, price));
        house.done(option(seller, series, false, lots, price));
        house.tradeOption(0, lots * 730 * 2_500_000);
    }

    private List<LargeTrader.Position> traders() {
        return pit.database.inTx(tx -> house.clearing.largeTraders(tx)).stream()
                .flatMap(trader -> trader.positions().stream())
                .toList();
    }

    private SignedOrder option(String party, OptionSeries series, boolean buy, long lots, String price) {
        return pit.lots(Venue.OPTIONS, party, series.id(), buy, lots, price);
    }

    private SignedOrder future(String party, boolean buy, long lots) {
        return pit.lots(party, AUGUST.id(), buy, lots, "2.40");
    }

    private void over(SignedOrder order, String... said) {
        assertThat(house.place(order)).isInstanceOf(Refused.class);
        Refused<OrderView> refused = (Refused<OrderView>) house.place(order);
        assertThat(refused.reason()).isEqualTo(MarketRefusal.POSITION_LIMIT);
        assertThat(refused.detail()).contains(said);
    }
}
