package io.securechannel.examples.secret;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;

/**
 * What the JDK's HTTP client says of a failure, for people. Where this library's check of the certificate refused it, its
 * exception is at the bottom of the causes and says all; for the rest the client's words are too few.
 */
final class Trouble {

    private Trouble() {}

    static IOException explain(IOException failure, URI address, boolean certified) {
        var peer = address.getHost() + ":" + (address.getPort() < 0 ? 443 : address.getPort());
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SecureChannelException found) {
                return found.withPeer(peer);
            }
            if (cause instanceof UnresolvedAddressException) {
                return trouble(Reason.UNKNOWN_HOST, "no address is known for this name", peer, failure);
            }
        }
        if (failure instanceof HttpConnectTimeoutException) {
            return trouble(Reason.CONNECT_TIMEOUT, "no answer to the attempt to connect", peer, failure);
        }
        if (failure instanceof HttpTimeoutException) {
            return trouble(Reason.RECEIVE_TIMEOUT, "the server did not answer in time", peer, failure);
        }
        if (failure instanceof ConnectException) {
            return trouble(Reason.CONNECT_REFUSED, "nothing listens there: is secret-server running?", peer, failure);
        }
        if (failure.getClass() == IOException.class && failure.getCause() == null) {
            return failure; // our own: an answer that is no secret
        }
        return ended(failure, peer, certified);
    }

    /** With TLS 1.3 a server refuses a client after the client's own handshake is done; not every server says why. */
    private static IOException ended(IOException failure, String peer, boolean certified) {
        boolean tls = failure instanceof SSLException;
        var words = tls
                ? "TLS failed: " + failure.getMessage()
                : "the connection ended before an answer: " + failure.getMessage();
        var hint = certified
                ? "; the server may not believe the client's certificate, or not speak HTTPS at this port"
                : "; the server may demand a client certificate (--cert FILE --key FILE), or not speak HTTPS at this port";
        return trouble(tls ? Reason.HANDSHAKE_FAILED : Reason.CONNECTION_CUT, words + hint, peer, failure);
    }

    private static SecureChannelException trouble(Reason reason, String words, String peer, IOException cause) {
        return new SecureChannelException(reason, words, cause).withPeer(peer);
    }
}
