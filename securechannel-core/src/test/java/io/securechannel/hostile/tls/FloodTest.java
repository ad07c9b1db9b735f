package io.securechannel.hostile.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.hostile.LeavesNoThreads;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** TESTING 10: floods of what carries nothing end the channel, after a bounded number, with nothing delivered. */
@ExtendWith(LeavesNoThreads.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FloodTest {

    private static final int MOST = 2_000_000;
    private static final byte[] NOTHING = {};

    /** What is sent again and again. */
    @SuppressWarnings("ImmutableEnumChecker")
    private enum Flood {
        EMPTY_DATA(peer -> peer.record(ContentType.APPLICATION_DATA, NOTHING)),
        EMPTY_PADDED_DATA(peer -> peer.record(ContentType.APPLICATION_DATA, NOTHING, 1_000)),
        KEY_UPDATES(peer -> peer.keyUpdateRecord(false)),
        KEY_UPDATES_THAT_WANT_AN_ANSWER(peer -> peer.keyUpdateRecord(true)),
        WARNINGS(peer -> peer.record(ContentType.ALERT, Alert.bytes(Alert.WARNING, Alert.NO_RENEGOTIATION))),
        CANCELS(peer -> peer.record(ContentType.ALERT, Alert.bytes(Alert.WARNING, Alert.USER_CANCELED))),
        EMPTY_HANDSHAKE(peer -> peer.record(ContentType.HANDSHAKE, NOTHING)),
        EMPTY_ALERTS(peer -> peer.record(ContentType.ALERT, NOTHING)),
        CHANGE_CIPHER_SPEC(peer -> Records.clear(ContentType.CHANGE_CIPHER_SPEC, (byte) 1)),
        UNKNOWN_TYPE(peer -> peer.record(99, (byte) 1)),
        NO_TYPE_AT_ALL(peer -> peer.protect(new byte[50])),
        HELLO_REQUESTS(peer -> peer.record(ContentType.HANDSHAKE, Messages.message(HandshakeType.HELLO_REQUEST)));

        private final Function<TlsPeer, byte[]> record;

        Flood(Function<TlsPeer, byte[]> record) {
            this.record = record;
        }

        Supplier<byte[]> from(TlsPeer peer) {
            return () -> record.apply(peer);
        }
    }

    static Stream<Arguments> floods() {
        return Target.all().flatMap(target -> Stream.of(Flood.values()).map(flood -> Arguments.of(target, flood)));
    }

    @ParameterizedTest
    @MethodSource("floods")
    void aFloodEndsTheChannelAndNothingIsDelivered(Target target, Flood flood) throws Exception {
        try (var attack = target.attackInHaste().established()) {
            var peer = attack.peer();
            int sent = peer.flood(MOST, flood.from(peer));
            var outcome = attack.outcome();
            assertThat(sent).as("taken before our side ended it").isLessThan(MOST);
            assertThat(outcome.messages()).isEmpty();
            assertThat(outcome.reason()).isIn(Reason.PROTOCOL_VIOLATION, Reason.CORRUPT_RECORD, Reason.CONNECTION_CUT);
            assertThat(outcome.allocated()).isLessThan(64 << 20);
        }
    }

    /** A byte between two key updates does not make them welcome. */
    @ParameterizedTest
    @MethodSource("all")
    void keyUpdatesBetweenSingleBytesAreAFlood(Target target) throws Exception {
        try (var attack = target.attackInHaste().established()) {
            var peer = attack.peer();
            peer.flood(MOST, new Supplier<>() {
                private boolean update;

                @Override
                public byte[] get() {
                    update = !update;
                    return update ? peer.keyUpdateRecord(false) : peer.frameRecord((byte) 1);
                }
            });
            var outcome = attack.outcome();
            assertThat(outcome.reason()).isIn(Reason.PROTOCOL_VIOLATION, Reason.CONNECTION_CUT);
            assertThat(outcome.messages()).hasSizeBetween(1, 1_000);
        }
    }

    /** A client takes tickets, but not without end, and keeps no more than it was told to. */
    @ParameterizedTest
    @MethodSource("clients")
    void aFloodOfTicketsIsBounded(Target target) throws Exception {
        try (var attack = target.attackInHaste().established()) {
            var peer = attack.peer();
            int sent = peer.flood(MOST, () -> peer.record(ContentType.HANDSHAKE, ticket()));
            var outcome = attack.outcome();
            assertThat(sent).isLessThan(MOST);
            assertThat(outcome.messages()).isEmpty();
            assertThat(outcome.error()).isPresent();
            assertThat(outcome.allocated()).isLessThan(256 << 20);
        }
    }

    static Stream<Target> all() {
        return Target.all();
    }

    static Stream<Target> clients() {
        return Target.clients();
    }

    /** NewSessionTicket (RFC 8446, section 4.6.1): lifetime (4) | age_add (4) | nonce (1 + 1) | ticket (2 + 32) | none (2). */
    private static byte[] ticket() {
        var body = new byte[4 + 4 + 2 + 2 + 32 + 2];
        body[2] = 0x0E;
        body[8] = 1;
        body[11] = 32;
        return Messages.message(HandshakeType.NEW_SESSION_TICKET, body);
    }
}
