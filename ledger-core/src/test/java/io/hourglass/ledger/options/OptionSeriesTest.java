package io.hourglass.ledger.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.money.Price;
import org.junit.jupiter.api.Test;

class OptionSeriesTest {
    private static final OptionSeries CALL = OptionSeries.parse("H100-SXM-80GB.2027-03.C2500-5000");
    private static final OptionSeries PUT = OptionSeries.parse("H100-SXM-80GB.2027-03.P2500");

    @Test
    void isReadAndWrittenTheSameWay() {
        assertThat(CALL.name()).isEqualTo("H100-SXM-80GB.2027-03.C2500-5000");
        assertThat(CALL.future().name()).isEqualTo("H100-SXM-80GB.2027-03.F");
        assertThat(CALL.strike()).isEqualTo(Price.parse("2.5"));
        assertThat(CALL.cap()).isEqualTo(Price.parse("5"));
        assertThat(PUT.name()).isEqualTo("H100-SXM-80GB.2027-03.P2500");
        assertThat(PUT.asset().toString()).isEqualTo("H100-SXM-80GB.2027-03.P2500/0");
    }

    @Test
    void refusesWhatIsNotExactlyAnOptionsName() {
        for (String wrong : new String[] {
            "H100-SXM-80GB.2027-03.C2500",
            "H100-SXM-80GB.2027-03.C5000-2500",
            "H100-SXM-80GB.2027-03.C2500-2500",
            "H100-SXM-80GB.2027-03.C02500-5000",
            "H100-SXM-80GB.2027-03.C0-5000",
            "H100-SXM-80GB.2027-03.P2500-5000",
            "H100-SXM-80GB.2027-03.P0",
            "H100-SXM-80GB.2027-03.p2500",
            "H100-SXM-80GB.2027-03.P2.5",
            "H100-SXM-80GB.2027-03.P12345678",
            "H100-SXM-80GB.2027-13.P2500",
            "H100.2027-03.P2500",
            "H100-SXM-80GB.us.2027-03.P2500",
            "H100-SXM-80GB.2027-03.F",
            ""
        }) {
            assertThatThrownBy(() -> OptionSeries.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void paysNoMoreThanItsLargestPayoutAndNoLessThanNothing() {
        assertThat(CALL.largestPayout().decimal()).isEqualTo("1825.000000");
        assertThat(paid(CALL, "2.4999")).isEqualTo("0.000000");
        assertThat(paid(CALL, "2.5001")).isEqualTo("0.073000");
        assertThat(paid(CALL, "5")).isEqualTo("1825.000000");
        assertThat(paid(CALL, "9")).isEqualTo("1825.000000");
        assertThat(PUT.largestPayout().decimal()).isEqualTo("1825.000000");
        assertThat(paid(PUT, "2.5001")).isEqualTo("0.000000");
        assertThat(paid(PUT, "2.4999")).isEqualTo("0.073000");
        assertThat(paid(PUT, "0.0001")).isEqualTo("1824.927000");
    }

    private static String paid(OptionSeries series, String mean) {
        return series.payout(Price.parse(mean)).decimal();
    }
}
