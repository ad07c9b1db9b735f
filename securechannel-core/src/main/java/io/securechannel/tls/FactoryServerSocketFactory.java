package io.securechannel.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;

/** Makes server sockets with a factory's settings, as they are when the socket is made. */
final class FactoryServerSocketFactory extends SSLServerSocketFactory {

    private final TlsContextFactory factory;

    FactoryServerSocketFactory(TlsContextFactory factory) {
        this.factory = factory;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return factory.sslParameters().getCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return factory.sslParameters().getCipherSuites();
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        return configured(sockets().createServerSocket());
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return configured(sockets().createServerSocket(port));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return configured(sockets().createServerSocket(port, backlog));
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
        return configured(sockets().createServerSocket(port, backlog, address));
    }

    private SSLServerSocketFactory sockets() {
        return factory.context().getServerSocketFactory();
    }

    private ServerSocket configured(ServerSocket made) {
        factory.configure((SSLServerSocket) made);
        return made;
    }
}
