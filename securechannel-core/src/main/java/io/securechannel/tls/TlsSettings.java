package io.securechannel.tls;

import io.securechannel.internal.crypto.NewerJdk;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLParameters;

/**
 * What the builders gather and the factory uses.
 *
 * @param client whether this is the client's side
 * @param identity what this side shows
 * @param trust whom this side believes
 * @param clientCertificate what a server demands
 * @param tls12 whether TLS 1.2 is allowed beside 1.3
 * @param suites the suites, most wanted first
 * @param groups the groups, most wanted first; empty for the provider's own
 * @param clock what time it is
 */
record TlsSettings(
        boolean client,
        Optional<Identity> identity,
        Optional<Trust> trust,
        ClientCertificate clientCertificate,
        boolean tls12,
        List<String> suites,
        List<String> groups,
        InstantSource clock) {

    enum ClientCertificate {
        NONE,
        OPTIONAL,
        REQUIRED
    }

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

    /** What the JDK's provider can be narrowed to; finite-field groups are slower and bring nothing. */
    static final List<String> KNOWN_GROUPS = List.of("x25519", "secp256r1", "secp384r1", "secp521r1", "x448");

    SSLParameters toParameters() {
        var parameters = new SSLParameters();
        parameters.setProtocols(tls12 ? new String[] {"TLSv1.3", "TLSv1.2"} : new String[] {"TLSv1.3"});
        parameters.setCipherSuites(suites.toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        if (!groups.isEmpty()) {
            NewerJdk.setNamedGroups(parameters, groups.toArray(String[]::new));
        }
        switch (clientCertificate) {
            case REQUIRED -> parameters.setNeedClientAuth(true);
            case OPTIONAL -> parameters.setWantClientAuth(true);
            case NONE -> parameters.setNeedClientAuth(false);
        }
        return parameters;
    }

    static List<String> allowedSuites(boolean tls12) {
        var allowed = new ArrayList<>(TLS13_SUITES);
        if (tls12) {
            allowed.addAll(TLS12_SUITES);
        }
        return List.copyOf(allowed);
    }

    /**
     * Checks a wish against what is allowed.
     *
     * @param what for the error: "cipher suites" or "groups"
     * @param wished the names; none means all that are allowed
     * @param allowed what there is
     * @return the names in the order of the wish
     */
    static List<String> narrowed(String what, List<String> wished, List<String> allowed) {
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
