package io.securechannel.auth.token;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.SharedSecret;
import io.securechannel.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * A key that an issuer signs with.
 *
 * @param kind {@link #ES256} or {@link #HS256}
 * @param keyId its name
 * @param material the private key in PKCS#8, or the secret
 * @param publicKey for ES256
 * @param signing how it signs
 * @param verification how it verifies
 */
record IssuerKey(
        byte kind,
        String keyId,
        SecretBytes material,
        Optional<ProofPublicKey> publicKey,
        Signing signing,
        VerificationKey verification) {

    static final byte ES256 = 1;
    static final byte HS256 = 2;

    private static final int SECRET = 32;
    private static final byte[] KEY_ID = "securechannel token issuer key id".getBytes(StandardCharsets.US_ASCII);

    /** Its name is its thumbprint (RFC 7638). The caller still owns the key. */
    static IssuerKey of(ProofKey key) {
        var keyId = key.publicKey().thumbprint();
        return new IssuerKey(
                ES256,
                keyId,
                key.pkcs8(),
                Optional.of(key.publicKey()),
                key.signing(Optional.of(keyId)),
                new VerificationKey(
                        CompactJws.ES256, Optional.of(keyId), key.publicKey().verification()));
    }

    /** Its name is the beginning of an HMAC under it: the same after a restart, and of no use to find the secret. */
    static IssuerKey of(SecretBytes secret) {
        var keyId = secret.use(bytes -> {
            var mac = new HMac(new SHA256Digest());
            mac.init(new KeyParameter(bytes));
            mac.update(KEY_ID, 0, KEY_ID.length);
            var output = new byte[mac.getMacSize()];
            mac.doFinal(output, 0);
            return Base64Url.encode(Arrays.copyOf(output, 12));
        });
        return new IssuerKey(
                HS256,
                keyId,
                secret.use(SecretBytes::copyOf),
                Optional.empty(),
                Signing.hs256(secret, Optional.of(keyId)),
                new VerificationKey(CompactJws.HS256, Optional.of(keyId), Signing.hs256Check(secret)));
    }

    /** Of what {@link #material()} was. */
    static IssuerKey read(byte kind, SecretBytes material) throws KeyMaterialException, Refusal {
        if (kind == ES256) {
            try (var key = ProofKey.fromPkcs8(material)) {
                return of(key);
            }
        }
        if (kind != HS256 || material.length() < SECRET) {
            throw new Refusal("holds a key of a kind that is not known, or too short");
        }
        return of(material);
    }

    /** A new key of the same kind. */
    IssuerKey another() {
        if (kind == ES256) {
            try (var key = ProofKey.generate()) {
                return of(key);
            }
        }
        try (var secret = SharedSecret.random();
                var bytes = secret.bytes()) {
            return of(bytes);
        }
    }

    void close() {
        material.close();
    }

    /** {@return the name, never the key} */
    @Override
    public String toString() {
        return "IssuerKey[" + keyId + "]";
    }
}
