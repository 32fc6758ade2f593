package io.hourglass.api.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.api.console.CurvePanel.Month;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.index.ForwardPoints;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CurvePanelTest {
    private static final YearMonth SEPTEMBER = YearMonth.of(2026, 9);

    private static CurvePanel panel(String inputs) {
        TreeMap<YearMonth, Price> months = new TreeMap<>();
        for (int ahead = 0; ahead < 4; ahead++) {
            months.put(SEPTEMBER.plusMonths(ahead), new Price(2_000_000 + ahead));
        }
        return CurvePanel.of(
                new ForwardPoints(
                        GpuClass.parse("H100-SXM-80GB"), LocalDate.of(2026, 9, 7), months, inputs, Hash.sha256(inputs)),
                Map.of());
    }

    @Test
    void saysOfEachMonthWhatItsPriceIsFrom() {
        CurvePanel panel = panel("""
                {"terms":[{"months":2,"price":2000000,"providers":7,"source":"DISCOUNT","used":true},
                          {"months":36,"price":1,"providers":5,"source":"FIXING","used":false}],
                 "traded":[{"day":"2026-09-04","future":"H100-2026-11","month":"2026-11","price":2000002}],
                 "model":{"months":["2026-12"]}}
                """);

        assertThat(panel.months()).extracting(Month::traded).containsExactly(false, false, true, false);
        assertThat(panel.months()).extracting(Month::expected).containsExactly(false, false, false, true);
        assertThat(panel.months()).extracting(Month::ahead).containsExactly(1, 2, 3, 4);
        assertThat(panel.tradedMonths()).isEqualTo(1);
        assertThat(panel.expectedMonths()).isEqualTo(1);
        assertThat(panel.used()).singleElement().satisfies(term -> {
            assertThat(term.months()).isEqualTo(2);
            assertThat(term.source()).isEqualTo("median discount");
        });
    }

    @Test
    void nothingIsExpectedWhereRentalsSpeakOfEveryMonth() {
        CurvePanel panel = panel("{\"terms\":[],\"traded\":[]}");

        assertThat(panel.expectedMonths()).isZero();
        assertThat(panel.tradedMonths()).isZero();
    }
}
