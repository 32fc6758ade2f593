package io.hourglass.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of its own for those who kill it: this one's Java and class path, compiled as little as tests are. */
public final class JavaProcess {
    private JavaProcess() {}

    /** Not started yet. */
    public static ProcessBuilder of(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }
}
