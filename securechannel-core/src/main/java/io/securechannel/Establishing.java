package io.securechannel;

import io.securechannel.error.SecureChannelException;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityEvent.Role;
import io.securechannel.internal.engine.ChannelEngine;
import io.securechannel.internal.socket.ChannelDriver;
import io.securechannel.internal.socket.Connector;
import io.securechannel.internal.socket.Deadlines;
import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import java.util.function.Supplier;

/** From a connected socket to a channel: the handshake, who hears of it, and no socket left open when it fails. */
final class Establishing {

    private Establishing() {}

    /** Connects a socket first. */
    static SecureChannel client(String host, int port, ClientConfig config) throws SecureChannelException {
        if (host.isBlank()) { // the JDK would take it for this machine
            throw new IllegalArgumentException("the host to connect to is empty: give the server's name or address");
        }
        var handshaking = new Handshaking(host + ":" + port, Role.CLIENT, host);
        Socket socket;
        try {
            socket = Connector.connect(
                    host, port, config.connectTimeout(), config.socketFactory(), handshaking.phases());
        } catch (SecureChannelException e) {
            handshaking.failed(e);
            throw e;
        } catch (RuntimeException | Error e) { // of the program's own factory of sockets
            handshaking.failed(e);
            throw e;
        }
        return client(socket, handshaking, host, port, config);
    }

    static SecureChannel client(Socket socket, String host, int port, ClientConfig config)
            throws SecureChannelException {
        return client(socket, new Handshaking(address(socket), Role.CLIENT, host), host, port, config);
    }

    private static SecureChannel client(
            Socket socket, Handshaking handshaking, String host, int port, ClientConfig config)
            throws SecureChannelException {
        var channel = establish(socket, handshaking, config.settings(), () -> config.newEngine(host, port));
        channel.login(socket.getInetAddress());
        return channel;
    }

    /**
     * The server's end, before its login.
     *
     * @param settings those of the configuration, perhaps with one more who hears of events
     */
    static SecureChannel server(Socket socket, ServerConfig config, ChannelSettings settings)
            throws SecureChannelException {
        var handshaking = new Handshaking(address(socket), Role.SERVER, null);
        return establish(socket, handshaking, settings, () -> config.newEngine(address(socket)));
    }

    /** {@return where a socket is connected to, {@code host:port}} */
    static String address(Socket socket) {
        var address = socket.getInetAddress();
        return (address == null ? "unconnected" : address.getHostAddress()) + ":" + socket.getPort();
    }

    private static SecureChannel establish(
            Socket socket, Handshaking handshaking, ChannelSettings settings, Supplier<ChannelEngine> engine)
            throws SecureChannelException {
        var link = handshaking.link();
        handshaking.begin();
        try {
            var channel = shaken(socket, handshaking, settings, engine);
            handshaking.succeeded(channel);
            return channel;
        } catch (SecureChannelException e) {
            var named = e.withPeer(link.peer());
            settings.listener()
                    .onEvent(new SecurityEvent.HandshakeFailed(Instant.now(), link.peer(), link.role(), named));
            handshaking.failed(named);
            throw named;
        } catch (RuntimeException | Error e) {
            handshaking.failed(e);
            throw e;
        }
    }

    private static SecureChannel shaken(
            Socket socket, Handshaking handshaking, ChannelSettings settings, Supplier<ChannelEngine> engine)
            throws SecureChannelException {
        var link = handshaking.link();
        var driver = driver(socket, link.peer(), engine, settings.deadlines());
        driver.observe(link);
        driver.handshake(() -> handshaking.took(driver));
        try {
            var channel = new SecureChannel(driver, settings, handshaking);
            settings.listener()
                    .onEvent(new SecurityEvent.Established(
                            Instant.now(), link.peer(), link.role(), channel.protocol(), channel.peer()));
            return channel;
        } catch (RuntimeException | Error e) {
            driver.abandon();
            throw e;
        }
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
