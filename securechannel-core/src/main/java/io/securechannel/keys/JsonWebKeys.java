package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.EncodedKeyPair;
import io.securechannel.internal.crypto.JsonWebKey;
import io.securechannel.internal.crypto.JsonWebKeyWriter;
import io.securechannel.internal.crypto.JwkRole;
import io.securechannel.internal.crypto.RolePublicKeys;
import io.securechannel.secret.SecretBytes;
import java.nio.charset.StandardCharsets;

/**
 * Keys that have one role, as JSON Web Keys (RFC 7517): X25519 and Ed25519 (RFC 8037), P-256 and RSA (RFC 7518, section 6).
 * X-Wing and ML-DSA have no form that others would read: {@link KeyFiles} writes them.
 *
 * <p>Reading is strict: one JSON object of at most 64 KiB in which no member stands twice; base64url without padding, of the
 * right length; a private key that belongs to the public one beside it. Members that are not known are skipped, as RFC 7517,
 * section 4 has it. What "use", "key_ops" and "alg" say must fit the role, if they are there: a key has one use. Written keys say
 * "use", and RSA keys "alg" ("PS256", "RSA-OAEP-256").
 *
 * <p>A private key in JSON is <b>not encrypted</b>, and while it is read it passes through strings, which cannot be wiped. Who can
 * choose takes {@link KeyFiles} with a password.
 */
public final class JsonWebKeys {

    private static final String SOURCE = "the JSON Web Key";

    private JsonWebKeys() {}

    /**
     * Writes a public key.
     *
     * @param key the key
     * @return one line of JSON
     * @throws KeyMaterialException for X-Wing and ML-DSA keys
     *     ({@link KeyMaterialException.Reason#UNSUPPORTED UNSUPPORTED})
     */
    public static String toJson(RolePublicKey key) throws KeyMaterialException {
        return JsonWebKeyWriter.write(RolePublicKeys.decode(key.subjectPublicKeyInfo(), SOURCE), role(key));
    }

    /**
     * Writes a private key, with its public half. <b>It is not encrypted.</b>
     *
     * @param keys the key
     * @return one line of JSON in UTF-8, as a secret that the caller has to close
     * @throws KeyMaterialException for X-Wing and ML-DSA keys
     *     ({@link KeyMaterialException.Reason#UNSUPPORTED UNSUPPORTED})
     * @throws IllegalStateException if the key has been closed
     */
    public static SecretBytes toPrivateJson(RoleKeyPair keys) throws KeyMaterialException {
        try (var pkcs8 = keys.pkcs8()) {
            var encoded = new EncodedKeyPair(
                    pkcs8, RolePublicKeys.decode(keys.publicKey().subjectPublicKeyInfo(), SOURCE));
            return JsonWebKeyWriter.writePrivate(encoded, role(keys.publicKey()));
        }
    }

    /**
     * Reads a public key for Noise handshakes.
     *
     * @param json one key
     * @return the key
     * @throws KeyMaterialException if it is damaged, not supported, for another use
     *     ({@link KeyMaterialException.Reason#WRONG_KIND WRONG_KIND}), or a private key
     */
    public static NoisePublicKey readNoisePublicKey(String json) throws KeyMaterialException {
        return NoisePublicKey.fromSubjectPublicKeyInfo(read(json, JwkRole.NOISE), SOURCE);
    }

    /**
     * Reads a public key that envelopes are sealed to.
     *
     * @param json one key
     * @return the key
     * @throws KeyMaterialException as {@link #readNoisePublicKey(String)}
     */
    public static EnvelopePublicKey readEnvelopePublicKey(String json) throws KeyMaterialException {
        return EnvelopePublicKey.fromSubjectPublicKeyInfo(read(json, JwkRole.ENVELOPE), SOURCE);
    }

    /**
     * Reads a public key that verifies signatures.
     *
     * @param json one key
     * @return the key
     * @throws KeyMaterialException as {@link #readNoisePublicKey(String)}
     */
    public static SigningPublicKey readSigningPublicKey(String json) throws KeyMaterialException {
        return SigningPublicKey.fromSubjectPublicKeyInfo(read(json, JwkRole.SIGNING), SOURCE);
    }

    /**
     * Reads a private key for Noise handshakes.
     *
     * @param json one key in UTF-8; the caller still owns it
     * @return the key
     * @throws KeyMaterialException if it is damaged, not supported, for another use
     *     ({@link KeyMaterialException.Reason#WRONG_KIND WRONG_KIND}), a public key
     *     ({@link KeyMaterialException.Reason#MISSING MISSING}), or does not belong to its public half
     *     ({@link KeyMaterialException.Reason#KEY_MISMATCH KEY_MISMATCH})
     */
    public static NoiseKeyPair readNoiseKeyPair(SecretBytes json) throws KeyMaterialException {
        try (var pkcs8 = read(json, JwkRole.NOISE)) {
            return NoiseKeyPair.fromPkcs8(pkcs8, SOURCE);
        }
    }

    /**
     * Reads a private key that opens envelopes.
     *
     * @param json one key in UTF-8; the caller still owns it
     * @return the key
     * @throws KeyMaterialException as {@link #readNoiseKeyPair(SecretBytes)}
     */
    public static EnvelopeKeyPair readEnvelopeKeyPair(SecretBytes json) throws KeyMaterialException {
        try (var pkcs8 = read(json, JwkRole.ENVELOPE)) {
            return EnvelopeKeyPair.fromPkcs8(pkcs8, SOURCE);
        }
    }

    /**
     * Reads a private key that signs.
     *
     * @param json one key in UTF-8; the caller still owns it
     * @return the key
     * @throws KeyMaterialException as {@link #readNoiseKeyPair(SecretBytes)}
     */
    public static SigningKeyPair readSigningKeyPair(SecretBytes json) throws KeyMaterialException {
        try (var pkcs8 = read(json, JwkRole.SIGNING)) {
            return SigningKeyPair.fromPkcs8(pkcs8, SOURCE);
        }
    }

    private static JwkRole role(RolePublicKey key) {
        if (key instanceof NoisePublicKey) {
            return JwkRole.NOISE;
        }
        return key instanceof EnvelopePublicKey ? JwkRole.ENVELOPE : JwkRole.SIGNING;
    }

    private static byte[] read(String json, JwkRole role) throws KeyMaterialException {
        return JsonWebKey.readPublic(json.getBytes(StandardCharsets.UTF_8), role, SOURCE)
                .subjectPublicKeyInfo();
    }

    private static SecretBytes read(SecretBytes json, JwkRole role) throws KeyMaterialException {
        return json.use(bytes -> JsonWebKey.readPrivate(bytes, role, SOURCE).pkcs8());
    }
}
