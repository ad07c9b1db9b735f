package io.securechannel.examples.rsamigration;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One connection of the old protocol. It has one deadline for all of it, reading and writing, so that neither silence nor a byte now and
 * then keeps it open; and every read has a limit.
 */
final class Conversation implements Closeable {

    /** What a client reads at most before it has a key. */
    static final int LONGEST_KEY = 4_096;

    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";

    private final Socket socket;
    private final String peer;
    private final Duration timeout;
    private final CompletableFuture<Void> deadline = new CompletableFuture<>();
    private final CompletableFuture<Boolean> closed;
    private volatile boolean late;

    /** Takes a connected socket, and closes it at the deadline. */
    Conversation(Socket socket, Duration timeout) {
        this.socket = socket;
        this.timeout = timeout;
        var address = (InetSocketAddress) socket.getRemoteSocketAddress();
        this.peer = address.getHostString() + ":" + address.getPort();
        closed = deadline.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .handle((done, expired) -> closeSocket(expired != null));
    }

    static Conversation connect(InetSocketAddress to, Duration timeout) throws SecureChannelException {
        var socket = new Socket();
        try {
            socket.connect(
                    new InetSocketAddress(to.getHostString(), to.getPort()), Math.toIntExact(timeout.toMillis()));
            return new Conversation(socket, timeout);
        } catch (IOException e) {
            try {
                socket.close();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw new SecureChannelException(
                            reason(e),
                            "no connection: " + e.getMessage() + "; is the server there, and is this its port?",
                            e)
                    .withPeer(to.getHostString() + ":" + to.getPort());
        }
    }

    String peer() {
        return peer;
    }

    void write(byte[] bytes) throws SecureChannelException {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw broken(Reason.WRITE_TIMEOUT, "while " + bytes.length + " bytes were sent", e);
        }
    }

    /** {@return the PEM block that a server of the old protocol sends at once} */
    String readKey() throws SecureChannelException {
        var buffer = new byte[LONGEST_KEY];
        int count = 0;
        while (count < buffer.length) {
            int more = read(buffer, count);
            if (more < 0) {
                throw error(
                        Reason.CONNECTION_CUT,
                        "the server closed after " + count + " bytes, before the end of its key");
            }
            count += more;
            var text = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
            if (!text.startsWith(BEGIN) && !BEGIN.startsWith(text)) {
                throw error(
                        Reason.PROTOCOL_VIOLATION,
                        "the server did not begin with " + BEGIN
                                + ": it speaks another protocol, or --step says wrongly" + " which");
            }
            if (text.contains(END)) {
                return text;
            }
        }
        throw error(Reason.MESSAGE_TOO_LARGE, "the server sent " + LONGEST_KEY + " bytes without the end of a key");
    }

    /** {@return what a client sends before it closes its side, which is something} */
    byte[] readMessage(int most) throws SecureChannelException {
        var message = readToEnd(most);
        if (message.length == 0) {
            throw error(
                    Reason.CLOSED_BY_PEER,
                    "the client left without a word: so does one that expects another key than it was shown");
        }
        return message;
    }

    /**
     * {@return all that comes until the peer closes its side}
     *
     * @param most how much that may be
     */
    byte[] readToEnd(int most) throws SecureChannelException {
        var buffer = new byte[most + 1];
        int count = 0;
        for (int more = read(buffer, 0); more >= 0; more = read(buffer, count)) {
            count += more;
            if (count > most) {
                throw error(
                        Reason.MESSAGE_TOO_LARGE, "the peer sent more than " + most + " bytes, the most that is taken");
            }
        }
        return Arrays.copyOf(buffer, count);
    }

    /**
     * Says that nothing more comes, and waits until the peer has closed: a socket that is closed while something unread lies in it
     * resets the connection, and what was sent can be lost with it. Whether the peer liked the message is not known then; the old
     * protocol has no answer.
     */
    void finish() {
        try {
            socket.shutdownOutput();
            readToEnd(LONGEST_KEY);
        } catch (IOException e) {
            return; // the message has gone, and there is nothing that could be done about it
        }
    }

    /** Closes the socket, unless the deadline has; it is closed when this returns. */
    @Override
    public void close() {
        deadline.complete(null);
        closed.join();
    }

    private int read(byte[] buffer, int from) throws SecureChannelException {
        try {
            return socket.getInputStream().read(buffer, from, buffer.length - from);
        } catch (IOException e) {
            throw broken(Reason.RECEIVE_TIMEOUT, "after " + from + " bytes", e);
        }
    }

    private boolean closeSocket(boolean expired) {
        late = expired;
        try {
            socket.close();
            return true;
        } catch (IOException e) {
            return false; // there is nobody to tell
        }
    }

    private SecureChannelException broken(Reason ifLate, String when, IOException e) {
        return late
                ? new SecureChannelException(
                                ifLate,
                                "not done within " + timeout.toMillis() / 1e3 + " s, " + when
                                        + ": the peer is silent, slow, or waits for the same",
                                e)
                        .withPeer(peer)
                : new SecureChannelException(
                                Reason.CONNECTION_CUT, "the connection broke " + when + ": " + e.getMessage(), e)
                        .withPeer(peer);
    }

    private SecureChannelException error(Reason reason, String message) {
        return new SecureChannelException(reason, message).withPeer(peer);
    }

    private static Reason reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return Reason.UNKNOWN_HOST;
        }
        if (e instanceof SocketTimeoutException) {
            return Reason.CONNECT_TIMEOUT;
        }
        return e instanceof ConnectException ? Reason.CONNECT_REFUSED : Reason.CONNECT_FAILED;
    }
}
