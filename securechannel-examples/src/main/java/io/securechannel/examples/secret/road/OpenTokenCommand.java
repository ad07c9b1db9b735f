package io.securechannel.examples.secret.road;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Step 3: reads a token that was kept, if it is not too old. */
@Command(
        name = "open-token",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Step 3: reads a token that was kept, if it is not too old.")
final class OpenTokenCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "FILE", description = "What key-client --keep wrote.")
    private Path file = Path.of("");

    @Mixin
    private SharedKey key = new SharedKey();

    @Option(
            names = "--max-age",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How old a token may be (default: ${DEFAULT-VALUE}).")
    private int maxAge;

    @Spec
    private @Nullable CommandSpec spec;

    OpenTokenCommand() {}

    @Override
    public Integer call() throws Exception {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        try (var cipher = key.cipher()) {
            byte[] message =
                    cipher.decryptText(Files.readString(file).strip(), SharedKey.context(), Duration.ofSeconds(maxAge));
            UrlOption.print(out, new String(message, StandardCharsets.UTF_8));
        }
        return 0;
    }
}
