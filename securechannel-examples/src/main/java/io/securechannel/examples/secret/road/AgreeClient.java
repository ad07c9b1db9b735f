package io.securechannel.examples.secret.road;

import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Step 4: sends a new public key, agrees with whoever answers on a key, and reads the secret. */
@Command(
        name = "agree-client",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Step 4: sends a new public key, agrees with whoever answers on a key, and reads the secret.")
final class AgreeClient implements Callable<Integer> {

    private static final Duration MAX_AGE = Duration.ofMinutes(1);

    @Mixin
    private UrlOption page = new UrlOption();

    @Spec
    private @Nullable CommandSpec spec;

    AgreeClient() {}

    @Override
    public Integer call() throws Exception {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        try (var own = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING)) {
            out.println("agree-client: public key " + own.publicKey().fingerprint());
            var answer = Agreement.Answer.parse(Visit.post(page.url(), Agreement.publicText(own.publicKey())));
            try (var agreed = Agreement.take(answer.envelope(), own)) {
                out.println("agree-client: agreed with whoever answered on key number "
                        + agreed.keyIds().get(0));
                byte[] message = agreed.decryptText(answer.token(), SharedKey.context(), MAX_AGE);
                UrlOption.print(out, new String(message, StandardCharsets.UTF_8));
            }
        }
        return 0;
    }
}
