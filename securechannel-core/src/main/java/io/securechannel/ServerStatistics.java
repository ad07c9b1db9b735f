package io.securechannel;

/**
 * Figures of one server since it began to listen, which only grow, but for the last. They count what its {@link
 * io.securechannel.event.SecurityListener} is told, and {@code accepted}, of which it is not. A connection that is closed while there is no thread
 * for it, or in its handshake when the server stops, counts as accepted alone.
 *
 * @param accepted connections that were let into their handshake
 * @param refused connections that were closed before it, because a limit was reached ({@code maxConnections}, {@code maxConnectionsPerAddress})
 * @param established handshakes that were finished
 * @param handshakesFailed handshakes that failed
 * @param loggedIn logins that were finished, further steps on open channels included
 * @param loginsFailed logins that failed, further steps on open channels included
 * @param handlersFailed handlers that threw
 * @param active connections that there are now, those in their handshake included
 */
public record ServerStatistics(
        long accepted,
        long refused,
        long established,
        long handshakesFailed,
        long loggedIn,
        long loginsFailed,
        long handlersFailed,
        int active) {}
