package io.securechannel.internal.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Locale;

/**
 * Tells which public keys belong to a private key: one signature, verified by each. That works for keys in hardware
 * too, whose numbers cannot be compared, and shows before the first handshake that the key can sign.
 */
final class SigningProbe {

    /** Cannot be mistaken for anything that a protocol signs: all of those begin with other bytes. */
    private static final byte[] MESSAGE =
            "io.securechannel: does this private key belong to that certificate?".getBytes(US_ASCII);

    private final String algorithm;
    private final byte[] signature;

    private SigningProbe(String algorithm, byte[] signature) {
        this.algorithm = algorithm;
        this.signature = signature;
    }

    static SigningProbe of(PrivateKey key, String source) throws KeyMaterialException {
        String algorithm = algorithm(key.getAlgorithm());
        try {
            var signer = algorithm.equals(MlDsa.NAME)
                    ? Signature.getInstance(algorithm, MlDsa.provider())
                    : Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(MESSAGE);
            return new SigningProbe(algorithm, signer.sign());
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    source + ": the private key does not sign, so it is damaged or locked"
                            + (key.getFormat() == null
                                    ? "; if it is in a token, its provider has to be installed: Security.addProvider"
                                    : ""));
        }
    }

    boolean fits(PublicKey key) {
        if (algorithm.equals(MlDsa.NAME) || MlDsa.is(key)) {
            return algorithm.equals(MlDsa.NAME) && MlDsa.is(key) && MlDsa.verifies(key, MESSAGE, signature);
        }
        if (!algorithm(key.getAlgorithm()).equals(algorithm)) {
            return false;
        }
        try {
            var verifier = Signature.getInstance(algorithm);
            verifier.initVerify(key);
            verifier.update(MESSAGE);
            return verifier.verify(signature);
        } catch (GeneralSecurityException | RuntimeException e) {
            return false; // another curve or length: the signature is not even of the right shape
        }
    }

    private static String algorithm(String keyAlgorithm) {
        return switch (keyAlgorithm.toUpperCase(Locale.ROOT)) {
            case "RSA" -> "SHA256withRSA";
            case "EC", "ECDSA" -> "SHA256withECDSA";
            case "EDDSA", "ED25519", "ED448" -> "EdDSA";
            default -> keyAlgorithm;
        };
    }
}
