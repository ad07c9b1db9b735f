package io.securechannel.internal.socket;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one socket, with deadlines on reads and writes and with interruption. One thread may read while another
 * writes; that no two do the same at once is the caller's care.
 */
final class SocketTransport implements Watchdog.Watched {

    /** What read returns at the end of the stream. */
    static final int END = -1;

    /** What read returns when nothing came in time. */
    static final int NOTHING = 0;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String peer;
    private final Runnable idleTick;
    private final Executor closing;
    private final AtomicReference<@Nullable SecureChannelException> aborted = new AtomicReference<>();

    private volatile @Nullable Thread reader;
    private volatile @Nullable Thread writer;
    /** On the clock of {@link System#nanoTime}; zero while no write is under way, or it may take for ever. */
    private volatile long writeUntil;

    private volatile boolean closed;
    private int readTimeoutMillis = -1;

    /**
     * @param socket connected; this owns it
     * @param peer its address for errors, {@code host:port}
     * @param idleTick called now and then while the transport is open; must not block
     */
    SocketTransport(Socket socket, String peer, Runnable idleTick) throws SecureChannelException {
        this(socket, peer, idleTick, task -> Workers.once("securechannel-close", task));
    }

    /** With other threads to close the socket in. */
    SocketTransport(Socket socket, String peer, Runnable idleTick, Executor closing) throws SecureChannelException {
        this.socket = socket;
        this.peer = peer;
        this.idleTick = idleTick;
        this.closing = closing;
        try {
            socket.setTcpNoDelay(true);
            this.in = socket.getInputStream();
            this.out = socket.getOutputStream();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Begins deadlines and interruption, once whoever owns this is complete. */
    void start() {
        Watchdog.watch(this);
    }

    String peer() {
        return peer;
    }

    /**
     * Waits for bytes.
     *
     * @return how many came; {@link #END} at the end of the stream; {@link #NOTHING} if none came in time
     */
    int read(byte[] buffer, int offset, int length, Deadline deadline) throws SecureChannelException {
        long left = deadline.nanosLeft();
        if (left <= 0) {
            return NOTHING;
        }
        enter();
        reader = Thread.currentThread();
        try {
            setReadTimeout(left);
            return in.read(buffer, offset, length);
        } catch (SocketTimeoutException e) {
            return NOTHING;
        } catch (IOException e) {
            throw failure(e);
        } finally {
            reader = null;
        }
    }

    /**
     * Waits for bytes for as long as it takes; {@link #shutdownInput} and {@link #abortSoon} end it.
     *
     * @return how many came; {@link #END} at the end of the stream
     */
    int read(byte[] buffer, int offset, int length) throws SecureChannelException {
        enter();
        reader = Thread.currentThread();
        try {
            setReadTimeout(Long.MAX_VALUE);
            return in.read(buffer, offset, length);
        } catch (IOException e) {
            throw failure(e);
        } finally {
            reader = null;
        }
    }

    /** Writes all, or throws when the peer does not take it in time; then the socket is closed. */
    void write(byte[] buffer, int offset, int length, Duration timeout) throws SecureChannelException {
        enter();
        writer = Thread.currentThread();
        writeUntil = timeout.isZero() ? 0 : (System.nanoTime() + timeout.toNanos()) | 1;
        try {
            out.write(buffer, offset, length);
            out.flush();
        } catch (IOException e) {
            throw failure(e);
        } finally {
            writeUntil = 0;
            writer = null;
        }
    }

    /** Throws why the socket is closed, if it is. */
    void requireOpen() throws SecureChannelException {
        var why = aborted.get();
        if (why != null) {
            throw copyOf(why);
        }
        if (closed) {
            throw new SecureChannelException(Reason.CLOSED, "this side has closed the channel");
        }
    }

    /** Sends FIN, where the socket knows how to. */
    void shutdownOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException | UnsupportedOperationException e) {
            return; // closed already, or a socket that has only close
        }
    }

    /** Lets a blocked read see the end of the stream; false where the socket has only close. */
    boolean shutdownInput() {
        try {
            socket.shutdownInput();
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false; // closed already, or a socket that has only close
        }
    }

    /** Closes the socket; whoever is blocked on it gets the error. */
    private void abort(SecureChannelException why) {
        if (aborted.compareAndSet(null, why)) {
            closeSocket();
        }
    }

    /** The same for the watchdog, which must not block: closing a socket that speaks TLS itself means to write. */
    void abortSoon(SecureChannelException why) {
        if (!aborted.compareAndSet(null, why)) {
            return;
        }
        try {
            closing.execute(this::closeSocket);
        } catch (RuntimeException | Error e) { // no thread is left, and those that hang on sockets may be why
            if (socket instanceof SSLSocket) {
                aborted.compareAndSet(why, null); // the next tick tries again
                throw e;
            }
            closeSocket();
        }
    }

    void close() {
        closed = true;
        Watchdog.forget(this);
        closeSocket();
    }

    @Override
    public void tick() {
        long until = writeUntil;
        if (until != 0 && until - System.nanoTime() <= 0) {
            abortSoon(new SecureChannelException(
                    Reason.WRITE_TIMEOUT,
                    "the peer has not taken what was written within writeTimeout: it does not read, or the network is"
                            + " cut"));
        }
        if (isInterrupted(reader) || isInterrupted(writer)) {
            abortSoon(interrupted());
        }
        idleTick.run();
    }

    private void enter() throws SecureChannelException {
        if (Thread.currentThread().isInterrupted()) {
            abort(interrupted());
        }
        var why = aborted.get();
        if (why != null) {
            throw copyOf(why);
        }
    }

    /** A read's timeout is set only when it changes: most reads wait in slices of the same length. */
    private void setReadTimeout(long nanos) throws SocketException {
        long millis = nanos == Long.MAX_VALUE ? 0 : Math.max(1, (nanos + 999_999) / 1_000_000);
        int wanted = (int) Math.min(Integer.MAX_VALUE, millis);
        if (wanted != readTimeoutMillis) {
            socket.setSoTimeout(wanted);
            readTimeoutMillis = wanted;
        }
    }

    private SecureChannelException failure(IOException error) {
        if (Thread.currentThread().isInterrupted()) {
            abort(interrupted()); // a virtual thread's interruption closes the socket before the watchdog sees it
        }
        var why = aborted.get();
        if (why != null) {
            return copyOf(why);
        }
        if (closed) {
            return new SecureChannelException(Reason.CLOSED, "this side has closed the channel", error);
        }
        var text = String.valueOf(error.getMessage());
        boolean cut = text.contains("reset") || text.contains("Broken pipe") || text.contains("abort");
        return new SecureChannelException(
                cut ? Reason.CONNECTION_CUT : Reason.IO_FAILURE,
                cut
                        ? "the connection was cut (" + text + "): the peer died, or closed without saying why"
                        : "the socket failed: " + text,
                error);
    }

    private void closeSocket() {
        try {
            if (writer != null && socket instanceof SSLSocket) {
                socket.setSoLinger(true, 0); // else its close waits for the write that hangs
            }
            socket.close();
        } catch (IOException e) {
            return; // nothing is left to be saved
        }
    }

    private static SecureChannelException interrupted() {
        return new SecureChannelException(
                Reason.INTERRUPTED,
                "the thread was interrupted while it used the channel, which is closed thereby, as java.nio channels are");
    }

    /** Each thread gets an error of its own, with its own stack. */
    private static SecureChannelException copyOf(SecureChannelException why) {
        return new SecureChannelException(why.reason(), why.getMessage(), why);
    }

    private static boolean isInterrupted(@Nullable Thread thread) {
        return thread != null && thread.isInterrupted();
    }
}
