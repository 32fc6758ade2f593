package io.hourglass.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.money.Address;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keys come from where they should, go where they may, and are never shown. */
class KeysTest {
    private static final String SECRET = "c85ef7d79691fe79573b1a7064c19c1a9819ebdbd1faaab1a8ec92344438aaf4";

    @Test
    void developmentKeysAreTheSameEveryTimeAndDifferByNameAndSeed() {
        assertThat(Keys.development("a").address("ada"))
                .isEqualTo(Keys.development("a").address("ada"));
        assertThat(Keys.development("a").address("ada"))
                .isNotEqualTo(Keys.development("b").address("ada"));
        assertThat(Keys.development("a").address("ada"))
                .isNotEqualTo(Keys.development("a").address("bob"));
    }

    @Test
    void developmentKeysSignForTheDevelopmentChainOnly() {
        Keys keys = Keys.development("a");
        assertThatCode(() -> keys.requireFitFor(31337)).doesNotThrowAnyException();
        assertThatThrownBy(() -> keys.requireFitFor(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("HOURGLASS_KEY_")
                .hasMessageContaining("HOURGLASS_KEYSTORE")
                .hasMessageContaining("HOURGLASS_WEB3SIGNER_URL");
    }

    @Test
    void readsKeysFromVariablesNamedAfterThem() {
        Keys keys = Keys.fromEnvironment(Map.of("HOURGLASS_KEY_CONTRIBUTOR_1", "0x" + SECRET));
        assertThat(keys.address("contributor-1")).isEqualTo(new Address("0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826"));
        assertThatCode(() -> keys.requireFitFor(1)).doesNotThrowAnyException();
        assertThatThrownBy(() -> keys.address("issuer"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no key named issuer: set HOURGLASS_KEY_ISSUER");
    }

    @Test
    void saysWhichKeyIsWrongWithoutShowingIt() {
        Keys keys = Keys.fromEnvironment(
                Map.of("HOURGLASS_KEY_SHORT", SECRET.substring(1), "HOURGLASS_KEY_ZERO", "0".repeat(64)));
        assertThatThrownBy(() -> keys.address("short"))
                .hasMessageContaining("HOURGLASS_KEY_SHORT")
                .hasMessageNotContaining(SECRET.substring(1));
        assertThatThrownBy(() -> keys.address("zero")).hasMessageContaining("zero");
    }

    @Test
    void signsTheHashOfWhatItIsGiven() {
        Keys keys = Keys.development("a");
        byte[] preimage = {1, 2, 3};
        byte[] digest = org.web3j.crypto.Hash.sha3(preimage);
        assertThat(Curve.recover(digest, keys.sign("ada", preimage))).contains(keys.address("ada"));
    }

    @Test
    void showsNoKey() {
        assertThat(Keys.fromEnvironment(Map.of("HOURGLASS_KEY_ADA", SECRET)))
                .hasToString("keys from the environment, redacted");
    }
}
