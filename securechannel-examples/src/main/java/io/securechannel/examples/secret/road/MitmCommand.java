package io.securechannel.examples.secret.road;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Step 4: stands between agree-client and agree-server, and reads everything. */
@Command(
        name = "mitm",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Step 4: stands between agree-client and agree-server, and reads everything.",
            "It gives the server its own public key for the client's. The key that it gets it passes on to the client, so that"
                    + " both ends agree on the same one, and notice nothing."
        })
final class MitmCommand implements Callable<Integer> {

    @Option(
            names = "--listen",
            paramLabel = "PORT",
            defaultValue = "8001",
            description = "Where to listen, on this machine alone; 0 for any free port (default: ${DEFAULT-VALUE}).")
    private int listen;

    @Option(
            names = "--to",
            paramLabel = "URL",
            defaultValue = "http://localhost:8000/secret",
            description = "The agree-server (default: ${DEFAULT-VALUE}).",
            converter = UrlOption.Converter.class)
    private URI to = URI.create("http://localhost:8000/secret");

    @Spec
    private @Nullable CommandSpec spec;

    MitmCommand() {}

    @Override
    public Integer call() throws Exception {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        try (var own = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);
                var site = Site.open(listen, "POST", to.getPath(), posted -> relay(out, posted, own))) {
            out.println("mitm: http://localhost:" + site.port() + to.getPath() + ", to " + to + "; Ctrl-C ends it");
            site.awaitClose();
        }
        return 0;
    }

    private String relay(PrintWriter out, String posted, EnvelopeKeyPair own)
            throws KeyMaterialException, IOException, InterruptedException {
        var client = Agreement.readPublic(posted);
        out.println("mitm: public key " + client.fingerprint());
        out.println("mitm: replaced by " + own.publicKey().fingerprint());
        var answer = Agreement.Answer.parse(Visit.post(to, Agreement.publicText(own.publicKey())));
        try (var stolen = Agreement.take(answer.envelope(), own)) {
            out.println("mitm: they agreed on key number " + stolen.keyIds().get(0) + ", and I have it. I read:");
            UrlOption.print(
                    out, new String(stolen.decryptText(answer.token(), SharedKey.context()), StandardCharsets.UTF_8));
            return new Agreement.Answer(Agreement.give(stolen, client), answer.token()).text();
        }
    }
}
