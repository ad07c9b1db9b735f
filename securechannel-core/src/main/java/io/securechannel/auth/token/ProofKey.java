package io.securechannel.auth.token;

import com.google.crypto.tink.jwt.RawJwt;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.EncodedKeyPair;
import io.securechannel.internal.crypto.KeyAlgorithm;
import io.securechannel.internal.crypto.RoleKeys;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * A key pair on the NIST curve P-256 that signs with ES256 (RFC 7518, section 3.4): a client's, to which tokens are bound, or that
 * of a {@link TokenIssuer}. {@link #close()} wipes the private key; the copy that Tink signs with cannot be wiped, and is let go.
 */
public final class ProofKey implements AutoCloseable {

    private final SecretBytes pkcs8;
    private final ProofPublicKey publicKey;
    private volatile @Nullable Signing signing;

    private ProofKey(SecretBytes pkcs8, ProofPublicKey publicKey) {
        this.pkcs8 = pkcs8;
        this.publicKey = publicKey;
        this.signing = signing(Optional.empty());
    }

    /** {@return a new key} */
    public static ProofKey generate() {
        try {
            return of(RoleKeys.generate(KeyAlgorithm.P256, 0));
        } catch (Refusal e) {
            throw new IllegalStateException("a new key is on its curve", e);
        }
    }

    /**
     * Reads a private key.
     *
     * @param pkcs8 the key, PKCS#8 (RFC 5208, RFC 5958), DER; the caller still owns it
     * @return the key; its public half is computed, whatever the encoding says
     * @throws KeyMaterialException if it is damaged, or no EC key on P-256 (WRONG_KIND)
     */
    public static ProofKey fromPkcs8(SecretBytes pkcs8) throws KeyMaterialException {
        var keys = RoleKeys.decode(pkcs8, "the proof key");
        if (keys.publicKey().algorithm() != KeyAlgorithm.P256) {
            keys.pkcs8().close();
            throw new KeyMaterialException(
                    Reason.WRONG_KIND,
                    "the proof key is of the kind " + keys.publicKey().algorithm() + "; ES256 needs P-256");
        }
        try {
            return of(keys);
        } catch (Refusal e) {
            throw e.malformed("the proof key");
        }
    }

    private static ProofKey of(EncodedKeyPair keys) throws Refusal {
        byte[] point = SubjectPublicKeyInfo.getInstance(keys.publicKey().subjectPublicKeyInfo())
                .getPublicKeyData()
                .getOctets();
        return new ProofKey(keys.pkcs8(), ProofPublicKey.ofUncompressed(point));
    }

    /** {@return the public key, which is for everybody} */
    public ProofPublicKey publicKey() {
        return publicKey;
    }

    /**
     * {@return the private key in PKCS#8 version 1 (RFC 5208), DER, as a secret of its own that the caller has to close}
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public SecretBytes pkcs8() {
        return pkcs8.use(SecretBytes::copyOf);
    }

    String sign(RawJwt token) {
        var key = signing;
        if (key == null) {
            throw new IllegalStateException("this proof key has been closed");
        }
        try {
            return key.sign(token);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ES256 failed to sign", e);
        }
    }

    Signing signing(Optional<String> keyId) {
        var scalar = pkcs8.use(ProofKey::scalar);
        return new Es256Signing(publicKey.point(), scalar, keyId);
    }

    private static BigInteger scalar(byte[] encoded) {
        try {
            return ECPrivateKey.getInstance(PrivateKeyInfo.getInstance(encoded).parsePrivateKey())
                    .getKey();
        } catch (IOException e) {
            throw new IllegalStateException("a key that has been read can be read again", e);
        }
    }

    /** Wipes the private key. Further calls do nothing. */
    @Override
    public void close() {
        signing = null;
        pkcs8.close();
    }

    /** {@return the public key's thumbprint, never the private key} */
    @Override
    public String toString() {
        return "ProofKey[" + publicKey + "]";
    }
}
