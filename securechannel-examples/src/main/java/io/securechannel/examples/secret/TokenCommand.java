package io.securechannel.examples.secret;

import io.securechannel.examples.console.OwnerOnlyFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Issues a token. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints a token for --require-token. Whoever has it gets the secret until it ends, and it cannot be taken back:"
                    + " it is tied to no key and to no connection."
        })
final class TokenCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "Whom it is for.")
    private String name = "";

    @Mixin
    private DataOptions data = new DataOptions();

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "60",
            description = "For how long it is good (default: ${DEFAULT-VALUE}).")
    private long minutes = 60;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write it there, for the owner alone, and print nothing.")
    private @Nullable Path file;

    @Option(names = "--force", description = "Replace a file that is there.")
    private boolean force;

    @Spec
    private @Nullable CommandSpec spec;

    TokenCommand() {}

    @Override
    public Integer call() throws Exception {
        if (file != null) {
            OwnerOnlyFile.refuseToReplace(file, force);
        }
        try (var keys = data.directory().open();
                var tokens = Tokens.openOrCreate(keys)) {
            var token = tokens.issue(name, Duration.ofMinutes(minutes));
            if (file == null) {
                Objects.requireNonNull(spec).commandLine().getOut().println(token);
            } else {
                OwnerOnlyFile.write(file, (token + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            return 0;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
