package io.hourglass.api.story;

import io.hourglass.api.Hourglass;
import io.hourglass.api.boot.Settings;
import java.nio.file.Path;

/** Tells the story in a process of its own, as the service does, for those who kill it. */
final class Teller {
    private Teller() {}

    public static void main(String... arguments) {
        Path folder = Path.of(arguments[0]);
        Prices prices = Prices.sample();
        Settings settings = Settings.embedded(folder.resolve("state")).beginning(new Script(prices.lastDay()).begins());
        boolean ok;
        try (Hourglass hourglass = Hourglass.start(settings)) {
            hourglass.startLoops();
            ok = new Story(hourglass, prices, folder.resolve("bundles")).tell(System.out::println);
        }
        System.exit(ok ? 0 : 1);
    }
}
