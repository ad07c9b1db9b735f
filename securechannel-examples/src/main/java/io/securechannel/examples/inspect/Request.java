package io.securechannel.examples.inspect;

import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import java.io.IOException;
import java.net.IDN;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;

/**
 * What to inspect, and by what measure.
 *
 * @param host where to connect to
 * @param port its port
 * @param name the name that the certificate must hold, which is also what SNI says
 * @param trust whom to believe
 * @param identity what to show if the server asks
 * @param timeout for each connection and each handshake
 * @param clock what time it is
 */
record Request(
        String host,
        int port,
        String name,
        Trust trust,
        Optional<Identity> identity,
        Duration timeout,
        InstantSource clock) {

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    /**
     * {@return a new connection to the first address of the host that answers}
     *
     * @throws IOException if none does
     */
    RecordingSocket open() throws IOException {
        IOException failure = null;
        for (var address : InetAddress.getAllByName(host)) {
            var socket = new RecordingSocket();
            try {
                socket.connect(new InetSocketAddress(address, port), Math.toIntExact(timeout.toMillis()));
                socket.setTcpNoDelay(true);
                return socket;
            } catch (IOException e) {
                socket.close();
                failure = e;
            }
        }
        throw failure == null ? new IOException("no address for " + host) : failure;
    }

    /** {@return whether the name is an address, which certificates hold apart from names} */
    boolean isAddress() {
        return ADDRESS.matcher(name).matches();
    }

    /** {@return the name in A-labels, as certificates and SNI have it} */
    String asciiName() {
        return isAddress() ? name : IDN.toASCII(name);
    }

    /** {@return what SNI says (RFC 6066, section 3), which takes no addresses} */
    Optional<SNIServerName> serverName() {
        try {
            return isAddress() ? Optional.empty() : Optional.of(new SNIHostName(asciiName()));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // an underscore, say
        }
    }

    /** {@return host and port as people write them} */
    String target() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
