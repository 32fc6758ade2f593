package io.hourglass.ledger.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be counted has one way to be written. */
class AssetTest {
    @ParameterizedTest
    @ValueSource(strings = {"USD/6", "H100-SXM-80GB.us.2027-03/6", "H100-SXM-80GB.2026-09.F/0", "9/18", "z/0"})
    void isReadAsItIsWritten(String written) {
        assertThat(Asset.parse(written)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "-USD",
                ".USD",
                "US D",
                "USD/",
                "US_D",
                "USD\n",
                "\u00fcSD",
                "\uff35SD",
                "U@D",
                "U[D",
                "U`D",
                "U{D"
            })
    void aCodeIsLettersDigitsDotsAndHyphens(String code) {
        assertThatThrownBy(() -> new Asset(code, 6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not an asset code: " + code);
    }

    @Test
    void aCodeHas64CharactersAtMost() {
        assertThat(new Asset("A".repeat(64), 0).code()).hasSize(64);
        assertThatThrownBy(() -> new Asset("A".repeat(65), 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"USD", "USD/", "USD/six", "USD/19", "USD/-1", "/6"})
    void isNothingElse(String written) {
        assertThatThrownBy(() -> Asset.parse(written)).isInstanceOf(IllegalArgumentException.class);
    }
}
