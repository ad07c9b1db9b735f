package io.securechannel.internal.engine;

import static io.securechannel.internal.engine.NoiseFixture.hear;
import static io.securechannel.internal.engine.NoiseFixture.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.ChannelEngine.Turn;
import io.securechannel.internal.engine.NoiseFixture.Kind;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.noise.NoiseContext;
import io.securechannel.peer.Trust;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile wire, 11, over Noise: each byte of preamble, answer, handshake messages, confirmation and records is changed. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NoiseTamperTest {

    private static final int NO_TAMPERING = -1;

    /** Where a handshake message and its length stand in a flight. */
    private record Place(int length, int message, int end) {

        static Place of(NoiseFixture ends, int number, byte[] flight) {
            int head = number == 0 ? ends.preamble().encode().length : number == 1 ? 1 : 0;
            int size = ByteBuffer.wrap(flight).getShort(head) & 0xFFFF;
            return new Place(head, head + 2, head + 2 + size);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyByteOfAClassicalHandshake(Kind kind) throws Exception {
        changed(NoiseFixture.classical(kind), (place, at) -> true);
    }

    /** While a server replaces its key it reads the first message with each of them: the first failure must not hide the second. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyByteOfAHandshakeWithAServerOfTwoKeys(boolean next) throws Exception {
        var keys = NoiseKeyPair.generate();
        var pinned = NoiseContext.forClient(Trust.pinned((next ? keys : NoiseFixture.SERVER_KEYS).publicKey()));
        changed(
                new NoiseFixture(
                        pinned.identity(NoiseFixture.CLIENT_KEYS).classical().build(),
                        NoiseFixture.server(Kind.IK).next(keys).alsoClassical().build()),
                (place, at) -> true);
    }

    /** Keys and ciphertexts of ML-KEM are long: their first and last bytes are changed, and a sample of those between. */
    @ParameterizedTest
    @EnumSource
    void aSampleOfAPostQuantumHandshake(Kind kind) throws Exception {
        changed(NoiseFixture.postQuantum(kind), (place, at) -> {
            int into = at - place.message();
            int left = place.end() - at;
            boolean edge = into == 0 || into == 31 || into == 32 || left == 17 || left == 16 || left == 1;
            return into >= 0 && (edge || at % 61 == 0);
        });
    }

    /** Only a server is needed to see it: what IK says first is authenticated there. */
    @Test
    void everyByteOfAPostQuantumFirstMessage() throws Exception {
        var ends = NoiseFixture.postQuantum(Kind.IK);
        var flight = said(ends.clientEngine());
        for (int at = Place.of(ends, 0, flight).message(); at < flight.length; at++) {
            flight[at] ^= (byte) (1 << at % 8);
            var server = ends.serverEngine();
            var error = failure(server, flight);
            assertThat(error).as("byte %d", at).isNotNull();
            assertThat(error.reason()).as("byte %d: %s", at, error).isEqualTo(Reason.HANDSHAKE_NOT_AUTHENTIC);
            flight[at] ^= (byte) (1 << at % 8);
        }
        assertThat(failure(ends.serverEngine(), flight)).isNull();
    }

    private interface Choice {
        boolean takes(Place place, int at);
    }

    private static void changed(NoiseFixture ends, Choice choice) throws Exception {
        var clean = ends.whole();
        for (int number = 0; number < clean.flights().size(); number++) {
            var flight = clean.flights().get(number);
            var place = Place.of(ends, number, flight);
            boolean confirmationAlone = number == 2 && place.end() == flight.length;
            for (int at = 0; at < flight.length; at++) {
                var reasons = confirmationAlone ? record(at) : expected(number, at, place);
                if (choice.takes(place, at) && (number > 0 || !noticedAtOnce(ends, flight, at, reasons))) {
                    changed(ends, number, at, reasons);
                }
            }
        }
    }

    private static Set<Reason> expected(int number, int at, Place place) {
        if (at < place.length()) {
            return number == 0
                    ? EnumSet.of(
                            Reason.NOT_SECURE_CHANNEL,
                            Reason.NO_COMMON_SUITE,
                            Reason.ALPN_MISMATCH,
                            Reason.PROTOCOL_VIOLATION,
                            Reason.CONNECTION_CUT)
                    : EnumSet.of(Reason.NOT_SECURE_CHANNEL, Reason.PROTOCOL_VIOLATION, Reason.CONNECTION_CUT);
        }
        if (at < place.message()) {
            return EnumSet.of(Reason.PROTOCOL_VIOLATION);
        }
        if (at < place.end()) {
            // A key of ML-KEM in clear may be none any more.
            return number == 0 && at > place.message() + 32
                    ? EnumSet.of(Reason.HANDSHAKE_NOT_AUTHENTIC, Reason.PROTOCOL_VIOLATION)
                    : EnumSet.of(Reason.HANDSHAKE_NOT_AUTHENTIC);
        }
        return record(at - place.end());
    }

    private static Set<Reason> record(int at) {
        return at < 2
                ? EnumSet.of(Reason.CORRUPT_RECORD, Reason.PROTOCOL_VIOLATION, Reason.CONNECTION_CUT)
                : EnumSet.of(Reason.CORRUPT_RECORD);
    }

    /** What is noticed at once needs no client, which is most of the work. */
    private static boolean noticedAtOnce(NoiseFixture ends, byte[] first, int at, Set<Reason> reasons) {
        var flight = first.clone();
        flight[at] ^= (byte) (1 << at % 8);
        var server = ends.serverEngine();
        var error = failure(server, flight);
        assertThat(server.turn()).as("byte %d", at).isNotEqualTo(Turn.DONE);
        if (error != null) {
            assertThat(error.reason()).as("byte %d: %s", at, error).isIn(reasons);
        }
        return error != null;
    }

    private static void changed(NoiseFixture ends, int number, int at, Set<Reason> reasons) throws Exception {
        var talk = ends.after(number);
        var flight = talk.next();
        flight[at] ^= (byte) (1 << at % 8);
        var error = failure(talk.receiver(), flight);
        if (error == null && talk.receiver().turn() == Turn.SEND) {
            // What no key protects yet is noticed by the other end, in the answer.
            assertThat(number).isZero();
            error = failure(talk.client(), said(talk.server()));
        }
        assertThat(talk.server().turn()).as("flight %d, byte %d", number, at).isNotEqualTo(Turn.DONE);
        assertThat(error).as("flight %d, byte %d", number, at).isNotNull();
        assertThat(error.reason())
                .as("flight %d, byte %d: %s", number, at, error)
                .isIn(reasons);
    }

    /** The error, or that of the end of the connection; null if the engine goes on. */
    private static SecureChannelException failure(NoiseEngine engine, byte[] bytes) {
        try {
            assertThat(hear(engine, bytes)).isEmpty();
        } catch (SecureChannelException e) {
            return e;
        }
        return engine.turn() == Turn.RECEIVE ? engine.endOfInput() : null;
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"IK", "NN_PSK0"})
    void everyByteOfARecordInEitherDirection(Kind kind) throws Exception {
        var ends = NoiseFixture.classical(kind);
        int length = record(ends, true, NO_TAMPERING);
        for (boolean fromClient : new boolean[] {true, false}) {
            for (int at = 0; at < length; at++) {
                record(ends, fromClient, at);
            }
        }
    }

    /** Sends two records of which the second is changed; the first arrives, and nothing of the second. */
    private static int record(NoiseFixture ends, boolean fromClient, int at) throws Exception {
        var pair = ends.established();
        var from = fromClient ? pair.initiator : pair.responder;
        var to = pair.other(from);
        var good = "first".getBytes(StandardCharsets.UTF_8);
        assertThat(hear(to, pair.sealed(from, good))).isEqualTo(good);
        var wire = pair.sealed(from, ChannelEngineContract.random(9));
        if (at == NO_TAMPERING) {
            assertThat(hear(to, wire)).hasSize(9);
            return wire.length;
        }
        wire[at] ^= (byte) (1 << at % 8);
        var out = ByteBuffer.allocate(to.plaintextRoom());
        var error = catchThrowableOfType(SecureChannelException.class, () -> to.feed(ByteBuffer.wrap(wire), out));
        assertThat(out.position()).isZero();
        var reason = error == null ? to.endOfInput().reason() : error.reason();
        assertThat(reason).as("byte %d", at).isIn(record(at));
        return wire.length;
    }
}
