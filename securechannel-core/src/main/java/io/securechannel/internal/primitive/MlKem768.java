package io.securechannel.internal.primitive;

import java.util.Optional;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;

/** ML-KEM-768 (FIPS 203), by Bouncy Castle: a key pair that decapsulates once. */
public final class MlKem768 implements AutoCloseable {

    /** Bytes of the seed d‖z of a key pair (FIPS 203, algorithm 16). */
    public static final int SEED = 64;

    /** Bytes of an encapsulation key. */
    public static final int ENCAPSULATION_KEY = 1_184;

    /** Bytes of a ciphertext. */
    public static final int CIPHERTEXT = 1_088;

    /** Bytes of the randomness m of an encapsulation, and of a shared secret. */
    public static final int SECRET = 32;

    /** 768 coefficients of 12 bits, in front of 32 bytes of seed (FIPS 203, section 4.2.1). */
    private static final int COEFFICIENTS = 768 * 12 / Byte.SIZE;

    private static final int MODULUS = 3_329;
    private static final int TWELVE_BITS = 0xFFF;

    private final MLKEMPrivateKeyParameters key;

    private MlKem768(MLKEMPrivateKeyParameters key) {
        this.key = key;
    }

    /**
     * What encapsulating brings.
     *
     * @param ciphertext 1,088 bytes, for the peer
     * @param secret 32 bytes, which the caller wipes
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Encapsulated(byte[] ciphertext, byte[] secret) {}

    /**
     * {@return a key pair (FIPS 203, algorithm 16)}
     *
     * @param seed d‖z, 64 random bytes; the caller wipes it
     */
    public static MlKem768 ofSeed(byte[] seed) {
        return new MlKem768(new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, seed));
    }

    /** {@return the encapsulation key, 1,184 bytes} */
    public byte[] encapsulationKey() {
        return key.getPublicKey();
    }

    /**
     * Encapsulates (FIPS 203, algorithm 17), after the checks of section 7.2: type and modulus.
     *
     * @param encapsulationKey of the peer
     * @param random m, 32 random bytes; the caller wipes it
     * @return the result; empty if the key is none
     */
    public static Optional<Encapsulated> encapsulate(byte[] encapsulationKey, byte[] random) {
        if (!isEncapsulationKey(encapsulationKey)) {
            return Optional.empty();
        }
        var result = MLKEMGenerator.internalGenerateEncapsulated(
                new MLKEMPublicKeyParameters(MLKEMParameters.ml_kem_768, encapsulationKey), random);
        return Optional.of(new Encapsulated(result.getEncapsulation(), result.getSecret()));
    }

    /**
     * Decapsulates (FIPS 203, algorithm 18). A ciphertext that was made for another key gives another secret, and no error.
     *
     * @param ciphertext 1,088 bytes
     * @return 32 bytes, which the caller wipes
     */
    public byte[] decapsulate(byte[] ciphertext) {
        return new MLKEMExtractor(key).extractSecret(ciphertext);
    }

    @Override
    public void close() {
        key.destroy();
    }

    /**
     * {@return whether bytes pass the checks of FIPS 203, section 7.2: their number, and every coefficient of 12 bits less than q}
     *
     * @param bytes of a peer
     */
    public static boolean isEncapsulationKey(byte[] bytes) {
        return bytes.length == ENCAPSULATION_KEY && reduced(bytes);
    }

    private static boolean reduced(byte[] encapsulationKey) {
        for (int at = 0; at < COEFFICIENTS; at += 3) {
            int three = (encapsulationKey[at] & 0xFF)
                    | (encapsulationKey[at + 1] & 0xFF) << 8
                    | (encapsulationKey[at + 2] & 0xFF) << 16;
            if ((three & TWELVE_BITS) >= MODULUS || (three >>> 12) >= MODULUS) {
                return false;
            }
        }
        return true;
    }
}
