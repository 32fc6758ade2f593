package io.hourglass.ledger.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** There is one way to write bytes. */
class HexTest {
    @Test
    void writesInLowerCase() {
        assertThat(Hex.lower("0x00ff", 2, 2)).isEqualTo("0x00ff");
        assertThat(Hex.lower("0X00fF", 1, 3)).isEqualTo("0x00ff");
        assertThat(new Hash("0x" + "A".repeat(64))).isEqualTo(new Hash("0x" + "a".repeat(64)));
        assertThat(new Address("0X" + "0F".repeat(20)).hex()).isEqualTo("0x" + "0f".repeat(20));
    }

    @Test
    void countsBytes() {
        assertThat(Hex.lower("0x00ff", 1, 1)).isNull();
        assertThat(Hex.lower("0x00ff", 3, 9)).isNull();
        assertThat(Hex.lower("0x", 0, 9)).isEqualTo("0x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "00ff", "0x0", "0x00f", "0x00fg", "1x00ff", "0x00 f", "0x00ff ", "0x0０", "0x\u212a0"})
    void isNothingElse(String text) {
        assertThat(Hex.lower(text, 0, 9)).isNull();
    }

    @Test
    void otherTextIsNoHashAndNoAddress() {
        assertThatThrownBy(() -> new Hash("0x" + "g".repeat(64))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Address("0x" + "0".repeat(41))).isInstanceOf(IllegalArgumentException.class);
    }
}
