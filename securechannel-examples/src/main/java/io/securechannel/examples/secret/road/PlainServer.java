package io.securechannel.examples.secret.road;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Step 1: tells the secret by plain HTTP, to whoever asks and to whoever listens. */
@Command(
        name = "plain-server",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Step 1: tells the secret by plain HTTP, to whoever asks and to whoever listens.")
final class PlainServer implements Callable<Integer> {

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    PlainServer() {}

    @Override
    public Integer call() throws Exception {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        var message = options.message(ServerOptions.MESSAGE);
        options.serve(out, "plain-server", "GET", "/secret", nothing -> message);
        return 0;
    }
}
