package io.securechannel.hostile.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.hostile.LeavesNoThreads;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TESTING 9 and what else a peer can do to a handshake: it fails, in time, and nobody gets a channel. */
@ExtendWith(LeavesNoThreads.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HandshakeAttackTest {

    private static final Set<Reason> REFUSALS = EnumSet.of(
            Reason.HANDSHAKE_FAILED,
            Reason.PROTOCOL_VIOLATION,
            Reason.CORRUPT_RECORD,
            Reason.CONNECTION_CUT,
            Reason.NO_COMMON_SUITE,
            Reason.NOT_SECURE_CHANNEL,
            Reason.ALPN_MISMATCH,
            Reason.HANDSHAKE_TIMEOUT,
            Reason.UNTRUSTED_CERTIFICATE,
            Reason.CLIENT_CERTIFICATE_MISSING);

    static Stream<Arguments> steps() {
        return Target.all().flatMap(target -> target.steps().stream().map(step -> Arguments.of(target, step)));
    }

    static Stream<Target> all() {
        return Target.all();
    }

    static Stream<Target> clients() {
        return Target.clients();
    }

    @ParameterizedTest
    @MethodSource("steps")
    void closeNotifyInTheHandshakeEndsIt(Target target, Step step) throws Exception {
        try (var attack = target.attack()) {
            attack.peer().before(step, peer -> {
                peer.alert(Alert.WARNING, Alert.CLOSE_NOTIFY);
                peer.shutdownOutput();
            });
            attack.peer().handshake();
            assertRefused(attack);
        }
    }

    @ParameterizedTest
    @MethodSource("steps")
    void floodsOfWarningsInTheHandshakeEndIt(Target target, Step step) throws Exception {
        try (var attack = target.attack()) {
            attack.peer()
                    .before(
                            step,
                            peer -> peer.flood(
                                    100_000,
                                    () -> peer.record(
                                            ContentType.ALERT, Alert.bytes(Alert.WARNING, Alert.USER_CANCELED))));
            attack.peer().handshake();
            assertRefused(attack);
        }
    }

    /** RFC 8446, section 5.1: messages must not be interleaved with other types of record. */
    @ParameterizedTest
    @MethodSource("steps")
    void aMessageInterleavedWithDataIsRefused(Target target, Step step) throws Exception {
        try (var attack = target.attack()) {
            attack.peer().instead(step, message -> {
                attack.peer().handshakeBytes(Arrays.copyOf(message, message.length / 2));
                attack.peer().send(ContentType.APPLICATION_DATA, (byte) 1);
                return Arrays.copyOfRange(message, message.length / 2, message.length);
            });
            attack.peer().handshake();
            assertRefused(attack);
        }
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aMessageThatIsLeftOutIsMissed(Target target, Step step) throws Exception {
        try (var attack = target.attack(Duration.ofMillis(150))) {
            attack.peer().instead(step, message -> TlsPeer.OMITTED);
            attack.peer().handshake();
            assertRefused(attack);
        }
    }

    /** With a changed hello the two ends would not share keys: the peer could not go on. */
    static Stream<Arguments> stepsAfterTheHello() {
        return Target.all()
                .flatMap(target -> target.steps().stream()
                        .filter(step -> step != Step.CLIENT_HELLO && step != Step.SERVER_HELLO)
                        .map(step -> Arguments.of(target, step)));
    }

    @ParameterizedTest
    @MethodSource("stepsAfterTheHello")
    void aMessageWithAChangedByteIsRefused(Target target, Step step) throws Exception {
        for (int place : new int[] {-1, -2}) {
            try (var attack = target.attack()) {
                attack.peer().instead(step, message -> {
                    message[place == -1 ? message.length - 1 : message.length / 2] ^= 1;
                    return message;
                });
                attack.peer().handshake();
                assertRefused(attack);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aMessageThatAnnouncesTheMostAndFallsSilentCostsLittle(Target target, Step step) throws Exception {
        try (var attack = target.attack(Duration.ofMillis(150))) {
            attack.peer().before(step, peer -> {
                peer.handshakeBytes(ByteBuffer.allocate(1_000)
                        .putInt(HandshakeType.CERTIFICATE << 24 | 0xFFFFFF)
                        .array());
                peer.shutdownOutput();
            });
            attack.peer().handshake();
            var outcome = attack.outcome();
            assertThat(outcome.established()).isFalse();
            assertThat(outcome.allocated()).isLessThan(8 << 20);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void dataBeforeTheFinishedIsNeverDelivered(Target target) throws Exception {
        try (var attack = target.attack()) {
            attack.peer().before(Step.FINISHED, peer -> peer.message((byte) 1));
            attack.peer().handshake();
            assertRefused(attack);
        }
    }

    /** After the handshake: what only belongs into one, and what belongs nowhere. */
    @ParameterizedTest
    @MethodSource("all")
    void messagesOutOfPlaceEndTheChannel(Target target) throws Exception {
        for (int type : new int[] {
            HandshakeType.CLIENT_HELLO,
            HandshakeType.SERVER_HELLO,
            HandshakeType.ENCRYPTED_EXTENSIONS,
            HandshakeType.CERTIFICATE,
            HandshakeType.CERTIFICATE_REQUEST,
            HandshakeType.CERTIFICATE_VERIFY,
            HandshakeType.FINISHED,
            HandshakeType.END_OF_EARLY_DATA,
            99
        }) {
            try (var attack = target.attack().established()) {
                attack.peer().handshakeBytes(Messages.message(type, new byte[40]));
                attack.peer().message((byte) 1);
                var outcome = attack.outcome();
                assertThat(outcome.messages()).as("after type " + type).isEmpty();
                assertThat(outcome.reason()).as("after type " + type).isIn(REFUSALS);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {(1 << 14) + 1, (1 << 14) + 300, 0xFFFF - 17})
    void aRecordThatIsTooLargeEndsTheChannel(int length) throws Exception {
        for (var target : Target.all().toList()) {
            try (var attack = target.attack().established()) {
                attack.peer().raw(attack.peer().protect(withType(length)));
                var outcome = attack.outcome();
                assertThat(outcome.messages()).isEmpty();
                assertThat(outcome.reason()).isIn(REFUSALS);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aRepeatedRecordAndOneInClearEndTheChannel(Target target) throws Exception {
        try (var attack = target.attack().established()) {
            var record = attack.peer().frameRecord((byte) 1);
            attack.peer().raw(record);
            attack.peer().raw(record);
            var outcome = attack.outcome();
            assertThat(outcome.messages()).hasSizeLessThanOrEqualTo(1); // not where both came at once
            assertThat(outcome.reason()).isEqualTo(Reason.CORRUPT_RECORD);
        }
        try (var attack = target.attack().established()) {
            attack.peer().raw(Records.clear(ContentType.APPLICATION_DATA, TlsPeer.frame((byte) 1)));
            var outcome = attack.outcome();
            assertThat(outcome.messages()).isEmpty();
            assertThat(outcome.reason()).isIn(REFUSALS);
        }
    }

    private static byte[] withType(int length) {
        var inner = new byte[length + 1];
        inner[length] = ContentType.APPLICATION_DATA;
        return inner;
    }

    private static void assertRefused(Attack attack) throws Exception {
        var outcome = attack.outcome();
        assertThat(outcome.established()).isFalse();
        assertThat(outcome.messages()).isEmpty();
        assertThat(outcome.error()).isPresent();
        assertThat(outcome.reason()).isIn(REFUSALS);
    }
}
