package io.securechannel.examples.console;

import org.jspecify.annotations.Nullable;

/** Asks somebody who sits at the terminal. */
@FunctionalInterface
interface Prompt {

    /** {@return what was typed, unseen; null if nobody sits there} */
    char @Nullable [] ask(String question);

    /** {@return the terminal of this process} */
    @SuppressWarnings("SystemConsoleNull") // it is null up to JDK 21 where nobody sits
    static Prompt terminal() {
        return question -> {
            var console = System.console();
            return console == null ? null : console.readPassword("%s: ", question);
        };
    }
}
