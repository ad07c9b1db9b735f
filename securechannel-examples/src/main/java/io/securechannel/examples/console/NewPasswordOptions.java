package io.securechannel.examples.console;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options for a new password; it is asked for where they say nothing. */
public final class NewPasswordOptions {

    @ArgGroup
    private @Nullable From from;

    /** For picocli. */
    public NewPasswordOptions() {}

    /** {@return where the password comes from} */
    public PasswordSource source() {
        return from == null
                ? new PasswordSource(null, null, "--new-password")
                : new PasswordSource(from.file, from.variable, "--new-password");
    }

    /** {@return whether they say anything} */
    public boolean given() {
        return from != null;
    }

    /** One of the two. */
    private static final class From {

        @Option(
                names = "--new-password-file",
                paramLabel = "FILE",
                required = true,
                description = "The new password is in a file.")
        private @Nullable Path file;

        @Option(
                names = "--new-password-env",
                paramLabel = "NAME",
                required = true,
                description = "The new password is in an environment variable.")
        private @Nullable String variable;

        From() {}
    }
}
