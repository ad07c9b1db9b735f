package io.securechannel.examples.bench;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.auth.ClientLogin;
import io.securechannel.auth.LoginVerifier;
import io.securechannel.framing.Framing;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** This library, with every setting at its default but the suite. */
final class ChannelContender implements Contender {

    private final String name;
    private final TlsContextFactory.Server serverTls;
    private final TlsContextFactory.Client clientTls;
    private final ServerConfig rawServer;
    private final ServerConfig server;
    private final ClientConfig rawClient;
    private final ClientConfig client;

    ChannelContender(String name, TlsContextFactory.Server serverTls, TlsContextFactory.Client clientTls) {
        this.name = name;
        this.serverTls = serverTls;
        this.clientTls = clientTls;
        this.rawServer = ServerConfig.tls(serverTls).framing(Framing.none()).build();
        this.server = ServerConfig.tls(serverTls).build();
        this.rawClient = ClientConfig.tls(clientTls).framing(Framing.none()).build();
        this.client = ClientConfig.tls(clientTls).build();
    }

    @Override
    public String name() {
        return name;
    }

    /** It alone has logins. */
    @Override
    public boolean takesPartIn(String workload) {
        return true;
    }

    ServerConfig server() {
        return server;
    }

    ClientConfig client() {
        return client;
    }

    /** {@return how a server accepts that requires this login} */
    ServerConfig server(LoginVerifier verifier) {
        return ServerConfig.tls(serverTls)
                .requireLogin(verifier)
                .listener(event -> {})
                .build();
    }

    /** {@return how a client connects that logs in} */
    ClientConfig client(ClientLogin login) {
        return ClientConfig.tls(clientTls).login(login).listener(event -> {}).build();
    }

    @Override
    public ServerSocket listen() throws IOException {
        return new ServerSocket(0, Link.BACKLOG, InetAddress.getLoopbackAddress());
    }

    @Override
    public End accept(ServerSocket listening, Mode mode) throws IOException {
        return end(SecureChannel.accept(listening.accept(), mode == Mode.STREAM ? rawServer : server), mode);
    }

    @Override
    public End connect(int port, Mode mode) throws IOException {
        var channel = SecureChannel.connect("localhost", port, mode == Mode.STREAM ? rawClient : client);
        return end(channel, mode);
    }

    static End end(SecureChannel channel, Mode mode) {
        return mode == Mode.STREAM ? new RawEnd(channel) : new MessageEnd(channel);
    }

    private static String protocol(SecureChannel channel) {
        var protocol = channel.protocol();
        return protocol.version() + " " + protocol.cipherSuite()
                + protocol.group().map(group -> " " + group).orElse("");
    }

    private record RawEnd(SecureChannel channel) implements End {

        @Override
        public void write(byte[] block) throws IOException {
            channel.outputStream().write(block);
        }

        @Override
        public int read(byte[] buffer) throws IOException {
            return channel.inputStream().read(buffer);
        }

        @Override
        public void send(byte[] message) {
            throw new UnsupportedOperationException("a raw stream has no messages");
        }

        @Override
        public void queue(byte[] message) {
            throw new UnsupportedOperationException("a raw stream has no messages");
        }

        @Override
        public void flush() {
            throw new UnsupportedOperationException("a raw stream has no messages");
        }

        @Override
        public byte[] receive() {
            throw new UnsupportedOperationException("a raw stream has no messages");
        }

        @Override
        public String protocol() {
            return ChannelContender.protocol(channel);
        }

        @Override
        public boolean resumed() {
            return channel.protocol().resumed();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private record MessageEnd(SecureChannel channel) implements End {

        @Override
        public void write(byte[] block) throws IOException {
            channel.send(block);
        }

        @Override
        public int read(byte[] buffer) throws IOException {
            return channel.receive().map(message -> message.length).orElse(-1);
        }

        @Override
        public void send(byte[] message) throws IOException {
            channel.send(message);
        }

        @Override
        public void queue(byte[] message) throws IOException {
            channel.queue(message);
        }

        @Override
        public void flush() throws IOException {
            channel.flush();
        }

        @Override
        public byte[] receive() throws IOException {
            return channel.receive().orElseThrow(() -> new IOException("the peer has closed the channel"));
        }

        @Override
        public String protocol() {
            return ChannelContender.protocol(channel);
        }

        @Override
        public boolean resumed() {
            return channel.protocol().resumed();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
