package io.hourglass.api.problem;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A field of a request that cannot be read: malformed, over-precise, out of range, missing. */
public final class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String field;

    public BadInput(String field, String why) {
        super(why);
        this.field = field;
    }

    public String field() {
        return field;
    }

    /** The value of a field that must be there. */
    public static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new BadInput(field, "is required");
        }
        return value;
    }

    /** Reads a written value into its type; whatever the type does not take is bad input. */
    public static <T> T read(String field, @Nullable String written, Function<String, T> type) {
        try {
            return type.apply(required(field, written));
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw new BadInput(field, String.valueOf(e.getMessage()));
        }
    }
}
