package io.securechannel.examples.bench;

import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Netty's {@code SslHandler} over its NIO transport, with every setting at its default but the version, the suite and the check of the name. */
final class NettyContender implements Contender {

    private final String name;
    private final SslContext server;
    private final SslContext client;
    private final AtomicInteger certificateChecks = new AtomicInteger();

    /**
     * @param name for reports
     * @param provider BoringSSL by netty-tcnative, or the JDK's engine
     * @param credentials the server's key and whom the client believes
     */
    NettyContender(String name, SslProvider provider, Credentials credentials)
            throws GeneralSecurityException, IOException {
        this.name = name;
        this.server = context(
                SslContextBuilder.forServer(
                        credentials.server().privateKey(), credentials.server().certificateChain()),
                provider);
        this.client = context(
                SslContextBuilder.forClient()
                        .trustManager(credentials.trustManagers(certificateChecks)[0])
                        .endpointIdentificationAlgorithm("HTTPS"),
                provider);
    }

    private static SslContext context(SslContextBuilder builder, SslProvider provider) throws IOException {
        builder.sslProvider(provider).protocols("TLSv1.3");
        if (provider == SslProvider.JDK) { // BoringSSL takes this suite by itself, and cannot be told
            builder.ciphers(List.of(Credentials.SUITE));
        }
        var context = builder.build();
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            sessions.setSessionCacheEnabled(true);
        }
        return context;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ServerSocket listen() throws IOException {
        var listening = ServerSocketChannel.open();
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Link.BACKLOG);
        return listening.socket();
    }

    @Override
    public End accept(ServerSocket listening, Mode mode) throws IOException {
        var channel = new NioSocketChannel(listening.getChannel().accept());
        return new NettyEnd(NettyLoop.take(), channel, server.newHandler(channel.alloc()), mode == Mode.MESSAGES)
                .handshake();
    }

    @Override
    public End connect(int port, Mode mode) throws IOException {
        int before = certificateChecks.get();
        var channel = new NioSocketChannel(SocketChannel.open(new InetSocketAddress("localhost", port)));
        var handler = client.newHandler(channel.alloc(), "localhost", port);
        return new NettyEnd(NettyLoop.take(), channel, handler, mode == Mode.MESSAGES)
                .handshake()
                .resumed(certificateChecks.get() == before);
    }
}
