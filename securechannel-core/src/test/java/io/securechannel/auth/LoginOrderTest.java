package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A1: at every point of a login, every message that has no place there ends it, at either end. */
@Tag("verify")
class LoginOrderTest {

    private static final String PLUS = "SCRAM-SHA-256-PLUS";
    private static final Octets SOME = Octets.of("x".getBytes(StandardCharsets.UTF_8));
    private static final AuthMessage.Verifier VERIFIER =
            new AuthMessage.Verifier(Octets.of(new byte[16]), 1, Octets.of(new byte[32]), Octets.of(new byte[32]));

    private static Map<Integer, byte[]> everyType() {
        var all = new TreeMap<Integer, byte[]>();
        List.of(
                        new AuthMessage.Offered(
                                new Offer(List.of(PLUS), List.of("tls-exporter"), SignUpPolicy.CLOSED, 1)),
                        new AuthMessage.Begin(PLUS, SOME),
                        new AuthMessage.Challenge(SOME),
                        new AuthMessage.Response(SOME),
                        new AuthMessage.Success(SOME, "ada", false, false),
                        new AuthMessage.Next(SOME, List.of("SECURECHANNEL-TOTP")),
                        new AuthMessage.SignUp("eve", VERIFIER, ""),
                        new AuthMessage.Update(VERIFIER),
                        new AuthMessage.Done(),
                        new AuthMessage.Reconnect("{}"),
                        new AuthMessage.Token("x.y.z"),
                        new AuthMessage.Finish(),
                        new AuthMessage.Again())
                .forEach(message -> {
                    var bytes = AuthCodec.encode(message);
                    all.put((int) bytes[0], bytes);
                });
        for (int unknown : new int[] {0, 16, 17, 127, 255}) {
            all.put(unknown, new byte[] {(byte) unknown});
        }
        return all;
    }

    /** After so many good messages of the client, what else it may say. */
    private static final List<Set<Integer>> CLIENT_MAY = List.of(
            Set.of(2, 8), // OFFERED: BEGIN, SIGN_UP (which is closed here)
            Set.of(4), // MECHANISM
            Set.of(2), // SECOND
            Set.of(9, 11, 13), // PROVED
            Set.of(9, 11, 13),
            Set.of(9, 11, 13));

    @Test
    void aServerTakesNothingOutOfOrder() {
        for (int good = 0; good < CLIENT_MAY.size(); good++) {
            for (var wrong : everyType().entrySet()) {
                if (CLIENT_MAY.get(good).contains(wrong.getKey())) {
                    continue;
                }
                var pair = sent(false, good, wrong.getValue());
                var what = "type " + wrong.getKey() + " after " + good + " messages";
                assertThat(pair.serverReason()).as(what).isEqualTo(Reason.PROTOCOL_VIOLATION);
                assertThat(pair.serverIn()).as(what).isFalse();
                assertThat(pair.fromServer.get(pair.fromServer.size() - 1))
                        .as(what)
                        .containsExactly(7, 4);
                if (good < CLIENT_MAY.size() - 1) { // else the client has said that it is content
                    assertThat(pair.clientReason()).as(what).isEqualTo(Reason.PROTOCOL_VIOLATION);
                }
            }
        }
    }

    /** After so many good messages of the server, what else it may say. */
    private static final List<Set<Integer>> SERVER_MAY = List.of(
            Set.of(1), // OFFER
            Set.of(3), // MECHANISM; what ends it early is below
            Set.of(5, 6), // the verdict
            Set.of(5), // after the code
            Set.of(10), // to UPDATE
            Set.of(12)); // to RECONNECT

    @Test
    void aClientTakesNothingOutOfOrder() {
        for (int good = 0; good < SERVER_MAY.size(); good++) {
            for (var wrong : everyType().entrySet()) {
                if (SERVER_MAY.get(good).contains(wrong.getKey())) {
                    continue;
                }
                var pair = sent(true, good, wrong.getValue());
                var what = "type " + wrong.getKey() + " after " + good + " messages";
                assertThat(pair.clientReason())
                        .as(what)
                        .isIn(Reason.PROTOCOL_VIOLATION, Reason.SERVER_UNPROVED, Reason.LOGIN_NOT_OFFERED);
                assertThat(pair.clientIn()).as(what).isFalse();
                assertThat(pair.serverIn()).as(what).isFalse();
            }
        }
    }

    @Test
    void successBeforeTheProofIsNoSuccess() {
        for (int good : new int[] {0, 1}) {
            for (int type : new int[] {5, 6}) {
                var pair = sent(true, good, everyType().get(type));
                assertThat(pair.clientReason())
                        .as("type %d after %d", type, good)
                        .isEqualTo(Reason.SERVER_UNPROVED);
            }
        }
        // And after the client's proof, without the server's, or with a made-up one.
        for (var data : new String[] {"", "v=", "v=AAAA", "v=" + "A".repeat(43) + "=", "e=other-error"}) {
            var octets = Octets.of(data.getBytes(StandardCharsets.UTF_8));
            var pair = sent(true, 2, AuthCodec.encode(new AuthMessage.Success(octets, "ada", false, false)));
            assertThat(pair.clientReason())
                    .as(data)
                    .isIn(Reason.SERVER_UNPROVED, Reason.PROTOCOL_VIOLATION, Reason.LOGIN_REFUSED);
            assertThat(pair.clientIn()).isFalse();
        }
    }

    @Test
    void aSecondNextIsRefused() {
        var pair = sent(true, 3, everyType().get(6));
        assertThat(pair.clientReason()).isEqualTo(Reason.LOGIN_NOT_OFFERED);
        assertThat(pair.clientIn()).isFalse();
    }

    @Test
    void nothingFollowsTheEnd() {
        try (var ada = new Ada().withSecondStep()) {
            var pair = FlowPair.run(ada.fullLogin(), ada.verifier());
            assertThat(pair.serverIn()).isTrue();
            for (var message : everyType().values()) {
                assertOver(pair.server, message);
                assertOver(pair.client, message);
            }
        }
    }

    @Test
    void whatWasRefusedStaysRefused() {
        try (var ada = new Ada()) {
            var wrong = LoginPair.password("ada", "wrong");
            var pair = FlowPair.run(wrong, ada.verifier());
            assertThat(pair.serverReason()).isEqualTo(Reason.LOGIN_REFUSED);
            assertOver(pair.server, AuthCodec.encode(new AuthMessage.Finish()));
            assertThat(pair.serverIn()).isFalse();
        }
    }

    /** Repeated where it may be: as often as the channel's budget lets it. */
    @Test
    void updateAndReconnectMayBeRepeated() {
        try (var ada = new Ada()) {
            var pair = new FlowPair(ada.login(), ada.verifier());
            var update = AuthCodec.encode(new AuthMessage.Update(VERIFIER));
            pair.run((fromServer, number, message) -> {
                if (!fromServer && number == 2) {
                    assertThat(FlowPair.failure(pair.server.receive(update))).isNull();
                    assertThat(FlowPair.failure(pair.server.receive(update))).isNull();
                }
                return message;
            });
            assertThat(pair.serverIn()).isTrue();
            assertThat(FlowPair.run(ada.login(), ada.verifier()).serverReason()).isEqualTo(Reason.LOGIN_REFUSED);
        }
    }

    @Test
    void everyTypeIsCovered() {
        assertThat(new HashSet<>(everyType().keySet())).contains(1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14);
    }

    private static void assertOver(LoginFlow flow, byte[] message) {
        assertThat(Optional.of(flow).filter(each -> {
                    try {
                        each.receive(message);
                        return true;
                    } catch (IllegalStateException e) {
                        return false;
                    }
                }))
                .isEmpty();
    }

    private static FlowPair sent(boolean byServer, int after, byte[] message) {
        try (var ada = new Ada().withSecondStep()) {
            return new FlowPair(after < 3 ? ada.codedLogin() : ada.fullLogin(), ada.verifier())
                    .run((fromServer, number, good) -> fromServer == byServer && number == after ? message : good);
        }
    }
}
