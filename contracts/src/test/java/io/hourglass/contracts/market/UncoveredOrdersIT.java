package io.hourglass.contracts.market;

import static io.hourglass.contracts.market.ClearingHouse.SEPTEMBER;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.market.CombinationPlacement;
import io.hourglass.ledger.market.CombinationView;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent;
import java.time.YearMonth;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders that were covered when they were placed, and no longer are; a lot takes 350.40 at first. */
class UncoveredOrdersIT {
    private static final Future OCTOBER = new Future(ClearingHouse.GPU, YearMonth.of(2026, 10));

    private final ClearingHouse house = new ClearingHouse();
    private final Pit pit = house.pit;
    private final Party ada = pit.party("ada", Party.Kind.INVESTOR, "10000");
    private final Party bob = pit.party("bob", Party.Kind.INVESTOR, "10000");

    @BeforeEach
    void list() {
        house.open(SEPTEMBER);
        house.margin(ada, "1100");
        house.margin(bob, "5000");
        house.called();
        house.clearing.doWork();
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void theMostRecentGoWhereARateWasRaisedUntilTheRestIsCovered() {
        Hash first = bid("2.40");
        Hash second = bid("2.39");
        Hash third = bid("2.38");
        Hash offer =
                house.done(pit.lots("ada", SEPTEMBER.id(), false, 1, "2.60")).id();
        Hash bobs = house.done(pit.lots("bob", SEPTEMBER.id(), true, 3, "2.30")).id();
        assertThat(house.clearing.doWork()).isZero();

        // 3 x 438 are 1,314
        house.hear(new ChainEvent.InitialMarginSet(SEPTEMBER.id(), 438_000_000));
        assertThat(house.clearing.doWork()).isEqualTo(1);

        assertThat(order(third).state()).isEqualTo(OrderView.State.CANCELLED);
        assertThat(order(third).reason())
                .isEqualTo("no longer covered: margin of 1314.000000 USD was required with all orders,"
                        + " 1100.000000 USD was free");
        assertRests(first, second, offer, bobs);
        assertThat(house.required(ada)).isEqualTo("876.000000");
        assertThat(house.clearing.doWork()).isZero();
        house.market.doWork();
        assertThat(pit.calls(ChainCall.CancelOrder.class)).hasSize(1);
    }

    @Test
    void theyGoWithTheMarkThatRaisesTheRate() {
        house.trade(SEPTEMBER, "bob", "ada", 1, "2.40");
        house.mark(SEPTEMBER, Pit.TODAY, "2.40");
        Hash first =
                house.done(pit.lots("ada", SEPTEMBER.id(), false, 1, "2.80")).id();
        Hash second =
                house.done(pit.lots("ada", SEPTEMBER.id(), false, 1, "2.80")).id();
        Hash back = house.done(pit.lots("ada", SEPTEMBER.id(), true, 1, "2.20")).id();

        // 365.00 a lot, 73.00 lost: of 1,027.00 two lots are left
        house.mark(SEPTEMBER, Pit.TODAY.plusDays(1), "2.50", bob, 73_000_000, ada, -73_000_000);
        house.clearing.doWork();
        assertRests(first, second);
        house.called();
        house.clearing.doWork();

        assertThat(order(second).reason()).startsWith("no longer covered: margin of 1095.000000 USD");
        assertRests(first, back);
    }

    @Test
    void theyGoOnTheDayNewTermsAskForMore() {
        Hash first = bid("2.40");
        Hash second = bid("2.40");
        Hash third = bid("2.40");
        house.terms("2026-08-05", """
                {"concentration_percent": 0, "concentration_from": 1, "concentration_size": 1,
                 "concentration_add_on_percent": 50}""");
        assertThat(house.clearing.doWork()).isZero();

        // of three lots two are over: a half more of each
        pit.advance("2026-08-05T00:00:01Z");
        house.clearing.doWork();
        assertThat(order(third).reason()).startsWith("no longer covered: margin of 1401.600000 USD");
        assertRests(first, second);
    }

    @Test
    void whatOnlyReducesStaysHoweverLittleIsLeft() {
        house.trade(SEPTEMBER, "ada", "bob", 3, "2.40");
        Hash reducing =
                house.done(pit.lots("ada", SEPTEMBER.id(), false, 3, "2.60")).id();
        house.hear(new ChainEvent.InitialMarginSet(SEPTEMBER.id(), 438_000_000));
        assertThat(house.clearing.doWork()).isZero();
        assertRests(reducing);
    }

    @Test
    void aSpreadCountsInBothMonthsAndGoesAsAWhole() {
        house.open(OCTOBER);
        house.called();
        CombinationPlacement spread = pit.spread("ada", SEPTEMBER.id(), OCTOBER.id(), true, 1, "0");
        CombinationView resting = pit.database
                .decide(tx -> house.market.combinations().place(tx, spread))
                .orThrow();
        Hash later = bid("2.40");
        house.clearing.doWork();

        house.hear(new ChainEvent.InitialMarginSet(SEPTEMBER.id(), 900_000_000));
        assertThat(house.clearing.doWork()).isEqualTo(2);

        assertThat(order(later).reason()).startsWith("no longer covered");
        assertThat(pit.database
                        .inTx(tx -> house.market.combinations().order(tx, resting.id()))
                        .orElseThrow()
                        .reason())
                .startsWith("no longer covered: margin of 2150.400000 USD");
        assertThat(house.required(ada)).isEqualTo("0.000000");
    }

    private Hash bid(String price) {
        return house.done(pit.lots("ada", SEPTEMBER.id(), true, 1, price)).id();
    }

    private OrderView order(Hash id) {
        return pit.database.inTx(tx -> house.market.order(tx, id)).orElseThrow();
    }

    private void assertRests(Hash... orders) {
        for (Hash id : orders) {
            assertThat(order(id).state()).isEqualTo(OrderView.State.OPEN);
        }
    }
}
