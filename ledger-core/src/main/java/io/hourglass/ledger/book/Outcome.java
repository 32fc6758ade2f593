package io.hourglass.ledger.book;

import java.util.function.Function;

/**
 * What became of a request: done, or refused for a reason a person can act on. Exceptions are for
 * bugs and broken machines.
 */
public sealed interface Outcome<T> {

    record Done<T>(T value) implements Outcome<T> {}

    /** @param detail one sentence with the figures: what was asked, what there is, what to do next */
    record Refused<T>(Refusal reason, String detail) implements Outcome<T> {}

    static <T> Outcome<T> done(T value) {
        return new Done<>(value);
    }

    static <T> Outcome<T> refused(Refusal reason, String detail) {
        return new Refused<>(reason, detail);
    }

    /** Goes on where done; passes a refusal through. */
    default <R> Outcome<R> then(Function<? super T, Outcome<R>> next) {
        return switch (this) {
            case Done<T>(T value) -> next.apply(value);
            case Refused<T>(Refusal reason, String detail) -> refused(reason, detail);
        };
    }

    /** The value, where a refusal would be a bug. */
    default T orThrow() {
        return switch (this) {
            case Done<T>(T value) -> value;
            case Refused<T>(Refusal reason, String detail) ->
                throw new IllegalStateException(reason.slug() + ": " + detail);
        };
    }
}
