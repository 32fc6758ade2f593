package io.hourglass.api.console;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A service that tells the demonstration's story, on a database and a chain of its own. */
public final class Demonstrated implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try {
            Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
            return Map.of(
                    "HOURGLASS_STATE",
                    Files.createTempDirectory(target, "demonstration-").toString(),
                    "HOURGLASS_DEMO",
                    "true",
                    "quarkus.http.test-port",
                    "0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // what it left is under target/
    }
}
