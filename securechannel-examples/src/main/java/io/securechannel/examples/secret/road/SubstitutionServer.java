package io.securechannel.examples.secret.road;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Step 2: tells the secret under a substitution cipher, which is broken. */
@Command(
        name = "substitution-server",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Step 2: tells the secret under a substitution cipher, which is broken.",
            "It is here to be broken by \"secret-road break\". Never encrypt anything with it."
        })
final class SubstitutionServer implements Callable<Integer> {

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Mixin
    private WordOption key = new WordOption();

    @Spec
    private @Nullable CommandSpec spec;

    SubstitutionServer() {}

    @Override
    public Integer call() throws Exception {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        var encrypted = key.cipher().encrypt(options.message(ServerOptions.LONG_MESSAGE));
        out.println("substitution-server: THIS CIPHER IS BROKEN, and here to be broken: see secret-road break");
        options.serve(out, "substitution-server", "GET", "/secret", nothing -> encrypted);
        return 0;
    }
}
