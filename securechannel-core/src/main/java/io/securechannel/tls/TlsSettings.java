package io.securechannel.tls;

import io.securechannel.internal.jsse.JsseProvider;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLParameters;

/**
 * What the builders have gathered, checked.
 *
 * @param client whether this is the client's side
 * @param provider who does the TLS
 * @param identities what this side shows; the first is the one for peers that name none
 * @param trust whom this side believes
 * @param demands what is demanded of the peer beyond that
 * @param handshake what is offered
 * @param sessions how many are kept to be resumed; 0 for none
 * @param sessionLifetime for how long
 * @param reloadInterval how often what is live is looked at
 * @param clock what time it is
 */
record TlsSettings(
        boolean client,
        TlsProvider provider,
        List<TlsMaterial<Identity>> identities,
        Optional<TlsMaterial<Trust>> trust,
        Demands demands,
        Handshake handshake,
        int sessions,
        Duration sessionLifetime,
        Duration reloadInterval,
        InstantSource clock) {

    enum ClientCertificate {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    /**
     * What is demanded of the peer.
     *
     * @param clientCertificate what a server demands
     * @param revocation is asked about every path
     * @param peerName names clients
     */
    record Demands(
            ClientCertificate clientCertificate,
            Optional<RevocationPolicy> revocation,
            Optional<Function<X509Certificate, Optional<String>>> peerName) {}

    /**
     * What is offered, or accepted.
     *
     * @param tls12 whether TLS 1.2 is allowed beside 1.3
     * @param suites the suites, most wanted first
     * @param groups the groups, most wanted first; empty for the provider's own
     * @param postQuantum whether a classical key exchange is refused
     * @param keyLog where secrets are written, if anywhere
     */
    record Handshake(
            boolean tls12, List<String> suites, List<String> groups, boolean postQuantum, Optional<TlsKeyLog> keyLog) {}

    /** RFC 8446, appendix B.4, in the order of the JDK. */
    static final List<String> TLS13_SUITES =
            List.of("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256");

    /** RFC 5289 and RFC 7905: ephemeral key exchange and AEAD only, as RFC 9325, section 4.2 recommends. */
    static final List<String> TLS12_SUITES = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    static TlsSettings client(TlsClientBuilder builder) {
        return of(
                true,
                builder,
                new Demands(ClientCertificate.NONE, Optional.ofNullable(builder.revocation), Optional.empty()));
    }

    static TlsSettings server(TlsServerBuilder builder) {
        if (builder.peerName != null && builder.clientCertificate == ClientCertificate.NONE) {
            throw new IllegalArgumentException(
                    "peerName names clients by their certificates, and none are asked for: add requireClientCertificate(…)");
        }
        if (builder.revocation != null && builder.clientCertificate == ClientCertificate.NONE) {
            throw new IllegalArgumentException(
                    "revocation is about the certificates of clients, and none are asked for: add requireClientCertificate(…), or"
                            + " leave it out; whether this server's own was revoked is for the clients to ask");
        }
        return of(
                false,
                builder,
                new Demands(
                        builder.clientCertificate,
                        Optional.ofNullable(builder.revocation),
                        Optional.ofNullable(builder.peerName)));
    }

    private static TlsSettings of(boolean client, TlsBuilder<?> builder, Demands demands) {
        var provider = builder.provider.implementation();
        return new TlsSettings(
                client,
                builder.provider,
                List.copyOf(builder.identities),
                Optional.ofNullable(builder.trust),
                demands,
                new Handshake(
                        builder.tls12,
                        checkedSuites(builder, provider),
                        checkedGroups(builder, provider),
                        builder.postQuantum,
                        keyLog(builder, provider)),
                builder.sessions,
                builder.sessionLifetime,
                builder.reloadInterval,
                builder.clock);
    }

    /** {@return versions, suites and the demand for client certificates; groups are the provider's to set} */
    SSLParameters toParameters() {
        var parameters = new SSLParameters();
        parameters.setProtocols(handshake.tls12 ? new String[] {"TLSv1.3", "TLSv1.2"} : new String[] {"TLSv1.3"});
        parameters.setCipherSuites(handshake.suites.toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        switch (demands.clientCertificate) {
            case REQUIRED -> parameters.setNeedClientAuth(true);
            case OPTIONAL -> parameters.setWantClientAuth(true);
            case NONE -> parameters.setNeedClientAuth(false);
        }
        return parameters;
    }

    private static Optional<TlsKeyLog> keyLog(TlsBuilder<?> builder, JsseProvider provider) {
        if (builder.keyLog == null) {
            return Optional.empty();
        }
        if (!provider.showsSecrets()) {
            throw new UnsupportedOperationException(
                    provider.description() + " shows nobody its secrets, so there is no key log: for debugging choose"
                            + " provider(TlsProvider.BOUNCY_CASTLE), at one end of the connection");
        }
        return Optional.of(new TlsKeyLog(builder.keyLog));
    }

    private static List<String> checkedSuites(TlsBuilder<?> builder, JsseProvider provider) {
        if (!builder.suites.isEmpty() && !provider.choosesTls13Suites()) {
            throw new UnsupportedOperationException(provider.description()
                    + " negotiates the TLS 1.3 suites as it likes: leave cipherSuites out, or take another provider");
        }
        var allowed = new ArrayList<>(TLS13_SUITES);
        if (builder.tls12) {
            allowed.addAll(TLS12_SUITES);
        }
        return narrowed("cipher suites", builder.suites, allowed);
    }

    private static List<String> checkedGroups(TlsBuilder<?> builder, JsseProvider provider) {
        if (builder.postQuantum && provider.postQuantumGroups().isEmpty()) {
            throw new UnsupportedOperationException(provider.description()
                    + " has no post-quantum key exchange: choose provider(TlsProvider.CONSCRYPT) or"
                    + " provider(TlsProvider.BOUNCY_CASTLE); the JDK's own has one from 27 on");
        }
        if (!builder.groups.isEmpty()) {
            if (provider.groups().isEmpty()) {
                throw new UnsupportedOperationException("with " + provider.description()
                        + " the groups cannot be narrowed on this JDK ("
                        + Runtime.version().feature()
                        + "); JDK 20 or newer can, TlsProvider.BOUNCY_CASTLE can, and so can the system property"
                        + " jdk.tls.namedGroups");
            }
            var wished = narrowed("groups", builder.groups, provider.groups());
            if (builder.postQuantum && wished.stream().noneMatch(JsseProvider.POST_QUANTUM_GROUPS::contains)) {
                throw new IllegalArgumentException("requirePostQuantum() needs a post-quantum group among " + wished);
            }
            return wished;
        }
        return builder.postQuantum ? provider.groupsForPostQuantum() : provider.defaultGroups();
    }

    /**
     * Checks a wish against what is allowed.
     *
     * @param what for the error: "cipher suites" or "groups"
     * @param wished the names; none means all that are allowed
     * @param allowed what there is
     * @return the names in the order of the wish
     */
    private static List<String> narrowed(String what, List<String> wished, List<String> allowed) {
        for (var name : wished) {
            if (!allowed.contains(name)) {
                throw new IllegalArgumentException(what + " can only be narrowed: " + name + " is not among "
                        + String.join(", ", allowed)
                        + (TLS12_SUITES.contains(name) ? "; it would need allowTls12()" : ""));
            }
        }
        return wished.isEmpty() ? allowed : wished.stream().distinct().toList();
    }

    static List<String> wish(String first, String... more) {
        var all = new ArrayList<String>();
        all.add(first);
        all.addAll(Arrays.asList(more));
        return all;
    }
}
