package io.hourglass.api.service;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A service of its own for the tests: everything embedded, nothing in it, time frozen. */
public final class EmptyService implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try {
            Path state = Files.createDirectories(Path.of("target").toAbsolutePath());
            return Map.of(
                    "HOURGLASS_STATE",
                            Files.createTempDirectory(state, "state-").toString(),
                    "quarkus.http.test-port", "0",
                    "HOURGLASS_DEMO", "false",
                    "HOURGLASS_CLOCK", "business");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // what it left is under target/
    }
}
