package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns and their modifiers. */
class PatternsTest {

    private static final NoiseKeyPair ADA = NoiseKeyPair.generate();
    private static final NoiseKeyPair BOB = NoiseKeyPair.generate();
    private static final String SUITE = "_AESGCM_SHA256";

    static Stream<Tokens> interactive() {
        return HandshakePatterns.all().stream().map(HandshakePattern::tokens).filter(tokens -> !tokens.oneWay());
    }

    @Test
    void allOfTheFrameworkAreThere() {
        assertThat(HandshakePatterns.all()).hasSize(3 + 12 + 23).doesNotHaveDuplicates();
        assertThat(HandshakePatterns.all()).extracting(HandshakePattern::name).doesNotHaveDuplicates();
    }

    /** Rules N1 and N2, written out. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    NN | e e1 / e ee ekem1
                    NK | e es e1 / e ee ekem1
                    NX | e e1 / e ee ekem1 s es
                    XX | e e1 / e ee ekem1 s es / s se
                    XK | e es e1 / e ee ekem1 / s se
                    IK | e es e1 s ss / e ee ekem1 se
                    IN | e e1 s / e ee ekem1 se
                    IX | e e1 s / e ee ekem1 se s es
                    KK | e es e1 ss / e ee ekem1 se
                    KX | e e1 / e ee ekem1 se s es
                    I1K | e es e1 s / e ee ekem1 / se
                    XX1 | e e1 / e ee ekem1 s / es s se
                    """)
    void hfsStandsWhereTheRuleSays(String name, String messages) {
        assertThat(written(HandshakePatterns.named(name).orElseThrow().hfs()))
                .containsExactly(messages.split(" / ", -1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("interactive")
    void everyInteractivePatternTakesHfs(Tokens tokens) throws Exception {
        exchange("Noise_" + tokens.name() + "hfs_25519+MLKEM768" + SUITE, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"N", "K", "X"})
    void aOneWayPatternDoesNot(String name) {
        assertThatThrownBy(() -> HandshakePatterns.named(name).orElseThrow().hfs())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("interactive");
    }

    /** Each place alone, and all places together, beside hfs. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"NN", "NK", "XX", "IK", "KX", "X1X1", "I1K"})
    void pskStandsInEveryPlaceAndNumber(String name) throws Exception {
        int messages = HandshakePatterns.named(name).orElseThrow().messages().size();
        for (int place = 0; place <= messages; place++) {
            exchange("Noise_" + name + "psk" + place + "_25519" + SUITE, 1);
            exchange("Noise_" + name + "hfs+psk" + place + "_25519+MLKEM768" + SUITE, 1);
        }
        var all = IntStream.rangeClosed(0, messages)
                .mapToObj(place -> "psk" + place)
                .collect(Collectors.joining("+"));
        exchange("Noise_" + name + all + "_25519" + SUITE, messages + 1);
        exchange("Noise_" + name + "hfs+" + all + "_25519+MLKEM768" + SUITE, messages + 1);
    }

    @Test
    void pskZeroBeginsTheFirstMessageAndOthersEndTheirs() {
        var tokens = HandshakePatterns.XX.tokens().psk(0).psk(1).psk(3);
        assertThat(tokens.name()).isEqualTo("XXpsk0+psk1+psk3");
        assertThat(written(tokens)).containsExactly("psk e psk", "e ee s es", "s se psk");
    }

    /** The tables of the framework are read once, when the class is initialised: here what reads them is asked itself. */
    @Test
    void aPatternIsReadAsTheFrameworkWritesIt() {
        assertThat(Tokens.read("KK", "-> s", "<- s", "...", "-> e, es, ss", "<- e, ee, se"))
                .isEqualTo(new Tokens(
                        "KK",
                        List.of(Token.S),
                        List.of(Token.S),
                        List.of(List.of(Token.E, Token.ES, Token.SS), List.of(Token.E, Token.EE, Token.SE)),
                        false));
        assertThat(Tokens.read("N", "<- s", "...", "-> e, es").before(true)).isEmpty();
        assertThat(Tokens.read("NN", "-> e", "<- e, ee").messages())
                .containsExactly(List.of(Token.E), List.of(Token.E, Token.EE));
    }

    @Test
    void namesAreShown() {
        assertThat(HandshakePatterns.IK.hfs()).hasToString("IKhfs");
        assertThat(HandshakePatterns.IK.with(NoiseSuite.DEFAULT)).hasToString("Noise_IK_25519_AESGCM_SHA256");
        var named = NoiseProtocol.named("Noise_XXpsk3_25519_ChaChaPoly_BLAKE2b");
        assertThat(named).hasToString("Noise_XXpsk3_25519_ChaChaPoly_BLAKE2b");
        assertThat(named.name()).isEqualTo("Noise_XXpsk3_25519_ChaChaPoly_BLAKE2b");
        assertThat(NoiseKeys.none()).isEqualTo(new NoiseKeys.None());
    }

    @Test
    void pskWithoutAPlaceIsRefused() {
        assertThatThrownBy(() -> HandshakePatterns.NN.tokens().psk(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("psk3 has no place");
        assertThatThrownBy(() -> HandshakePatterns.NN.tokens().psk(2).psk(2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("already");
    }

    /** Two ends that agree on everything exchange a message each way, or once where it is one-way. */
    private static void exchange(String name, int secrets) throws Exception {
        var psks = Stream.generate(SharedSecret::random).limit(secrets).toArray(SharedSecret[]::new);
        var protocol = NoiseProtocol.named(name);
        var pattern = HandshakePatterns.named(name.split("_", -1)[1].replaceAll("[a-z].*", ""))
                .orElseThrow();
        var initiator = protocol.initiator(keys(pattern.needsOwn(true), ADA), key(pattern.needsPeers(true), BOB), psks);
        var responder =
                protocol.responder(keys(pattern.needsOwn(false), BOB), key(pattern.needsPeers(false), ADA), psks);
        try (var run = new NoiseRun(initiator.begin(), responder.begin()).handshake();
                var ofInitiator = run.finishInitiator();
                var ofResponder = run.finishResponder()) {
            assertThat(ofResponder.open(ofInitiator.seal(new byte[] {1}))).containsExactly(1);
            assertThat(ofInitiator.open(ofResponder.seal(new byte[] {2}))).containsExactly(2);
            assertThat(ofInitiator.handshakeHash()).isEqualTo(ofResponder.handshakeHash());
            assertThat(ofInitiator.peer().isPresent()).isEqualTo(pattern.needsOwn(false));
            assertThat(ofResponder.peer().isPresent()).isEqualTo(pattern.needsOwn(true));
        }
    }

    private static Optional<NoiseKeyPair> keys(boolean needed, NoiseKeyPair keys) {
        return Optional.of(keys).filter(each -> needed);
    }

    private static Optional<io.securechannel.keys.NoisePublicKey> key(boolean needed, NoiseKeyPair keys) {
        return keys(needed, keys).map(NoiseKeyPair::publicKey);
    }

    private static List<String> written(Tokens tokens) {
        return tokens.messages().stream()
                .map(message -> message.stream()
                        .map(token -> token.name().toLowerCase(java.util.Locale.ROOT))
                        .collect(Collectors.joining(" ")))
                .toList();
    }
}
