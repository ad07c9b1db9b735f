package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;

/** Which keys may sign for an identity: RSA of 2048 bits and more, P-256, P-384, P-521, Ed25519, Ed448 and ML-DSA-65. */
public final class KeyStrength {

    /** The command that makes a key which everything here takes. */
    static final String NEW_KEY = "\"openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem\"";

    private static final int SHORTEST_RSA = 2048;

    /** What the JDK takes at most; one signature costs it seconds. */
    private static final int LONGEST_RSA = 16384;

    private KeyStrength() {}

    static void requireRsa(BigInteger modulus, String source) throws KeyMaterialException {
        if (modulus.signum() <= 0) {
            throw new KeyMaterialException(Reason.MALFORMED, source + ": the modulus of the RSA key is not positive");
        }
        int bits = modulus.bitLength();
        if (bits < SHORTEST_RSA) {
            throw new KeyMaterialException(
                    Reason.TOO_WEAK,
                    source + " holds an RSA key of " + bits + " bits; " + SHORTEST_RSA
                            + " is the least. Make a new key and certificate: " + NEW_KEY);
        }
        if (bits > LONGEST_RSA) {
            throw new KeyMaterialException(
                    Reason.TOO_LARGE,
                    source + " holds an RSA key of " + bits + " bits; " + LONGEST_RSA + " is the most that Java takes");
        }
    }

    /**
     * Refuses keys that are too short, too long or of another kind.
     *
     * @param key the public key of a certificate or of a request for one
     * @param source what errors call its origin
     * @throws KeyMaterialException with {@link Reason#TOO_WEAK}, {@link Reason#TOO_LARGE} or {@link Reason#UNSUPPORTED}
     */
    public static void require(PublicKey key, String source) throws KeyMaterialException {
        if (key instanceof RSAPublicKey rsa && rsa.getAlgorithm().equals("RSA")) {
            requireRsa(rsa.getModulus(), source);
            return;
        }
        boolean supported = key instanceof EdECPublicKey
                || MlDsa.is(key)
                || (key instanceof ECPublicKey curveKey
                        && EllipticCurve.of(curveKey).isPresent());
        if (!supported) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    source + " holds a key (" + key.getAlgorithm() + ") that is not supported;"
                            + " supported are RSA, P-256, P-384, P-521, Ed25519, Ed448 and ML-DSA-65. Make a new key and"
                            + " certificate: " + NEW_KEY);
        }
    }
}
