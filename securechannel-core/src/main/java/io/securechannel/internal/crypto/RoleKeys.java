package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;

/**
 * Makes, and reads, private keys that have one role. What is read is checked and brought into one form, PKCS#8 version 1
 * without the public key, and the public key is always computed from the private one: a file cannot join two strangers.
 */
public final class RoleKeys {

    private static final int SEED = 32;

    private final String source;

    private RoleKeys(String source) {
        this.source = source;
    }

    /**
     * Makes a new key.
     *
     * @param algorithm what for
     * @param bits the size of an RSA key; of no meaning for others
     * @return the key
     */
    public static EncodedKeyPair generate(KeyAlgorithm algorithm, int bits) {
        try {
            return switch (algorithm) {
                case X25519, ED25519, X_WING, ML_DSA_65 -> ofSeed(algorithm, SecretBytes.random(SEED));
                case P256 -> generate("EC", new ECGenParameterSpec("secp256r1"));
                case RSA -> generate("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
            };
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no key of the kind " + algorithm + " could be made", e);
        }
    }

    /**
     * Reads a private key.
     *
     * @param pkcs8 the key, PKCS#8 of any version (RFC 5208, RFC 5958); the caller still owns it
     * @param source what errors call its origin
     * @return the key
     * @throws KeyMaterialException if it is damaged, too weak or of a kind that is not supported
     */
    public static EncodedKeyPair decode(SecretBytes pkcs8, String source) throws KeyMaterialException {
        return pkcs8.use(bytes -> new RoleKeys(source).read(bytes));
    }

    /**
     * Takes the bytes that a private key is made of.
     *
     * @param algorithm X25519, Ed25519, X-Wing or ML-DSA-65
     * @param seed 32 bytes; the caller still owns them
     * @param source what errors call its origin
     * @return the key
     * @throws KeyMaterialException if they are too many or too few
     */
    public static EncodedKeyPair ofSeed(KeyAlgorithm algorithm, SecretBytes seed, String source)
            throws KeyMaterialException {
        if (seed.length() != SEED) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    source + " has " + seed.length() + " bytes; a private key of the kind " + algorithm + " has 32");
        }
        try {
            return ofSeed(algorithm, seed.use(SecretBytes::copyOf));
        } catch (IOException e) {
            throw new IllegalStateException("a private key has an encoding", e);
        }
    }

    /**
     * {@return the 32 bytes that a key of X25519, Ed25519, X-Wing or ML-DSA-65 is made of}
     *
     * @param keys the key
     */
    public static SecretBytes seed(EncodedKeyPair keys) {
        return keys.pkcs8().use(bytes -> {
            try {
                return SecretBytes.owning(new RoleKeys("a key that has been read")
                        .seedIn(
                                PrivateKeyInfo.getInstance(bytes),
                                keys.publicKey().algorithm()));
            } catch (IOException | KeyMaterialException e) {
                throw new IllegalStateException("a key that has been read can be read again", e);
            }
        });
    }

    private static EncodedKeyPair generate(String algorithm, java.security.spec.AlgorithmParameterSpec parameters)
            throws GeneralSecurityException {
        var generator = JdkProvider.keyPairGenerator(algorithm);
        generator.initialize(parameters);
        try (var encoded =
                SecretBytes.owning(generator.generateKeyPair().getPrivate().getEncoded())) {
            return decode(encoded, "a new key");
        }
    }

    private EncodedKeyPair read(byte[] der) throws KeyMaterialException {
        try {
            ASN1Primitive.fromByteArray(der); // refuses trailing bytes and deep nesting
            var info = PrivateKeyInfo.getInstance(der);
            var algorithm = KeyAlgorithm.of(info.getPrivateKeyAlgorithm().getAlgorithm())
                    .orElse(null);
            if (algorithm == null || algorithm == KeyAlgorithm.P256 || algorithm == KeyAlgorithm.RSA) {
                return ofJdk(new KeyDecoder(source).pkcs8(der));
            }
            if (info.getPrivateKeyAlgorithm().getParameters() != null) {
                throw damaged(algorithm);
            }
            return ofSeed(algorithm, SecretBytes.owning(seedIn(info, algorithm)));
        } catch (IOException | RuntimeException e) {
            // Without the cause: a parser's message may quote what it stumbled over, and that is the key.
            throw new KeyMaterialException(
                    Reason.MALFORMED, source + ": the private key is damaged; expected PKCS#8 (RFC 5958)");
        }
    }

    /** EC and RSA keys have been checked, and brought into their form, by {@link KeyDecoder}. */
    private EncodedKeyPair ofJdk(PrivateKey key) throws KeyMaterialException {
        try (var encoded = SecretBytes.owning(key.getEncoded())) {
            if (key instanceof ECPrivateKey ec
                    && EllipticCurve.of(ec).filter(EllipticCurve.P256::equals).isPresent()) {
                return new EncodedKeyPair(SecretBytes.owning(encoded.copy()), RolePublicKeys.ofPrivate(ec));
            }
            if (key instanceof RSAPrivateCrtKey rsa) {
                requireOneKey(encoded);
                return new EncodedKeyPair(SecretBytes.owning(encoded.copy()), RolePublicKeys.ofPrivate(rsa, source));
            }
        } catch (IOException e) {
            throw new IllegalStateException("a public key has an encoding", e);
        }
        throw new KeyMaterialException(
                Reason.UNSUPPORTED,
                source + " holds a " + key.getAlgorithm() + " key of a kind that has no role here; there are X25519,"
                        + " X-Wing, P-256, RSA, Ed25519 and ML-DSA-65");
    }

    /** The public exponent stands beside the private numbers and cannot be computed from them alone. */
    private void requireOneKey(SecretBytes rsa) throws IOException, KeyMaterialException {
        var numbers = rsa.use(bytes ->
                RSAPrivateKey.getInstance(PrivateKeyInfo.getInstance(bytes).parsePrivateKey()));
        if (!JwkNumbers.consistent(numbers)) {
            throw new KeyMaterialException(
                    Reason.KEY_MISMATCH,
                    source + " holds an RSA key whose private numbers do not belong to its public ones: the file is"
                            + " damaged, or was put together of two; write the key again");
        }
    }

    private static EncodedKeyPair ofSeed(KeyAlgorithm algorithm, SecretBytes seed) throws IOException {
        try (seed) {
            return seed.use(bytes -> new EncodedKeyPair(
                    SecretBytes.owning(new PrivateKeyInfo(
                                    new AlgorithmIdentifier(algorithm.identifier()), content(algorithm, bytes))
                            .getEncoded(ASN1Encoding.DER)),
                    RolePublicKeys.ofSeed(algorithm, bytes)));
        }
    }

    /**
     * What stands in PrivateKeyInfo.privateKey. RFC 8410, section 7: an OCTET STRING. RFC 9881, section 6: the seed, tagged 0.
     * X-Wing has no standard yet; its seed stands in an OCTET STRING like the first.
     */
    private static ASN1Encodable content(KeyAlgorithm algorithm, byte[] seed) {
        var octets = new DEROctetString(seed);
        return algorithm == KeyAlgorithm.ML_DSA_65 ? new DERTaggedObject(false, 0, octets) : octets;
    }

    private byte[] seedIn(PrivateKeyInfo info, KeyAlgorithm algorithm) throws IOException, KeyMaterialException {
        var content = info.parsePrivateKey();
        var seed = algorithm == KeyAlgorithm.ML_DSA_65
                ? mlDsaSeed(content)
                : ASN1OctetString.getInstance(content).getOctets();
        if (seed.length != SEED) {
            throw damaged(algorithm);
        }
        return seed.clone();
    }

    /** RFC 9881, section 6: {@code CHOICE { seed [0] OCTET STRING, expandedKey OCTET STRING, both SEQUENCE }}. */
    private byte[] mlDsaSeed(ASN1Encodable content) throws KeyMaterialException {
        if (content instanceof ASN1TaggedObject tagged && tagged.hasContextTag(0)) {
            return ASN1OctetString.getInstance(tagged, false).getOctets();
        }
        if (content instanceof ASN1Sequence both && both.size() == 2) {
            var seed = ASN1OctetString.getInstance(both.getObjectAt(0)).getOctets();
            var expanded = ASN1OctetString.getInstance(both.getObjectAt(1)).getOctets();
            if (seed.length != SEED || !Arrays.equals(expanded, expand(seed))) {
                throw damaged(KeyAlgorithm.ML_DSA_65);
            }
            return seed;
        }
        throw new KeyMaterialException(
                Reason.UNSUPPORTED,
                source + " holds an ML-DSA key without its seed (RFC 9881, section 6), from which the seed cannot be"
                        + " computed: write it with the seed, or make a new key");
    }

    private static byte[] expand(byte[] seed) {
        return new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, seed).getEncoded();
    }

    private KeyMaterialException damaged(KeyAlgorithm algorithm) {
        return new KeyMaterialException(
                Reason.MALFORMED, source + ": the " + algorithm + " private key is damaged, or of the wrong length");
    }
}
