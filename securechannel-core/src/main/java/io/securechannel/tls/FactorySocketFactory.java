package io.securechannel.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Makes sockets with a factory's settings. */
final class FactorySocketFactory extends SSLSocketFactory {

    private final TlsContextFactory factory;

    FactorySocketFactory(TlsContextFactory factory) {
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
    public Socket createSocket() throws IOException {
        return configured(sockets().createSocket());
    }

    @Override
    public Socket createSocket(Socket below, String host, int port, boolean autoClose) throws IOException {
        return configured(sockets().createSocket(below, host, port, autoClose));
    }

    @Override
    public Socket createSocket(Socket below, InputStream consumed, boolean autoClose) throws IOException {
        return configured(sockets().createSocket(below, consumed, autoClose));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return configured(sockets().createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return configured(sockets().createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return configured(sockets().createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return configured(sockets().createSocket(host, port, local, localPort));
    }

    private SSLSocketFactory sockets() {
        return factory.context().getSocketFactory();
    }

    private Socket configured(Socket made) {
        factory.configure((SSLSocket) made);
        return made;
    }
}
