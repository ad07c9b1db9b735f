package io.securechannel.examples.inspect;

import io.securechannel.examples.inspect.Facts.ClientCertificate;
import io.securechannel.examples.inspect.Facts.End;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * Shakes hands with a server whoever it is, to see what it shows, and hangs up: no byte of an application is ever sent,
 * and none that comes is looked at. It uses plain JSSE because the library has no way to believe everybody, and is to have
 * none. For one thread.
 */
final class Diagnosis {

    /** What the server may choose from; the library's own first. */
    static final List<String> APPLICATION_PROTOCOLS = List.of("securechannel/1", "h2", "http/1.1");

    /** How long to wait for what a server sends behind its handshake: tickets, or its opinion of the client. */
    private static final int TAIL_MILLIS = 2_000;

    private static final int TAIL_BYTES = 64 << 10;
    private static final String VERSION_1_3 = "TLSv1.3";

    private final Request request;
    private final InsecureAcceptsAnyServerForDiagnosis chains = new InsecureAcceptsAnyServerForDiagnosis();
    private final SSLContext context;
    private final CertificateRequests requests;

    Diagnosis(Request request) {
        this.request = request;
        this.requests = new CertificateRequests(request.identity());
        try {
            this.context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {requests}, new TrustManager[] {chains}, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no TLS: " + e.getMessage(), e);
        }
    }

    /**
     * Connects once.
     *
     * @param applicationProtocols to offer by ALPN
     * @return what was seen, however it ended
     * @throws IOException if there is no connection
     */
    Facts connect(List<String> applicationProtocols) throws IOException {
        chains.reset();
        try (var socket = request.open();
                var guard = new Guard(socket, request.timeout())) {
            try (var tls = layer(socket, applicationProtocols)) {
                var end = talk(tls, guard);
                // Also behind a handshake that the server ended for want of a client certificate.
                return facts(
                        socket,
                        end,
                        Optional.ofNullable(tls.getApplicationProtocol()).filter(name -> !name.isEmpty()));
            }
        }
    }

    /**
     * Connects again, as a client that has been there before.
     *
     * @param applicationProtocols as before
     * @return whether the server resumed the session of the last connection; empty if that cannot be told
     */
    Optional<Boolean> resumes(List<String> applicationProtocols) {
        try {
            var again = connect(applicationProtocols);
            // A resumed session brings no certificate along, and JSSE asks no trust manager.
            return again.complete() ? Optional.of(again.chain().isEmpty()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private SSLSocket layer(RecordingSocket socket, List<String> applicationProtocols) throws IOException {
        var tls =
                (SSLSocket) context.getSocketFactory().createSocket(socket, request.asciiName(), request.port(), true);
        var parameters = tls.getSSLParameters();
        parameters.setServerNames(request.serverName().map(List::of).orElseGet(List::of));
        parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
        tls.setSSLParameters(parameters);
        return tls;
    }

    private static End talk(SSLSocket tls, Guard guard) {
        try {
            tls.startHandshake();
            if (tls.getSession().getProtocol().equals(VERSION_1_3)) {
                readTail(tls);
            }
            return End.COMPLETE;
        } catch (SSLException e) {
            return ending(String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT), guard);
        } catch (IOException e) {
            return guard.fired() ? End.TIMEOUT : End.FAILED;
        }
    }

    private static End ending(String message, Guard guard) {
        if (guard.fired()) {
            return End.TIMEOUT;
        }
        if (message.contains("no_application_protocol")) {
            return End.NO_APPLICATION_PROTOCOL;
        }
        return message.contains("received fatal alert") ? End.ALERT : End.FAILED;
    }

    /**
     * In TLS 1.3 a server judges the client's certificate, and sends tickets, when the client's handshake is over already
     * (RFC 8446, sections 4.4.2 and 4.6.1). Ending our direction makes most servers answer at once.
     */
    private static void readTail(SSLSocket tls) throws IOException {
        tls.shutdownOutput();
        tls.setSoTimeout(TAIL_MILLIS);
        try {
            tls.getInputStream().skipNBytes(TAIL_BYTES);
        } catch (SocketTimeoutException e) {
            return; // it waits for more, and has refused nothing
        } catch (SSLException e) {
            throw e;
        } catch (IOException e) {
            return; // it ended, as nearly all do
        }
    }

    private Facts facts(RecordingSocket socket, End end, Optional<String> agreed) {
        return new Facts(
                ServerFlight.parse(socket.firstBytes()),
                chains.version(),
                chains.suite(),
                chains.chain(),
                agreed,
                clientCertificate(end),
                requests.authorities(),
                end);
    }

    private ClientCertificate clientCertificate(End end) {
        if (!requests.asked()) {
            return ClientCertificate.NOT_ASKED;
        }
        boolean shown = request.identity().isPresent();
        if (end == End.COMPLETE) {
            return shown ? ClientCertificate.ACCEPTED : ClientCertificate.OPTIONAL;
        }
        return shown ? ClientCertificate.REFUSED : ClientCertificate.REQUIRED;
    }
}
