package io.securechannel.examples.secret.road;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Step 1: asks for the secret by plain HTTP. */
@Command(
        name = "plain-client",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Step 1: asks for the secret by plain HTTP.")
final class PlainClient implements Callable<Integer> {

    @Mixin
    private UrlOption page = new UrlOption();

    @Spec
    private @Nullable CommandSpec spec;

    PlainClient() {}

    @Override
    public Integer call() throws Exception {
        UrlOption.print(Objects.requireNonNull(spec).commandLine().getOut(), page.get());
        return 0;
    }
}
