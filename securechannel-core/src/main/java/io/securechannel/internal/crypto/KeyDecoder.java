package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * Makes the JDK's own private keys from their encodings in the clear. Every encoding is checked, brought into one form,
 * PKCS#8 version 1 without the public key, and only then given to the JDK: so equal keys are equal however they were
 * stored, and no number in a hostile file is large enough to keep the JDK busy for hours.
 */
final class KeyDecoder {

    private static final Map<ASN1ObjectIdentifier, Integer> EDWARDS_LENGTHS =
            Map.of(EdECObjectIdentifiers.id_Ed25519, 32, EdECObjectIdentifiers.id_Ed448, 57);
    private static final Map<String, String> NAMES = Map.of(
            "1.2.840.10040.4.1", "DSA",
            "1.2.840.113549.1.1.10", "RSA restricted to PSS",
            "1.2.840.113549.1.3.1", "Diffie-Hellman",
            "1.3.101.110", "X25519",
            "1.3.101.111", "X448",
            "1.3.132.0.10", "secp256k1",
            "1.3.132.0.33", "P-224",
            "1.2.840.10045.3.1.1", "P-192");

    private final String source;

    KeyDecoder(String source) {
        this.source = source;
    }

    /** A key in PKCS#8 (RFC 5958). */
    PrivateKey pkcs8(byte[] der) throws KeyMaterialException {
        try {
            var info = PrivateKeyInfo.getInstance(der);
            var algorithm = info.getPrivateKeyAlgorithm();
            var identifier = algorithm.getAlgorithm();
            if (identifier.equals(PKCSObjectIdentifiers.rsaEncryption)) {
                return rsa(RSAPrivateKey.getInstance(info.parsePrivateKey()));
            }
            if (identifier.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
                return ellipticCurve(ECPrivateKey.getInstance(info.parsePrivateKey()), algorithm.getParameters());
            }
            if (EDWARDS_LENGTHS.containsKey(identifier)) {
                return edwards(identifier, ASN1OctetString.getInstance(info.parsePrivateKey()));
            }
            if (identifier.equals(KeyAlgorithm.ML_DSA_65.identifier())) {
                return MlDsa.privateKey(der, source);
            }
            throw unsupportedAlgorithm(identifier);
        } catch (IOException | RuntimeException e) {
            throw damaged("PKCS#8 (RFC 5958)");
        }
    }

    /** An RSA key by itself (RFC 8017, appendix A.1.2). */
    PrivateKey pkcs1(byte[] der) throws KeyMaterialException {
        try {
            return rsa(RSAPrivateKey.getInstance(der));
        } catch (IOException | RuntimeException e) {
            throw damaged("an RSA key of PKCS#1 (RFC 8017)");
        }
    }

    /**
     * An elliptic-curve key by itself (RFC 5915).
     *
     * @param der the key
     * @param parameters the content of an EC PARAMETERS block before it, for keys that do not name their curve, or null
     */
    PrivateKey sec1(byte[] der, byte @Nullable [] parameters) throws KeyMaterialException {
        try {
            var key = ECPrivateKey.getInstance(der);
            ASN1Encodable named = key.getParametersObject();
            if (named == null && parameters != null) {
                named = ASN1ObjectIdentifier.fromByteArray(parameters);
            }
            return ellipticCurve(key, named);
        } catch (IOException | RuntimeException e) {
            throw damaged("an elliptic-curve key of SEC 1 (RFC 5915)");
        }
    }

    private PrivateKey rsa(RSAPrivateKey key) throws KeyMaterialException, IOException {
        if (key.getVersion().signum() != 0) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    source + " holds an RSA key of more than two primes, which Java does not take; make a new key: "
                            + KeyStrength.NEW_KEY);
        }
        KeyStrength.requireRsa(key.getModulus(), source);
        requireSoundRsa(key);
        return toJdk("RSA", new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE), key);
    }

    /** Cheap sums that bound the JDK's work, and tell damage here rather than as a failed handshake. */
    private void requireSoundRsa(RSAPrivateKey key) throws KeyMaterialException {
        var modulus = key.getModulus();
        var primes = key.getPrime1().multiply(key.getPrime2());
        boolean sound = modulus.equals(primes)
                && within(key.getPublicExponent(), modulus)
                && within(key.getPrivateExponent(), modulus)
                && within(key.getPrime1(), modulus)
                && within(key.getPrime2(), modulus)
                && within(key.getExponent1(), key.getPrime1())
                && within(key.getExponent2(), key.getPrime2())
                && within(key.getCoefficient(), key.getPrime1());
        if (!sound) {
            throw damaged("an RSA key whose numbers fit each other");
        }
    }

    private PrivateKey ellipticCurve(ECPrivateKey key, @Nullable ASN1Encodable parameters)
            throws KeyMaterialException, IOException {
        if (parameters == null) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    source + " holds an elliptic-curve key that does not name its curve: its EC PARAMETERS block is"
                            + " missing");
        }
        if (!(parameters.toASN1Primitive() instanceof ASN1ObjectIdentifier identifier)) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    source + " holds an elliptic-curve key that spells its curve out instead of naming it (RFC 5480"
                            + " forbids that); convert it: \"openssl ec -in old.pem -param_enc named_curve -out"
                            + " new.pem\"");
        }
        var curve = EllipticCurve.of(identifier).orElse(null);
        if (curve == null) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    source + " holds a key on the curve " + name(identifier)
                            + "; supported are P-256, P-384 and P-521. Make a new key: " + KeyStrength.NEW_KEY);
        }
        if (!within(key.getKey(), curve.order())) {
            throw damaged("an elliptic-curve key in the range of its curve");
        }
        return toJdk(
                "EC",
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, identifier),
                new ECPrivateKey(curve.order().bitLength(), key.getKey()));
    }

    private PrivateKey edwards(ASN1ObjectIdentifier identifier, ASN1OctetString key)
            throws KeyMaterialException, IOException {
        if (!Integer.valueOf(key.getOctetsLength()).equals(EDWARDS_LENGTHS.get(identifier))) {
            throw damaged("an Edwards-curve key of the right length (RFC 8410)");
        }
        var octets = key.getOctets().clone();
        try {
            return toJdk("EdDSA", new AlgorithmIdentifier(identifier), new DEROctetString(octets));
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }

    private PrivateKey toJdk(String name, AlgorithmIdentifier algorithm, ASN1Encodable key)
            throws KeyMaterialException, IOException {
        byte[] encoded = new PrivateKeyInfo(algorithm, key).getEncoded(ASN1Encoding.DER);
        try {
            return JdkProvider.keyFactory(name).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (NoSuchAlgorithmException e) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    "this Java runtime has no " + name + " keys, as " + source
                            + " holds one: add the module jdk.crypto.ec",
                    e);
        } catch (GeneralSecurityException e) {
            throw damaged("a key that Java takes"); // without the cause, which may quote the key
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static boolean within(BigInteger number, BigInteger bound) {
        return number.signum() > 0 && number.compareTo(bound) < 0;
    }

    private KeyMaterialException unsupportedAlgorithm(ASN1ObjectIdentifier identifier) {
        return new KeyMaterialException(
                Reason.UNSUPPORTED,
                source + " holds a " + name(identifier) + " key, which cannot sign in TLS 1.3 here; supported are RSA,"
                        + " P-256, P-384, P-521, Ed25519, Ed448 and ML-DSA-65. Make a new key: " + KeyStrength.NEW_KEY);
    }

    private static String name(ASN1ObjectIdentifier identifier) {
        return NAMES.getOrDefault(identifier.getId(), "with object identifier " + identifier);
    }

    /** Never with a cause: a parser's message may quote what it stumbled over, and that is the key. */
    private KeyMaterialException damaged(String expected) {
        return new KeyMaterialException(
                Reason.MALFORMED, source + ": the private key is damaged; expected " + expected);
    }
}
