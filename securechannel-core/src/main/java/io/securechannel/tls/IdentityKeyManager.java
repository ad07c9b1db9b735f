package io.securechannel.tls;

import io.securechannel.keys.Identity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows one identity. As a client it shows it also where the server's list of authorities does not name the issuer: the
 * server's refusal then says what is wrong, where silence would only say that a certificate is missing.
 */
final class IdentityKeyManager extends X509ExtendedKeyManager {

    private static final String ALIAS = "identity";

    private final Identity identity;

    IdentityKeyManager(Identity identity) {
        this.identity = identity;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
        return choose(keyTypes);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        return choose(keyTypes);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return choose(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        return choose(keyType);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases(keyType);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases(keyType);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return alias.equals(ALIAS) ? identity.certificateChain().toArray(X509Certificate[]::new) : null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return alias.equals(ALIAS) ? identity.privateKey() : null;
    }

    private @Nullable String choose(String... keyTypes) {
        var algorithm = identity.certificate().getPublicKey().getAlgorithm();
        for (var keyType : keyTypes) {
            // Older key types carry a suffix for the issuer's algorithm, as in EC_RSA.
            if (keyType.equals(algorithm) || keyType.startsWith(algorithm + "_")) {
                return ALIAS;
            }
        }
        return null;
    }

    private String @Nullable [] aliases(String keyType) {
        var alias = choose(keyType);
        return alias == null ? null : new String[] {alias};
    }
}
