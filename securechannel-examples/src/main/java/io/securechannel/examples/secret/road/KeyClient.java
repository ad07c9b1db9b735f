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
import picocli.CommandLine.Spec;

/** Step 3: asks for the secret, and reads it with the key. */
@Command(
        name = "key-client",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Step 3: asks for the secret, and reads it with the key.")
final class KeyClient implements Callable<Integer> {

    @Mixin
    private UrlOption page = new UrlOption();

    @Mixin
    private SharedKey key = new SharedKey();

    @Option(
            names = "--max-age",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How old a token may be (default: ${DEFAULT-VALUE}).")
    private int maxAge;

    @Option(names = "--keep", paramLabel = "FILE", description = "Write the token to a file, as an eavesdropper could.")
    private @Nullable Path keep;

    @Spec
    private @Nullable CommandSpec spec;

    KeyClient() {}

    @Override
    public Integer call() throws Exception {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        try (var cipher = key.cipher()) {
            var token = page.get();
            if (keep != null) {
                Files.writeString(keep, token);
            }
            byte[] message = cipher.decryptText(token, SharedKey.context(), Duration.ofSeconds(maxAge));
            UrlOption.print(out, new String(message, StandardCharsets.UTF_8));
        }
        return 0;
    }
}
