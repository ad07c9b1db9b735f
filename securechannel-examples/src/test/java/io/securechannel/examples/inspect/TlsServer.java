package io.securechannel.examples.inspect;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;

/** Plain JSSE, because the library's server refuses most of what is wrong here. It sends whatever chain it is given. */
final class TlsServer implements AutoCloseable {

    private final SSLServerSocket listening;

    private TlsServer(SSLServerSocket listening) {
        this.listening = listening;
    }

    static TlsServer start(KeyPair keys, X509Certificate... chain) throws IOException {
        return start(List.of("TLSv1.3", "TLSv1.2"), keys, chain);
    }

    static TlsServer start(List<String> protocols, KeyPair keys, X509Certificate... chain) throws IOException {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new Always(keys.getPrivate(), chain)}, null, null);
            var socket = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            socket.setEnabledProtocols(protocols.toArray(String[]::new));
            var server = new TlsServer(socket);
            var thread = new Thread(server::acceptAll, "defective-server");
            thread.setDaemon(true);
            thread.start();
            return server;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private void acceptAll() {
        while (!listening.isClosed()) {
            acceptOne();
        }
    }

    private void acceptOne() {
        try (var socket = (SSLSocket) listening.accept()) {
            socket.setSoTimeout(10_000);
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            return; // a client that refuses it, or the end of the test
        }
    }

    private static final class Always extends X509ExtendedKeyManager {

        private final PrivateKey key;
        private final X509Certificate[] chain;

        Always(PrivateKey key, X509Certificate[] chain) {
            this.key = key;
            this.chain = chain.clone();
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return chain[0].getPublicKey().getAlgorithm().equals(keyType) ? "it" : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain.clone();
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[] {"it"};
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return null;
        }
    }
}
