package io.securechannel.examples.inspect;

import io.securechannel.keys.Identity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Notices that a server asks for a client certificate, and shows one if there is one. */
final class CertificateRequests extends X509ExtendedKeyManager {

    private static final String ALIAS = "own";

    private final Optional<Identity> identity;
    private boolean asked;
    private List<String> authorities = List.of();

    CertificateRequests(Optional<Identity> identity) {
        this.identity = identity;
    }

    boolean asked() {
        return asked;
    }

    /** {@return whose certificates the server would take, as it says; empty if it does not say} */
    List<String> authorities() {
        return authorities;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        asked = true;
        if (issuers != null) {
            authorities =
                    Arrays.stream(issuers).map(Principal::getName).distinct().toList();
        }
        var types = List.of(keyTypes);
        return identity.map(own -> own.certificate().getPublicKey().getAlgorithm())
                .filter(types::contains)
                .map(type -> ALIAS)
                .orElse(null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return identity.map(own -> own.certificateChain().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return identity.map(Identity::privateKey).orElse(null);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
