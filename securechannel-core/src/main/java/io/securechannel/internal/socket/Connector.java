package io.securechannel.internal.socket;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.jfr.Phases;
import java.io.IOException;
import java.net.ConnectException;
import java.net.IDN;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;

/** Connects to the first address of a host that answers, within one deadline for all of them. */
public final class Connector {

    private Connector() {}

    /**
     * @param host a name or an address
     * @param port the port
     * @param timeout for all addresses together; looking up the name is the system's business and not bounded by it
     * @param factory makes unconnected sockets
     * @param phases is told how long the look-up and the attempts took
     * @return a connected socket
     * @throws SecureChannelException that lists what each address answered
     */
    public static Socket connect(String host, int port, Duration timeout, SocketFactory factory, Phases phases)
            throws SecureChannelException {
        var deadline = Deadline.in(timeout);
        long begun = System.nanoTime();
        InetAddress[] addresses;
        try {
            addresses = resolve(host);
        } finally {
            phases.lookedUp(System.nanoTime() - begun);
        }
        begun = System.nanoTime();
        var failures = new ArrayList<IOException>();
        for (int i = 0; i < addresses.length && (i == 0 || !deadline.passed()); i++) {
            // A share of what is left, so that one silent address does not take the others' chance.
            long share = deadline.nanosLeft() / (addresses.length - i);
            int millis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, share / 1_000_000));
            try {
                return connect(new InetSocketAddress(addresses[i], port), millis, factory);
            } catch (IOException e) {
                failures.add(e);
            } finally {
                phases.connected(System.nanoTime() - begun);
                begun = System.nanoTime();
            }
        }
        throw failure(host, port, addresses, failures, timeout);
    }

    private static Socket connect(InetSocketAddress address, int millis, SocketFactory factory) throws IOException {
        var socket = factory.createSocket();
        try {
            socket.connect(address, millis);
            return socket;
        } catch (IOException | RuntimeException e) {
            try {
                socket.close();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    private static InetAddress[] resolve(String host) throws SecureChannelException {
        try {
            return InetAddress.getAllByName(host.chars().allMatch(c -> c < 0x80) ? host : IDN.toASCII(host));
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new SecureChannelException(
                    Reason.UNKNOWN_HOST,
                    "no address is known for the host " + host + ": "
                            + (host.indexOf(':') >= 0 || host.indexOf('/') >= 0
                                    ? "give a name alone: the port is the second argument, and there is no scheme or path"
                                    : "is the name right?"),
                    e);
        }
    }

    private static SecureChannelException failure(
            String host, int port, InetAddress[] addresses, List<IOException> failures, Duration timeout) {
        var tried = new ArrayList<String>();
        for (int i = 0; i < failures.size(); i++) {
            tried.add(addresses[i].getHostAddress() + " (" + failures.get(i).getMessage() + ")");
        }
        Reason reason;
        String advice;
        if (failures.stream().anyMatch(SocketTimeoutException.class::isInstance)) {
            reason = Reason.CONNECT_TIMEOUT;
            advice = "no answer within connectTimeout (" + timeout
                    + "): is the host up, and does a firewall let this through?";
        } else if (failures.stream()
                .allMatch(e -> e instanceof ConnectException
                        && String.valueOf(e.getMessage()).contains("refused"))) {
            reason = Reason.CONNECT_REFUSED;
            advice = "refused: does the server run, and is the port right?";
        } else if (failures.stream()
                .anyMatch(e -> String.valueOf(e.getMessage()).contains("reset"))) {
            reason = Reason.CONNECT_FAILED;
            advice =
                    "reset before it was accepted: has the server just stopped, or does something on the way refuse it?";
        } else {
            reason = Reason.CONNECT_FAILED;
            advice = "the network does not lead there.";
        }
        var error = new SecureChannelException(
                reason,
                "cannot connect to " + host + " port " + port + ": " + advice + " Tried " + String.join(", ", tried),
                failures.get(0));
        failures.stream().skip(1).forEach(error::addSuppressed);
        return error;
    }
}
