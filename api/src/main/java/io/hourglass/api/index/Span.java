package io.hourglass.api.index;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Desk;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The days a history is asked for, both ends included: a year up to today unless asked otherwise. */
record Span(LocalDate first, LocalDate last) {
    private static final int DAYS = 365;

    static Span read(Desk desk, @Nullable String from, @Nullable String to) {
        LocalDate last = day(desk, "to", to);
        return new Span(from == null ? last.minusDays(DAYS) : BadInput.read("from", from, LocalDate::parse), last);
    }

    /** A day as asked for, or today by the business clock. */
    static LocalDate day(Desk desk, String name, @Nullable String asked) {
        return asked == null
                ? LocalDate.ofInstant(desk.rooms().clock().instant(), ZoneOffset.UTC)
                : BadInput.read(name, asked, LocalDate::parse);
    }
}
