package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.primitive.MlKem768;
import io.securechannel.internal.primitive.Primitives;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseHandshake.Turn;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile wire, 14 and 15: keys that are none, and ends that do not fit. Rules N4 and N5. */
class HostileHandshakeTest {

    private static final byte[] NOTHING = {};
    private static final NoiseKeyPair KEYS = NoiseKeyPair.generate();
    private static final NoiseKeyPair OTHERS = NoiseKeyPair.generate();
    private static final SharedSecret SECRET = SharedSecret.random();

    /** All u-coordinates of low order (RFC 7748, sections 6.1 and 7; Wycheproof), 0, 1, two of order 8, p-1, p, p+1. */
    private static final List<String> LOW_ORDER = List.of(
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

    /** Each as it is, and with the highest bit set, which MUST be masked (RFC 7748, section 5). */
    static Stream<byte[]> lowOrderKeys() {
        return LOW_ORDER.stream().map(HexFormat.of()::parseHex).flatMap(key -> {
            var masked = key.clone();
            masked[31] |= (byte) 0x80;
            return Stream.of(key, masked);
        });
    }

    private static List<NoiseProvider> providers() {
        return Conscrypt.isAvailable()
                ? List.of(NoiseProvider.values())
                : List.of(NoiseProvider.PURE_JAVA, NoiseProvider.JDK);
    }

    @ParameterizedTest
    @MethodSource("lowOrderKeys")
    void anEphemeralKeyOfLowOrderIsRefusedByEitherEnd(byte[] key) throws Exception {
        for (var provider : providers()) {
            for (var pattern : List.of("NN", "NNhfs")) {
                var responder = begin(pattern, false, provider);
                var first = message(begin(pattern, true, provider));
                System.arraycopy(key, 0, first, 0, key.length);
                responder.readMessage(first);
                assertLowOrder(responder, () -> responder.writeMessage(NOTHING));
            }
            var initiator = begin("NN", true, provider);
            initiator.writeMessage(NOTHING);
            assertLowOrder(initiator, () -> initiator.readMessage(Arrays.copyOf(key, 48)));
            var known = begin("NK", false, provider);
            assertLowOrder(known, () -> known.readMessage(Arrays.copyOf(key, 48)));
        }
    }

    /** Who does not know the secret is refused before any Diffie-Hellman; who does know it, by that. */
    @ParameterizedTest
    @MethodSource("lowOrderKeys")
    void soItIsWhereASecretIsShared(byte[] key) throws Exception {
        for (var provider : providers()) {
            var stranger = message(begin("NNpsk0", true, provider));
            System.arraycopy(key, 0, stranger, 0, key.length);
            var first = begin("NNpsk0", false, provider);
            assertThat(failure(() -> first.readMessage(stranger)).reason()).isEqualTo(Reason.HANDSHAKE_NOT_AUTHENTIC);
            var second = begin("NNpsk0", false, provider);
            second.readMessage(firstOfNnPsk0(second.protocolName(), key));
            assertLowOrder(second, () -> second.writeMessage(NOTHING));
        }
    }

    /** psk, e by hand. */
    private static byte[] firstOfNnPsk0(String name, byte[] ephemeral) {
        var state = new SymmetricState(name, NoiseSuite.DEFAULT, Primitives.PURE_JAVA);
        state.mixHash(NOTHING); // the prologue
        try (var secret = SECRET.bytes()) {
            state.mixKeyAndHash(secret.copy());
        }
        state.mixHash(ephemeral);
        state.mixKey(ephemeral);
        var tag = state.encryptAndHash(NOTHING);
        var message = Arrays.copyOf(ephemeral, ephemeral.length + tag.length);
        System.arraycopy(tag, 0, message, ephemeral.length, tag.length);
        return message;
    }

    private static void assertLowOrder(NoiseHandshake handshake, Action action) {
        var error = failure(action);
        assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(error).hasMessageContaining("low order");
        assertThat(handshake.turn()).isEqualTo(Turn.ENDED);
    }

    /** IN sends the initiator's static key in clear; NX the responder's, encrypted, so that it is made by hand. */
    @ParameterizedTest
    @MethodSource("lowOrderKeys")
    void aStaticKeyOfLowOrderIsRefusedByEitherEnd(byte[] key) throws Exception {
        var responder = begin("IN", false, NoiseProvider.PURE_JAVA);
        var first = message(begin("IN", true, NoiseProvider.PURE_JAVA));
        System.arraycopy(key, 0, first, 32, key.length);
        assertStaticRefused(responder, () -> responder.readMessage(first));
        var initiator = begin("NX", true, NoiseProvider.PURE_JAVA);
        var answer = answerOfNx(initiator, key);
        assertStaticRefused(initiator, () -> initiator.readMessage(answer));
    }

    /** Whoever is known by a key has no second one for it. Of ephemeral keys, which are nobody's name, both forms serve (RFC 7748, section 5). */
    @Test
    void aSecondFormOfAStaticKeyIsRefusedByEitherEnd() throws Exception {
        var responder = begin("IN", false, NoiseProvider.PURE_JAVA);
        var first = message(begin("IN", true, NoiseProvider.PURE_JAVA));
        first[32 + 31] |= (byte) 0x80;
        assertStaticRefused(responder, () -> responder.readMessage(first));
        var initiator = begin("NX", true, NoiseProvider.PURE_JAVA);
        var key = OTHERS.publicKey().bytes();
        key[31] |= (byte) 0x80;
        var answer = answerOfNx(initiator, key);
        assertStaticRefused(initiator, () -> initiator.readMessage(answer));
    }

    private static void assertStaticRefused(NoiseHandshake handshake, Action action) {
        var error = failure(action);
        assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(error).hasMessageContaining("static key is refused");
        assertThat(handshake.turn()).isEqualTo(Turn.ENDED);
        assertThat(handshake.peersStaticKey()).isEmpty();
    }

    /** e, ee, s by hand: what comes after them is not read any more. */
    private static byte[] answerOfNx(NoiseHandshake initiator, byte[] staticKey) throws Exception {
        var x25519 = Primitives.PURE_JAVA.x25519();
        var theirs = Arrays.copyOf(initiator.writeMessage(NOTHING), 32);
        var secret = new byte[32];
        secret[5] = 7;
        var own = x25519.publicKey(secret);
        var state = new SymmetricState(initiator.protocolName(), NoiseSuite.DEFAULT, Primitives.PURE_JAVA);
        state.mixHash(NOTHING); // the prologue
        state.mixHash(theirs);
        state.mixHash(NOTHING); // the first payload
        state.mixHash(own);
        var shared = new byte[32];
        assertThat(x25519.agree(secret, theirs, shared)).isTrue();
        state.mixKey(shared);
        var encrypted = state.encryptAndHash(staticKey);
        var message = Arrays.copyOf(own, 32 + encrypted.length + 16);
        System.arraycopy(encrypted, 0, message, 32, encrypted.length);
        return message;
    }

    @ParameterizedTest
    @MethodSource("lowOrderKeys")
    void nobodyCanPinAKeyOfLowOrder(byte[] key) {
        assertThatThrownBy(() -> NoisePublicKey.of(key)).hasMessageContaining("X25519");
    }

    /** N4: a coefficient of 3,329, of 4,095, at the first, a middle and the last place. */
    @ParameterizedTest
    @CsvSource({"0, 3329", "1, 3329", "0, 4095", "383, 3329", "767, 4095", "766, 3329"})
    void anEncapsulationKeyWithACoefficientThatIsTooLargeIsRefused(int coefficient, int value) throws Exception {
        var responder = begin("NNhfs", false, NoiseProvider.PURE_JAVA);
        var first = message(begin("NNhfs", true, NoiseProvider.PURE_JAVA));
        assertThat(first).hasSize(32 + MlKem768.ENCAPSULATION_KEY);
        set(first, 32, coefficient, value);
        var error = failure(() -> responder.readMessage(first));
        assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(error).hasMessageContaining("ML-KEM-768").hasMessageContaining("FIPS 203");
        assertThat(responder.turn()).isEqualTo(Turn.ENDED);
    }

    /** The largest that is one: only the first is changed, so that what fails is what the test means. */
    @Test
    void anEncapsulationKeyWithTheLargestCoefficientIsTaken() throws Exception {
        var responder = begin("NNhfs", false, NoiseProvider.PURE_JAVA);
        var first = message(begin("NNhfs", true, NoiseProvider.PURE_JAVA));
        set(first, 32, 0, 3_328);
        assertThat(responder.readMessage(first)).isEmpty();
    }

    private static void set(byte[] message, int at, int coefficient, int value) {
        int place = at + coefficient / 2 * 3;
        if (coefficient % 2 == 0) {
            message[place] = (byte) value;
            message[place + 1] = (byte) ((message[place + 1] & 0xF0) | (value >>> 8));
        } else {
            message[place + 1] = (byte) ((message[place + 1] & 0x0F) | ((value & 0x0F) << 4));
            message[place + 2] = (byte) (value >>> 4);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 33, 1_000, 1_215})
    void aMessageThatIsCutIsRefused(int length) throws Exception {
        var responder = begin("NNhfs", false, NoiseProvider.PURE_JAVA);
        var first = message(begin("NNhfs", true, NoiseProvider.PURE_JAVA));
        var error = failure(() -> responder.readMessage(Arrays.copyOf(first, length)));
        assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(error).hasMessageContaining("cut");
        assertThat(responder.turn()).isEqualTo(Turn.ENDED);
    }

    @Test
    void aMessageOf65536BytesIsRefused() {
        var responder = begin("NN", false, NoiseProvider.PURE_JAVA);
        var error = failure(() -> responder.readMessage(new byte[65_536]));
        assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(error).hasMessageContaining("65536");
    }

    /** Ends that differ in one thing alone: it is noticed, and it cannot be told which it was. */
    @ParameterizedTest
    @ValueSource(strings = {"prologue", "psk", "responder's key", "initiator's key", "protocol"})
    void endsThatDoNotFitDoNotAgree(String difference) throws Exception {
        boolean knows = difference.equals("initiator's key");
        var pattern = (knows ? "KK" : "IK") + "psk2";
        var suite = difference.equals("protocol") ? "_25519_ChaChaPoly_SHA256" : "_25519_AESGCM_SHA256";
        var initiator = NoiseProtocol.named("Noise_" + pattern + "_25519_AESGCM_SHA256")
                .initiator(
                        Optional.of(knows ? NoiseKeyPair.generate() : OTHERS),
                        Optional.of(
                                difference.equals("responder's key")
                                        ? NoiseKeyPair.generate().publicKey()
                                        : KEYS.publicKey()),
                        SECRET)
                .prologue(bytes(difference.equals("prologue") ? "SCN2" : "SCN1"))
                .begin();
        var responder = NoiseProtocol.named("Noise_" + pattern + suite)
                .responder(
                        Optional.of(KEYS),
                        knows ? Optional.of(OTHERS.publicKey()) : Optional.empty(),
                        difference.equals("psk") ? SharedSecret.random() : SECRET)
                .prologue(bytes("SCN1"))
                .begin();
        var error = failure(() -> {
            responder.readMessage(initiator.writeMessage(NOTHING));
            initiator.readMessage(responder.writeMessage(NOTHING));
        });
        assertThat(error.reason()).isEqualTo(Reason.HANDSHAKE_NOT_AUTHENTIC);
        assertThat(error).hasMessageContaining("cannot be told");
        assertThat(List.of(initiator.turn(), responder.turn())).contains(Turn.ENDED);
    }

    /** Without its cipher it would take anything for plaintext. */
    @Test
    void aHandshakeThatIsClosedDecryptsNothing() throws Exception {
        var state = new SymmetricState("Noise_NN_25519_AESGCM_SHA256", NoiseSuite.DEFAULT, Primitives.PURE_JAVA);
        state.mixKey(new byte[32]);
        state.close();
        assertThatThrownBy(() -> state.decryptAndHash(new byte[48])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> state.encryptAndHash(new byte[32])).isInstanceOf(IllegalStateException.class);
    }

    private interface Action {
        void run() throws Exception;
    }

    private static SecureChannelException failure(Action action) {
        return catchThrowableOfType(SecureChannelException.class, action::run);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] message(NoiseHandshake handshake) throws SecureChannelException {
        return handshake.writeMessage(NOTHING);
    }

    private static NoiseHandshake begin(String pattern, boolean initiator, NoiseProvider provider) {
        var protocol = NoiseProtocol.named(
                "Noise_" + pattern + (pattern.contains("hfs") ? "_25519+MLKEM768" : "_25519") + "_AESGCM_SHA256");
        var psks = pattern.contains("psk") ? new SharedSecret[] {SECRET} : new SharedSecret[0];
        Optional<NoiseKeyPair> own = initiator
                ? Optional.of(OTHERS).filter(keys -> pattern.startsWith("I"))
                : Optional.of(KEYS).filter(keys -> pattern.endsWith("K") || pattern.endsWith("X"));
        var peers = Optional.of(KEYS.publicKey()).filter(key -> initiator && pattern.equals("NK"));
        return (initiator ? protocol.initiator(own, peers, psks) : protocol.responder(own, peers, psks))
                .provider(provider)
                .begin();
    }
}
