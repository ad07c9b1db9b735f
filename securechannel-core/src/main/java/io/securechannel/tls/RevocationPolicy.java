package io.securechannel.tls;

import io.securechannel.error.SecureChannelException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/**
 * Says whether certificates have been revoked. It is asked in every handshake, also when a session is resumed, after the
 * path has been found valid and before the first byte reaches the application. What it throws unchecked ends the handshake
 * as well, with HANDSHAKE_FAILED.
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

    /**
     * Looks at a path whose peer has sent answers of OCSP responders along with its certificates (RFC 8446, section
     * 4.4.2.1). Nobody has looked at them yet: they are as good as their signatures. A policy that makes nothing of them need
     * not override this.
     *
     * @param path as in {@link #check(List)}
     * @param stapled what the peer sent, an OCSPResponse each (RFC 6960, section 4.2.1); mostly empty
     * @throws SecureChannelException as {@link #check(List)}
     */
    default void check(List<X509Certificate> path, List<byte[]> stapled) throws SecureChannelException {
        check(path);
    }

    /**
     * Looks at a path in a handshake that has a deadline. A policy that waits for others overrides this, so that it can still say
     * what is missing before the deadline ends the handshake without a reason.
     *
     * @param path as in {@link #check(List)}
     * @param stapled as in {@link #check(List, List)}
     * @param atMost how long it may take: what is left of the handshake but a quarter, or a second, for what comes after
     * @throws SecureChannelException as {@link #check(List)}
     */
    default void check(List<X509Certificate> path, List<byte[]> stapled, Duration atMost)
            throws SecureChannelException {
        check(path, stapled);
    }

    /**
     * Does what may take longer than a handshake has time, as looking up host names. It is called often, before handshakes begin and by several
     * threads, and returns at once if there is nothing to be done yet.
     */
    default void refresh() {}

    /**
     * Asks another policy where this one cannot tell, as a revocation list where no OCSP responder answers. What one of the two
     * says of a path counts for the whole of it, and what this one has found revoked the other is not asked about.
     *
     * @param other is asked when this one ends with REVOCATION_UNKNOWN
     * @return a policy that lets in what either of the two does; where neither can tell, its error has the words of both
     */
    default RevocationPolicy orElse(RevocationPolicy other) {
        return new EitherRevocation(this, other);
    }
}
