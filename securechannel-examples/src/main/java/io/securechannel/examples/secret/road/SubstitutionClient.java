package io.securechannel.examples.secret.road;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Step 2: asks for the secret under a substitution cipher, which is broken. */
@Command(
        name = "substitution-client",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Step 2: asks for the secret under a substitution cipher, which is broken.")
final class SubstitutionClient implements Callable<Integer> {

    @Mixin
    private UrlOption page = new UrlOption();

    @Mixin
    private WordOption key = new WordOption();

    @Spec
    private @Nullable CommandSpec spec;

    SubstitutionClient() {}

    @Override
    public Integer call() throws Exception {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        UrlOption.print(out, key.cipher().decrypt(page.get()));
        out.println("substitution-client: this was under A BROKEN CIPHER: whoever listened can read it, too");
        return 0;
    }
}
