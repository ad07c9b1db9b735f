package io.securechannel.examples.secret.road;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Step 3: tells the secret in tokens, which those read who have the key. */
@Command(
        name = "key-server",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Step 3: tells the secret in tokens, which those read who have the key.")
final class KeyServer implements Callable<Integer> {

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Mixin
    private SharedKey key = new SharedKey();

    @Spec
    private @Nullable CommandSpec spec;

    KeyServer() {}

    @Override
    public Integer call() throws Exception {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        byte[] message = options.message(ServerOptions.MESSAGE).getBytes(StandardCharsets.UTF_8);
        try (var cipher = key.cipher()) {
            options.serve(
                    out, "key-server", "GET", "/secret", nothing -> cipher.encryptToText(message, SharedKey.context()));
        }
        return 0;
    }
}
