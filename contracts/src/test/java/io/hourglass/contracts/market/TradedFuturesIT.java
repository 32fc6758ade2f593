package io.hourglass.contracts.market;

import static io.hourglass.contracts.market.ClearingHouse.GPU;
import static io.hourglass.contracts.market.ClearingHouse.SEPTEMBER;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.MarkView;
import io.hourglass.ledger.clearing.MarkView.Procedure;
import io.hourglass.ledger.clearing.TradedFutures;
import io.hourglass.ledger.index.Curves;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.index.ForwardPoints;
import io.hourglass.ledger.index.TradedForwards.Traded;
import io.hourglass.ledger.money.Price;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TradedFuturesIT {
    private final ClearingHouse house = new ClearingHouse();
    private final Pit pit = house.pit;
    private final Party ada = pit.party("ada", Party.Kind.INVESTOR, "10000");
    private final Party bob = pit.party("bob", Party.Kind.INVESTOR, "10000");
    private final Curves curves =
            new Curves(pit.database, new Fixings(pit.database, pit.clock), new TradedFutures(), pit.clock);

    @BeforeEach
    void tradeToday() {
        house.open(SEPTEMBER);
        house.margin(ada, "800");
        house.margin(bob, "800");
        house.trade(SEPTEMBER, "ada", "bob", 2, "2.45");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void whatAMonthTradedAtIsTheNextDaysCurveAndItsSettlementPriceOfLastResort() {
        house.settle(marked(Pit.TODAY, "2.44"));

        MarkView second = marked(Pit.TODAY.plusDays(1), "2.50");

        ForwardPoints curve = curve(Pit.TODAY.plusDays(1));
        assertThat(curve.months().get(SEPTEMBER.month())).isEqualTo(Price.parse("2.45"));
        assertThat(curve.months().get(YearMonth.of(2026, 10))).isEqualTo(Price.parse("2.50"));
        assertThat(curve.inputs()).contains(SEPTEMBER.name());
        assertThat(second.procedure()).isEqualTo(Procedure.T3);
        assertThat(second.price()).isEqualTo(Price.parse("2.45"));
        house.settle(second);

        MarkView third = marked(Pit.TODAY.plusDays(2), "2.52");
        assertThat(third.price()).as("nobody has traded for a day").isEqualTo(Price.parse("2.52"));
        assertThat(curve(Pit.TODAY.plusDays(2)).inputs()).contains("\"traded\":[]");
    }

    @Test
    void onlyTheLastDayBeforeCountsAndOnlyWhatStands() {
        MarkView first = marked(Pit.TODAY, "2.44");
        assertThat(first.procedure()).isEqualTo(Procedure.T2);

        assertThat(before(GPU, Pit.TODAY)).isEmpty();
        assertThat(before(GpuClass.parse("H200-SXM-141GB"), Pit.TODAY.plusDays(1)))
                .isEmpty();
        Traded traded = new Traded(SEPTEMBER.month(), SEPTEMBER.name(), Pit.TODAY, 2_450_000);
        assertThat(before(GPU, Pit.TODAY.plusDays(1))).containsExactly(traded);
        assertThat(before(GPU, Pit.TODAY.plusDays(3))).as("nothing since").containsExactly(traded);
        pit.database.inTx(tx -> tx.run("update hourglass.mark set state = 'VOIDED', reason = 'a test'"));
        assertThat(before(GPU, Pit.TODAY.plusDays(1))).isEmpty();
    }

    /** The mark of a day, once its fixing is final, of which the day's curve is made. */
    private MarkView marked(LocalDate day, String fixing) {
        pit.fixing(GPU, day, fixing);
        curves.doWork();
        pit.advance(day.plusDays(1) + "T20:30:00Z");
        assertThat(house.clearing.doWork()).isEqualTo(1);
        return house.marks(SEPTEMBER).getLast();
    }

    private ForwardPoints curve(LocalDate day) {
        return pit.database.inTx(tx -> curves.curve(tx, GPU, day)).orElseThrow();
    }

    private List<Traded> before(GpuClass gpu, LocalDate day) {
        return pit.database.inTx(tx -> new TradedFutures().before(tx, gpu, day));
    }
}
