package io.securechannel.internal.crypto;

import io.securechannel.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.MLDSASigner;

/**
 * One signature over a message that comes in pieces and is not kept: ML-DSA-65 and RSASSA-PSS, with the parameters of
 * {@link Signatures}. Both hash the message once, from its beginning to its end. Ed25519 signs in two passes (RFC 8032, section
 * 5.1.6: once for the nonce, once for the challenge), and so its message has to be there as a whole.
 */
public abstract sealed class SignatureStream {

    private static final SecureRandom RANDOM = new SecureRandom();

    private SignatureStream() {}

    /**
     * {@return whether keys of this algorithm sign and verify a message in pieces}
     *
     * @param key the key
     */
    public static boolean supports(EncodedPublicKey key) {
        return key.algorithm() == KeyAlgorithm.ML_DSA_65 || key.algorithm() == KeyAlgorithm.RSA;
    }

    /**
     * Begins to sign.
     *
     * @param keys of ML-DSA-65 or RSA; needed here alone, its owner may close it afterwards
     * @return takes the message, then {@link #sign}
     */
    public static SignatureStream signing(EncodedKeyPair keys) {
        requireSupport(keys.publicKey());
        try {
            return keys.publicKey().algorithm() == KeyAlgorithm.RSA
                    ? new RsaPss(rsaSigner(keys.pkcs8()))
                    : new MlDsa(mlDsaSigner(keys));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no signature by " + keys.publicKey() + " could be begun", e);
        }
    }

    /**
     * Begins to verify.
     *
     * @param key of ML-DSA-65 or RSA
     * @return takes the message, then {@link #verify}
     */
    public static SignatureStream verifying(EncodedPublicKey key) {
        requireSupport(key);
        try {
            return key.algorithm() == KeyAlgorithm.RSA
                    ? new RsaPss(rsaVerifier(key))
                    : new MlDsa(mlDsaVerifier(RolePublicKeys.raw(key)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no signature by " + key + " could be verified", e);
        }
    }

    /**
     * Takes the next piece of the message.
     *
     * @param bytes holds it
     * @param offset where it begins
     * @param length its length
     */
    public abstract void update(byte[] bytes, int offset, int length);

    /** {@return the signature over all that came} */
    public abstract byte[] sign();

    /**
     * Verifies.
     *
     * @param signature as it came
     * @return whether the key made the signature over all that came
     */
    public abstract boolean verify(byte[] signature);

    private static final class MlDsa extends SignatureStream {

        private final MLDSASigner signer;

        MlDsa(MLDSASigner signer) {
            this.signer = signer;
        }

        @Override
        public void update(byte[] bytes, int offset, int length) {
            signer.update(bytes, offset, length);
        }

        @Override
        public byte[] sign() {
            try {
                return signer.generateSignature();
            } catch (CryptoException e) {
                throw new IllegalStateException("no ML-DSA-65 signature could be made", e);
            }
        }

        @Override
        public boolean verify(byte[] signature) {
            return signer.verifySignature(signature);
        }
    }

    private static final class RsaPss extends SignatureStream {

        private final Signature signature;

        RsaPss(Signature signature) {
            this.signature = signature;
        }

        @Override
        public void update(byte[] bytes, int offset, int length) {
            try {
                signature.update(bytes, offset, length);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("an RSA signature was begun", e);
            }
        }

        @Override
        public byte[] sign() {
            try {
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("no RSA signature could be made", e);
            }
        }

        @Override
        public boolean verify(byte[] expected) {
            try {
                return signature.verify(expected);
            } catch (GeneralSecurityException e) {
                return false; // another length, or numbers out of range
            }
        }
    }

    private static MLDSASigner mlDsaSigner(EncodedKeyPair keys) {
        try (var seed = RoleKeys.seed(keys)) {
            var signer = new MLDSASigner();
            var key = seed.use(bytes -> new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, bytes));
            signer.init(true, new ParametersWithRandom(key, RANDOM)); // hedged, as in Signatures
            return signer;
        }
    }

    private static MLDSASigner mlDsaVerifier(byte[] key) {
        var verifier = new MLDSASigner();
        verifier.init(false, new MLDSAPublicKeyParameters(MLDSAParameters.ml_dsa_65, key));
        return verifier;
    }

    private static Signature rsaSigner(SecretBytes pkcs8) throws GeneralSecurityException {
        var signer = pss();
        signer.initSign(
                pkcs8.use(bytes -> JdkProvider.keyFactory("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes))));
        return signer;
    }

    private static Signature rsaVerifier(EncodedPublicKey key) throws GeneralSecurityException {
        var verifier = pss();
        verifier.initVerify(
                JdkProvider.keyFactory("RSA").generatePublic(new X509EncodedKeySpec(key.subjectPublicKeyInfo())));
        return verifier;
    }

    private static Signature pss() throws GeneralSecurityException {
        var signature = JdkProvider.rsaPss();
        signature.setParameter(new PSSParameterSpec(
                "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC));
        return signature;
    }

    private static void requireSupport(EncodedPublicKey key) {
        if (!supports(key)) {
            throw new IllegalArgumentException(key.algorithm() + " does not sign in pieces");
        }
    }
}
