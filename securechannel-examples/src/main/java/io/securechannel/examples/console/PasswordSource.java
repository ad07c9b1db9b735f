package io.securechannel.examples.console;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a password comes from: a file, an environment variable, or whoever sits at the terminal. It never comes as an
 * argument: everybody on the machine can read those.
 */
public final class PasswordSource {

    private final @Nullable Path file;
    private final @Nullable String variable;
    private final String option;
    private final Prompt prompt;
    private final Consumer<String> warnings;

    /**
     * Takes what the command line says.
     *
     * @param file that holds it; null if none was named
     * @param variable that holds it; null if none was named
     * @param option the two options' common beginning, for messages: {@code --password}
     */
    PasswordSource(@Nullable Path file, @Nullable String variable, String option) {
        this(file, variable, option, Prompt.terminal(), System.err::println);
    }

    PasswordSource(
            @Nullable Path file, @Nullable String variable, String option, Prompt prompt, Consumer<String> warnings) {
        this.warnings = warnings;
        this.file = file;
        this.variable = variable;
        this.option = option;
        this.prompt = prompt;
    }

    /**
     * {@return a password that is there already, asked for once; to be closed by the caller}
     *
     * @param what it opens, for the prompt
     * @throws KeyMaterialException if file or variable hold none
     * @throws IOException if nobody typed one
     */
    public Password existing(String what) throws KeyMaterialException, IOException {
        var given = given();
        return given != null ? given : typed("Password of " + what);
    }

    /**
     * {@return a password that is made now, asked for twice; to be closed by the caller}
     *
     * @param what it will open, for the prompt
     * @throws KeyMaterialException if file or variable hold none
     * @throws IOException if nobody typed one, or two different ones
     */
    public Password fresh(String what) throws KeyMaterialException, IOException {
        var given = given();
        if (given != null) {
            return given;
        }
        var first = typed("New password of " + what);
        try (var second = typed("The same again")) {
            if (!first.equals(second)) {
                first.close();
                throw new IOException("these were two different passwords; nothing has changed");
            }
        } catch (IOException | RuntimeException e) {
            first.close();
            throw e;
        }
        return first;
    }

    private @Nullable Password given() throws KeyMaterialException {
        if (file != null) {
            var password = Password.readFile(file);
            if (OwnerOnlyFile.readableByOthers(file)) {
                warnings.accept(
                        "securechannel: warning: others than its owner may read " + file + ": chmod 600 " + file);
            }
            return password;
        }
        return variable == null ? null : Password.fromEnvironment(variable);
    }

    private Password typed(String question) throws IOException {
        var typed = prompt.ask(question);
        if (typed == null || typed.length == 0) {
            throw new IOException(
                    question + ": none was typed; " + option + "-file FILE or " + option + "-env NAME say where it is");
        }
        try {
            return Password.copyOf(typed);
        } finally {
            Arrays.fill(typed, '\0');
        }
    }
}
