package io.securechannel.hostile.tls;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One end of the record layer: sends any record at any time, protected by the keys in force or in clear. Writing stops
 * silently once the other side is gone, because that is what many tests are about; {@link #gone()} tells. One thread may
 * read while others write.
 */
public abstract sealed class RecordEnd implements Closeable permits TlsPeer {

    private static final int PATIENCE_MILLIS = 15_000;
    private static final int BATCH = 16 << 10;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final ReentrantLock writing = new ReentrantLock();

    private @Nullable RecordProtection writeKeys;
    private @Nullable RecordProtection readKeys;
    private volatile boolean gone;
    private final AtomicLong bytesReceived = new AtomicLong();
    private int fragmentSize = Records.MOST_PLAINTEXT;

    RecordEnd(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** {@return whether the other side has taken no more of what was written} */
    public boolean gone() {
        return gone;
    }

    /** {@return how many bytes the other side has sent, headers and tags included} */
    public long bytesReceived() {
        return bytesReceived.get();
    }

    /** Splits handshake messages into records of so many bytes from now on. */
    public void fragment(int size) {
        this.fragmentSize = size;
    }

    /** Sends bytes as they are. */
    public void raw(byte... bytes) {
        writing.lock();
        try {
            if (!gone) {
                out.write(bytes);
                out.flush();
            }
        } catch (IOException e) {
            gone = true;
        } finally {
            writing.unlock();
        }
    }

    /** {@return a record, protected if there are keys} It takes the next sequence number, so it is to be sent next. */
    public byte[] record(int type, byte... content) {
        return record(type, content, 0);
    }

    /** {@return a record as {@link #record(int, byte...)} with so many zeros behind its inner type} */
    public byte[] record(int type, byte[] content, int padding) {
        writing.lock();
        try {
            return writeKeys == null
                    ? Records.clear(type, content)
                    : writeKeys.seal(RecordProtection.innerPlaintext(type, content, padding));
        } finally {
            writing.unlock();
        }
    }

    /** {@return a protected record with this inner plaintext, which need have no type at its end} */
    public byte[] protect(byte... innerPlaintext) {
        writing.lock();
        try {
            return writeKeys().seal(innerPlaintext);
        } finally {
            writing.unlock();
        }
    }

    /** Sends a record, protected if there are keys. */
    public void send(int type, byte... content) {
        writing.lock();
        try {
            raw(record(type, content));
        } finally {
            writing.unlock();
        }
    }

    /** Sends handshake messages, or parts of them, in records of the size that {@link #fragment} has set. */
    public void handshakeBytes(byte... messages) {
        for (int at = 0; at < messages.length; at += fragmentSize) {
            send(ContentType.HANDSHAKE, Arrays.copyOfRange(messages, at, Math.min(messages.length, at + fragmentSize)));
        }
    }

    /**
     * Sends records until the other side takes no more.
     *
     * @param most how many at most
     * @param records makes one after the other
     * @return how many were handed to the socket
     */
    public int flood(int most, Supplier<byte[]> records) {
        int sent = 0;
        while (sent < most && !gone) {
            writing.lock();
            try {
                var batch = new ByteArrayOutputStream();
                while (sent < most && batch.size() < BATCH) {
                    batch.writeBytes(records.get());
                    sent++;
                }
                raw(batch.toByteArray());
            } finally {
                writing.unlock();
            }
        }
        return sent;
    }

    /** {@return a KeyUpdate (RFC 8446, section 4.6.3)} What is made afterwards is protected by the next keys. */
    public byte[] keyUpdateRecord(boolean requested) {
        writing.lock();
        try {
            var update = record(ContentType.HANDSHAKE, Messages.keyUpdate(requested));
            writeKeys = writeKeys().next();
            return update;
        } finally {
            writing.unlock();
        }
    }

    /** Updates the keys of this side. */
    public void keyUpdate(boolean requested) {
        writing.lock();
        try {
            raw(keyUpdateRecord(requested));
        } finally {
            writing.unlock();
        }
    }

    /** Ends this direction without a word. */
    public void shutdownOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            gone = true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    void writeWith(RecordProtection keys) {
        writing.lock();
        try {
            writeKeys = keys;
        } finally {
            writing.unlock();
        }
    }

    void readWith(RecordProtection keys) {
        readKeys = keys;
    }

    void updateReadKeys() {
        if (readKeys == null) {
            throw new AssertionError("a KeyUpdate before there were keys");
        }
        readKeys = readKeys.next();
    }

    private RecordProtection writeKeys() {
        if (writeKeys == null) {
            throw new IllegalStateException("there are no keys yet");
        }
        return writeKeys;
    }

    /** What came in a record, without its protection. */
    @SuppressWarnings("ArrayRecordComponent")
    record Incoming(int type, byte[] content) {}

    /** {@return the next record; empty when the other side has ended, by FIN or by reset} */
    Optional<Incoming> read() {
        try {
            int type = in.read();
            if (type < 0) {
                return Optional.empty();
            }
            in.readShort();
            var fragment = new byte[in.readUnsignedShort()];
            in.readFully(fragment);
            bytesReceived.addAndGet(Records.HEADER_LENGTH + fragment.length);
            return Optional.of(type == ContentType.APPLICATION_DATA ? opened(fragment) : new Incoming(type, fragment));
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the other side neither said anything nor ended", e);
        } catch (EOFException e) {
            throw new AssertionError("the other side ended in the middle of a record", e);
        } catch (IOException e) {
            gone = true;
            return Optional.empty();
        }
    }

    private Incoming opened(byte[] fragment) {
        if (readKeys == null) {
            throw new AssertionError("an encrypted record before there were keys");
        }
        var inner = readKeys.open(fragment);
        int end = inner.length;
        while (end > 0 && inner[end - 1] == 0) {
            end--;
        }
        if (end == 0) {
            throw new AssertionError("a record without a type");
        }
        return new Incoming(inner[end - 1] & 0xFF, Arrays.copyOf(inner, end - 1));
    }
}
