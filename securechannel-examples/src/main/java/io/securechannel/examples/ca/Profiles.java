package io.securechannel.examples.ca;

import io.securechannel.pki.CertificateProfile;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Options that say for whom a certificate is: whose use it has and which names it holds. */
final class Profiles {

    @ArgGroup(multiplicity = "1")
    private @Nullable Holder holder;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            split = ",",
            description = "A further host name or address that it holds; may be repeated.")
    private List<String> hosts = List.of();

    @Option(names = "--email", paramLabel = "MAILBOX", description = "A mailbox that it holds.")
    private List<String> emails = List.of();

    @Option(names = "--uri", paramLabel = "URI", description = "A URI that it holds.")
    private List<String> uris = List.of();

    Profiles() {}

    /** {@return the holder's own name} */
    String name() {
        var one = Objects.requireNonNull(holder);
        return one.server != null ? one.server : one.client != null ? one.client : String.valueOf(one.both);
    }

    CertificateProfile profile() {
        var one = Objects.requireNonNull(holder);
        var profile = one.server != null
                ? CertificateProfile.tlsServer(one.server)
                : one.client != null
                        ? CertificateProfile.tlsClient(one.client)
                        : CertificateProfile.tlsServerAndClient(name());
        for (var host : hosts) {
            profile = profile.withNames(host);
        }
        for (var email : emails) {
            profile = profile.withEmail(email);
        }
        for (var uri : uris) {
            profile = profile.withUri(uri);
        }
        return profile;
    }

    /** One of them. */
    private static final class Holder {

        @Option(names = "--server", paramLabel = "HOST", required = true, description = "For a server of this name.")
        private @Nullable String server;

        @Option(names = "--client", paramLabel = "NAME", required = true, description = "For a client of this name.")
        private @Nullable String client;

        @Option(
                names = "--server-and-client",
                paramLabel = "HOST",
                required = true,
                description = "For a server that is a client of others, too.")
        private @Nullable String both;

        Holder() {}
    }
}
