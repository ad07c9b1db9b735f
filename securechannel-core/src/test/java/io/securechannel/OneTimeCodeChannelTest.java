package io.securechannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.framing.Framing;
import io.securechannel.hostile.Task;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.OneTimeCode;
import io.securechannel.noise.internal.NoiseSides;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One-time codes over real sockets (docs/spec/noise.md, section 6). */
class OneTimeCodeChannelTest {

    private static final String CODE = "k7mq2p";
    private static final String OTHER = "k7mq2q";

    private final List<SecureChannelException> atServer = new CopyOnWriteArrayList<>();

    @Test
    void theSameCodeGivesAChannel() throws Exception {
        try (var told = OneTimeCode.random();
                var shown = told.code();
                var typed = OneTimeCode.of(shown.copy());
                var pair = Loopback.pair(client(typed).build(), server(told).build())) {
            pair.client().sendText("hello");
            assertThat(pair.server().receiveText()).hasValue("hello");
            pair.server().sendText("and back");
            assertThat(pair.client().receiveText()).hasValue("and back");
            for (var end : List.of(pair.client(), pair.server())) {
                assertThat(end.peer().sharesSecret()).isTrue();
                assertThat(end.peer().authenticated()).isTrue();
                assertThat(end.peer().key()).isEmpty();
                assertThat(end.protocol().postQuantumConfidentiality()).isTrue();
            }
            assertThat(told.used()).isTrue();
            assertThat(typed.used()).isTrue();
        }
    }

    @Test
    void rawStreamsToo() throws Exception {
        try (var one = code(CODE);
                var other = code(CODE);
                var pair = Loopback.pair(
                        client(one).framing(Framing.none()).build(),
                        server(other).framing(Framing.none()).build())) {
            pair.client().outputStream().write(7);
            pair.client().outputStream().flush();
            assertThat(pair.server().inputStream().read()).isEqualTo(7);
        }
    }

    @Test
    void anotherCodeIsRefusedAtBothEnds() throws Exception {
        try (var one = code(OTHER);
                var other = code(CODE)) {
            var errors = Loopback.errors(
                    "localhost", client(one).build(), server(other).build());
            assertRefused(errors.server(), "has another code", "make a new one");
            assertRefused(errors.client(), "the other end refuses the code", "The code is used up", "make a new one");
            assertThat(one.used()).isTrue();
            assertThat(other.used()).isTrue();
        }
    }

    /** After the first wrong guess the honest client is told to ask for another code. */
    @Test
    void ofManyAttackersOneGetsAGuessAndTheHonestClientIsTold() throws Exception {
        try (var told = code(CODE);
                var server = listen(told)) {
            var attackers = new ArrayList<Task<SecureChannelException>>();
            for (int i = 0; i < 6; i++) {
                var guess = code("guess" + i);
                attackers.add(Task.start(() -> refusedBy(server, guess)));
            }
            for (var attacker : attackers) {
                assertRefused(attacker.result(), "make a new one|Ask for a new one");
            }
            try (var honest = code(CODE)) {
                assertRefused(
                        refusedBy(server, honest),
                        "the server says that its code has been used",
                        "nobody has authenticated",
                        "Ask for a new one");
                assertThat(honest.used()).isFalse();
            }
            Task.awaitThat("an error for each client", () -> atServer.size() == 7);
            assertThat(atServer).allSatisfy(error -> assertThat(error.reason()).isEqualTo(Reason.CODE_REFUSED));
            assertThat(atServer)
                    .filteredOn(error -> error.getMessage().contains("has another code"))
                    .hasSize(1);
        }
    }

    @Test
    void connectionsThatDoNotReachRoundThreeLeaveTheCodeInUse() throws Exception {
        try (var told = code(CODE);
                var guess = code(OTHER);
                var server = listen(told)) {
            for (boolean begins : List.of(false, true, true)) {
                try (var hand = NoiseByHand.client(socket(server));
                        var exchange = NoiseSides.of(guess).begin(hand.handshakeHash(), true)) {
                    if (begins) {
                        hand.send(NoiseByHand.CODE, exchange.first().orElseThrow());
                        assertThat(hand.receiveCode()).hasSize(294);
                    }
                }
            }
            assertThat(told.used()).isFalse();
            try (var honest = code(CODE);
                    var channel = SecureChannel.connect(
                            "localhost", server.port(), client(honest).build())) {
                channel.sendText("echo");
                assertThat(channel.receiveText()).hasValue("echo");
            }
            assertThat(told.used()).isTrue();
        }
    }

    /** The man in the middle has a handshake with each end, and passes on all that proves the code. */
    @Test
    void whoRelaysTheProofFailsAtBothEnds() throws Exception {
        try (var told = code(CODE);
                var typed = code(CODE);
                var server = listen(told);
                var middle = Loopback.listen()) {
            var client = Task.start(() -> catchThrowableOfType(
                    SecureChannelException.class,
                    () -> SecureChannel.connect(
                            "localhost", middle.getLocalPort(), client(typed).build())));
            try (var toClient = NoiseByHand.server(middle.accept());
                    var toServer = NoiseByHand.client(socket(server))) {
                toServer.send(NoiseByHand.CODE, toClient.receiveCode());
                var answer = toServer.receiveCode();
                assertThat(answer).as("the server's refusal").isEmpty();
                toClient.send(NoiseByHand.CODE, answer);
                assertRefused(client.result(), "the other end refuses the code");
            }
            Task.awaitThat("the server's error", () -> !atServer.isEmpty());
            assertRefused(atServer.get(0), "stands between", "connect again");
            assertThat(told.used()).isFalse();
            assertThat(typed.used()).isFalse();
        }
    }

    /** And if he hides the server's refusal, and answers the client himself, he knows no code. */
    @Test
    void whoReflectsTheClientsProofIsRefused() throws Exception {
        try (var typed = code(CODE);
                var middle = Loopback.listen()) {
            var client = Task.start(() -> catchThrowableOfType(
                    SecureChannelException.class,
                    () -> SecureChannel.connect(
                            "localhost", middle.getLocalPort(), client(typed).build())));
            try (var hand = NoiseByHand.server(middle.accept())) {
                var first = hand.receiveCode();
                var reflected = Arrays.copyOf(first, 294);
                System.arraycopy(first, 0, reflected, 196, 98);
                hand.send(NoiseByHand.CODE, reflected);
                assertThat(hand.receiveCode()).as("the client's refusal").isEmpty();
            }
            assertRefused(client.result(), "does not hold for this channel");
            assertThat(typed.used()).isFalse();
        }
    }

    @Test
    void aCutAfterTheClientsProofSaysThatTheCodeIsUsedUp() throws Exception {
        try (var typed = code(CODE);
                var known = code(CODE);
                var listening = Loopback.listen()) {
            var client = Task.start(() -> SecureChannel.connect(
                    "localhost", listening.getLocalPort(), client(typed).build()));
            try (var hand = NoiseByHand.server(listening.accept());
                    var exchange = NoiseSides.of(known).begin(hand.handshakeHash(), false)) {
                hand.send(NoiseByHand.CODE, exchange.receive(hand.receiveCode()).orElseThrow());
                assertThat(hand.receiveCode()).hasSize(130);
            }
            var error = client.error();
            assertThat(error.reason()).isEqualTo(Reason.CONNECTION_CUT);
            assertThat(error).hasMessageContaining("used up").hasMessageContaining("make a new one");
            assertThat(typed.used()).isTrue();
        }
    }

    /** Silence, or a reset, after the client's guess. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFailureAfterTheClientsProofSaysThatTheCodeIsUsedUp(boolean reset) throws Exception {
        try (var typed = code(CODE);
                var known = code(CODE);
                var listening = Loopback.listen()) {
            var config = client(typed)
                    .handshakeTimeout(Duration.ofSeconds(reset ? 60 : 2))
                    .build();
            var client = Task.start(() -> SecureChannel.connect("localhost", listening.getLocalPort(), config));
            var accepted = listening.accept();
            try (var hand = NoiseByHand.server(accepted);
                    var exchange = NoiseSides.of(known).begin(hand.handshakeHash(), false)) {
                hand.send(NoiseByHand.CODE, exchange.receive(hand.receiveCode()).orElseThrow());
                assertThat(hand.receiveCode()).hasSize(130);
                if (reset) {
                    accepted.setSoLinger(true, 0);
                    accepted.close();
                }
                var error = client.error();
                assertThat(error.reason()).isEqualTo(reset ? Reason.CONNECTION_CUT : Reason.HANDSHAKE_TIMEOUT);
                assertThat(error).hasMessageContaining("The code is used up").hasMessageContaining("make a new one");
            }
            assertThat(typed.used()).isTrue();
        }
    }

    @Test
    void nothingIsDeliveredBeforeTheCodeIsProved() throws Exception {
        try (var told = code(CODE);
                var server = listen(told);
                var hand = NoiseByHand.client(socket(server))) {
            hand.send(NoiseByHand.DATA, new byte[] {0, 0, 0, 1, 'x'});
            Task.awaitThat("the server's error", () -> !atServer.isEmpty());
            assertThat(atServer.get(0).reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
            assertThat(told.used()).isFalse();
        }
    }

    @Test
    void aUsedCodeIsNotTriedAtAll() throws Exception {
        var used = code(CODE);
        used.close();
        try (var listening = Loopback.listen()) {
            var client = Task.start(() -> SecureChannel.connect(
                    "localhost", listening.getLocalPort(), client(used).build()));
            try (var socket = listening.accept()) {
                assertThat(socket.getInputStream().read()).as("nothing is sent").isEqualTo(-1);
            }
            assertRefused(client.error(), "the code of this side has been used", "make a new one");
        }
    }

    private SecureChannelServer listen(OneTimeCode code) throws IOException {
        var config = server(code).listener(event -> {
            if (event instanceof SecurityEvent.HandshakeFailed failed) {
                atServer.add(failed.error());
            }
        });
        return SecureChannelServer.listen(
                Loopback.anyPort(), config.build(), channel -> channel.forEachMessage(channel::send));
    }

    private static SecureChannelException refusedBy(SecureChannelServer server, OneTimeCode code) {
        return catchThrowableOfType(
                SecureChannelException.class,
                () -> SecureChannel.connect(
                        "localhost", server.port(), client(code).build()));
    }

    private static Socket socket(SecureChannelServer server) throws IOException {
        return new Socket(Loopback.anyPort().getAddress(), server.port());
    }

    private static void assertRefused(Throwable error, String... said) {
        assertThat(error).isInstanceOfSatisfying(SecureChannelException.class, refused -> {
            assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(Reason.CODE_REFUSED);
            for (var each : said) {
                assertThat(refused.getMessage()).containsPattern(each);
            }
            assertThat(refused.getMessage()).doesNotContain(CODE).doesNotContain(OTHER);
        });
    }

    private static OneTimeCode code(String typed) {
        return OneTimeCode.of(typed.toCharArray());
    }

    private static ClientConfig.Builder client(OneTimeCode code) {
        return ClientConfig.noise(NoiseContext.forClient(code).build()).listener(event -> {});
    }

    private static ServerConfig.Builder server(OneTimeCode code) {
        return ServerConfig.noise(NoiseContext.forServer(code).build()).listener(event -> {});
    }
}
