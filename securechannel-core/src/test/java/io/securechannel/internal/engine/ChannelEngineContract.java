package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.ChannelEngine.Inbound;
import io.securechannel.internal.engine.ChannelEngine.Turn;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine must do, whatever it speaks. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
abstract class ChannelEngineContract {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** {@return a new end that speaks first} */
    abstract ChannelEngine initiator() throws Exception;

    /** {@return a new end that waits} */
    abstract ChannelEngine responder() throws Exception;

    /**
     * {@return whether one direction can go on after the other has ended}
     *
     * @param engine one of the two
     */
    boolean halfClose(ChannelEngine engine) {
        return true;
    }

    private EnginePair pair() throws Exception {
        return new EnginePair(initiator(), responder());
    }

    private EnginePair established() throws Exception {
        var pair = pair();
        pair.handshake(Integer.MAX_VALUE);
        return pair;
    }

    @Test
    void theInitiatorHasTheFirstWord() throws Exception {
        assertThat(initiator().turn()).isEqualTo(Turn.SEND);
        assertThat(responder().turn()).isEqualTo(Turn.RECEIVE);
    }

    @Test
    void feedOutOfTurnTakesNothing() throws Exception {
        var engine = initiator();
        var bytes = ByteBuffer.wrap(new byte[] {1, 2, 3});
        assertThat(engine.feed(bytes, NOTHING.duplicate())).isEqualTo(Inbound.TURN);
        assertThat(bytes.remaining()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100, Integer.MAX_VALUE})
    void theHandshakeSucceedsInPiecesOfAnySize(int piece) throws Exception {
        var pair = pair();
        pair.handshake(piece);
        assertThat(pair.initiator.session()).isNotNull();
        assertThat(pair.responder.session()).isNotNull();
    }

    @Test
    void thereIsNoSessionBeforeTheHandshakeIsOver() throws Exception {
        assertThatThrownBy(initiator()::session).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(responder()::session).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void plaintextBeforeTheEndOfTheHandshakeIsRefused() throws Exception {
        var engine = initiator();
        var room = ByteBuffer.allocate(engine.recordSize());
        assertThatThrownBy(() -> engine.drain(ByteBuffer.wrap(new byte[1]), room))
                .isInstanceOf(IllegalStateException.class);
        assertThat(room.position()).isZero();
    }

    @Test
    void plaintextAfterTheEndIsRefused() throws Exception {
        var pair = established();
        pair.initiator.closeOutput();
        assertThatThrownBy(() -> pair.initiator.drain(
                        ByteBuffer.wrap(new byte[1]), ByteBuffer.allocate(pair.initiator.recordSize())))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aCutAnywhereInTheHandshakeIsACut() throws Exception {
        var pair = pair();
        while (!pair.done()) {
            for (var end : new ChannelEngine[] {pair.initiator, pair.responder}) {
                if (end.turn() == Turn.RECEIVE) {
                    assertThat(end.endOfInput().reason()).isEqualTo(Reason.CONNECTION_CUT);
                }
            }
            pair.step(1);
        }
    }

    @Test
    void aCutAnywhereInTheTransportIsACutAndNothingUnsentComesOut() throws Exception {
        var pair = established();
        var sent = random(3_000);
        var wire = pair.sealed(pair.initiator, sent);
        pair.initiator.closeOutput();
        wire = EnginePair.joined(wire, pair.sealed(pair.initiator, new byte[0]));
        var out = ByteBuffer.allocate(1 << 17);
        var in = ByteBuffer.allocate(wire.length).limit(0);
        for (int at = 0; at < wire.length; at++) {
            assertThat(pair.responder.feed(in, out)).as("after %d bytes", at).isEqualTo(Inbound.NEED_BYTES);
            assertThat(pair.responder.endOfInput().reason()).isEqualTo(Reason.CONNECTION_CUT);
            in.limit(at + 1).put(at, wire[at]);
        }
        assertThat(pair.responder.feed(in, out)).isEqualTo(Inbound.END);
        assertThat(out.flip()).isEqualTo(ByteBuffer.wrap(sent));
    }

    @Test
    void withoutRoomNothingIsLost() throws Exception {
        var pair = established();
        var sent = random(1_000);
        var wire = ByteBuffer.wrap(pair.sealed(pair.initiator, sent));
        assertThat(pair.responder.feed(wire, ByteBuffer.allocate(999))).isEqualTo(Inbound.NEED_ROOM);
        assertThat(pair.responder.feed(wire, NOTHING.duplicate())).isEqualTo(Inbound.NEED_ROOM);
        var out = ByteBuffer.allocate(pair.responder.plaintextRoom());
        assertThat(pair.responder.feed(wire, out)).isEqualTo(Inbound.NEED_BYTES);
        assertThat(out.flip()).isEqualTo(ByteBuffer.wrap(sent));
    }

    @Test
    void plaintextRoomIsEnoughForEveryRecord() throws Exception {
        var pair = established();
        var wire = ByteBuffer.wrap(pair.sealed(pair.initiator, random(300_000)));
        var out = ByteBuffer.allocate(pair.responder.plaintextRoom());
        int total = 0;
        while (wire.hasRemaining()) {
            pair.responder.feed(wire, out.clear());
            assertThat(out.position()).isPositive();
            total += out.position();
        }
        assertThat(total).isEqualTo(300_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 118, 119})
    void drainWithLessThanARecordsRoomMakesWholeRecordsOrNothing(int size) throws Exception {
        var pair = established();
        var sent = random(100);
        var plaintext = ByteBuffer.wrap(sent);
        var room = ByteBuffer.allocate(Math.min(size, pair.initiator.recordSize() - 1));
        pair.initiator.drain(plaintext, room);
        assertThat(room.position() == 0).isEqualTo(plaintext.remaining() == 100);
        var out = ByteBuffer.allocate(1 << 17);
        assertThat(pair.responder.feed(room.flip(), out)).isEqualTo(Inbound.NEED_BYTES);
        assertThat(room.hasRemaining()).isFalse();
        assertThat(out.position()).isEqualTo(plaintext.position());
        assertThat(out.flip()).isEqualTo(ByteBuffer.wrap(sent, 0, plaintext.position()));
    }

    @Test
    void hasOutputTellsOfTheEndUntilItIsDrained() throws Exception {
        var pair = established();
        assertThat(pair.initiator.hasOutput()).isFalse();
        pair.initiator.closeOutput();
        pair.initiator.closeOutput();
        assertThat(pair.initiator.hasOutput()).isTrue();
        var end = pair.sealed(pair.initiator, new byte[0]);
        assertThat(end).isNotEmpty();
        assertThat(pair.initiator.hasOutput()).isFalse();
        assertThat(pair.responder.feed(ByteBuffer.wrap(end), ByteBuffer.allocate(1 << 17)))
                .isEqualTo(Inbound.END);
        assertThat(pair.responder.feed(NOTHING.duplicate(), ByteBuffer.allocate(1 << 17)))
                .isEqualTo(Inbound.END);
        assertThat(pair.responder.hasOutput()).isFalse();
    }

    @Test
    void aFullRecordIsOneRecordAndAByteMoreIsTwo() throws Exception {
        var pair = established();
        pair.sealed(pair.initiator, new byte[1]);
        int full = pair.initiator.fullRecord();
        int overhead = pair.sealed(pair.initiator, new byte[1]).length - 1;
        assertThat(pair.sealed(pair.initiator, new byte[full])).hasSize(full + overhead);
        assertThat(pair.sealed(pair.initiator, new byte[full + 1])).hasSize(full + 1 + 2 * overhead);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOtherDirectionGoesOnAfterAHalfClose(boolean initiatorFirst) throws Exception {
        var pair = established();
        var first = initiatorFirst ? pair.initiator : pair.responder;
        var second = pair.other(first);
        first.closeOutput();
        assertThat(second.feed(ByteBuffer.wrap(pair.sealed(first, new byte[0])), ByteBuffer.allocate(1 << 17)))
                .isEqualTo(Inbound.END);
        if (!halfClose(first) || !halfClose(second)) {
            assertThatNothingPassesForAnEnd(pair, first, second);
            return;
        }
        var sent = random(50_000);
        assertThat(pair.carried(second, sent, 1_000)).isEqualTo(sent);
        second.closeOutput();
        assertThat(first.feed(ByteBuffer.wrap(pair.sealed(second, new byte[0])), ByteBuffer.allocate(1 << 17)))
                .isEqualTo(Inbound.END);
    }

    /** Where the provider has no half-close, what would need it is an error, and never an end that nobody has proved. */
    private void assertThatNothingPassesForAnEnd(EnginePair pair, ChannelEngine first, ChannelEngine second)
            throws Exception {
        var record = new byte[] {23, 3, 3, 0, 17, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17};
        if (halfClose(second)) {
            record = pair.sealed(second, new byte[10]);
        } else {
            assertThatThrownBy(() -> pair.sealed(second, new byte[10]))
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
        }
        if (!halfClose(first)) {
            var network = ByteBuffer.wrap(record);
            assertThatThrownBy(() -> first.feed(network, ByteBuffer.allocate(1 << 17)))
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED))
                    .hasMessageContaining("half-close");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 1_000, 16_384, 65_536, 1 << 20})
    void bigDataSurvivesBuffersOfEverySize(int piece) throws Exception {
        var pair = established();
        var sent = random(piece == 1 ? 70_000 : 200_000);
        assertThat(pair.carried(pair.initiator, sent, piece)).isEqualTo(sent);
        assertThat(pair.carried(pair.responder, sent, piece)).isEqualTo(sent);
    }

    @Test
    void aFlippedBitBreaksTheEngineForGood() throws Exception {
        var pair = established();
        var wire = pair.sealed(pair.initiator, random(100));
        wire[wire.length - 1] ^= 1;
        var out = ByteBuffer.allocate(1 << 17);
        var failed = pair.responder;
        assertThatThrownBy(() -> failed.feed(ByteBuffer.wrap(wire), out))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT_RECORD));
        assertThat(out.position()).isZero();
        assertThatThrownBy(() -> failed.feed(NOTHING.duplicate(), out))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
        var room = ByteBuffer.allocate(failed.recordSize());
        assertThatThrownBy(() -> failed.drain(ByteBuffer.wrap(new byte[1]), room))
                .as("a writer must not wait for a broken engine to take its bytes")
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
        pair.drainAll(failed); // an alert, or nothing; and it comes to an end
        failed.closeOutput();
        pair.drainAll(failed);
        assertThat(failed.hasOutput()).isFalse();
    }

    @Test
    void whatWasGivenOutBeforeAnErrorStaysValid() throws Exception {
        var pair = established();
        var good = random(100);
        var bad = EnginePair.joined(pair.sealed(pair.initiator, good), pair.sealed(pair.initiator, random(100)));
        bad[bad.length - 1] ^= 1;
        var out = ByteBuffer.allocate(1 << 17);
        assertThatThrownBy(() -> pair.responder.feed(ByteBuffer.wrap(bad), out))
                .isInstanceOf(SecureChannelException.class);
        assertThat(out.flip()).isEqualTo(ByteBuffer.wrap(good));
    }

    @Test
    void closingAtAnyStepOfTheHandshakeEndsAndIsNeverAnOrderlyEndForThePeer() throws Exception {
        for (int steps = 0; closesAfter(steps); steps++) {
            assertThat(steps).isLessThan(100);
        }
    }

    /** Closes both ends, one after the other, after so many steps; false once the handshake is over by then. */
    private boolean closesAfter(int steps) throws Exception {
        for (boolean initiatorCloses : new boolean[] {true, false}) {
            var pair = pair();
            for (int i = 0; i < steps; i++) {
                pair.step(Integer.MAX_VALUE);
            }
            if (pair.done()) {
                return false;
            }
            var closing = initiatorCloses ? pair.initiator : pair.responder;
            closing.closeOutput();
            pair.drainAll(closing);
            assertThat(closing.hasOutput()).as("after %d steps", steps).isFalse();
            if (pair.other(closing).turn() == Turn.RECEIVE) {
                pair.assertNoOrderlyEnd(pair.other(closing));
            }
        }
        return true;
    }

    @Test
    void oneThreadMayFeedWhileAnotherDrains() throws Exception {
        var pair = established();
        pair.bothWaysAtOnce(random(1 << 20));
    }

    @Test
    void destroyMayBeCalledTwiceAndNothingComesOutAfterwards() throws Exception {
        var pair = established();
        var wire = ByteBuffer.wrap(pair.sealed(pair.initiator, random(10)));
        pair.responder.destroy();
        pair.responder.destroy();
        var out = ByteBuffer.allocate(1 << 17);
        assertThatThrownBy(() -> pair.responder.feed(wire, out))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
        assertThat(out.position()).isZero();
    }

    static byte[] random(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
