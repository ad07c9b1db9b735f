package io.securechannel.internal.engine;

import static io.securechannel.internal.engine.NoiseFixture.LABEL;
import static io.securechannel.internal.engine.NoiseFixture.hear;
import static io.securechannel.internal.engine.NoiseFixture.joined;
import static io.securechannel.internal.engine.NoiseFixture.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.ChannelEngine.Inbound;
import io.securechannel.internal.engine.NoiseFixture.Kind;
import io.securechannel.noise.internal.NoiseSides;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Preambles that are not accepted, and answers that nobody has authenticated. Rules N8, N9, N11 and N13. */
class NoiseRefusalTest {

    private static final NoiseFixture ENDS = NoiseFixture.classical(Kind.IK);

    @Test
    void bothEndsNameTheProtocolsThatDoNotFit() {
        assertRefused(
                NoiseFixture.classical(Kind.IK).clientEngine(),
                NoiseFixture.postQuantum(Kind.IK).serverEngine(),
                Reason.NO_COMMON_SUITE,
                "Noise_IKhfs_25519+MLKEM768_AESGCM_SHA256");
        assertRefused(
                NoiseFixture.postQuantum(Kind.NK).clientEngine(),
                NoiseFixture.postQuantum(Kind.IK).serverEngine(),
                Reason.NO_COMMON_SUITE,
                "XXhfs");
    }

    @Test
    void bothEndsNameTheLabelsThatDoNotFit() {
        var client = NoiseEngine.client(NoiseSides.of(ENDS.client()), "server.test:1", List.of("other/1"), true);
        assertRefused(client, ENDS.serverEngine(), Reason.ALPN_MISMATCH, LABEL);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bothEndsNameTheModeThatDoesNotFit(boolean clientFramed) {
        var client = NoiseEngine.client(NoiseSides.of(ENDS.client()), "server.test:1", List.of(LABEL), clientFramed);
        var server = NoiseEngine.server(NoiseSides.of(ENDS.server()), "client.test:1", List.of(LABEL), !clientFramed);
        assertRefused(client, server, Reason.ALPN_MISMATCH, "Framing.none()");
    }

    private static void assertRefused(NoiseEngine client, NoiseEngine server, Reason reason, String says) {
        var atServer = failure(() -> hear(server, said(client)));
        assertThat(atServer.reason()).isEqualTo(reason);
        assertThat(atServer).hasMessageContaining(says);
        var answer = ByteBuffer.allocate(server.recordSize());
        assertThat(failure(() -> {
                    server.drain(ByteBuffer.wrap(NoiseFixture.NOTHING), answer);
                    hear(client, bytes(answer.flip()));
                }))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(says)
                .hasMessageContaining("nobody has authenticated");
        assertThat(server.hasOutput()).isFalse();
    }

    /** Without labels of its own a framed end has one, and a raw end none: what has to be mended is the mode. */
    @Test
    void aRawClientOfAFramedServerIsToldOfTheMode() {
        var client = NoiseEngine.client(NoiseSides.of(ENDS.client()), "server.test:1", List.of(), false);
        assertRefused(client, ENDS.serverEngine(), Reason.ALPN_MISMATCH, "set both alike");
    }

    @Test
    void noLabelIsCalledNone() {
        var client = NoiseEngine.client(NoiseSides.of(ENDS.client()), "server.test:1", List.of(), true);
        assertRefused(client, ENDS.serverEngine(), Reason.ALPN_MISMATCH, "the application protocol none");
        var other = NoiseEngine.client(NoiseSides.of(ENDS.client()), "server.test:1", List.of("other/1"), true);
        var server = NoiseEngine.server(NoiseSides.of(ENDS.server()), "client.test:1", List.of(), true);
        assertRefused(other, server, Reason.ALPN_MISMATCH, "speak");
    }

    @Test
    void theServerSaysWhatWasProposedAndNoControlCharacters() {
        var name = "Noise_\u001b[2J".getBytes(StandardCharsets.UTF_8);
        var preamble =
                joined(new byte[] {'S', 'C', 'N', '1', (byte) name.length}, name, new byte[] {0, 3, 'r', 'a', 'w'});
        var error = failure(() -> hear(ENDS.serverEngine(), preamble));
        assertThat(error.reason()).isEqualTo(Reason.NO_COMMON_SUITE);
        assertThat(error).hasMessageContaining("the client proposes Noise_?[2J, which is not among");
    }

    @Test
    void labelsOfAnyScriptFitThemselves() throws Exception {
        var labels = List.of("bavardage-été/1");
        var pair = new EnginePair(
                NoiseEngine.client(NoiseSides.of(ENDS.client()), "server.test:1", labels, true),
                NoiseEngine.server(NoiseSides.of(ENDS.server()), "client.test:1", labels, true));
        pair.handshake(1);
        assertThat(pair.responder.session().protocol().applicationProtocol()).contains(labels.get(0));
    }

    @Test
    void aFieldThatIsNoTextIsRefused() {
        var preamble = joined(new byte[] {'S', 'C', 'N', '1', 2, (byte) 0xC3, 0x28});
        var error = failure(() -> hear(ENDS.serverEngine(), preamble));
        assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(error).hasMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @CsvSource({"0", "5", "255"})
    void aRefusalOfSomethingUnknownIsMalformed(int what) {
        assertMalformed(new byte[] {1, (byte) what, 0});
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 128, 255})
    void aListThatIsTooLongIsMalformedBeforeItHasCome(int names) {
        assertMalformed(new byte[] {1, 1, (byte) names});
    }

    private static void assertMalformed(byte[] answer) {
        var error = failure(() -> hear(ENDS.after(1).client(), answer));
        assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(error).hasMessageContaining("malformed");
    }

    @Test
    void aRefusalThatIsCutIsACut() throws Exception {
        var whole = new NoiseRefusal(NoiseRefusal.What.PROTOCOL, List.of("first", "second")).encode();
        for (int length = 1; length < whole.length; length++) {
            var client = ENDS.after(1).client();
            var part = ByteBuffer.wrap(whole, 0, length);
            assertThat(client.feed(part, ByteBuffer.allocate(0))).isEqualTo(Inbound.NEED_BYTES);
            assertThat(client.endOfInput().reason()).isEqualTo(Reason.CONNECTION_CUT);
        }
    }

    @Test
    void controlCharactersOfARefusalDoNotReachTheMessage() {
        var name = "x\u001b[2J\r\n\u0000\u0007\u007fé y".getBytes(StandardCharsets.UTF_8);
        var answer = joined(new byte[] {1, 1, 1, (byte) name.length}, name);
        var error = failure(() -> hear(ENDS.after(1).client(), answer));
        assertThat(error.reason()).isEqualTo(Reason.NO_COMMON_SUITE);
        assertThat(error.getMessage()).contains("x?[2J?????").matches("[ -~]*");
    }

    @Test
    void theLongestRefusalIsRead() throws Exception {
        var names = Collections.nCopies(20, "n".repeat(255));
        var answer = new NoiseRefusal(NoiseRefusal.What.LABEL, names).encode();
        assertThat(answer).hasSize(3 + 16 * 256);
        assertThat(failure(() -> hear(ENDS.after(1).client(), answer)).reason()).isEqualTo(Reason.ALPN_MISMATCH);
    }

    @ParameterizedTest
    @CsvSource({
        "SCN2, another version",
        "SCNX, another version",
        "'GET ', HTTP request",
        "HTTP, HTTP answer",
        "SSH-, SSH",
        "hello, plain text"
    })
    void whatIsNoPreambleIsNamedOnceItIsThere(String begins, String named) throws Exception {
        for (boolean toServer : new boolean[] {true, false}) {
            var engine = toServer ? ENDS.serverEngine() : ENDS.after(1).client();
            var bytes = begins.getBytes(StandardCharsets.US_ASCII);
            for (int length = 1; length < 4; length++) {
                var part = ByteBuffer.wrap(bytes, 0, length);
                assertThat(engine.feed(part, ByteBuffer.allocate(0))).isEqualTo(Inbound.NEED_BYTES);
                assertThat(engine.endOfInput().reason()).isEqualTo(Reason.CONNECTION_CUT);
            }
            var error = failure(() -> hear(engine, bytes));
            assertThat(error.reason()).isEqualTo(Reason.NOT_SECURE_CHANNEL);
            assertThat(error).hasMessageContaining(named);
        }
    }

    /** N13: a client of TLS is told what it has met, and nobody else hears a word. */
    @ParameterizedTest
    @CsvSource({"22, true", "21, true", "71, false", "0, false"})
    void onlyTlsIsAnswered(int first, boolean answered) throws Exception {
        var server = ENDS.serverEngine();
        var error = failure(() -> hear(server, new byte[] {(byte) first, 3, 1, 0}));
        assertThat(error.reason()).isEqualTo(Reason.NOT_SECURE_CHANNEL);
        var answer = ByteBuffer.allocate(server.recordSize());
        server.drain(ByteBuffer.wrap(NoiseFixture.NOTHING), answer);
        assertThat(new String(bytes(answer.flip()), StandardCharsets.US_ASCII)).isEqualTo(answered ? "SCN1" : "");
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private interface Action {
        void run() throws SecureChannelException;
    }

    private static SecureChannelException failure(Action action) {
        return catchThrowableOfType(SecureChannelException.class, action::run);
    }
}
