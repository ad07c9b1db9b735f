package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Objects;
import javax.security.auth.Destroyable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The keys of a handshake's state are overwritten as soon as the next are there, and at its end. */
@Tag("verify")
class StateSecretsTest {

    private static final byte[] INPUT = {1};

    private final SymmetricState state = new SymmetricState(
            "Noise_NN_25519_AESGCM_SHA256", NoiseSuite.DEFAULT, NoiseProvider.PURE_JAVA.primitives());

    @Test
    void whenTheNextTakesTheirPlace() throws Exception {
        state.mixKey(INPUT);
        var chainingKey = chainingKey();
        var key = key();
        assertThat(chainingKey).isNotEqualTo(new byte[32]);
        assertThat(key).isNotEqualTo(new byte[32]);
        state.mixKeyAndHash(INPUT);
        assertThat(chainingKey).containsOnly(0);
        assertThat(key).containsOnly(0);
        assertThat(chainingKey()).isNotEqualTo(new byte[32]);
        assertThat(key()).isNotEqualTo(new byte[32]);
    }

    @Test
    void atTheEnd() throws Exception {
        state.mixKey(INPUT);
        var chainingKey = chainingKey();
        var key = key();
        state.close();
        assertThat(chainingKey).containsOnly(0);
        assertThat(key).containsOnly(0);
        assertThatThrownBy(() -> state.encryptAndHash(INPUT)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> state.decryptAndHash(INPUT)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void thePrivateKeyOfTheKem() throws Exception {
        var handshake = HandshakePatterns.NN
                .hfs()
                .with(NoiseSuite.DEFAULT)
                .initiator(NoiseKeys.none())
                .begin();
        handshake.writeMessage(new byte[0]);
        var key = (Destroyable) field(field(field(handshake, "keys"), "kem"), "key");
        assertThat(key.isDestroyed()).isFalse();
        handshake.close();
        assertThat(key.isDestroyed()).isTrue();
    }

    @Test
    void theMasterSecretOfTheExporter() {
        var master = new byte[] {1, 2, 3};
        new NoiseExporter(NoiseSuite.DEFAULT.hash().function(), master, new byte[32]).close();
        assertThat(master).containsOnly(0);
    }

    @Test
    void whenAHandshakeIsClosed() throws Exception {
        var handshake = HandshakePatterns.NN
                .with(NoiseSuite.DEFAULT)
                .initiator(NoiseKeys.none())
                .begin();
        var itsChainingKey = (byte[]) field(field(handshake, "symmetric"), "chainingKey");
        assertThat(itsChainingKey).isNotEqualTo(new byte[32]);
        handshake.close();
        assertThat(itsChainingKey).containsOnly(0);
    }

    /** Section 5.2: a name of HASHLEN bytes is not hashed. */
    @Test
    void aNameThatFitsIsTheFirstHash() throws Exception {
        var name = "Noise_XXpsk3_25519_AESGCM_SHA256";
        assertThat(name).hasSize(32);
        var longest = new SymmetricState(name, NoiseSuite.DEFAULT, NoiseProvider.PURE_JAVA.primitives());
        assertThat(field(longest, "transcript")).isEqualTo(name.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat((byte[]) field(state, "transcript")).endsWith(new byte[4]);
        assertThat(Arrays.equals(chainingKey(), (byte[]) field(state, "transcript")))
                .isTrue();
    }

    private byte[] chainingKey() throws ReflectiveOperationException {
        return (byte[]) field(state, "chainingKey");
    }

    private byte[] key() throws ReflectiveOperationException {
        return (byte[]) field(field(field(state, "cipher"), "key"), "bytes");
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        var field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return Objects.requireNonNull(field.get(of));
    }
}
