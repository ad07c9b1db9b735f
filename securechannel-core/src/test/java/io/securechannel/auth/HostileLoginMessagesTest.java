package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * TESTING 16 at the level of flows: every message of a login with everything that follows it (a code, a new verifier, a
 * token), changed in every byte, cut, grown, and of another role. Whatever arrives, an end answers with a documented error.
 */
@Tag("verify")
class HostileLoginMessagesTest {

    private static final Set<Reason> DOCUMENTED = Set.of(
            Reason.PROTOCOL_VIOLATION,
            Reason.LOGIN_REFUSED,
            Reason.LOGIN_NOT_OFFERED,
            Reason.BINDING_MISMATCH,
            Reason.BINDING_UNAVAILABLE,
            Reason.SERVER_UNPROVED,
            Reason.LOGIN_OFFER_CHANGED,
            Reason.LOGIN_COST_REFUSED,
            Reason.LOGIN_REQUIRED,
            Reason.LOGIN_UNAVAILABLE,
            Reason.SIGN_UP_REFUSED,
            Reason.LOGIN_TIMEOUT);

    /** BEGIN, RESPONSE and the BEGIN of the code; what follows is the client's own will. */
    private static final int PROVING = 3;

    private static final byte[] BITS = {1, (byte) 0x80, (byte) 0xFF};

    private static FlowPair full(FlowPair.Wire wire) {
        try (var ada = new Ada().withSecondStep()) {
            return new FlowPair(ada.fullLogin(), ada.verifier()).run(wire);
        }
    }

    private static FlowPair coded(FlowPair.Wire wire) {
        try (var ada = new Ada().withSecondStep()) {
            return new FlowPair(ada.codedLogin(), ada.verifier()).run(wire);
        }
    }

    @Test
    void theScriptIsWhatTheTestsTakeItFor() {
        var good = full(FlowPair.FAITHFUL);
        assertThat(good.serverIn()).isTrue();
        assertThat(good.clientIn()).isTrue();
        assertThat(good.fromClient.stream().map(message -> message[0]))
                .containsExactly((byte) 2, (byte) 4, (byte) 2, (byte) 9, (byte) 11, (byte) 13);
        assertThat(good.fromServer.stream().map(message -> message[0]))
                .containsExactly((byte) 1, (byte) 3, (byte) 6, (byte) 5, (byte) 10, (byte) 12);
    }

    @Test
    void everyByteOfTheClientsProofsFlipped() {
        var good = coded(FlowPair.FAITHFUL);
        for (int number = 0; number < PROVING; number++) {
            for (int at = 0; at < good.fromClient.get(number).length; at++) {
                var what = "message " + number + ", byte " + at;
                var pair = coded(flip(false, number, at));
                assertThat(pair.serverIn()).as(what).isFalse();
                assertThat(pair.clientIn()).as(what).isFalse();
                assertThat(pair.serverReason()).as(what).isIn(DOCUMENTED);
                assertNotTheStore(pair, what);
            }
        }
    }

    /** Here the client may say what it likes; it must not look like trouble of the server's. */
    @Test
    void bytesOfWhatTheClientWantsFlipped() {
        var good = full(FlowPair.FAITHFUL);
        for (int number = PROVING; number < good.fromClient.size(); number++) {
            for (int at = 0; at < good.fromClient.get(number).length; at += 4) {
                var what = "message " + number + ", byte " + at;
                var pair = full(flip(false, number, at));
                if (!pair.serverIn()) {
                    assertThat(pair.serverReason()).as(what).isIn(DOCUMENTED);
                }
                assertNotTheStore(pair, what);
            }
        }
    }

    @Test
    void everyByteOfTheServersProofsFlipped() {
        var good = coded(FlowPair.FAITHFUL);
        for (int number = 0; number < PROVING; number++) {
            var message = good.fromServer.get(number);
            // Of the offer, all but sign-up and iterations is covered by the proof; of NEXT, the signature.
            int covered = switch (message[0]) {
                case 1 -> message.length - 5;
                case 3 -> message.length;
                default -> message.length - "SECURECHANNEL-TOTP".length() - 3;
            };
            for (int at = 0; at < message.length; at++) {
                var what = "message " + number + ", byte " + at;
                var pair = coded(flip(true, number, at));
                if (at < covered) {
                    assertThat(pair.clientIn()).as(what).isFalse();
                    assertThat(pair.serverIn()).as(what).isFalse();
                }
                assertThat(pair.clientIn() || DOCUMENTED.contains(pair.clientReason()))
                        .as(what)
                        .isTrue();
                assertNotTheStore(pair, what);
            }
        }
    }

    @Test
    void bytesOfTheServersAnswersFlipped() {
        var good = full(FlowPair.FAITHFUL);
        for (int number = PROVING; number < good.fromServer.size(); number++) {
            for (int at = 0; at < good.fromServer.get(number).length; at += 4) {
                var what = "message " + number + ", byte " + at;
                var pair = full(flip(true, number, at));
                assertThat(pair.clientIn() || DOCUMENTED.contains(pair.clientReason()))
                        .as(what)
                        .isTrue();
            }
        }
    }

    @Test
    void cutAnywhereOrGrownAMessageIsMalformed() {
        var good = full(FlowPair.FAITHFUL);
        for (boolean fromServer : new boolean[] {false, true}) {
            var messages = fromServer ? good.fromServer : good.fromClient;
            for (var message : messages) {
                for (int length = 0; length <= message.length + 1; length++) {
                    if (length == message.length) {
                        continue;
                    }
                    var changed = Arrays.copyOf(message, length);
                    assertThatThrownBy(() -> {
                                if (fromServer) {
                                    AuthCodec.fromServer(changed);
                                } else {
                                    AuthCodec.fromClient(changed);
                                }
                            })
                            .as("type %d of %d bytes made %d", message[0], message.length, length)
                            .isInstanceOfSatisfying(
                                    SecureChannelException.class,
                                    e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION));
                }
            }
        }
    }

    @Test
    void aMessageThatEndsEarlyEndsTheLogin() {
        for (int number = 0; number < PROVING; number++) {
            var cut = coded(change(false, number, message -> Arrays.copyOf(message, message.length - 1)));
            assertThat(cut.serverReason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
            assertThat(cut.clientReason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
            var ofServer = coded(change(true, number, message -> Arrays.copyOf(message, message.length - 1)));
            assertThat(ofServer.clientReason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
            assertThat(ofServer.serverReason()).isEqualTo(Reason.LOGIN_REFUSED);
            assertThat(ofServer.serverError).hasMessageContaining("given the login up");
        }
    }

    @Test
    void aHugeFieldIsRefused() {
        var name = "a".repeat(1 << 20);
        for (var first :
                new String[] {"n,,n=" + name + ",r=abcdefghijklmnop", "p=tls-exporter,,n=" + name + ",r=" + name}) {
            var bytes = first.getBytes(StandardCharsets.UTF_8);
            var begin = AuthCodec.encode(new AuthMessage.Begin(
                    "SCRAM-SHA-256-PLUS", Octets.of(Arrays.copyOf(bytes, Math.min(bytes.length, 0xFFFF)))));
            var pair = full(change(false, 0, message -> begin));
            assertThat(pair.serverReason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
            assertThat(pair.serverError).hasMessageNotContaining("aaaa");
            assertThat(pair.serverIn()).isFalse();
        }
        var pair = full(change(true, 0, message -> Arrays.copyOf(message, 1 << 20)));
        assertThat(pair.clientReason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
    }

    private static FlowPair.Wire flip(boolean fromServer, int number, int at) {
        return change(fromServer, number, message -> {
            var changed = message.clone();
            changed[Math.min(at, changed.length - 1)] ^= BITS[at % BITS.length]; // signatures are not always as long
            return changed;
        });
    }

    private static FlowPair.Wire change(boolean fromServer, int number, UnaryOperator<byte[]> how) {
        return (ofServer, count, message) -> ofServer == fromServer && count == number ? how.apply(message) : message;
    }

    /** What a client sends must not look like trouble of the store, which wakes administrators. */
    private static void assertNotTheStore(FlowPair pair, String what) {
        assertThat(pair.events).as(what).noneMatch(SecurityEvent.LoginsUnavailable.class::isInstance);
    }
}
