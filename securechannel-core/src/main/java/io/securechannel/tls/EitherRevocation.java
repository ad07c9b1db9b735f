package io.securechannel.tls;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Two policies, of which the second is asked where the first cannot tell.
 *
 * @param first is asked first
 * @param second is asked when that ends with REVOCATION_UNKNOWN
 */
record EitherRevocation(RevocationPolicy first, RevocationPolicy second) implements RevocationPolicy {

    @Override
    public void check(List<X509Certificate> path) throws SecureChannelException {
        check(path, List.of());
    }

    @Override
    public void check(List<X509Certificate> path, List<byte[]> stapled) throws SecureChannelException {
        try {
            first.check(path, stapled);
        } catch (SecureChannelException unknown) {
            if (unknown.reason() != Reason.REVOCATION_UNKNOWN) {
                throw unknown;
            }
            askSecond(path, stapled, unknown);
        }
    }

    private void askSecond(List<X509Certificate> path, List<byte[]> stapled, SecureChannelException unknown)
            throws SecureChannelException {
        try {
            second.check(path, stapled);
        } catch (SecureChannelException e) {
            if (e.reason() != Reason.REVOCATION_UNKNOWN) {
                throw e;
            }
            var both = new SecureChannelException(
                    Reason.REVOCATION_UNKNOWN, unknown.getMessage() + " And: " + e.getMessage(), unknown);
            both.addSuppressed(e);
            throw both;
        }
    }

    /** {@return both, for people} */
    @Override
    public String toString() {
        return first + ", else " + second;
    }
}
