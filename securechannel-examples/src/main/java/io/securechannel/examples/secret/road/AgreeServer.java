package io.securechannel.examples.secret.road;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.hybrid.symmetric.SymmetricCipher;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Step 4: tells the secret to whoever posts a public key, under a key that both agree on. */
@Command(
        name = "agree-server",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Step 4: tells the secret to whoever posts a public key, under a key that both agree on.",
            "It does not know who that is."
        })
final class AgreeServer implements Callable<Integer> {

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Spec
    private @Nullable CommandSpec spec;

    AgreeServer() {}

    @Override
    public Integer call() throws Exception {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        byte[] message = options.message(ServerOptions.MESSAGE).getBytes(StandardCharsets.UTF_8);
        options.serve(out, "agree-server", "POST", "/secret", posted -> answer(out, posted, message));
        return 0;
    }

    private static String answer(PrintWriter out, String posted, byte[] message)
            throws KeyMaterialException, IOException {
        var client = Agreement.readPublic(posted);
        try (var agreed = SymmetricCipher.generate()) {
            out.println("agree-server: public key " + client.fingerprint());
            out.println("agree-server: agreed with its owner on key number "
                    + agreed.keyIds().get(0));
            return new Agreement.Answer(
                            Agreement.give(agreed, client), agreed.encryptToText(message, SharedKey.context()))
                    .text();
        }
    }
}
