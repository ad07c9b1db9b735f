package io.securechannel.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * A peer that has passed every check.
 *
 * @param certificateChain what it showed, leaf first; empty for a client that showed none and need not
 * @param name what the server's {@code peerName} function calls it; empty where there is no such function
 */
public record VerifiedPeer(List<X509Certificate> certificateChain, Optional<String> name) {

    static final VerifiedPeer ANONYMOUS = new VerifiedPeer(List.of(), Optional.empty());

    /**
     * Keeps its own copy of the chain.
     *
     * @param certificateChain what it showed, leaf first
     * @param name what it is called
     */
    public VerifiedPeer {
        certificateChain = List.copyOf(certificateChain);
    }
}
