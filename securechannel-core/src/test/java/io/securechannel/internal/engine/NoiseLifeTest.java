package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.ChannelEngine.Inbound;
import io.securechannel.internal.engine.NoiseFixture.Kind;
import io.securechannel.noise.NoiseContext;
import io.securechannel.peer.Trust;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An engine over Noise from its first byte to its last: what it tells of itself, and how it ends. */
@Timeout(20)
class NoiseLifeTest {

    private static final byte[] PIECE = new byte[100];

    private final NoiseFixture ends = NoiseFixture.postQuantum(Kind.IK);

    @Test
    void recordsAreCountedInEachDirection() throws Exception {
        assertThat(ends.clientEngine().records(true)).isZero();
        assertThat(ends.serverEngine().records(false)).isZero();
        var pair = ends.established();
        long before = pair.initiator.records(true); // what confirmed the handshake
        for (int i = 0; i < 3; i++) {
            pair.carried(pair.initiator, PIECE, 1 << 17);
        }
        pair.carried(pair.responder, PIECE, 1 << 17);
        assertThat(pair.initiator.records(true)).isEqualTo(before + 3);
        assertThat(pair.responder.records(false)).isEqualTo(before + 3);
        assertThat(pair.initiator.records(false)).isEqualTo(1);
        assertThat(pair.responder.records(true)).isEqualTo(1);
    }

    @Test
    void itSaysHowMuchRoomItWants() throws Exception {
        var fresh = ends.clientEngine();
        assertThat(fresh.drainRoom(10)).isEqualTo(NoiseOutbox.LONGEST);
        var open = ends.established().initiator;
        assertThat(open.drainRoom(10)).isEqualTo(10 + NoiseRecords.OVERHEAD);
        assertThat(open.drainRoom(1 << 20)).isEqualTo(NoiseRecords.FULL + NoiseRecords.OVERHEAD);
        assertThat(open.batch()).isEqualTo(NoiseRecords.FULL + NoiseRecords.OVERHEAD);
        assertThat(open.plaintextRoom()).isEqualTo(NoiseRecords.MOST_CONTENT);
        assertThat(open.plaintextRoom(ByteBuffer.allocate(7))).isEqualTo(7);
        assertThat(open.plaintextRoom(ByteBuffer.allocate(1 << 20))).isEqualTo(NoiseRecords.MOST_CONTENT);
    }

    @Test
    void aRestingChannelGoesOn() throws Exception {
        ends.clientEngine().rest();
        var pair = ends.established();
        for (int i = 0; i < 3; i++) {
            assertThat(pair.carried(pair.initiator, PIECE, 1 << 17)).isEqualTo(PIECE);
            pair.initiator.rest();
            pair.responder.rest();
        }
    }

    /** The time that a trust took to decide, for whoever asks why a handshake was slow. */
    @Test
    void theTimeOfADecisionIsTaken() throws Exception {
        var taken = new AtomicLong();
        var slow = Trust.allow(key -> {
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < 1_000_000) {
                Thread.onSpinWait();
            }
            taken.set(System.nanoTime() - begun);
            return true;
        });
        long begun = System.nanoTime();
        var pair = new NoiseFixture(
                        ends.client(),
                        NoiseContext.forServer(NoiseFixture.SERVER_KEYS)
                                .clients(slow)
                                .build())
                .established();
        assertThat(taken).hasPositiveValue();
        assertThat(pair.responder.checkNanos()).isBetween(taken.get(), System.nanoTime() - begun);
        assertThat(ends.serverEngine().checkNanos()).isZero();
    }

    /** The first message of IK may be a recording; the third of XX proves the key that is refused. */
    @ParameterizedTest
    @EnumSource(names = {"IK", "XX"})
    void aKeyThatTheServerDoesNotLetInGetsNoChannel(Kind kind) throws Exception {
        var pair = new EnginePair(
                NoiseFixture.postQuantum(kind).clientEngine(),
                new NoiseFixture(
                                ends.client(),
                                NoiseContext.forServer(NoiseFixture.SERVER_KEYS)
                                        .clients(Trust.allow(key -> false))
                                        .build())
                        .serverEngine());
        assertThatThrownBy(() -> pair.handshake(Integer.MAX_VALUE))
                .isInstanceOfSatisfying(SecureChannelException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.PEER_NOT_ALLOWED);
                    assertThat(e.shownKey())
                            .isEqualTo(
                                    kind == Kind.IK
                                            ? Optional.empty()
                                            : Optional.of(NoiseFixture.CLIENT_KEYS
                                                    .publicKey()
                                                    .text()));
                });
        assertThatThrownBy(pair.responder::session).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aKeyThatTheClientDoesNotBelieveGetsNoChannel() throws Exception {
        var pair = new EnginePair(
                new NoiseFixture(
                                NoiseContext.forClient(Trust.allow(key -> false))
                                        .identity(NoiseFixture.CLIENT_KEYS)
                                        .build(),
                                ends.server())
                        .clientEngine(),
                NoiseFixture.postQuantum(Kind.XX).serverEngine());
        assertReason(Reason.PEER_NOT_ALLOWED, () -> pair.handshake(Integer.MAX_VALUE));
        assertThatThrownBy(pair.initiator::session).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aCutSaysHowFarTheChannelHadCome() throws Exception {
        var talk = ends.after(0);
        assertThat(talk.client().endOfInput()).message().contains("without an answer");
        assertThat(talk.server().endOfInput()).message().contains("handshake");
        talk.go();
        talk.next(); // the server has answered
        assertThat(talk.server().endOfInput()).message().contains("when it had this side's answer");
        var pair = ends.established();
        assertThat(pair.initiator.endOfInput()).message().contains("before it sent anything");
        pair.carried(pair.responder, PIECE, 1 << 17);
        assertThat(pair.initiator.endOfInput()).message().contains("without the record that proves its end");
    }

    @Test
    void closedBeforeItsFirstWordItSaysNothing() throws Exception {
        var client = ends.clientEngine();
        client.destroy();
        assertThat(client.hasOutput()).isFalse();
        assertReason(Reason.CLOSED, () -> NoiseFixture.said(client));
        assertReason(Reason.CLOSED, () -> NoiseFixture.hear(client, new byte[1]));
    }

    @Test
    void closedInTheHandshakeItGoesNoFurther() throws Exception {
        var talk = ends.after(1);
        talk.server().destroy();
        assertReason(Reason.CLOSED, () -> NoiseFixture.said(talk.server()));
        var other = ends.after(1);
        var answer = other.next();
        other.client().destroy();
        assertReason(Reason.CLOSED, () -> NoiseFixture.hear(other.client(), answer));
    }

    @Test
    void closedItSaysInWhichDirection() throws Exception {
        var pair = ends.established();
        var record = pair.sealed(pair.responder, PIECE);
        pair.initiator.destroy();
        assertThatThrownBy(() -> NoiseFixture.hear(pair.initiator, record)).hasMessageContaining("can be received");
        assertThatThrownBy(() -> pair.initiator.drain(ByteBuffer.wrap(PIECE), ByteBuffer.allocate(1 << 17)))
                .hasMessageContaining("can be sent");
        var room = ByteBuffer.allocate(1 << 17);
        pair.initiator.drain(ByteBuffer.allocate(0), room);
        assertThat(room.position()).isZero();
    }

    /** What breaks one direction leaves no key for the other. */
    @Test
    void whatIsBrokenSealsNothing() throws Exception {
        var pair = ends.established();
        var wire = pair.sealed(pair.initiator, PIECE);
        wire[wire.length - 1] ^= 1;
        assertReason(Reason.CORRUPT_RECORD, () -> NoiseFixture.hear(pair.responder, wire));
        pair.responder.closeOutput();
        assertThat(pair.responder.hasOutput()).isFalse();
        var records = ((NoiseEngine) pair.responder).records();
        assertThatThrownBy(() -> records.transport().seal(PIECE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anEmptyHelloIsWaitedFor() throws Exception {
        for (var engine : List.of(ends.serverEngine(), ends.after(1).client())) {
            assertThat(engine.feed(ByteBuffer.allocate(0), ByteBuffer.allocate(0)))
                    .isEqualTo(Inbound.NEED_BYTES);
        }
    }

    private static void assertReason(Reason reason, ThrowingCallable what) {
        assertThatThrownBy(what)
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
