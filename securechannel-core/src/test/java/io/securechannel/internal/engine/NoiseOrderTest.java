package io.securechannel.internal.engine;

import static io.securechannel.internal.engine.NoiseFixture.framed;
import static io.securechannel.internal.engine.NoiseFixture.hear;
import static io.securechannel.internal.engine.NoiseFixture.joined;
import static io.securechannel.internal.engine.NoiseFixture.said;
import static io.securechannel.internal.engine.NoiseFixture.unframed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.ChannelEngine.Inbound;
import io.securechannel.internal.engine.ChannelEngine.Turn;
import io.securechannel.internal.engine.NoiseFixture.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile wire, 12, over Noise: what was sent comes again, in another order, not at all, back, or from another session. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class NoiseOrderTest {

    private static final byte[] FIRST = "first".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SECOND = "second".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void recordsAreTakenOnceInTheirOrderAndFromTheirSession(boolean fromClient) throws Exception {
        var ends = NoiseFixture.classical(Kind.IK);
        var lane = new Direction(ends, fromClient);
        var first = lane.pair.sealed(lane.from, FIRST);
        assertRefused(lane.to, joined(first, first), FIRST, Reason.CORRUPT_RECORD);

        lane = new Direction(ends, fromClient);
        first = lane.pair.sealed(lane.from, FIRST);
        var second = lane.pair.sealed(lane.from, SECOND);
        assertRefused(lane.to, joined(second, first), NoiseFixture.NOTHING, Reason.CORRUPT_RECORD);

        lane = new Direction(ends, fromClient);
        first = lane.pair.sealed(lane.from, FIRST);
        lane.pair.sealed(lane.from, SECOND); // is dropped
        var third = lane.pair.sealed(lane.from, FIRST);
        assertRefused(lane.to, joined(first, third), FIRST, Reason.CORRUPT_RECORD);

        lane = new Direction(ends, fromClient);
        assertRefused(
                lane.from,
                lane.pair.sealed(lane.from, FIRST),
                NoiseFixture.NOTHING,
                Reason.CORRUPT_RECORD); // reflected

        lane = new Direction(ends, fromClient);
        var other = new Direction(ends, fromClient);
        assertRefused(
                lane.to, other.pair.sealed(other.from, FIRST), NoiseFixture.NOTHING, Reason.CORRUPT_RECORD); // spliced
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatFollowsTheEndIsNeverDelivered(boolean fromClient) throws Exception {
        var lane = new Direction(NoiseFixture.classical(Kind.IK), fromClient);
        var before = lane.pair.sealed(lane.from, FIRST);
        lane.from.closeOutput();
        var end = lane.pair.sealed(lane.from, NoiseFixture.NOTHING);
        var network = ByteBuffer.wrap(joined(before, end, before, end, SECOND));
        var room = ByteBuffer.allocate(lane.to.plaintextRoom());
        assertThat(lane.to.feed(network, room)).isEqualTo(Inbound.END);
        assertThat(Arrays.copyOf(room.array(), room.position())).isEqualTo(FIRST);
        assertThat(lane.to.feed(network, room.clear())).isEqualTo(Inbound.END);
        assertThat(room.position()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aMessageOfAnotherSessionIsRefused(Kind kind) throws Exception {
        var ends = NoiseFixture.postQuantum(kind);
        var recorded = ends.whole().flights();
        var client = ends.after(1).client();
        assertRefused(client, recorded.get(1), NoiseFixture.NOTHING, Reason.HANDSHAKE_NOT_AUTHENTIC);
        assertThat(client.turn()).isNotEqualTo(Turn.DONE);
        var talk = ends.after(2);
        assertThat(talk.client().turn()).isEqualTo(Turn.SEND);
        assertRefused(talk.server(), recorded.get(2), NoiseFixture.NOTHING, afterAnswer(kind));
        assertThat(talk.server().turn()).isNotEqualTo(Turn.DONE);
    }

    /** With a handshake of three messages it is the third that does not fit; else the confirmation. */
    private static Reason afterAnswer(Kind kind) {
        return kind == Kind.XX ? Reason.HANDSHAKE_NOT_AUTHENTIC : Reason.CORRUPT_RECORD;
    }

    /** N12. */
    @ParameterizedTest
    @EnumSource
    void aRecordedClientOpensNothing(Kind kind) throws Exception {
        var ends = NoiseFixture.classical(kind);
        var recorded = ends.whole().flights();
        for (var then : new byte[][] {recorded.get(2), recorded.get(0), framed(new byte[17]), framed(new byte[64])}) {
            var server = ends.serverEngine();
            hear(server, recorded.get(0));
            assertThat(said(server)).isNotEmpty();
            var error = catchThrowableOfType(SecureChannelException.class, () -> hear(server, then));
            assertThat(error.reason())
                    .isIn(Reason.CORRUPT_RECORD, Reason.PROTOCOL_VIOLATION, Reason.HANDSHAKE_NOT_AUTHENTIC);
            assertThat(server.turn()).isNotEqualTo(Turn.DONE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesAtTheWrongPlaceAreRefused(Kind kind) throws Exception {
        var ends = NoiseFixture.classical(kind);
        var twice = ends.after(2);
        assertRefused(twice.server(), twice.flights().get(0), NoiseFixture.NOTHING, Reason.PROTOCOL_VIOLATION);

        var dropped = ends.after(2);
        var last = dropped.next();
        var rest = Arrays.copyOfRange(last, last.length - 19, last.length); // the confirmation alone
        if (kind == Kind.XX) {
            assertRefused(dropped.server(), rest, NoiseFixture.NOTHING, Reason.PROTOCOL_VIOLATION);
        } else {
            assertThat(last).isEqualTo(rest);
            assertRefused(dropped.server(), joined(rest, rest), NoiseFixture.NOTHING, Reason.CORRUPT_RECORD);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReflectedIsRefused(Kind kind) throws Exception {
        var ends = NoiseFixture.classical(kind);
        var client = ends.clientEngine();
        assertRefused(client, said(client), NoiseFixture.NOTHING, Reason.NOT_SECURE_CHANNEL);

        var again = ends.clientEngine();
        var message = unframed(said(again), ends.preamble().encode().length);
        var error = failure(again, joined(new byte[1], framed(message)));
        assertThat(error.reason()).isIn(Reason.PROTOCOL_VIOLATION, Reason.HANDSHAKE_NOT_AUTHENTIC);

        var talk = ends.after(2);
        error = failure(talk.server(), framed(unframed(talk.flights().get(1), 1)));
        assertThat(error.reason())
                .isIn(Reason.PROTOCOL_VIOLATION, Reason.HANDSHAKE_NOT_AUTHENTIC, Reason.CORRUPT_RECORD);
        assertThat(talk.server().turn()).isNotEqualTo(Turn.DONE);
    }

    /** An open channel, seen from one side. */
    private static final class Direction {

        final EnginePair pair;
        final ChannelEngine from;
        final ChannelEngine to;

        Direction(NoiseFixture ends, boolean fromClient) throws SecureChannelException {
            this.pair = ends.established();
            this.from = fromClient ? pair.initiator : pair.responder;
            this.to = pair.other(from);
        }
    }

    private static SecureChannelException failure(ChannelEngine engine, byte[] bytes) {
        return catchThrowableOfType(SecureChannelException.class, () -> hear(engine, bytes));
    }

    private static void assertRefused(ChannelEngine engine, byte[] bytes, byte[] delivered, Reason reason) {
        var room = ByteBuffer.allocate(engine.plaintextRoom());
        var network = ByteBuffer.wrap(bytes);
        var error = catchThrowableOfType(SecureChannelException.class, () -> engine.feed(network, room));
        if (error == null && engine.turn() == Turn.DONE) { // the handshake ended in between
            error = catchThrowableOfType(SecureChannelException.class, () -> engine.feed(network, room));
        }
        assertThat(error).isNotNull();
        assertThat(error.reason()).as("%s", error).isEqualTo(reason);
        assertThat(Arrays.copyOf(room.array(), room.position())).isEqualTo(delivered);
    }
}
