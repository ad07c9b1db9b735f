package io.securechannel.examples.echo;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.pki.CrlRevocation;
import io.securechannel.pki.ocsp.OcspRevocation;
import io.securechannel.tls.RevocationPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of both ends that say who tells what has been revoked. */
final class RevocationOptions {

    @Option(names = "--crl", paramLabel = "FILE", description = "Refuse whom this list of --ca or --trust revokes.")
    private @Nullable Path crl;

    @Option(
            names = "--ocsp",
            paramLabel = "URL",
            description =
                    "Ask this OCSP responder (http:) about the other end's certificate, and refuse whom it does not"
                            + " call good; may be repeated. With --crl as well, the list is looked at where none can tell.")
    private List<URI> responders = List.of();

    RevocationOptions() {}

    boolean given() {
        return crl != null || !responders.isEmpty();
    }

    /**
     * {@return whom to ask in handshakes, if anybody}
     *
     * @throws KeyMaterialException if the list is none
     * @throws IllegalArgumentException if an address is none; the message says why
     */
    Optional<RevocationPolicy> policy() throws KeyMaterialException {
        Optional<RevocationPolicy> list = crl == null ? Optional.empty() : Optional.of(CrlRevocation.of(crl));
        if (responders.isEmpty()) {
            return list;
        }
        var asking =
                OcspRevocation.of(responders.get(0), responders.stream().skip(1).toArray(URI[]::new));
        return Optional.of(list.map(asking::orElse).orElse(asking));
    }
}
