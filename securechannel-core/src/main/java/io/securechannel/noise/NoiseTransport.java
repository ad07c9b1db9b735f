package io.securechannel.noise;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.primitive.RecordCipher;
import io.securechannel.keys.NoisePublicKey;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What comes after a handshake (rev 34, sections 5.1 and 11.3): one key for each direction and a nonce that counts. One thread may
 * seal while another opens. Two threads that seal at once, or open at once, or replace the key meanwhile, are a mistake, which is told by an
 * IllegalStateException: no number is used twice. Any thread may close it meanwhile.
 */
public final class NoiseTransport implements AutoCloseable {

    /** The longest message, in bytes (section 3). */
    public static final int LONGEST_MESSAGE = 65_535;

    /** Bytes that a message is longer than what it carries. */
    public static final int TAG = RecordCipher.TAG;

    /** Reserved for Rekey (section 5.1). */
    private static final long LAST_NONCE = -1;

    private static final byte[] NOTHING = {};

    private final Direction sending;
    private final Direction receiving;
    private final NoiseExporter exporter;
    private volatile PeerProof peer;

    /** A CipherState. */
    private static final class Direction {

        private volatile @Nullable RecordCipher cipher;
        private volatile boolean closed;
        private final AtomicBoolean busy = new AtomicBoolean();
        private long nonce;

        Direction(@Nullable RecordCipher cipher) {
            this.cipher = cipher;
        }

        /** Another thread may close it at any time. */
        RecordCipher cipher() {
            var current = cipher;
            if (current == null || closed) {
                throw over();
            }
            return current;
        }

        private static IllegalStateException over() {
            return new IllegalStateException(
                    "this direction is closed, has failed, or is the one that a one-way pattern does not have");
        }

        /** Two at once would take one nonce, and that gives the key of AES-GCM's authentication away. */
        void begin() {
            if (!busy.compareAndSet(false, true)) {
                throw closed
                        ? over()
                        : new IllegalStateException(
                                "two threads use one direction at once, and each message has a number of its own:"
                                        + " let one thread wait for the other, by a lock");
            }
        }

        void end() {
            busy.set(false);
            if (closed) {
                wipe(); // which was left to this thread
            }
        }

        /** Section 4.2: a new key is what the old one makes of 32 zeros under the last nonce. The nonce runs on. */
        void rekey() {
            begin();
            try {
                cipher = cipher().rekeyed();
            } finally {
                end();
            }
        }

        void rest() {
            var current = cipher;
            if (current != null) {
                current.rest();
            }
        }

        void close() {
            closed = true;
            wipe();
        }

        /** Not under the hands of a thread that is at work, for a key that is wiped before it is used encrypts for everybody: that one does it. */
        private void wipe() {
            if (cipher != null && busy.compareAndSet(false, true)) {
                var last = cipher;
                cipher = null;
                if (last != null) {
                    last.close();
                }
                busy.set(false);
            }
        }
    }

    NoiseTransport(
            @Nullable RecordCipher sending, @Nullable RecordCipher receiving, NoiseExporter exporter, PeerProof peer) {
        this.sending = new Direction(sending);
        this.receiving = new Direction(receiving);
        this.exporter = exporter;
        this.peer = peer;
    }

    /**
     * Encrypts a message.
     *
     * @param plaintext at most 65,519 bytes
     * @return the message
     * @throws IllegalArgumentException if it is longer
     * @throws IllegalStateException if this end does not send, every nonce has been used, or another thread is at it
     */
    public byte[] seal(byte[] plaintext) {
        if (plaintext.length > LONGEST_MESSAGE - TAG) {
            throw tooLong(plaintext.length);
        }
        var message = new byte[plaintext.length + TAG];
        seal(plaintext, 0, plaintext.length, message, 0);
        return message;
    }

    /**
     * Encrypts a message into a buffer.
     *
     * @param from holds what it carries; it may be {@code to} as well, at the same offset
     * @param offset where that begins
     * @param length how many bytes, at most 65,519
     * @param to takes the message, {@code length + TAG} bytes
     * @param at where it begins
     * @throws IllegalArgumentException if it is longer
     * @throws IndexOutOfBoundsException if either array is too short; nothing has been written, and no nonce used
     * @throws IllegalStateException if this end does not send, every nonce has been used, or another thread is at it
     */
    public void seal(byte[] from, int offset, int length, byte[] to, int at) {
        if (length > LONGEST_MESSAGE - TAG) {
            throw tooLong(length);
        }
        requireRoom(from, offset, length, to, at, length + TAG);
        sending.begin();
        try {
            var cipher = sending.cipher();
            requireNonce(sending);
            cipher.seal(sending.nonce, NOTHING, from, offset, length, to, at);
            sending.nonce++;
        } finally {
            sending.end();
        }
    }

    /**
     * Encrypts a message that is a byte and what follows it, without putting them together first.
     *
     * @param first the byte, a type for instance
     * @param from holds what follows; not {@code to}
     * @param offset where that begins
     * @param length how many bytes, at most 65,518
     * @param to takes the message, {@code 1 + length + TAG} bytes
     * @param at where it begins
     * @throws IllegalArgumentException if it is longer
     * @throws IndexOutOfBoundsException if either array is too short; nothing has been written, and no nonce used
     * @throws IllegalStateException if this end does not send, every nonce has been used, or another thread is at it
     */
    public void seal(byte first, byte[] from, int offset, int length, byte[] to, int at) {
        if (1 + length > LONGEST_MESSAGE - TAG) {
            throw tooLong(1 + length);
        }
        requireRoom(from, offset, length, to, at, 1 + length + TAG);
        sending.begin();
        try {
            var cipher = sending.cipher();
            requireNonce(sending);
            cipher.seal(sending.nonce, first, from, offset, length, to, at);
            sending.nonce++;
        } finally {
            sending.end();
        }
    }

    /**
     * Decrypts a message.
     *
     * @param message of the peer, the next in order
     * @return what it carries
     * @throws SecureChannelException CORRUPT_RECORD if it is not authentic: nothing can be received any more
     * @throws IllegalStateException if this end does not receive, every nonce has been used, or another thread is at it
     */
    public byte[] open(byte[] message) throws SecureChannelException {
        var plaintext = new byte[Math.max(0, message.length - TAG)];
        open(message, 0, message.length, plaintext, 0);
        return plaintext;
    }

    /**
     * Decrypts a message into a buffer.
     *
     * @param from holds the message; not {@code to}
     * @param offset where it begins
     * @param length how many bytes
     * @param to takes what it carries, {@code length - TAG} bytes; nothing of it where this fails
     * @param at where that begins
     * @throws SecureChannelException CORRUPT_RECORD if it is not authentic: nothing can be received any more
     * @throws IndexOutOfBoundsException if either array is too short; the message can still be opened
     * @throws IllegalStateException if this end does not receive, every nonce has been used, or another thread is at it
     */
    public void open(byte[] from, int offset, int length, byte[] to, int at) throws SecureChannelException {
        requireRoom(from, offset, length, to, at, length > LONGEST_MESSAGE ? 0 : Math.max(0, length - TAG));
        receiving.begin();
        try {
            openNext(from, offset, length, to, at);
        } finally {
            receiving.end();
        }
    }

    /** Before a cipher begins to write: two messages under one nonce would be one too many, if only by their first bytes. */
    private static void requireRoom(byte[] from, int offset, int length, byte[] to, int at, int room) {
        Objects.checkFromIndexSize(offset, length, from.length);
        Objects.checkFromIndexSize(at, room, to.length);
    }

    private void openNext(byte[] from, int offset, int length, byte[] to, int at) throws SecureChannelException {
        var cipher = receiving.cipher();
        requireNonce(receiving);
        if (length > LONGEST_MESSAGE || !cipher.open(receiving.nonce, NOTHING, from, offset, length, to, at)) {
            receiving.close();
            throw new SecureChannelException(
                    Reason.CORRUPT_RECORD,
                    "a message is not authentic: bytes were changed, lost, repeated or reordered on the way");
        }
        receiving.nonce++;
        if (peer.agreed() && !peer.proved()) {
            peer = peer.decrypted();
        }
    }

    /**
     * Replaces the key for sending (section 11.3): the peer calls {@link #rekeyReceiving()} at the same place.
     *
     * @throws IllegalStateException if this end does not send, or another thread is at it
     */
    public void rekeySending() {
        sending.rekey();
    }

    /**
     * Replaces the key for receiving (section 11.3).
     *
     * @throws IllegalStateException if this end does not receive, or another thread is at it
     */
    public void rekeyReceiving() {
        receiving.rekey();
    }

    /** {@return how many messages were sealed} */
    public long sealed() {
        return sending.nonce;
    }

    /** {@return how many messages were opened; one that failed does not count} */
    public long opened() {
        return receiving.nonce;
    }

    /** {@return the handshake hash (section 11.2), which names this session and no other: a channel binding; no secret} */
    public byte[] handshakeHash() {
        return exporter.handshakeHash();
    }

    /**
     * {@return the peer's static key as the peer has shown it or this end expected it; empty where it has none} It need not be proved:
     * decide nothing by it, and ask {@link #provedPeer()}.
     */
    public Optional<NoisePublicKey> peer() {
        return Optional.ofNullable(peer.key());
    }

    /**
     * {@return the peer's static key, once the peer has proved to hold it} In most patterns that is from the beginning. The proof is
     * the first message that is {@linkplain #open(byte[]) opened} here:
     *
     * <ul>
     *   <li>at the responder in KN, KK, KX, IN, IK, IX, KK1, IK1, X1N, X1K, X1K1, X1X and X1X1;
     *   <li>at the initiator in NX1, KX1, XX1, IX1, K1X1 and I1X1.
     * </ul>
     *
     * <p>In the one-way patterns N, K and X it is never proved: messages of K and X can be recorded and sent again, and made by whoever has the
     * responder's private key. In the others, until the proof is there, it may be that somebody has sent a key that is not his (as in IN),
     * or a recording (as in IK): he can neither read nor write a message of the transport.
     */
    public Optional<NoisePublicKey> provedPeer() {
        return peer.provedKey();
    }

    /**
     * Exports bytes that both ends, and nobody else, can compute (docs/spec/noise.md, section 3).
     *
     * @param label 1 to 249 characters of ASCII
     * @param context further input; may be empty
     * @param length how many bytes, from 1 to 255 times the length of the hash
     * @return the bytes, which are secret
     * @throws IllegalStateException after {@link #close()}
     */
    public byte[] exportKeyingMaterial(String label, byte[] context, int length) {
        return exporter.export(label, context, length);
    }

    /** For tests alone, which cannot send 2^64 messages: the nonces that come next. */
    void goOnAt(long nextSealed, long nextOpened) {
        sending.nonce = nextSealed;
        receiving.nonce = nextOpened;
    }

    /**
     * Lets go of most of its memory, which is made again when it is needed: a direction that has carried nothing since the last call keeps
     * its key and little else. For who holds many that wait; any thread may call it at any time, every second for instance.
     */
    public void rest() {
        sending.rest();
        receiving.rest();
    }

    /** Wipes the keys: at once, or where another thread is sealing or opening, when it is done. Further calls do nothing. */
    @Override
    public void close() {
        sending.close();
        receiving.close();
        exporter.close();
    }

    private static void requireNonce(Direction direction) {
        if (direction.nonce == LAST_NONCE) {
            throw new IllegalStateException("every nonce of this direction has been used: begin a new handshake");
        }
    }

    private static IllegalArgumentException tooLong(int length) {
        return new IllegalArgumentException(
                "a message carries at most " + (LONGEST_MESSAGE - TAG) + " bytes, not " + length);
    }
}
