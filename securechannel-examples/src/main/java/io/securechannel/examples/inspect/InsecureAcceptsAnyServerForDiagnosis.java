package io.securechannel.examples.inspect;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Writes down the chain of a server and refuses nothing, so that a server can be described that must not be trusted. Do
 * not copy it: a program that sends one byte behind it talks to whoever stands in between. {@link Diagnosis} sends none.
 */
final class InsecureAcceptsAnyServerForDiagnosis extends X509ExtendedTrustManager {

    private List<X509Certificate> chain = List.of();
    private String version = "";
    private String suite = "";

    /** Forgets the last connection. */
    void reset() {
        chain = List.of();
        version = "";
        suite = "";
    }

    /** {@return the chain as it was sent; empty if none was, as where a session is resumed} */
    List<X509Certificate> chain() {
        return chain;
    }

    /** {@return the version when the certificate came, for handshakes that fail later} */
    String version() {
        return version;
    }

    /** {@return the cipher suite when the certificate came} */
    String suite() {
        return suite;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String authType, Socket socket) {
        chain = List.of(shown);
        SSLSession session = socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null;
        if (session != null) {
            version = session.getProtocol();
            suite = session.getCipherSuite();
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String authType, SSLEngine engine) {
        throw new UnsupportedOperationException("for the sockets of a diagnosis alone");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String authType) {
        throw new UnsupportedOperationException("for the sockets of a diagnosis alone");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String authType, Socket socket) {
        throw new UnsupportedOperationException("it is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String authType, SSLEngine engine) {
        throw new UnsupportedOperationException("it is no server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String authType) {
        throw new UnsupportedOperationException("it is no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
