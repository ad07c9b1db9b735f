package io.securechannel.tls;

import io.securechannel.error.SecureChannelException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Says whether certificates have been revoked. It is asked in every handshake, also when a session is resumed, after the
 * path has been found valid and before the first byte reaches the application.
 */
@FunctionalInterface
public interface RevocationPolicy {

    /**
     * Looks at a path. It runs in the thread of the handshake and within its deadline, which it must not outlast.
     *
     * @param path the peer's certificate, those between, and the trusted authority; with pins alone the first only
     * @throws SecureChannelException with the reason CERTIFICATE_REVOKED, or REVOCATION_UNKNOWN where the policy does not
     *     let in what it cannot tell
     */
    void check(List<X509Certificate> path) throws SecureChannelException;
}
