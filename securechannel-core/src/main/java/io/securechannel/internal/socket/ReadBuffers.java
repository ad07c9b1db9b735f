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
    private static final int FRONT = 1;
    private static final int WAITING_SIZE = 256;
    private static final int SMALL_SIZE = 4 << 10;

    /** A larger one saves system calls, and costs more than it saves: so much is decrypted while it is still in the nearest caches. */
    private static final int BULK_SIZE = 64 << 10;

    /** From the network, not yet decrypted; between position and limit. */
    private ByteBuffer network = NOTHING;

    /** Decrypted, not yet taken; between position and limit. */
    private ByteBuffer plaintext = NOTHING;

    /** Where the network's bytes begin while {@link #room} is being filled. */
    private int unread;

    private volatile boolean held;

    private byte[] waiting = NOTHING.array();
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

    /**
     * An empty buffer for plaintext with a byte in front of it.
     *
     * @param size how large it is at least
     * @param most how large it is at most
     */
    ByteBuffer emptyPlaintext(int size, int most) {
        hold();
        if (plaintext.capacity() < FRONT + size) {
            zero(plaintext);
            plaintext = ByteBuffer.allocate(Math.min(FRONT + most, Sizes.above(size)));
        }
        return plaintext.clear().position(FRONT);
    }

    private void hold() {
        if (!held) { // a volatile write costs more than a read
            held = true;
        }
    }

    /** Makes what was put into the empty buffer what can be taken. */
    void gotPlaintext() {
        plaintext.limit(plaintext.position()).position(FRONT);
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
        large.network = NOTHING; // or it would hold what is wiped here
        large.plaintext = NOTHING;
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
        if (network.hasRemaining() && network.capacity() - network.limit() >= BULK_SIZE / 4) {
            unread = network.position(); // there is room behind it: what is there need not be moved
            return network.position(network.limit()).limit(network.capacity());
        }
        unread = 0;
        network.compact();
        if (!network.hasRemaining()) {
            int wanted = nextSize(recordSize);
            if (wanted <= network.capacity()) {
                throw new IllegalStateException("the engine leaves a whole record unread");
            }
            network = ByteBuffer.allocate(wanted).put(network.flip());
            hold();
        }
        return network;
    }

    /** Handshakes and small messages need no room for the longest record. */
    private int nextSize(int recordSize) {
        if (network.capacity() < SMALL_SIZE && recordSize > SMALL_SIZE) {
            return SMALL_SIZE;
        }
        return network.capacity() < recordSize ? recordSize : Math.max(BULK_SIZE, recordSize + recordSize / 2);
    }

    void filled(int count) {
        network.limit(network.position() + Math.max(0, count)).position(unread);
    }

    /** An empty buffer in place of the network's bytes, to be thrown away. */
    void discard() {
        network =
                ByteBuffer.allocate(Math.max(network.capacity(), WAITING_SIZE)).limit(0);
    }

    /** Called by the watchdog: whether large buffers may be here. */
    boolean held() {
        return held;
    }

    /** Lets go of everything, if nothing of it is waiting to be decrypted or taken. */
    void wipeIfEmpty() {
        if (!network.hasRemaining() && !plaintext.hasRemaining()) {
            wipe();
            held = false;
        }
    }

    /** Wipes plaintext and lets go of everything. */
    void wipe() {
        zero(plaintext);
        plaintext = NOTHING;
        network = NOTHING;
        waiting = NOTHING.array();
    }

    private static void zero(ByteBuffer buffer) {
        int start = buffer.arrayOffset();
        Arrays.fill(buffer.array(), start, start + buffer.capacity(), (byte) 0);
    }
}
