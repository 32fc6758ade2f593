package io.hourglass.api.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import java.math.BigInteger;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WrittenTest {
    private static final Asset LOTS = new Asset("H100-SXM-80GB.2026-09.F", 0);

    @Test
    void cutsNoDecimalOffAnAmount() {
        assertThat(Written.figure(new Amount(Asset.USD, 1_234_567_890_001L))).isEqualTo("1,234,567.890001");
        assertThat(Written.figure(new Amount(Asset.USD, 25_000_000))).isEqualTo("25.00");
        assertThat(Written.figure(new Amount(LOTS, 12))).isEqualTo("12");
    }

    @Test
    void writesTheLargestAndTheSmallestAmount() {
        assertThat(Written.figure(new Amount(Asset.USD, Long.MAX_VALUE))).isEqualTo("9,223,372,036,854.775807");
        assertThat(Written.figure(new Amount(Asset.USD, Long.MIN_VALUE))).isEqualTo("−9,223,372,036,854.775808");
        assertThat(Written.figure(BigInteger.TEN.pow(24), 6)).isEqualTo("1,000,000,000,000,000,000.00");
    }

    @Test
    void signsWhatWasGainedAndWhatWasGiven() {
        assertThat(Written.signed(new Amount(Asset.USD, 1_500_000))).isEqualTo("+1.50");
        assertThat(Written.signed(new Amount(Asset.USD, -1_500_000))).isEqualTo("−1.50");
        assertThat(Written.signed(new Amount(Asset.USD, 0))).isEqualTo("0.00");
    }

    @Test
    void writesAPriceWithFourDecimalsOrAllOfThem() {
        assertThat(Written.figure(new Price(6_642_500))).isEqualTo("6.6425");
        assertThat(Written.figure(new Price(2_490_050))).isEqualTo("2.4900");
        assertThat(Written.exact(new Price(2_490_050))).isEqualTo("2.490050");
    }

    @Test
    void writesAMoveInPercentHalfEven() {
        assertThat(Written.change(new Price(2_550_000), new Price(2_500_000))).isEqualTo("+2.00 %");
        assertThat(Written.change(new Price(2_450_000), new Price(2_500_000))).isEqualTo("−2.00 %");
    }

    @Test
    void shortensHashesAndKeepsTheirEnds() {
        assertThat(Written.brief(Hash.sha256("abc"))).isEqualTo("0xba7816…15ad");
        assertThat(Written.clipped("x".repeat(30))).hasSize(30);
        assertThat(Written.clipped("x".repeat(31))).hasSize(29).endsWith("…");
    }

    @Test
    void writesInstantsInUtc() {
        assertThat(Written.utc(Instant.parse("2026-08-07T20:00:00Z"))).isEqualTo("2026-08-07 20:00 UTC");
    }
}
