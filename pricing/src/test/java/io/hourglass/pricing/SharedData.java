package io.hourglass.pricing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Real data that lies beside the repository and is never copied into it. */
public final class SharedData {
    private SharedData() {}

    /** The file, if some folder above this module has it in {@code shared/data}. */
    public static Optional<Path> file(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path candidate = at.resolve("shared").resolve("data").resolve(name);
            if (Files.isReadable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
