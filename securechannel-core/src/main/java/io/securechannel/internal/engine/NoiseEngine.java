package io.securechannel.internal.engine;

import io.securechannel.error.SecureChannelException;
import io.securechannel.noise.NoiseHandshake;
import io.securechannel.noise.internal.ClientSide;
import io.securechannel.noise.internal.CodeSide;
import io.securechannel.noise.internal.ServerSide;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A channel over Noise: what both ends do alike, which is nearly everything after the handshake (docs/spec/noise.md). */
public abstract sealed class NoiseEngine implements ChannelEngine permits NoiseClientEngine, NoiseServerEngine {

    private volatile Turn turn;
    /** Held by whoever is at the handshake. */
    private final ReentrantLock handshaking = new ReentrantLock();

    private volatile boolean broken;
    private volatile boolean destroyed;

    /** What waits to be sent: of the handshake, or a refusal. */
    private final NoiseOutbox outbox = new NoiseOutbox();

    private final NoiseSender sender = new NoiseSender();

    private volatile @Nullable NoiseRecords records;
    private volatile @Nullable NoiseReceiver receiver;
    private volatile @Nullable CodeProof codeProof;
    private volatile @Nullable NoiseSession session;
    private volatile Rekeyed onRekey = (sending, records, bytes) -> {};
    private long checkNanos;

    NoiseEngine(Turn first) {
        this.turn = first;
    }

    /**
     * An engine at a client's end.
     *
     * @param context keys and trust
     * @param address the server as the caller asked for it, {@code host:port}
     * @param labels what the channel is for; the first is proposed, none if it is empty
     * @param framed whether it carries messages
     * @return the engine
     */
    public static NoiseEngine client(ClientSide context, String address, List<String> labels, boolean framed) {
        return new NoiseClientEngine(
                context, address, new NoisePreamble(context.protocolName(), label(labels), framed));
    }

    /**
     * An engine at a server's end.
     *
     * @param context keys and trust
     * @param address where the client connects from, {@code host:port}
     * @param labels what the channel may be for; nothing if it is empty
     * @param framed whether it carries messages
     * @return the engine
     */
    public static NoiseEngine server(ServerSide context, String address, List<String> labels, boolean framed) {
        return new NoiseServerEngine(context, address, labels.isEmpty() ? List.of("") : labels, framed);
    }

    private static String label(List<String> labels) {
        return labels.isEmpty() ? "" : labels.get(0);
    }

    @Override
    public final Turn turn() {
        return turn;
    }

    @Override
    public final Inbound feed(ByteBuffer network, ByteBuffer plaintext) throws SecureChannelException {
        if (broken || destroyed) {
            throw NoiseClosed.by(false, null);
        }
        try {
            return turn == Turn.DONE ? receiver().receive(network, plaintext) : feedHandshake(network);
        } catch (SecureChannelException e) {
            throw broken(e);
        } catch (IllegalStateException e) {
            throw ended(false, e);
        }
    }

    private Inbound feedHandshake(ByteBuffer network) throws SecureChannelException {
        handshaking.lock();
        try {
            requireIntact();
            while (turn == Turn.RECEIVE) {
                if (!receive(network)) {
                    return Inbound.NEED_BYTES;
                }
            }
            return Inbound.TURN;
        } finally {
            handshaking.unlock();
            wipeIfDestroyed();
        }
    }

    /**
     * Takes the next whole part of the handshake, if it is there.
     *
     * @return whether it was
     */
    abstract boolean receive(ByteBuffer network) throws SecureChannelException;

    /** Says what this side has to say in the handshake, by {@link #outbox}, and gives the word on. */
    abstract void speak() throws SecureChannelException;

    /** A key that the peer will use next has been announced. */
    abstract void nextKey(byte[] key) throws SecureChannelException;

    @Override
    public final void drain(ByteBuffer plaintext, ByteBuffer network) throws SecureChannelException {
        if (broken || destroyed) {
            outbox.drain(network);
            if (plaintext.hasRemaining() || (destroyed && turn == Turn.SEND)) { // whoever has the word would try again
                throw NoiseClosed.by(true, null);
            }
            return;
        }
        if (turn != Turn.DONE && plaintext.hasRemaining()) {
            throw new IllegalStateException("no plaintext may be sent before the handshake is over");
        }
        sender.requireOpen(plaintext);
        try {
            if (turn == Turn.SEND && outbox.isEmpty()) {
                speakAlone();
            }
            outbox.drain(network);
            if (turn == Turn.DONE && outbox.isEmpty()) { // records leave in the order of their numbers
                sender.drain(records(), plaintext, network);
            }
        } catch (SecureChannelException e) {
            throw broken(e);
        } catch (IllegalStateException e) {
            throw ended(true, e);
        }
    }

    private void speakAlone() throws SecureChannelException {
        handshaking.lock();
        try {
            requireIntact();
            speak();
        } finally {
            handshaking.unlock();
            wipeIfDestroyed();
        }
    }

    private void requireIntact() {
        if (destroyed) {
            throw new IllegalStateException("the channel has been closed");
        }
    }

    @Override
    public final boolean hasOutput() {
        return !destroyed && (!outbox.isEmpty() || (sender.endPending() && !broken));
    }

    @Override
    public final void closeOutput() {
        if (turn == Turn.DONE) {
            sender.end();
        }
    }

    @Override
    public final SecureChannelException endOfInput() {
        if (turn != Turn.DONE) {
            return cutInHandshake();
        }
        return records().transport().opened() == 0 ? cutBeforeRecords() : NoiseCuts.ofRecords();
    }

    @Override
    public final SecureChannelException inHandshake(SecureChannelException error) {
        var begun = codeProof;
        return begun == null ? error : NoiseCuts.inCode(error, begun.used());
    }

    /** What it may mean that the peer ended the connection in the handshake. */
    abstract SecureChannelException cutInHandshake();

    /** What it may mean that the peer ended the connection after the handshake, and before it sent a record. */
    SecureChannelException cutBeforeRecords() {
        return NoiseCuts.ofRecords();
    }

    @Override
    public final int recordSize() {
        return NoiseRecords.LONGEST;
    }

    @Override
    public final int drainRoom(int plaintext) {
        return turn == Turn.DONE
                ? outbox.length() + Math.min(plaintext, NoiseRecords.FULL) + NoiseRecords.OVERHEAD
                : Math.max(outbox.length(), NoiseOutbox.LONGEST);
    }

    @Override
    public final int fullRecord() {
        return NoiseRecords.FULL;
    }

    @Override
    public final int batch() {
        return NoiseRecords.FULL + NoiseRecords.OVERHEAD;
    }

    @Override
    public final int plaintextRoom() {
        return NoiseRecords.MOST_CONTENT;
    }

    /** All that a buffer holds has more bytes than what it carries. */
    @Override
    public final int plaintextRoom(ByteBuffer network) {
        return Math.min(network.remaining(), NoiseRecords.MOST_CONTENT);
    }

    @Override
    public final EngineSession session() {
        var done = session;
        if (done == null || turn != Turn.DONE) {
            throw new IllegalStateException("the handshake is not over");
        }
        return done;
    }

    @Override
    public final void onRekey(Rekeyed listener) {
        onRekey = listener;
    }

    @Override
    public final long records(boolean sent) {
        var begun = records;
        return begun == null
                ? 0
                : sent ? begun.transport().sealed() : begun.transport().opened();
    }

    @Override
    public final long checkNanos() {
        return checkNanos;
    }

    /** Decides about a key that the peer has shown. */
    @FunctionalInterface
    interface KeyCheck {
        void run() throws SecureChannelException;
    }

    /** Runs a check, and takes its time. */
    final void check(KeyCheck check) throws SecureChannelException {
        long begun = System.nanoTime();
        try {
            check.run();
        } finally {
            checkNanos += System.nanoTime() - begun;
        }
    }

    @Override
    public final void rest() {
        var transport = records;
        if (transport != null) {
            transport.transport().rest();
        }
    }

    @Override
    public final void destroy() {
        destroyed = true;
        var transport = records;
        if (transport != null) {
            transport.transport().close();
        }
        wipeIfDestroyed();
    }

    /**
     * Wipes the handshake, which is not made for several threads: one that is at it right now does so when it leaves. Whichever of the two
     * comes second finds the lock free.
     */
    private void wipeIfDestroyed() {
        if (destroyed && handshaking.tryLock()) {
            try {
                wipeHandshake();
                var transport = records;
                if (transport != null) {
                    transport.transport().close(); // it may have been made meanwhile
                }
                var begun = codeProof;
                if (begun != null) {
                    begun.close();
                }
            } finally {
                handshaking.unlock();
            }
        }
    }

    /** Wipes what the handshake holds. */
    abstract void wipeHandshake();

    /** Gives the word. */
    final void turn(Turn next) {
        turn = next;
    }

    /** {@return what waits to be sent, for whoever is at the handshake} */
    final NoiseOutbox outbox() {
        return outbox;
    }

    /** Says a small record. */
    final void sayRecord(RecordType type, byte[] content) {
        outbox.sayRecord(records(), type, content);
    }

    /** The handshake is over, and records begin. */
    final void beginRecords(NoiseHandshake handshake, NoisePreamble preamble, NoiseSession.Proofs proofs) {
        var transport = handshake.finish();
        var begun = new NoiseRecords(transport, onRekey);
        records = begun;
        receiver = new NoiseReceiver(begun, this::nextKey);
        session = new NoiseSession(transport, preamble, proofs);
    }

    /** Begins to prove a code. */
    final void beginCode(CodeSide code, boolean initiator) throws SecureChannelException {
        codeProof = CodeProof.begin(this, code, initiator);
    }

    /** {@return the proof of a code that is under way; null if none is} */
    final @Nullable CodeProof codeProof() {
        return codeProof;
    }

    final NoiseRecords records() {
        var begun = records;
        if (begun == null) {
            throw new IllegalStateException("there are no records yet");
        }
        return begun;
    }

    private NoiseReceiver receiver() {
        var begun = receiver;
        if (begun == null) {
            throw new IllegalStateException("there are no records yet");
        }
        return begun;
    }

    /** Another thread has destroyed the engine meanwhile, or every nonce has been used; else it is another's, such as of a closed key. */
    private SecureChannelException ended(boolean sending, IllegalStateException e) {
        var begun = records;
        boolean exhausted = begun != null && begun.exhausted(sending);
        if (!exhausted && !destroyed && !broken) {
            throw e;
        }
        return broken(exhausted ? NoiseClosed.exhausted(sending) : NoiseClosed.by(sending, e));
    }

    private SecureChannelException broken(SecureChannelException error) {
        broken = true;
        var transport = records;
        if (transport != null) {
            transport.transport().close();
        }
        return error;
    }
}
