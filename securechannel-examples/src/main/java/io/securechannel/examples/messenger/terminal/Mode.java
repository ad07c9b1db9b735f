package io.securechannel.examples.messenger.terminal;

import io.securechannel.examples.console.Words;

/** How far what is said is heard. */
enum Mode {
    BROADCAST,
    DIRECT,
    PRIVATE,
    GROUP;

    /** {@return for scripts} */
    String word() {
        return Words.of(this);
    }

    /** For people: {@code all}, {@code direct}, {@code room bob}, {@code group dev}. */
    String label(String place) {
        return switch (this) {
            case BROADCAST -> "all";
            case DIRECT -> place.isEmpty() ? "direct" : "to " + place;
            case PRIVATE -> "room " + place;
            case GROUP -> "group " + place;
        };
    }
}
