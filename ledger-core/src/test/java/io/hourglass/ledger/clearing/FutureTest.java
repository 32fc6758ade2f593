package io.hourglass.ledger.clearing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.capacity.GpuClass;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import org.junit.jupiter.api.Test;

class FutureTest {

    @Test
    void isReadAndWrittenTheSameWay() {
        Future future = new Future(GpuClass.parse("H100-SXM-80GB"), YearMonth.of(2026, 9));
        assertThat(future.name()).isEqualTo("H100-SXM-80GB.2026-09.F");
        assertThat(Future.parse(future.name())).isEqualTo(future);
        assertThat(future.asset().toString()).isEqualTo("H100-SXM-80GB.2026-09.F/0");
        assertThat(future.index().name()).isEqualTo("HGI.H100-SXM-80GB");
    }

    @Test
    void refusesWhatIsNotExactlyAFuturesName() {
        for (String wrong : new String[] {
            "H100.2026-09.F", "H100-SXM-80GB.2026-09", "H100-SXM-80GB.2026-13.F", "H100-SXM-80GB.2026-9.F", ""
        }) {
            assertThatThrownBy(() -> Future.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void tradesUntilTheFixingOfTheLastBusinessDay() {
        Future october = new Future(GpuClass.parse("H100-SXM-80GB"), YearMonth.of(2026, 10));
        assertThat(october.lastTradingDay()).isEqualTo(LocalDate.parse("2026-10-30"));
        assertThat(october.tradingEnds()).isEqualTo(Instant.parse("2026-10-30T20:00:00Z"));
    }
}
