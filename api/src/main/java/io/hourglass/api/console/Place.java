package io.hourglass.api.console;

import java.util.Locale;

/** The four places of the console. */
enum Place {
    MARKET("Market"),
    PORTFOLIO("Portfolio"),
    CAPACITY("Capacity"),
    ASSURANCE("Assurance");

    private final String title;

    Place(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    public String path() {
        return "/" + name().toLowerCase(Locale.ROOT);
    }
}
