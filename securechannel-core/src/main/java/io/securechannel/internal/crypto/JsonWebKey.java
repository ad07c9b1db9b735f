package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * Reads JSON Web Keys (RFC 7517): OKP with X25519 and Ed25519 (RFC 8037), EC with P-256 and RSA (RFC 7518, section 6). What is
 * read goes through the same checks as any other encoding of a key.
 */
public final class JsonWebKey {

    private static final int COORDINATE = 32;
    private static final String PEM_INSTEAD = "write it as PEM (PKCS#8 or SubjectPublicKeyInfo) instead";

    private final JsonMembers members;
    private final String source;

    private JsonWebKey(JsonMembers members, String source) {
        this.members = members;
        this.source = source;
    }

    /**
     * Reads a public key.
     *
     * @param json UTF-8
     * @param role what it shall do
     * @param source what errors call its origin
     * @return the key
     * @throws KeyMaterialException if it is none, damaged, a private key, or for another use
     */
    public static EncodedPublicKey readPublic(byte[] json, JwkRole role, String source) throws KeyMaterialException {
        var key = new JsonWebKey(JsonMembers.read(json, source), source);
        var algorithm = key.algorithm();
        if (key.members.has("d")) {
            throw new KeyMaterialException(
                    Reason.WRONG_KIND,
                    source + " holds a private key where a public one was expected: whoever sent it has given the key"
                            + " away, and should make a new one");
        }
        role.check(key.members, algorithm, false, source);
        return key.publicKey(algorithm);
    }

    /**
     * Reads a private key.
     *
     * @param json UTF-8, which the caller still owns
     * @param role what it shall do
     * @param source what errors call its origin
     * @return the key
     * @throws KeyMaterialException if it is none, damaged, for another use, or does not belong to the public key beside it
     */
    public static EncodedKeyPair readPrivate(byte[] json, JwkRole role, String source) throws KeyMaterialException {
        var key = new JsonWebKey(JsonMembers.read(json, source), source);
        var algorithm = key.algorithm();
        if (!key.members.has("d")) {
            throw new KeyMaterialException(
                    Reason.MISSING,
                    source + " holds a public key (it has no member \"d\"), and a private one was expected");
        }
        role.check(key.members, algorithm, true, source);
        var stated = key.publicKey(algorithm);
        try (var pkcs8 = key.privateKey(algorithm)) {
            var keys = RoleKeys.decode(pkcs8, source);
            if (!keys.publicKey().equals(stated)) {
                keys.pkcs8().close();
                throw key.mismatch();
            }
            return keys;
        }
    }

    private KeyAlgorithm algorithm() throws KeyMaterialException {
        if (members.has("keys") && !members.has("kty")) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED, source + " is a set of keys (RFC 7517, section 5): take one key out of it");
        }
        String kty = members.require("kty");
        return switch (kty) {
            case "RSA" -> KeyAlgorithm.RSA;
            case "EC", "OKP" ->
                curve(kty, members.require("crv"))
                        .orElseThrow(
                                () -> unsupported("its curve; supported are P-256, X25519 and Ed25519", PEM_INSTEAD));
            case "oct" -> throw unsupported("its kind: it is a secret, not a key pair", "keep it as a SharedSecret");
            case "AKP" -> throw unsupported("its kind, ML-DSA or another of the post-quantum ones", PEM_INSTEAD);
            default -> throw unsupported("its kind; supported are OKP, EC and RSA", PEM_INSTEAD);
        };
    }

    private static Optional<KeyAlgorithm> curve(String kty, String crv) {
        return switch (kty + " " + crv) {
            case "EC P-256" -> Optional.of(KeyAlgorithm.P256);
            case "OKP X25519" -> Optional.of(KeyAlgorithm.X25519);
            case "OKP Ed25519" -> Optional.of(KeyAlgorithm.ED25519);
            default -> Optional.empty();
        };
    }

    private EncodedPublicKey publicKey(KeyAlgorithm algorithm) throws KeyMaterialException {
        return switch (algorithm) {
            case RSA -> {
                var numbers = new JwkNumbers(members);
                var key = new RSAPublicKey(numbers.number("n"), numbers.number("e"));
                yield RolePublicKeys.decode(encoded(identifier(algorithm), key), source);
            }
            case P256 -> {
                var numbers = new JwkNumbers(members);
                var point = new byte[1 + 2 * COORDINATE];
                point[0] = 4; // SEC 1, section 2.3.3: not compressed
                System.arraycopy(numbers.bytes("x", COORDINATE), 0, point, 1, COORDINATE);
                System.arraycopy(numbers.bytes("y", COORDINATE), 0, point, 1 + COORDINATE, COORDINATE);
                yield RolePublicKeys.decode(encoded(identifier(algorithm), point), source);
            }
            default -> RolePublicKeys.ofRaw(algorithm, new JwkNumbers(members).bytes("x", COORDINATE), source);
        };
    }

    private SecretBytes privateKey(KeyAlgorithm algorithm) throws KeyMaterialException {
        var numbers = new JwkNumbers(members);
        if (algorithm == KeyAlgorithm.RSA) {
            return privateKey(algorithm, numbers.rsa());
        }
        byte[] octets = numbers.bytes("d", COORDINATE);
        try {
            return privateKey(
                    algorithm,
                    algorithm == KeyAlgorithm.P256
                            ? new ECPrivateKey(256, new BigInteger(1, octets))
                            : new DEROctetString(octets));
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }

    private static SecretBytes privateKey(KeyAlgorithm algorithm, ASN1Encodable content) {
        try {
            return SecretBytes.owning(new PrivateKeyInfo(identifier(algorithm), content).getEncoded(ASN1Encoding.DER));
        } catch (IOException e) {
            throw new IllegalStateException("an encoding of bytes in memory failed", e);
        }
    }

    private static AlgorithmIdentifier identifier(KeyAlgorithm algorithm) {
        return switch (algorithm) {
            case RSA -> new AlgorithmIdentifier(algorithm.identifier(), DERNull.INSTANCE);
            case P256 -> new AlgorithmIdentifier(algorithm.identifier(), EllipticCurve.P256.identifier());
            default -> new AlgorithmIdentifier(algorithm.identifier());
        };
    }

    private static byte[] encoded(AlgorithmIdentifier algorithm, ASN1Encodable key) {
        try {
            return new SubjectPublicKeyInfo(algorithm, key).getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("an encoding of bytes in memory failed", e);
        }
    }

    private static byte[] encoded(AlgorithmIdentifier algorithm, byte[] key) {
        try {
            return new SubjectPublicKeyInfo(algorithm, key).getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("an encoding of bytes in memory failed", e);
        }
    }

    private KeyMaterialException mismatch() {
        return new KeyMaterialException(
                Reason.KEY_MISMATCH,
                source
                        + " holds a private key that does not belong to the public key beside it: the file is damaged, or"
                        + " was put together of two; write the key again");
    }

    private KeyMaterialException unsupported(String what, String mend) {
        return new KeyMaterialException(
                Reason.UNSUPPORTED, source + " is a JSON Web Key that is not supported for " + what + ": " + mend);
    }
}
