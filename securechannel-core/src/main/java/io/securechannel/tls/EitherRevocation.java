package io.securechannel.tls;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.security.cert.X509Certificate;
import java.time.Duration;
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
        ask(() -> first.check(path, stapled), () -> second.check(path, stapled));
    }

    /** The first has half of the time, so that there is some left for the second. */
    @Override
    public void check(List<X509Certificate> path, List<byte[]> stapled, Duration atMost) throws SecureChannelException {
        long start = System.nanoTime();
        ask(() -> first.check(path, stapled, atMost.dividedBy(2)), () -> {
            var left = atMost.minusNanos(System.nanoTime() - start);
            second.check(path, stapled, left.isNegative() ? Duration.ZERO : left);
        });
    }

    @Override
    public void refresh() {
        first.refresh();
        second.refresh();
    }

    private interface Asking {
        void run() throws SecureChannelException;
    }

    private static void ask(Asking first, Asking second) throws SecureChannelException {
        try {
            first.run();
        } catch (SecureChannelException unknown) {
            if (unknown.reason() != Reason.REVOCATION_UNKNOWN) {
                throw unknown;
            }
            askSecond(second, unknown);
        }
    }

    private static void askSecond(Asking second, SecureChannelException unknown) throws SecureChannelException {
        try {
            second.run();
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
