package io.securechannel.internal.socket;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of the reading side, which follow the traffic: a small one to wait in, one that grows to what a record needs
 * and then to what makes few system calls, and one for plaintext. Only the reading thread uses them; while it is blocked it
 * leaves the large ones where the watchdog can take them away.
 */
final class ReadBuffers {

    static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int WAITING_SIZE = 1 << 10;
    private static final int BULK_SIZE = 128 << 10;

    /** From the network, not yet decrypted; between position and limit. */
    private ByteBuffer network = NOTHING;

    /** Decrypted, not yet taken; between position and limit. */
    private ByteBuffer plaintext = NOTHING;

    private byte[] waiting = new byte[0];
    private Large large = new Large();
    private final AtomicReference<@Nullable Large> left = new AtomicReference<>();

    /** What is left to the watchdog. */
    private static final class Large {
        private ByteBuffer network = NOTHING;
        private ByteBuffer plaintext = NOTHING;

        void wipe() {
            zero(plaintext);
            plaintext = NOTHING;
            network = NOTHING;
        }
    }

    ByteBuffer network() {
        return network;
    }

    ByteBuffer plaintext() {
        return plaintext;
    }

    /** An empty buffer for plaintext, of at least that size. */
    ByteBuffer emptyPlaintext(int size) {
        if (plaintext.capacity() == 0) {
            plaintext = ByteBuffer.allocate(size);
        }
        return plaintext.clear();
    }

    void dropPlaintext() {
        plaintext = NOTHING;
    }

    boolean holdsLarge() {
        return network.capacity() > WAITING_SIZE || plaintext.capacity() > 0;
    }

    /** Whether the next bytes are the first of a record, so that it is not known how many will come. */
    boolean atBoundary() {
        return !network.hasRemaining();
    }

    /** The array to wait with; what comes is given to {@link #arrived}. */
    byte[] waitingArray() {
        if (waiting.length == 0) {
            waiting = new byte[WAITING_SIZE];
        }
        return waiting;
    }

    /** Leaves the large buffers, which are empty, to the watchdog. */
    void leave() {
        large.network = network;
        large.plaintext = plaintext;
        network = NOTHING;
        plaintext = NOTHING;
        left.set(large);
    }

    /** Takes the large buffers back, if the watchdog has not taken them away. */
    void comeBack() {
        if (left.getAndSet(null) == null) {
            large = new Large();
            return;
        }
        network = large.network;
        plaintext = large.plaintext;
    }

    /** Called by the watchdog: the thread has been blocked for long. */
    void takeAway() {
        var taken = left.getAndSet(null);
        if (taken != null) {
            taken.wipe();
        }
    }

    /** Makes what came in the waiting array the network's bytes. */
    void arrived(int count) {
        if (network.capacity() < count) {
            network = ByteBuffer.wrap(waiting, 0, count);
        } else {
            network.clear().put(waiting, 0, count).flip();
        }
    }

    /** Makes room behind the network's bytes and returns where to put more; {@link #filled} ends it. */
    ByteBuffer room(int recordSize) {
        if (network.capacity() == 0) {
            network = ByteBuffer.allocate(WAITING_SIZE).limit(0);
        }
        network.compact();
        if (!network.hasRemaining()) {
            int wanted = network.capacity() < recordSize ? recordSize : BULK_SIZE;
            if (wanted <= network.capacity()) {
                throw new IllegalStateException("the engine leaves a whole record unread");
            }
            network = ByteBuffer.allocate(wanted).put(network.flip());
        }
        return network;
    }

    void filled(int count) {
        network.position(network.position() + Math.max(0, count)).flip();
    }

    /** An empty buffer in place of the network's bytes, to be thrown away. */
    void discard() {
        network =
                ByteBuffer.allocate(Math.max(network.capacity(), WAITING_SIZE)).limit(0);
    }

    /** Wipes plaintext and lets go of everything. */
    void wipe() {
        zero(plaintext);
        plaintext = NOTHING;
        network = NOTHING;
        waiting = new byte[0];
    }

    private static void zero(ByteBuffer buffer) {
        int start = buffer.arrayOffset();
        Arrays.fill(buffer.array(), start, start + buffer.capacity(), (byte) 0);
    }
}
