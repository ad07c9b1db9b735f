package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.ChannelEngine.Inbound;
import io.securechannel.internal.engine.ChannelEngine.Turn;
import io.securechannel.testkit.SocketPair;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** Two engines that talk to each other, moved by hand. */
final class EnginePair {

    private static final int MOST = 1 << 18;

    final ChannelEngine initiator;
    final ChannelEngine responder;

    /** On the way. */
    private final ByteBuffer toInitiator = ByteBuffer.allocate(MOST).limit(0);

    private final ByteBuffer toResponder = ByteBuffer.allocate(MOST).limit(0);

    /** Arrived, and not yet taken. */
    private final ByteBuffer atInitiator = ByteBuffer.allocate(MOST).limit(0);

    private final ByteBuffer atResponder = ByteBuffer.allocate(MOST).limit(0);

    EnginePair(ChannelEngine initiator, ChannelEngine responder) {
        this.initiator = initiator;
        this.responder = responder;
    }

    ChannelEngine other(ChannelEngine one) {
        return one == initiator ? responder : initiator;
    }

    boolean done() {
        return initiator.turn() == Turn.DONE && responder.turn() == Turn.DONE;
    }

    void handshake(int piece) throws SecureChannelException {
        for (int steps = 0; !done(); steps++) {
            assertThat(steps).isLessThan(1_000_000);
            step(piece);
        }
        settle(initiator, toResponder);
        settle(responder, toInitiator);
        deliver(toResponder, responder);
        deliver(toInitiator, initiator);
    }

    /** One step of whoever can make one: a drain, or a feed of so many more bytes. */
    void step(int piece) throws SecureChannelException {
        if (!take(initiator, toResponder, toInitiator, piece)) {
            take(responder, toInitiator, toResponder, piece);
        }
    }

    private boolean take(ChannelEngine engine, ByteBuffer out, ByteBuffer in, int piece) throws SecureChannelException {
        if (engine.turn() == Turn.SEND) {
            settle(engine, out);
            return true;
        }
        if (engine.turn() == Turn.DONE) {
            return false;
        }
        var arrived = engine == initiator ? atInitiator : atResponder;
        int count = Math.min(piece, in.remaining());
        arrived.compact().put(in.slice(in.position(), count)).flip();
        in.position(in.position() + count);
        var result = engine.feed(arrived, ByteBuffer.allocate(0));
        assertThat(result).isIn(Inbound.NEED_BYTES, Inbound.TURN);
        return count > 0 || result == Inbound.TURN;
    }

    private void settle(ChannelEngine engine, ByteBuffer out) throws SecureChannelException {
        out.compact();
        engine.drain(ByteBuffer.allocate(0), out);
        out.flip();
    }

    private void deliver(ByteBuffer in, ChannelEngine to) throws SecureChannelException {
        var arrived = to == initiator ? atInitiator : atResponder;
        arrived.compact().put(in).flip();
        assertThat(to.feed(arrived, ByteBuffer.allocate(to.plaintextRoom()))).isEqualTo(Inbound.NEED_BYTES);
    }

    /** {@return the records of some plaintext, and whatever else there was to say} */
    byte[] sealed(ChannelEngine from, byte[] plaintext) throws SecureChannelException {
        var in = ByteBuffer.wrap(plaintext);
        var all = new ByteArrayOutputStream();
        var room = ByteBuffer.allocate(from.recordSize());
        do {
            from.drain(in, room);
            all.write(room.array(), 0, room.position());
            room.clear();
        } while (in.hasRemaining() || from.hasOutput());
        return all.toByteArray();
    }

    /** Drains what an engine has to say of its own, which must come to an end. */
    byte[] drainAll(ChannelEngine from) throws SecureChannelException {
        var all = new ByteArrayOutputStream();
        var room = ByteBuffer.allocate(from.recordSize());
        for (int i = 0; i < 100; i++) {
            from.drain(ByteBuffer.allocate(0), room);
            all.write(room.array(), 0, room.position());
            room.clear();
            if (!from.hasOutput()) {
                break;
            }
        }
        (from == initiator ? toResponder : toInitiator)
                .compact()
                .put(all.toByteArray())
                .flip();
        return all.toByteArray();
    }

    /** Feeds all that is on its way: the peer has closed, and that may be an error, but never END. */
    void assertNoOrderlyEnd(ChannelEngine engine) {
        var in = engine == initiator ? toInitiator : toResponder;
        var arrived = engine == initiator ? atInitiator : atResponder;
        arrived.compact().put(in).flip();
        try {
            for (var result = Inbound.TURN; result == Inbound.TURN; ) {
                if (engine.turn() == Turn.SEND) {
                    drainAll(engine);
                }
                result = engine.feed(arrived, ByteBuffer.allocate(1 << 17));
                // Whoever closes after its last step of the handshake ends a channel that the peer has by then.
                assertThat(result == Inbound.END && engine.turn() != Turn.DONE).isFalse();
            }
        } catch (SecureChannelException e) {
            // One that is already at the next keys cannot read the farewell.
            assertThat(e.reason())
                    .isIn(
                            Reason.HANDSHAKE_FAILED,
                            Reason.CONNECTION_CUT,
                            Reason.PROTOCOL_VIOLATION,
                            Reason.CORRUPT_RECORD);
        }
    }

    /** Sends plaintext through buffers of one size, on both sides, and returns what came out. */
    byte[] carried(ChannelEngine from, byte[] plaintext, int piece) throws SecureChannelException {
        var wire = ByteBuffer.wrap(sealedInPieces(from, plaintext, piece));
        var to = other(from);
        var arrived =
                ByteBuffer.allocate(Math.max(piece, to.recordSize()) + piece).limit(0);
        var room = ByteBuffer.allocate(Math.max(piece, to.plaintextRoom()));
        var all = new ByteArrayOutputStream();
        while (wire.hasRemaining()) {
            int count = Math.min(piece, wire.remaining());
            arrived.compact().put(wire.slice(wire.position(), count)).flip();
            wire.position(wire.position() + count);
            Inbound result;
            do {
                result = to.feed(arrived, room.clear());
                all.write(room.array(), 0, room.position());
            } while (result == Inbound.NEED_ROOM);
        }
        return all.toByteArray();
    }

    private byte[] sealedInPieces(ChannelEngine from, byte[] plaintext, int piece) throws SecureChannelException {
        var all = new ByteArrayOutputStream();
        int step = Math.max(piece, 100); // a record for each byte would only be slow
        int at = 0;
        do { // once for nothing: what the engine has to say itself
            var part = ByteBuffer.wrap(plaintext, at, Math.min(step, plaintext.length - at));
            var bytes = new byte[part.remaining()];
            part.get(bytes);
            all.writeBytes(sealed(from, bytes));
            at += step;
        } while (at < plaintext.length);
        return all.toByteArray();
    }

    /** Both ends send as much as they can, each with one thread that drains and one that feeds. */
    void bothWaysAtOnce(byte[] plaintext) throws Exception {
        var there = SocketPair.inMemory();
        try (there) {
            var tasks = new FutureTask<?>[] {
                task(() -> pour(initiator, plaintext, there.client().getOutputStream())),
                task(() -> pour(responder, plaintext, there.server().getOutputStream())),
                task(() -> scoop(responder, plaintext.length, there.server().getInputStream())),
                task(() -> scoop(initiator, plaintext.length, there.client().getInputStream()))
            };
            assertThat((byte[]) tasks[2].get()).isEqualTo(plaintext);
            assertThat((byte[]) tasks[3].get()).isEqualTo(plaintext);
            tasks[0].get();
            tasks[1].get();
        }
    }

    private static FutureTask<?> task(Callable<?> work) {
        var task = new FutureTask<>(work);
        var thread = new Thread(task, "engine-test");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static byte[] pour(ChannelEngine engine, byte[] plaintext, OutputStream out) throws IOException {
        var in = ByteBuffer.wrap(plaintext);
        var room = ByteBuffer.allocate(2 * engine.recordSize());
        while (in.hasRemaining()) {
            engine.drain(in, room);
            out.write(room.array(), 0, room.position());
            room.clear();
        }
        return new byte[0];
    }

    private static byte[] scoop(ChannelEngine engine, int length, InputStream in) throws IOException {
        var all = ByteBuffer.allocate(length + engine.plaintextRoom());
        var arrived = ByteBuffer.allocate(2 * engine.recordSize()).limit(0);
        while (all.position() < length) {
            arrived.compact();
            int count = in.read(arrived.array(), arrived.position(), arrived.remaining());
            assertThat(count).isPositive();
            arrived.position(arrived.position() + count).flip();
            engine.feed(arrived, all);
        }
        var received = new byte[all.position()];
        all.flip().get(received);
        return received;
    }

    static byte[] joined(byte[] first, byte[] second) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(first);
        all.writeBytes(second);
        return all.toByteArray();
    }
}
