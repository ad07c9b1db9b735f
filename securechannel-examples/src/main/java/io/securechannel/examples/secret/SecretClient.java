package io.securechannel.examples.secret;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Gets the secret. */
@Command(
        name = "secret-client",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Gets the secret from a secret-server and prints it.",
            "Without --ca and --pin it believes the public authorities that the JDK ships."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  secret-client --ca secret-server-data/secret-ca.crt",
            "  secret-client --ca secret-server-data/secret-ca.crt --url https://localhost:8443/facts",
            "  secret-client --ca secret-server-data/secret-ca.crt --cert ada.crt --key ada.key"
        })
public final class SecretClient implements Callable<Integer> {

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "https://localhost:8443/secret",
            description = "Where the secret is (default: ${DEFAULT-VALUE}).")
    private String url = "";

    @Option(names = "--ca", paramLabel = "FILE", description = "Whom to believe about servers, PEM; nobody else then.")
    private @Nullable Path ca;

    @Option(
            names = "--pin",
            paramLabel = "PIN",
            description =
                    "The server's key, sha256/ and 44 characters: alone it is believed whoever issued its certificate;"
                            + " beside --ca both must hold.")
    private @Nullable String pin;

    @Mixin
    private IdentityOptions identity = new IdentityOptions();

    @Option(names = "--token-file", paramLabel = "FILE", description = "Show the token in this file.")
    private @Nullable Path tokenFile;

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public SecretClient() {}

    @Override
    public Integer call() throws Exception {
        var commandLine = Objects.requireNonNull(spec).commandLine();
        try {
            identity.check();
            var tls = TlsContextFactory.clientBuilder(trust());
            if (identity.given()) {
                tls.identity(identity.read());
            }
            var fetch = new Fetch(tls.build(), identity.given());
            var text = fetch.get(Fetch.address(url), token());
            commandLine.getOut().print(text);
            commandLine.getOut().flush();
            return 0;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandLine, String.valueOf(e.getMessage()), e);
        }
    }

    private Trust trust() throws KeyMaterialException {
        if (ca == null) {
            return pin == null ? Trust.system() : Trust.pinned(pin);
        }
        return pin == null ? Trust.only(ca) : Trust.only(ca).andPinned(pin);
    }

    private Optional<String> token() throws IOException {
        return tokenFile == null ? Optional.empty() : Optional.of(BearerToken.read(tokenFile));
    }
}
