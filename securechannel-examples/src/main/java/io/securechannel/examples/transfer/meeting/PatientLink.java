package io.securechannel.examples.transfer.meeting;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.protocol.Link;
import io.securechannel.examples.transfer.protocol.Message;
import io.securechannel.examples.transfer.protocol.Refusal;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A link whose patience ends: it is closed when this end has waited so long for the other, be it to hear or to be heard, and neither has
 * a message brought the transfer further, nor have enough bytes moved. Signs of life, and a byte now and then, do not count. What this end
 * does by itself meanwhile, with its disk, is not waiting, unless another of its threads listens all the while, as a sender's does.
 */
final class PatientLink implements Link {

    /** So many bytes are as good as a message. */
    private static final int ENOUGH = 64 << 10;

    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Link link;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private final CountDownLatch said = new CountDownLatch(1);
    private final Thread watchdog = new Thread(this::watch, "patience");
    private int inside;
    private long entered = System.nanoTime();
    private long waited;
    private long bytes;
    private boolean closed;
    private volatile boolean expired;
    private volatile boolean stopping;

    PatientLink(Link link, Duration patience) {
        this.link = link;
        this.patience = patience;
        watchdog.setDaemon(true);
        watchdog.start();
    }

    private void watch() {
        lock.lock();
        try {
            while (!closed && !expired) {
                long left = patience.toNanos() - waitedNow();
                expired = inside > 0 && left <= 0;
                if (!expired) {
                    closing.awaitNanos(inside > 0 ? left : patience.toNanos());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        if (expired) {
            end();
        }
    }

    private long waitedNow() {
        return waited + (inside > 0 ? System.nanoTime() - entered : 0);
    }

    private void end() {
        try {
            link.close();
        } catch (IOException e) {
            return; // whoever waits hears of it
        }
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    private <T> T waiting(Step<T> step) throws IOException {
        lock.lock();
        try {
            if (inside++ == 0) {
                entered = System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
        try {
            return step.run();
        } catch (IOException e) {
            throw expired ? timedOut(e) : e;
        } finally {
            leave();
        }
    }

    private void leave() {
        lock.lock();
        try {
            if (--inside == 0) {
                waited += System.nanoTime() - entered;
            }
        } finally {
            lock.unlock();
        }
    }

    private SecureChannelException timedOut(IOException cause) {
        return new SecureChannelException(
                Reason.IDLE_TIMEOUT,
                "the other end has brought the transfer no further for " + patience.toSeconds() + " s",
                cause);
    }

    @Override
    public void advanced() {
        lock.lock();
        try {
            waited = 0;
            bytes = 0;
            entered = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    private void moved(long count) {
        lock.lock();
        try {
            bytes += Math.max(0, count);
            if (bytes < ENOUGH) {
                return;
            }
        } finally {
            lock.unlock();
        }
        advanced();
    }

    @Override
    public void queue(byte[] message) throws IOException {
        waiting(() -> {
            link.queue(message);
            return message;
        });
        moved(message.length);
    }

    @Override
    public void stream(Writing writing) throws IOException {
        // The content comes from this end's disk, which is not waited for; each piece of it goes to the other end.
        try {
            link.stream(out -> writing.to(new Sent(out)));
        } catch (SecureChannelException e) {
            throw expired ? timedOut(e) : e;
        }
    }

    @Override
    public void flush() throws IOException {
        waiting(() -> {
            link.flush();
            return link;
        });
    }

    @Override
    public Optional<InputStream> receive() throws IOException {
        var received = waiting(link::receive);
        if (received.isEmpty() && expired) {
            throw timedOut(new IOException("closed at this end"));
        }
        return received.map(Received::new);
    }

    @Override
    public boolean stopping() {
        return stopping;
    }

    /** Tells the other end that this one goes away, if it listens, and closes. For another thread, which waits no longer than a moment. */
    void stop() {
        stopping = true; // what is under way in another thread ends, and lets this message pass
        var farewell = new Thread(this::farewell, "farewell");
        farewell.setDaemon(true);
        farewell.start();
        awaitFarewell();
    }

    private void farewell() {
        try {
            link.send(new Message.Stop(Refusal.STOPPED));
            link.close();
        } catch (IOException e) {
            return; // it has gone away itself
        } finally {
            said.countDown();
        }
    }

    /** It is so short that a program may end with it, and so long that a message can leave. */
    private void awaitFarewell() {
        try {
            if (!said.await(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                return; // the other end does not listen, and will see a cut
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        if (stopping) {
            awaitFarewell();
        }
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
        } finally {
            lock.unlock();
        }
        link.close();
    }

    private final class Sent extends OutputStream {

        private final OutputStream out;

        Sent(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] content, int offset, int length) throws IOException {
            waiting(() -> {
                out.write(content, offset, length);
                return out;
            });
            moved(length);
        }
    }

    private final class Received extends FilterInputStream {

        Received(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int octet = waiting(in::read);
            moved(octet < 0 ? 0 : 1);
            return octet;
        }

        @Override
        public int read(byte[] content, int offset, int length) throws IOException {
            int count = waiting(() -> in.read(content, offset, length));
            moved(count);
            return count;
        }
    }
}
