package io.securechannel.examples.inspect;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What one diagnosing connection saw.
 *
 * @param flight what the server said in clear
 * @param version the version of TLS; empty if none was agreed on
 * @param cipherSuite the suite; empty if none was agreed on
 * @param chain the certificates in the order in which they came
 * @param applicationProtocol the one agreed on by ALPN
 * @param clientCertificate whether the server asks for one
 * @param clientAuthorities whose, as it says
 * @param end how the connection ended
 */
record Facts(
        ServerFlight flight,
        String version,
        String cipherSuite,
        List<X509Certificate> chain,
        Optional<String> applicationProtocol,
        ClientCertificate clientCertificate,
        List<String> clientAuthorities,
        End end) {

    /** What the server wants of the client. */
    enum ClientCertificate {
        NOT_ASKED("not asked for"),
        OPTIONAL("asked for, not required"),
        REQUIRED("required"),
        ACCEPTED("asked for; the one shown was accepted"),
        REFUSED("asked for; the one shown was refused");

        private final String words;

        ClientCertificate(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** How the connection ended. */
    enum End {
        /** After a complete handshake. */
        COMPLETE,
        /** The server said no. */
        ALERT,
        /** The server said that none of the protocols offered by ALPN is its own. */
        NO_APPLICATION_PROTOCOL,
        /** The time was up. */
        TIMEOUT,
        /** Otherwise: cut, or not TLS. */
        FAILED
    }

    boolean complete() {
        return end == End.COMPLETE;
    }
}
