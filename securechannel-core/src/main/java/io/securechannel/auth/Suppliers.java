package io.securechannel.auth;

import java.io.UncheckedIOException;
import java.util.Objects;

/** What is said of a program's supplier that fails: its own words, which are for the person at this side. */
final class Suppliers {

    private Suppliers() {}

    static String words(RuntimeException error) {
        var cause = error instanceof UncheckedIOException wrapped ? Objects.requireNonNull(wrapped.getCause()) : error;
        return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }
}
