package io.securechannel.internal.engine;

import static io.securechannel.internal.engine.NoiseFixture.hear;
import static io.securechannel.internal.engine.NoiseFixture.joined;
import static io.securechannel.internal.engine.NoiseFixture.unframed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.ChannelEngine.Inbound;
import io.securechannel.internal.engine.ChannelEngine.Turn;
import io.securechannel.internal.engine.NoiseFixture.HandMade;
import io.securechannel.internal.engine.NoiseFixture.Kind;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.noise.NoiseTransport;
import io.securechannel.noise.TransportAccess;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile wire, 4, 13 and 15, over Noise: records that a peer with the right keys should not send. Rules N12 and N17 to N22. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class NoiseRecordsTest {

    private static final byte[] NOTHING = NoiseFixture.NOTHING;
    private static final NoiseFixture ENDS = NoiseFixture.classical(Kind.IK);

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 5", "0, 16", "1, 5", "2, 1", "3, 0", "3, 31", "3, 33", "4, 40", "5, 0", "127, 9", "255, 1"})
    void whatBelongsNowhereEndsTheChannel(int type, int length) throws Exception {
        for (var ends : new HandMade[] {ENDS.openServer(), ENDS.openClient()}) {
            boolean data = type == 0 && length > 0;
            var record = ends.record(type, ChannelEngineContract.random(length));
            if (data) {
                assertThat(hear(ends.victim(), record)).hasSize(length);
            } else {
                assertRefused(ends.victim(), record, Reason.PROTOCOL_VIOLATION);
            }
        }
    }

    @Test
    void aConfirmationComesOnce() throws Exception {
        for (var ends : new HandMade[] {ENDS.openServer(), ENDS.openClient()}) {
            assertRefused(ends.victim(), ends.record(RecordType.CONFIRM, NOTHING), Reason.PROTOCOL_VIOLATION);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "1, 1", "2, 0", "3, 32", "4, 40", "9, 0"})
    void nothingButTheConfirmationConfirms(int type, int length) throws Exception {
        var ends = ENDS.serverBeforeConfirmation();
        assertRefused(ends.victim(), ends.record(type, new byte[length]), Reason.PROTOCOL_VIOLATION);
        assertThat(ends.victim().turn()).isEqualTo(Turn.RECEIVE);
    }

    @Test
    void aServerAnnouncesItsNextKeyAFewTimesAndAClientNever() throws Exception {
        var key = NoiseFixture.CLIENT_KEYS.publicKey().bytes();
        var server = ENDS.openServer();
        assertRefused(server.victim(), server.record(RecordType.NEXT_KEY, key), Reason.PROTOCOL_VIOLATION);
        var client = ENDS.openClient();
        for (int i = 0; i < 8; i++) {
            assertThat(hear(client.victim(), client.record(RecordType.NEXT_KEY, key)))
                    .isEmpty();
        }
        assertRefused(client.victim(), client.record(RecordType.NEXT_KEY, key), Reason.PROTOCOL_VIOLATION);
        client = ENDS.openClient();
        assertRefused(client.victim(), client.record(RecordType.NEXT_KEY, new byte[32]), Reason.PROTOCOL_VIOLATION);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16})
    void aLengthThatHoldsNoRecordIsRefusedAsSoonAsItIsDeclared(int length) throws Exception {
        var declared = new byte[] {0, (byte) length};
        for (var ends : new HandMade[] {ENDS.openServer(), ENDS.openClient()}) {
            assertRefused(ends.victim(), declared, Reason.PROTOCOL_VIOLATION);
        }
        assertRefused(ENDS.serverBeforeConfirmation().victim(), declared, Reason.PROTOCOL_VIOLATION);
    }

    @Test
    void theHandshakeDeclaresNothingLong() throws Exception {
        var victim = ENDS.serverBeforeConfirmation().victim();
        assertRefused(victim, new byte[] {4, 20}, Reason.PROTOCOL_VIOLATION); // 1,044 bytes
        for (int length : new int[] {0, 15, 16, 95, 97, 65_535}) {
            var server = ENDS.serverEngine();
            var declared = new byte[] {(byte) (length >>> 8), (byte) length};
            assertRefused(server, joined(ENDS.preamble().encode(), declared), Reason.PROTOCOL_VIOLATION);
            var client = ENDS.after(1).client();
            assertRefused(client, joined(new byte[1], declared), Reason.PROTOCOL_VIOLATION);
        }
    }

    /** 65,536 cannot be declared; that the core refuses to seal it is in NoiseTransportTest. */
    @Test
    void theLongestRecordPasses() throws Exception {
        for (var ends : new HandMade[] {ENDS.openServer(), ENDS.openClient()}) {
            var content = ChannelEngineContract.random(65_535 - 16 - 1);
            var record = ends.record(RecordType.DATA, content);
            assertThat(record).hasSize(2 + 65_535).startsWith(0xFF, 0xFF);
            assertThat(hear(ends.victim(), record)).isEqualTo(content);
        }
    }

    /** All records are sent one way; in the other direction it is not time yet. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDirectionReplacesItsKeyAfterItsOwnRecord(boolean toPeer) throws Exception {
        var ends = ENDS.openClient();
        var wire = ByteBuffer.allocate(ends.victim().recordSize());
        for (int number = toPeer ? 1 : 0; number < 65_536; number++) { // the client's record 0 was CONFIRM
            exchange(ends, toPeer, wire);
        }
        exchange(ends, !toPeer, wire);
        if (toPeer) {
            ends.peer().rekeyReceiving();
        } else {
            ends.peer().rekeySending();
        }
        exchange(ends, toPeer, wire);
        exchange(ends, !toPeer, wire);
    }

    /** One byte, one way. */
    private static void exchange(HandMade ends, boolean toPeer, ByteBuffer wire) throws Exception {
        wire.clear();
        if (toPeer) {
            ends.victim().drain(ByteBuffer.wrap(new byte[] {7}), wire);
            assertThat(ends.peer().open(unframed(wire.array(), wire.arrayOffset())).length)
                    .isEqualTo(2);
        } else {
            assertThat(ends.victim().feed(ByteBuffer.wrap(ends.record(RecordType.DATA, new byte[] {7})), wire))
                    .isEqualTo(Inbound.NEED_BYTES);
            assertThat(wire.position()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {65_535, 131_071, (1L << 32) - 1, -1 - 65_536L})
    void whoDoesNotReplaceItsKeyIsNotUnderstood(long last) throws Exception {
        for (boolean replaces : new boolean[] {true, false}) {
            var ends = ENDS.openServer();
            TransportAccess.goOnAt(transport(ends), last, last);
            TransportAccess.goOnAt(ends.peer(), last, last);
            assertThat(hear(ends.victim(), ends.record(RecordType.DATA, new byte[1])))
                    .hasSize(1);
            if (replaces) {
                ends.peer().rekeySending();
            }
            var next = ends.record(RecordType.DATA, new byte[1]);
            if (replaces) {
                assertThat(hear(ends.victim(), next)).hasSize(1);
            } else {
                assertRefused(ends.victim(), next, Reason.CORRUPT_RECORD);
            }
        }
    }

    /** N20. */
    @Test
    void theLastNumberIsNotUsed() throws Exception {
        var ends = ENDS.established();
        var from = (NoiseEngine) ends.initiator;
        var to = (NoiseEngine) ends.responder;
        TransportAccess.goOnAt(from.records().transport(), -2, 0);
        TransportAccess.goOnAt(to.records().transport(), 0, -2);
        assertThat(hear(to, ends.sealed(from, new byte[5]))).hasSize(5);
        var room = ByteBuffer.allocate(from.recordSize());
        var error = catchThrowableOfType(
                SecureChannelException.class, () -> from.drain(ByteBuffer.wrap(new byte[1]), room));
        assertThat(error.reason()).isEqualTo(Reason.KEY_EXHAUSTED);
        assertThat(error).hasMessageContaining("nonce").hasMessageContaining("connect again");
        var pair = ENDS.established();
        TransportAccess.goOnAt(transport(pair.responder), 0, -1);
        assertRefused(pair.responder, pair.sealed(pair.initiator, new byte[1]), Reason.KEY_EXHAUSTED);
    }

    /** A length without its record would be sent by whoever sends what is in the buffer. */
    @Test
    void whatCannotBeSealedLeavesNothing() throws Exception {
        var records = ((NoiseEngine) ENDS.established().initiator).records();
        var content = ByteBuffer.wrap(new byte[5]);
        var network = ByteBuffer.allocate(100);
        records.transport().close();
        assertThatThrownBy(() -> records.seal(RecordType.DATA, content, 5, network))
                .isInstanceOf(IllegalStateException.class);
        assertThat(network.position()).isZero();
        assertThat(content.position()).isZero();
    }

    /** N21. */
    @Test
    void aRecordThatDoesNotDecryptDoesNotCount() throws Exception {
        var pair = ENDS.established();
        var transport = transport(pair.responder);
        long before = transport.opened();
        var record = pair.sealed(pair.initiator, new byte[10]);
        record[5] ^= 1;
        assertRefused(pair.responder, record, Reason.CORRUPT_RECORD);
        assertThat(transport.opened()).isEqualTo(before);
        record[5] ^= 1;
        assertRefused(pair.responder, record, Reason.CLOSED); // and there is no second try
    }

    /** The type comes in front of the data, where the caller may have something else. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bytesAroundWhatIsDeliveredStayAsTheyWere(boolean authentic) throws Exception {
        var content = ChannelEngineContract.random(20);
        for (int front : new int[] {0, 1, 7}) {
            for (int behind : new int[] {0, 1, 7}) {
                var ends = ENDS.openServer();
                var record = ends.record(RecordType.DATA, content);
                record[record.length - 1] ^= (byte) (authentic ? 0 : 1);
                var bytes = ChannelEngineContract.random(front + 20 + behind);
                var before = bytes.clone();
                var room = ByteBuffer.wrap(bytes, front, 20 + behind);
                var error = catchThrowableOfType(
                        SecureChannelException.class, () -> ends.victim().feed(ByteBuffer.wrap(record), room));
                assertThat(error == null).isEqualTo(authentic);
                assertThat(room.position()).isEqualTo(front + (authentic ? 20 : 0));
                assertThat(Arrays.copyOf(bytes, front)).isEqualTo(Arrays.copyOf(before, front));
                if (authentic) {
                    assertThat(Arrays.copyOfRange(bytes, front, front + 20)).isEqualTo(content);
                }
            }
        }
    }

    /** The announcement has the first number: an end must not overtake it in a small buffer. */
    @Test
    void recordsLeaveInTheOrderOfTheirNumbers() throws Exception {
        var next = NoiseKeyPair.generate();
        var ends = new NoiseFixture(
                NoiseFixture.client(Kind.IK).build(),
                NoiseFixture.server(Kind.IK).next(next).build());
        var talk = ends.whole();
        talk.server().closeOutput();
        var room = ByteBuffer.allocate(40);
        talk.server().drain(ByteBuffer.wrap(NOTHING), room);
        assertThat(room.position()).isZero();
        var all = NoiseFixture.said(talk.server());
        var in = ByteBuffer.wrap(all);
        assertThat(talk.client().feed(in, ByteBuffer.allocate(1 << 16))).isEqualTo(Inbound.END);
    }

    private static NoiseTransport transport(HandMade ends) {
        return ends.victim().records().transport();
    }

    private static NoiseTransport transport(ChannelEngine engine) {
        return ((NoiseEngine) engine).records().transport();
    }

    private static void assertRefused(ChannelEngine engine, byte[] bytes, Reason reason) {
        var out = ByteBuffer.allocate(engine.plaintextRoom());
        var network = ByteBuffer.wrap(bytes);
        var error = catchThrowableOfType(SecureChannelException.class, () -> {
            while (engine.feed(network, out) == Inbound.TURN && engine.turn() == Turn.DONE) {
                assertThat(out.position()).isZero();
            }
        });
        assertThat(error).as("no error").isNotNull();
        assertThat(error.reason()).as("%s", error).isEqualTo(reason);
        assertThat(out.position()).isZero();
    }
}
