package io.hourglass.api.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.contracts.Keys;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keys come from one place. */
class KeySourceTest {
    private static final String SECRET = "c85ef7d79691fe79573b1a7064c19c1a9819ebdbd1faaab1a8ec92344438aaf4";
    private static final String VARIABLE = "HOURGLASS_KEY_ADMIN";
    private static final String FOLDER = "HOURGLASS_KEYSTORE";
    private static final String PASSWORD = "HOURGLASS_KEYSTORE_PASSWORD_FILE";
    private static final String URL = "HOURGLASS_WEB3SIGNER_URL";
    private static final String PUBLIC_KEY = "HOURGLASS_SIGNER_ADMIN";

    @Test
    void withoutAnyTheyAreTheDevChains() {
        Keys keys = KeySource.in(Map.of("HOURGLASS_STATE", "somewhere"));
        assertThat(keys.address("ada")).isEqualTo(Keys.development("hourglass").address("ada"));
        assertThatCode(() -> keys.requireFitFor(31337)).doesNotThrowAnyException();
        assertThatThrownBy(() -> keys.requireFitFor(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void eachPlaceIsFound() {
        assertThat(KeySource.in(Map.of(VARIABLE, SECRET))).hasToString("keys from the environment, redacted");
        assertThat(KeySource.in(Map.of(FOLDER, "/keys", PASSWORD, "/password")))
                .hasToString("keys from the keystore /keys, redacted");
        assertThat(KeySource.in(Map.of(URL, "http://signer:9000"))).hasToString("the signer at http://signer:9000");
    }

    @Test
    void twoPlacesAreOneTooMany() {
        assertThatThrownBy(() -> KeySource.in(Map.of(VARIABLE, SECRET, FOLDER, "/keys", PASSWORD, "/password")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("keys come from one place, but the environment names HOURGLASS_KEY_<NAME> and"
                        + " HOURGLASS_KEYSTORE: leave one");
        assertThatThrownBy(() -> KeySource.in(Map.of(FOLDER, "/keys", PUBLIC_KEY, "0x1")))
                .hasMessageContaining("HOURGLASS_KEYSTORE and HOURGLASS_WEB3SIGNER_URL");
        assertThatThrownBy(() -> KeySource.in(Map.of(VARIABLE, SECRET, URL, "http://signer:9000")))
                .hasMessageContaining("HOURGLASS_KEY_<NAME> and HOURGLASS_WEB3SIGNER_URL")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void halfAPlaceIsNone() {
        assertThatThrownBy(() -> KeySource.in(Map.of(FOLDER, "/keys")))
                .hasMessage("HOURGLASS_KEYSTORE is set, so HOURGLASS_KEYSTORE_PASSWORD_FILE is needed too");
        assertThatThrownBy(() -> KeySource.in(Map.of(PASSWORD, "/password")))
                .hasMessage("HOURGLASS_KEYSTORE_PASSWORD_FILE is set, so HOURGLASS_KEYSTORE is needed too");
        assertThatThrownBy(() -> KeySource.in(Map.of(PUBLIC_KEY, "0x1")))
                .hasMessage("HOURGLASS_SIGNER_<NAME> is set, so HOURGLASS_WEB3SIGNER_URL is needed too");
    }
}
