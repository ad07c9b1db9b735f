package io.securechannel.examples.console;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.noise.OneTimeCode;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A one-time code as people handle it: one end shows it, the other types it. */
public final class CodeText {

    private CodeText() {}

    /**
     * {@return the code for a person to read out}
     *
     * @param code to be told
     */
    public static String shown(OneTimeCode code) {
        try (var shown = code.code()) {
            return String.valueOf(shown.copy());
        }
    }

    /**
     * {@return the code that is in a file, or that somebody types; to be closed by the caller}
     *
     * @param file null to ask
     * @param prompt what to ask
     * @throws KeyMaterialException if the file cannot be used
     * @throws IOException if there is none, or what is there is no code
     */
    public static OneTimeCode typed(@Nullable Path file, String prompt) throws KeyMaterialException, IOException {
        try (var typed = file == null ? ask(prompt) : Password.readFile(file)) {
            var characters = typed.copy();
            try {
                return OneTimeCode.of(characters);
            } catch (IllegalArgumentException e) {
                throw new IOException("one-time code: " + e.getMessage(), e);
            } finally {
                Arrays.fill(characters, '\0');
            }
        }
    }

    @SuppressWarnings("SystemConsoleNull") // it is null up to JDK 21 where nobody sits
    private static Password ask(String prompt) throws IOException {
        var console = System.console();
        var typed = console == null ? null : console.readPassword(prompt);
        if (typed == null || typed.length == 0) {
            throw new IOException("one-time code: none was typed; --one-time-code-file FILE says where it is");
        }
        try {
            return Password.copyOf(typed);
        } finally {
            Arrays.fill(typed, '\0');
        }
    }
}
