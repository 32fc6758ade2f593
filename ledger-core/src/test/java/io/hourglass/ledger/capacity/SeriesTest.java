package io.hourglass.ledger.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesTest {
    private static final Series MARCH = Series.parse("H100-SXM-80GB.us.2027-03");

    @Test
    void isAnAssetOfSixDecimals() {
        assertThat(MARCH.asset()).isEqualTo(Asset.parse("H100-SXM-80GB.us.2027-03/6"));
        assertThat(MARCH.id()).isEqualTo(Hash.keccak("H100-SXM-80GB.us.2027-03"));
    }

    @Test
    void expiresWithTheMonthInUtc() {
        assertThat(MARCH.start()).isEqualTo(Instant.parse("2027-03-01T00:00:00Z"));
        assertThat(MARCH.expiry()).isEqualTo(Instant.parse("2027-04-01T00:00:00Z"));
        assertThat(MARCH.hours()).isEqualTo(744);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "H100-SXM-80GB.us",
                "H100-SXM-80GB.US.2027-03",
                "H100-SXM-80GB.mars.2027-03",
                "H100-SXM-80GB.us.2027-3",
                "H100-SXM-80GB.us.2027-13",
                "H100-SXM-80GB.us.2027-03.",
                "H100.us.2027-03",
                "H100-SXM-80GB.us.1999-03"
            })
    void refusesWhatIsNotExactlyASeries(String name) {
        assertThatThrownBy(() -> Series.parse(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hashesSerialsWhateverTheirSpelling() {
        assertThat(Serials.of("gpu-5fd4").hash())
                .isEqualTo(Serials.of("GPU-5FD4").hash());
        assertThat(Serials.of("GPU-1", "GPU-2").hash())
                .isNotEqualTo(Serials.of("GPU-2", "GPU-1").hash());
        assertThatThrownBy(() -> Serials.of("GPU-1", "gpu-1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GPU-1");
    }
}
