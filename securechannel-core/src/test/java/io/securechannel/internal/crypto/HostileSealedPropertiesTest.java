package io.securechannel.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Random bytes are neither opened nor a signature, and make no exception. */
@Tag("verify")
class HostileSealedPropertiesTest {

    private static final Map<KeyAlgorithm, EncodedKeyPair> KEYS = new EnumMap<>(KeyAlgorithm.class);
    private static final KeyAlgorithm[] KEMS = {KeyAlgorithm.X25519, KeyAlgorithm.P256, KeyAlgorithm.X_WING};
    private static final KeyAlgorithm[] SIGNERS = {KeyAlgorithm.ED25519, KeyAlgorithm.ML_DSA_65, KeyAlgorithm.RSA};

    static {
        for (var algorithm : KeyAlgorithm.values()) {
            KEYS.put(algorithm, algorithm == KeyAlgorithm.RSA ? RsaKeys.one() : RoleKeys.generate(algorithm, 0));
        }
    }

    @Property(tries = 600)
    void nothingOpens(
            @ForAll @IntRange(max = 2) int kem, @ForAll @Size(max = 1_300) byte[] bytes, @ForAll boolean begins) {
        var hpke = Hpke.of(KEMS[kem]);
        byte[] sealed = bytes;
        if (begins) { // what a recipient would take for an encapsulated key, and then nonsense
            byte[] real = hpke.seal(KEYS.get(KEMS[kem]).publicKey().subjectPublicKeyInfo(), bytes, bytes, bytes);
            sealed = KeySchedule.join(Arrays.copyOf(real, hpke.encapsulation()), bytes);
        }
        assertThat(hpke.open(KEYS.get(KEMS[kem]), bytes, bytes, sealed)).isEmpty();
    }

    @Property(tries = 100)
    void nothingOpensWithRsa(@ForAll @Size(256) byte[] sealed) {
        assertThat(RsaOaep.open(KEYS.get(KeyAlgorithm.RSA).pkcs8(), sealed, sealed))
                .isEmpty();
    }

    @Property(tries = 600)
    void nothingIsASignature(
            @ForAll @IntRange(max = 2) int signer,
            @ForAll @Size(min = 1, max = 300) byte[] bytes,
            @ForAll boolean whole) {
        var key = KEYS.get(SIGNERS[signer]).publicKey();
        byte[] signature = bytes;
        if (whole) { // of the right length, which is what gets far
            signature = new byte[Signatures.length(key)];
            for (int i = 0; i < signature.length; i++) {
                signature[i] = bytes[i % bytes.length];
            }
        }
        assertThat(Signatures.verify(key, signature, bytes)).isFalse();
    }
}
