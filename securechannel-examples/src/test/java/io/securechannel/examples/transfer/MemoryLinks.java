package io.securechannel.examples.transfer;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.protocol.Link;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Two ends of a link in memory, with little room between them: whoever does not read stops the other. What is queued stays where it is
 * until it is flushed. Each direction can be cut after any number of bytes.
 */
public final class MemoryLinks {

    public static final long NEVER = Long.MAX_VALUE;

    private static final int ROOM = 64 << 10;
    private static final int HEADER = 5;
    private static final int MORE = 0;
    private static final int LAST = 1;
    private static final int CLOSE = 2;

    private final Pipe there;
    private final Pipe back;

    public MemoryLinks() {
        this(NEVER, NEVER);
    }

    /** Cuts both directions as soon as one of them has carried this many bytes. */
    public MemoryLinks(long there, long back) {
        this.there = new Pipe(there);
        this.back = new Pipe(back);
        this.there.other = this.back;
        this.back.other = this.there;
    }

    public Link client() {
        return new End(back, there);
    }

    public Link server() {
        return new End(there, back);
    }

    /** How many bytes went from client to server. */
    public long there() {
        return there.carried;
    }

    /** How many bytes went from server to client. */
    public long back() {
        return back.carried;
    }

    /** Whether nothing more goes from client to server until that reads. */
    public boolean isFullThere() {
        return there.isFull();
    }

    /** Cuts both directions now. */
    public void cut() {
        there.cut();
        back.cut();
    }

    private static final class Pipe {

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final byte[] ring = new byte[ROOM];
        private final long limit;
        private Pipe other = this;
        private long carried;
        private long taken;
        private boolean cut;

        Pipe(long limit) {
            this.limit = limit;
        }

        void write(byte[] bytes, int offset, int length) throws IOException {
            boolean over = false;
            lock.lock();
            try {
                for (int i = 0; i < length && !over; i++) {
                    awaitWhile(() -> carried - taken == ROOM && !cut);
                    over = cut || carried == limit;
                    if (!over) {
                        ring[(int) (carried++ % ROOM)] = bytes[offset + i];
                    }
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            if (over) {
                cut();
                other.cut();
                throw new SecureChannelException(Reason.CONNECTION_CUT, "cut while writing");
            }
        }

        void readFully(byte[] bytes, int offset, int length) throws IOException {
            lock.lock();
            try {
                for (int i = 0; i < length; i++) {
                    awaitWhile(() -> carried == taken && !cut);
                    if (carried == taken) {
                        throw new SecureChannelException(Reason.CONNECTION_CUT, "cut while reading");
                    }
                    bytes[offset + i] = ring[(int) (taken++ % ROOM)];
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private void awaitWhile(BooleanSupplier blocked) throws IOException {
            try {
                while (blocked.getAsBoolean()) {
                    changed.signalAll();
                    changed.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SecureChannelException(Reason.INTERRUPTED, "interrupted", e);
            }
        }

        boolean isFull() {
            lock.lock();
            try {
                return carried - taken == ROOM;
            } finally {
                lock.unlock();
            }
        }

        void cut() {
            lock.lock();
            try {
                cut = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private static final class End implements Link {

        private final Pipe in;
        private final Pipe out;
        private final ByteArrayOutputStream queued = new ByteArrayOutputStream();
        private final ReentrantLock sending = new ReentrantLock();
        private boolean closed;

        End(Pipe in, Pipe out) {
            this.in = in;
            this.out = out;
        }

        private void chunk(int kind, byte[] bytes, int offset, int length) {
            queued.writeBytes(
                    ByteBuffer.allocate(HEADER).put((byte) kind).putInt(length).array());
            queued.write(bytes, offset, length);
        }

        @Override
        public void queue(byte[] message) {
            sending.lock();
            try {
                chunk(LAST, message, 0, message.length);
            } finally {
                sending.unlock();
            }
        }

        @Override
        public void stream(Writing writing) throws IOException {
            sending.lock();
            try {
                writing.to(new OutputStream() {
                    @Override
                    public void write(int octet) throws IOException {
                        write(new byte[] {(byte) octet}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        chunk(MORE, bytes, offset, length);
                        flush();
                    }

                    @Override
                    public void flush() throws IOException {
                        End.this.flush();
                    }
                });
                chunk(LAST, new byte[0], 0, 0);
            } finally {
                sending.unlock();
            }
        }

        @Override
        public void flush() throws IOException {
            sending.lock();
            try {
                byte[] bytes = queued.toByteArray();
                queued.reset();
                out.write(bytes, 0, bytes.length);
            } finally {
                sending.unlock();
            }
        }

        @Override
        public Optional<InputStream> receive() throws IOException {
            var message = new Received(in);
            return message.begin() ? Optional.of(message) : Optional.empty();
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                chunk(CLOSE, new byte[0], 0, 0);
                try {
                    flush();
                } catch (IOException e) {
                    return; // cut already
                } finally {
                    in.cut();
                    out.cut();
                }
            }
        }
    }

    private static final class Received extends InputStream {

        private final Pipe in;
        private int kind;
        private int left;

        Received(Pipe in) {
            this.in = in;
        }

        boolean begin() throws IOException {
            var header = new byte[HEADER];
            in.readFully(header, 0, HEADER);
            kind = header[0];
            left = ByteBuffer.wrap(header).getInt(1);
            return kind != CLOSE;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            while (left == 0) {
                if (kind == LAST) {
                    return -1;
                }
                begin();
            }
            int count = Math.min(left, length);
            in.readFully(bytes, offset, count);
            left -= count;
            return count;
        }
    }
}
