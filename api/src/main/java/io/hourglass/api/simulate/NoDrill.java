package io.hourglass.api.simulate;

/** What was asked for cannot be drilled; the message says why, and what would do. */
final class NoDrill extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoDrill(String message) {
        super(message);
    }

    NoDrill(String message, Throwable cause) {
        super(message, cause);
    }
}
