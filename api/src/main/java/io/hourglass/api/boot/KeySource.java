package io.hourglass.api.boot;

import io.hourglass.contracts.Keys;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Where the service's signing keys are: in one place, so that nobody has to guess which counts. Said
 * nowhere, they are the development keys, which sign for the dev chain only.
 */
final class KeySource {
    private static final String SEED = "hourglass";
    private static final String VARIABLES = "HOURGLASS_KEY_";
    private static final String KEYSTORE = "HOURGLASS_KEYSTORE";
    private static final String PASSWORD_FILE = "HOURGLASS_KEYSTORE_PASSWORD_FILE";
    private static final String WEB3SIGNER = "HOURGLASS_WEB3SIGNER_URL";
    private static final String PUBLIC_KEYS = "HOURGLASS_SIGNER_";

    private KeySource() {}

    /** @throws IllegalArgumentException if two places are named, or half of one */
    static Keys in(Map<String, String> environment) {
        Map<String, Supplier<Keys>> sources = new LinkedHashMap<>();
        if (names(environment, VARIABLES)) {
            sources.put(VARIABLES + "<NAME>", () -> Keys.fromEnvironment(environment));
        }
        if (names(environment, KEYSTORE)) {
            sources.put(KEYSTORE, () -> keystore(environment));
        }
        if (names(environment, WEB3SIGNER) || names(environment, PUBLIC_KEYS)) {
            sources.put(
                    WEB3SIGNER,
                    () -> Keys.inWeb3Signer(needed(environment, WEB3SIGNER, PUBLIC_KEYS + "<NAME>"), environment));
        }
        if (sources.size() > 1) {
            throw new IllegalArgumentException("keys come from one place, but the environment names "
                    + String.join(" and ", sources.keySet()) + ": leave one");
        }
        return sources.values().stream().findFirst().map(Supplier::get).orElseGet(() -> Keys.development(SEED));
    }

    private static Keys keystore(Map<String, String> environment) {
        return Keys.fromKeystore(
                Path.of(needed(environment, KEYSTORE, PASSWORD_FILE)),
                Path.of(needed(environment, PASSWORD_FILE, KEYSTORE)));
    }

    private static boolean names(Map<String, String> environment, String prefix) {
        return environment.keySet().stream().anyMatch(name -> name.startsWith(prefix));
    }

    private static String needed(Map<String, String> environment, String name, String other) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalArgumentException(other + " is set, so " + name + " is needed too");
        }
        return value;
    }
}
