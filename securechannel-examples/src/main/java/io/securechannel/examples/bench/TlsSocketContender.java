package io.securechannel.examples.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A provider's own {@code SSLSocket}, set up by the book: its key and trust managers, and the check of the name. */
final class TlsSocketContender implements Contender {

    /** What {@code BufferedOutputStream} takes if nobody says otherwise. */
    static final int DEFAULT_BUFFER = 8 << 10;

    private final String name;
    private final String suite;
    private final int bufferSize;
    private final SSLContext server;
    private final SSLContext client;
    private final Consumer<SSLSocket> setUp;
    private final AtomicInteger certificateChecks = new AtomicInteger();

    /**
     * @param name for reports
     * @param provider of TLS
     * @param bufferSize of the buffered streams for messages
     * @param suite of TLS 1.3, the only one
     * @param setUp what this provider wants besides, before the handshake
     * @param credentials the server's key and whom the client believes
     */
    TlsSocketContender(
            String name,
            Provider provider,
            int bufferSize,
            String suite,
            Consumer<SSLSocket> setUp,
            Credentials credentials)
            throws GeneralSecurityException, IOException {
        this.name = name;
        this.suite = suite;
        this.bufferSize = bufferSize;
        this.setUp = setUp;
        this.server = SSLContext.getInstance("TLS", provider);
        server.init(credentials.keyManagers(provider), null, null);
        this.client = SSLContext.getInstance("TLS", provider);
        client.init(null, credentials.trustManagers(certificateChecks), null);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String suite() {
        return suite;
    }

    @Override
    public boolean takesPartIn(String workload) {
        return Contender.super.takesPartIn(workload)
                && (bufferSize == DEFAULT_BUFFER || workload.equals(Messages.COALESCED));
    }

    @Override
    public ServerSocket listen() throws IOException {
        return server.getServerSocketFactory().createServerSocket(0, Link.BACKLOG, InetAddress.getLoopbackAddress());
    }

    @Override
    public End accept(ServerSocket listening, Mode mode) throws IOException {
        return handshake((SSLSocket) listening.accept());
    }

    @Override
    public End connect(int port, Mode mode) throws IOException {
        var socket = (SSLSocket) client.getSocketFactory().createSocket("localhost", port);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return handshake(socket);
    }

    private End handshake(SSLSocket socket) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setEnabledProtocols(new String[] {"TLSv1.3"});
            socket.setEnabledCipherSuites(Credentials.enabledSuites(suite));
            setUp.accept(socket);
            int before = certificateChecks.get();
            socket.startHandshake();
            var session = socket.getSession();
            return new SocketEnd(
                    socket,
                    bufferSize,
                    session.getProtocol() + " " + session.getCipherSuite(),
                    certificateChecks.get() == before);
        } catch (IOException | RuntimeException e) {
            close(socket, e);
            throw e;
        }
    }

    private static void close(Socket socket, Exception why) {
        try {
            socket.close();
        } catch (IOException again) {
            why.addSuppressed(again);
        }
    }
}
