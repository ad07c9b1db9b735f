package io.securechannel.examples.secret;

import io.securechannel.examples.console.NoPasswordArgument;
import io.securechannel.examples.console.PasswordOptions;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say where the server keeps its keys. */
final class DataOptions {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "secret-server-data",
            description = "Where its keys and certificates are (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of("secret-server-data");

    @Mixin
    private PasswordOptions password = new PasswordOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli puts its option beside the others
    private NoPasswordArgument noArgument = new NoPasswordArgument();

    DataOptions() {}

    DataDirectory directory() {
        return new DataDirectory(directory, password);
    }
}
