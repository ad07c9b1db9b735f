package io.securechannel.examples.console;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Refuses a password as an argument, and says why, without repeating it. */
public final class NoPasswordArgument {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /** For picocli. */
    public NoPasswordArgument() {}

    @Option(
            names = {
                "--password",
                "--pass",
                "--passphrase",
                "--key-password",
                "--keys-password",
                "--db-password",
                "--export-password",
                "--new-password"
            },
            arity = "0..1",
            hidden = true)
    @SuppressWarnings("UnusedMethod") // picocli calls it
    private void refuse(@Nullable String ignored) {
        throw new ParameterException(
                Objects.requireNonNull(command).commandLine(),
                "a password is never an argument, where everybody on this machine can read it and the shell keeps it:"
                        + " leave the option away to be asked, or name a file or an environment variable by"
                        + " --password-file FILE, --password-env NAME");
    }
}
