package io.securechannel.examples.console;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options for the password of a key that is written; it is asked for where they say nothing. */
public final class ExportPasswordOptions {

    @ArgGroup
    private @Nullable From from;

    /** For picocli. */
    public ExportPasswordOptions() {}

    /** {@return where the password comes from} */
    public PasswordSource source() {
        return from == null
                ? new PasswordSource(null, null, "--export-password")
                : new PasswordSource(from.file, from.variable, "--export-password");
    }

    /** One of the two. */
    private static final class From {

        @Option(
                names = "--export-password-file",
                paramLabel = "FILE",
                required = true,
                description = "The new file's password is in a file.")
        private @Nullable Path file;

        @Option(
                names = "--export-password-env",
                paramLabel = "NAME",
                required = true,
                description = "The new file's password is in an environment variable.")
        private @Nullable String variable;

        From() {}
    }
}
