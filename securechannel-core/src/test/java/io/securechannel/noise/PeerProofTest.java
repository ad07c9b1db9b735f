package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.NoiseKeyPair;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When a peer's static key is proved, in every pattern: from the first message that it writes with the source property 2. */
class PeerProofTest {

    private static final byte[] NOTHING = {};
    private static final NoiseKeyPair ADA = NoiseKeyPair.generate();
    private static final NoiseKeyPair BOB = NoiseKeyPair.generate();

    /** Rev 34, sections 7.7 and 18.2: the source property of each message, by turns, those of the transport included. */
    private static final List<String> SOURCES = List.of(
            "N 0",
            "K 1",
            "X 1",
            "NN 000",
            "NK 020",
            "NX 020",
            "XN 0020",
            "XK 0222",
            "XX 0222",
            "KN 0020",
            "KK 1222",
            "KX 0222",
            "IN 0020",
            "IK 1222",
            "IX 0222",
            "NK1 020",
            "NX1 00020",
            "X1N 000020",
            "X1K 02022",
            "XK1 0222",
            "X1K1 02022",
            "X1X 02022",
            "XX1 00222",
            "X1X1 000222",
            "K1N 0020",
            "K1K 0222",
            "KK1 0222",
            "K1K1 0222",
            "K1X 0222",
            "KX1 00222",
            "K1X1 00222",
            "I1N 0020",
            "I1K 0222",
            "IK1 0222",
            "I1K1 0222",
            "I1X 0222",
            "IX1 00222",
            "I1X1 00222");

    /** Whose first message after the handshake is the proof, as the Javadoc of provedPeer says. */
    private static final List<String> LATE_AT_RESPONDER =
            List.of("KN", "KK", "KX", "IN", "IK", "IX", "KK1", "IK1", "X1N", "X1K", "X1K1", "X1X", "X1X1");

    private static final List<String> LATE_AT_INITIATOR = List.of("NX1", "KX1", "XX1", "IX1", "K1X1", "I1X1");

    static Stream<String> sources() {
        return SOURCES.stream();
    }

    @Test
    void eachPatternIsThere() {
        assertThat(SOURCES)
                .extracting(each -> each.split(" ", -1)[0])
                .containsExactlyElementsOf(HandshakePatterns.all().stream()
                        .map(HandshakePattern::name)
                        .toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sources")
    void aKeyIsProvedWhenTheFrameworkSaysSo(String row) throws Exception {
        var name = row.split(" ", -1)[0];
        var properties = row.split(" ", -1)[1];
        var initiator = handshake(name, true);
        var responder = handshake(name, false);
        var proved = new boolean[2]; // to the initiator, to the responder
        int number = 0;
        for (; initiator.turn() != NoiseHandshake.Turn.FINISHED; number++) {
            boolean toResponder = number % 2 == 0;
            var reader = toResponder ? responder : initiator;
            reader.readMessage((toResponder ? initiator : responder).writeMessage(NOTHING));
            proved[number % 2 == 0 ? 1 : 0] |= properties.charAt(number) == '2';
            assertThat(initiator.provedPeer())
                    .isEqualTo(Optional.of(BOB.publicKey()).filter(key -> proved[0]));
            assertThat(responder.provedPeer())
                    .isEqualTo(Optional.of(ADA.publicKey()).filter(key -> proved[1]));
        }
        try (var ofInitiator = initiator.finish();
                var ofResponder = responder.finish()) {
            boolean oneWay = number == 1;
            assertThat(late(ofInitiator)).isEqualTo(LATE_AT_INITIATOR.contains(name) || oneWay);
            assertThat(late(ofResponder)).isEqualTo(LATE_AT_RESPONDER.contains(name) || (oneWay && !name.equals("N")));
            for (int i = number; i < number + 4; i++) {
                boolean toResponder = oneWay || i % 2 == 0;
                (toResponder ? ofResponder : ofInitiator).open((toResponder ? ofInitiator : ofResponder).seal(NOTHING));
                proved[toResponder ? 1 : 0] |= i < properties.length() && properties.charAt(i) == '2';
                assertThat(ofInitiator.provedPeer())
                        .isEqualTo(Optional.of(BOB.publicKey()).filter(key -> proved[0]));
                assertThat(ofResponder.provedPeer())
                        .isEqualTo(Optional.of(ADA.publicKey()).filter(key -> proved[1]));
            }
        }
    }

    /** Anybody can send the public key of another as his own. */
    @Test
    void whoSaysAnothersKeyIsNotProved() throws Exception {
        var responder = handshake("IN", false);
        var first = handshake("IN", true).writeMessage(NOTHING);
        var ephemeral = NoiseKeyPair.generate().publicKey(); // his own; the static key behind it is Ada's
        System.arraycopy(ephemeral.bytes(), 0, first, 0, 32);
        responder.readMessage(first);
        responder.writeMessage(NOTHING);
        try (var transport = responder.finish()) {
            assertThat(transport.peer()).as("said").contains(ADA.publicKey());
            assertThat(transport.provedPeer()).isEmpty();
            assertThatThrownBy(() -> transport.open(new byte[16])).isInstanceOf(SecureChannelException.class);
            assertThat(transport.provedPeer())
                    .as("what does not decrypt proves nothing")
                    .isEmpty();
        }
    }

    private static boolean late(NoiseTransport transport) {
        return transport.peer().isPresent() && transport.provedPeer().isEmpty();
    }

    private static NoiseHandshake handshake(String name, boolean initiator) {
        var protocol = NoiseProtocol.named("Noise_" + name + "_25519_AESGCM_SHA256");
        var tokens = HandshakePatterns.named(name).orElseThrow();
        var own = Optional.of(initiator ? ADA : BOB).filter(keys -> tokens.needsOwn(initiator));
        var peers = Optional.of((initiator ? BOB : ADA).publicKey()).filter(key -> tokens.needsPeers(initiator));
        return (initiator ? protocol.initiator(own, peers) : protocol.responder(own, peers)).begin();
    }
}
