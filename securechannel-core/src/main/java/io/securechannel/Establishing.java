package io.securechannel;

import io.securechannel.error.SecureChannelException;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityEvent.Role;
import io.securechannel.internal.engine.ChannelEngine;
import io.securechannel.internal.socket.ChannelDriver;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** From a connected socket to a channel: the handshake, who hears of it, and no socket left open when it fails. */
final class Establishing {

    private Establishing() {}

    static SecureChannel client(Socket socket, String host, String address, ClientConfig config)
            throws SecureChannelException {
        return loggedIn(
                establish(
                        socket,
                        new End(address, Role.CLIENT, host),
                        config.settings(),
                        () -> config.newEngine(host, socket.getPort())),
                socket);
    }

    static SecureChannel server(Socket socket, ServerConfig config) throws SecureChannelException {
        return loggedIn(
                establish(socket, new End(address(socket), Role.SERVER, null), config.settings(), config::newEngine),
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
            var driver = driver(socket, end, settings, engine);
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

    private static ChannelDriver driver(
            Socket socket, End end, ChannelSettings settings, Supplier<ChannelEngine> engine)
            throws SecureChannelException {
        try {
            return new ChannelDriver(socket, end.address(), engine.get(), settings.deadlines());
        } catch (SecureChannelException | RuntimeException | Error e) {
            try {
                socket.close();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }
}
