package io.securechannel.internal.crypto;

import io.securechannel.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Signatures over messages: Ed25519 (RFC 8032, section 5.1) and ML-DSA-65 with an empty context (FIPS 204, section 5.2) by Bouncy
 * Castle, RSASSA-PSS with SHA-256, MGF1 with SHA-256 and 32 bytes of salt (RFC 8017, section 8.1) by the JDK.
 */
public final class Signatures {

    private static final int ML_DSA_65_LENGTH = 3_309;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Signatures() {}

    /**
     * {@return the length of every signature of a key, in bytes}
     *
     * @param key of Ed25519, ML-DSA-65 or RSA
     */
    public static int length(EncodedPublicKey key) {
        return switch (key.algorithm()) {
            case ED25519 -> Ed25519.SIGNATURE_SIZE;
            case ML_DSA_65 -> ML_DSA_65_LENGTH;
            case RSA -> (key.bits() + 7) / Byte.SIZE; // RFC 8017, section 8.1.1: as many as the modulus has
            default -> throw new IllegalArgumentException(key.algorithm() + " does not sign");
        };
    }

    /**
     * Signs.
     *
     * @param keys of Ed25519, ML-DSA-65 or RSA
     * @param parts the message, one part after the other
     * @return the signature
     */
    public static byte[] sign(EncodedKeyPair keys, byte[]... parts) {
        try {
            return switch (keys.publicKey().algorithm()) {
                case ED25519 -> ed25519(keys, parts);
                case ML_DSA_65 -> mlDsa(keys, parts);
                case RSA -> rsaPss(keys.pkcs8(), parts);
                default -> throw new IllegalArgumentException(keys.publicKey().algorithm() + " does not sign");
            };
        } catch (GeneralSecurityException | CryptoException e) {
            throw new IllegalStateException("no signature by " + keys.publicKey() + " could be made", e);
        }
    }

    /**
     * Verifies.
     *
     * @param key of Ed25519, ML-DSA-65 or RSA
     * @param signature as it came
     * @param parts the message, one part after the other
     * @return whether the key made the signature over the message
     */
    public static boolean verify(EncodedPublicKey key, byte[] signature, byte[]... parts) {
        if (signature.length != length(key)) {
            return false;
        }
        return switch (key.algorithm()) {
            case ED25519 -> ed25519Verifies(RolePublicKeys.raw(key), signature, parts);
            case ML_DSA_65 -> mlDsaVerifies(RolePublicKeys.raw(key), signature, parts);
            default -> rsaPssVerifies(key.subjectPublicKeyInfo(), signature, parts);
        };
    }

    private static byte[] ed25519(EncodedKeyPair keys, byte[]... parts) {
        var signature = new byte[Ed25519.SIGNATURE_SIZE];
        byte[] message = join(parts);
        // The public key is the one that was computed from this private key: with another the signature would give the
        // key away.
        byte[] publicKey = RolePublicKeys.raw(keys.publicKey());
        byte[] seed = seed(keys);
        try {
            Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
        } finally {
            Arrays.fill(seed, (byte) 0);
            Arrays.fill(message, (byte) 0);
        }
        return signature;
    }

    private static boolean ed25519Verifies(byte[] key, byte[] signature, byte[]... parts) {
        byte[] message = join(parts);
        try {
            return Ed25519.verify(signature, 0, key, 0, message, 0, message.length);
        } finally {
            Arrays.fill(message, (byte) 0);
        }
    }

    private static byte[] seed(EncodedKeyPair keys) {
        try (var seed = RoleKeys.seed(keys)) {
            return seed.copy();
        }
    }

    private static byte[] mlDsa(EncodedKeyPair keys, byte[]... parts) throws CryptoException {
        try (var seed = RoleKeys.seed(keys)) {
            var signer = new MLDSASigner();
            var key = seed.use(bytes -> new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, bytes));
            // Hedged (FIPS 204, section 3.4): without random bytes, faults and power traces give more away.
            signer.init(true, new ParametersWithRandom(key, RANDOM));
            for (var part : parts) {
                signer.update(part, 0, part.length);
            }
            return signer.generateSignature();
        }
    }

    private static boolean mlDsaVerifies(byte[] key, byte[] signature, byte[]... parts) {
        var verifier = new MLDSASigner();
        verifier.init(false, new MLDSAPublicKeyParameters(MLDSAParameters.ml_dsa_65, key));
        for (var part : parts) {
            verifier.update(part, 0, part.length);
        }
        return verifier.verifySignature(signature);
    }

    private static byte[] rsaPss(SecretBytes pkcs8, byte[]... parts) throws GeneralSecurityException {
        PrivateKey key =
                pkcs8.use(bytes -> JdkProvider.keyFactory("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes)));
        var signature = pss();
        signature.initSign(key);
        for (var part : parts) {
            signature.update(part);
        }
        return signature.sign();
    }

    private static boolean rsaPssVerifies(byte[] spki, byte[] signature, byte[]... parts) {
        try {
            PublicKey key = JdkProvider.keyFactory("RSA").generatePublic(new X509EncodedKeySpec(spki));
            var verifier = pss();
            verifier.initVerify(key);
            for (var part : parts) {
                verifier.update(part);
            }
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Signature pss() throws GeneralSecurityException {
        var signature = JdkProvider.rsaPss();
        signature.setParameter(new PSSParameterSpec(
                "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC));
        return signature;
    }

    /** A copy, which the caller wipes: Ed25519 takes the message twice, and in one piece. */
    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (var part : parts) {
            length = Math.addExact(length, part.length);
        }
        var all = new byte[length];
        int at = 0;
        for (var part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
