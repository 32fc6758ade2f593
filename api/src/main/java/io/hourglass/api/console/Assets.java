package io.hourglass.api.console;

import io.hourglass.ledger.money.Hash;
import io.quarkus.qute.TemplateExtension;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Browsers keep style and script for a day; a changed one is asked for under another address. */
@TemplateExtension(namespace = "assets")
final class Assets {
    private static final String VERSION = digest("console.css") + digest("console.js");

    private Assets() {}

    static String version() {
        return VERSION;
    }

    private static String digest(String file) {
        try (InputStream content = Assets.class.getResourceAsStream("/META-INF/resources/console/" + file)) {
            if (content == null) {
                throw new IllegalStateException("the console's " + file + " is missing");
            }
            String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
            return Hash.sha256(text).hex().substring(2, 8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
