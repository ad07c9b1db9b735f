package io.securechannel;

import io.securechannel.error.SecureChannelException;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityEvent.Role;
import io.securechannel.internal.engine.ChannelEngine;
import io.securechannel.internal.socket.ChannelDriver;
import io.securechannel.internal.socket.Deadlines;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** From a connected socket to a channel: the handshake, who hears of it, and no socket left open when it fails. */
final class Establishing {

    private Establishing() {}

    static SecureChannel client(Socket socket, String host, int port, String address, ClientConfig config)
            throws SecureChannelException {
        return loggedIn(
                establish(
                        socket,
                        new End(address, Role.CLIENT, host),
                        config.settings(),
                        () -> config.newEngine(host, port)),
                socket);
    }

    static SecureChannel server(Socket socket, ServerConfig config) throws SecureChannelException {
        return loggedIn(
                establish(
                        socket,
                        new End(address(socket), Role.SERVER, null),
                        config.settings(),
                        () -> config.newEngine(address(socket))),
                socket);
    }

    /** {@return where a socket is connected to, {@code host:port}} */
    static String address(Socket socket) {
        var address = socket.getInetAddress();
        return (address == null ? "unconnected" : address.getHostAddress()) + ":" + socket.getPort();
    }

    /**
     * Which end this is.
     *
     * @param address of the peer, {@code host:port}
     * @param role of this side
     * @param host that a client asked for
     */
    private record End(String address, Role role, @Nullable String host) {}

    private static SecureChannel establish(
            Socket socket, End end, ChannelSettings settings, Supplier<ChannelEngine> engine)
            throws SecureChannelException {
        long start = System.nanoTime();
        try {
            var driver = driver(socket, end.address(), engine, settings.deadlines());
            driver.handshake();
            SecureChannel channel;
            try {
                var taken = Duration.ofNanos(System.nanoTime() - start);
                channel = new SecureChannel(driver, settings, end.role(), end.host(), taken);
                settings.listener()
                        .onEvent(new SecurityEvent.Established(
                                Instant.now(), end.address(), end.role(), channel.protocol(), channel.peer()));
            } catch (RuntimeException | Error e) {
                driver.abandon();
                throw e;
            }
            return channel;
        } catch (SecureChannelException e) {
            var named = e.withPeer(end.address());
            settings.listener()
                    .onEvent(new SecurityEvent.HandshakeFailed(Instant.now(), end.address(), end.role(), named));
            throw named;
        }
    }

    /** The channel, after its login if one is set up. */
    private static SecureChannel loggedIn(SecureChannel channel, Socket socket) throws SecureChannelException {
        channel.login(socket.getInetAddress());
        return channel;
    }

    /** Without a driver nobody owns the engine, which has copied a static key already. */
    static ChannelDriver driver(Socket socket, String address, Supplier<ChannelEngine> makeEngine, Deadlines deadlines)
            throws SecureChannelException {
        ChannelEngine engine = null;
        try {
            engine = makeEngine.get();
            return new ChannelDriver(socket, address, engine, deadlines);
        } catch (SecureChannelException | RuntimeException | Error e) {
            if (engine != null) {
                engine.destroy();
            }
            try {
                socket.close();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }
}
