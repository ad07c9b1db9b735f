package io.securechannel.examples.secret;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.Words;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CrlRevocation;
import io.securechannel.tls.TlsServerBuilder;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say for whom the secret is. */
final class LoginOptions {

    @Option(
            names = "--client-auth",
            paramLabel = "WHEN",
            defaultValue = "none",
            description =
                    "Give the secret to clients with a certificate alone. optional: others see the page, which says"
                            + " what they lack; required: others get no connection (default: ${DEFAULT-VALUE}).")
    private ClientAuth clientAuth = ClientAuth.NONE;

    @Option(
            names = "--client-ca",
            paramLabel = "FILE",
            description = "Who issues the certificates of clients, PEM (default: the CA of --data).")
    private @Nullable Path clientAuthority;

    @Option(
            names = "--crl",
            paramLabel = "FILE",
            description = "Refuse the clients that this list of their CA revokes.")
    private @Nullable Path crl;

    @Option(names = "--require-token", description = "Give the secret to those alone who show a token.")
    private boolean token;

    LoginOptions() {}

    /** When clients are asked for a certificate. */
    private enum ClientAuth {
        NONE,
        OPTIONAL,
        REQUIRED;

        @Override
        public String toString() {
            return Words.of(this);
        }
    }

    void check() {
        if (!certificates() && (clientAuthority != null || crl != null)) {
            throw new IllegalArgumentException("--client-ca and --crl are about --client-auth");
        }
    }

    boolean certificates() {
        return clientAuth != ClientAuth.NONE;
    }

    boolean token() {
        return token;
    }

    boolean needsKeyStore() {
        return token || (certificates() && clientAuthority == null);
    }

    Optional<Trust> clientAuthorities() throws KeyMaterialException {
        return certificates() && clientAuthority != null ? Optional.of(Trust.only(clientAuthority)) : Optional.empty();
    }

    Optional<Trust> clientAuthoritiesOr(Trust own) throws KeyMaterialException {
        return certificates() && clientAuthority == null ? Optional.of(own) : clientAuthorities();
    }

    void demandCertificates(TlsServerBuilder tls, Optional<Trust> authorities) throws KeyMaterialException {
        if (authorities.isEmpty()) {
            return;
        }
        if (clientAuth == ClientAuth.REQUIRED) {
            tls.requireClientCertificate(authorities.get());
        } else {
            tls.requestClientCertificate(authorities.get());
        }
        if (crl != null) {
            tls.revocation(CrlRevocation.of(crl));
        }
        // A resumed session brings no certificate along; here every connection shows its own.
        tls.withoutResumption();
    }

    Tokens tokens(KeyStoreManager keys) throws KeyMaterialException {
        return token ? Tokens.openOrCreate(keys) : Tokens.none();
    }
}
