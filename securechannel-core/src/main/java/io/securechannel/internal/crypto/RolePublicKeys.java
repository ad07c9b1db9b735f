package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.primitive.MlKem768;
import java.io.IOException;
import java.math.BigInteger;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Reads public keys that have one role, and computes them from private ones. */
public final class RolePublicKeys {

    private static final int X25519_LENGTH = 32;
    private static final int ML_KEM_768_LENGTH = MlKem768.ENCAPSULATION_KEY;
    private static final int ML_DSA_65_LENGTH = 1_952;

    private final String source;

    private RolePublicKeys(String source) {
        this.source = source;
    }

    /**
     * Reads a public key.
     *
     * @param subjectPublicKeyInfo DER (RFC 5280, section 4.1.2.7)
     * @param source what errors call its origin
     * @return the key, if it is one that its algorithm can use
     * @throws KeyMaterialException if it is damaged, too weak or of a kind that is not supported
     */
    public static EncodedPublicKey decode(byte[] subjectPublicKeyInfo, String source) throws KeyMaterialException {
        return new RolePublicKeys(source).read(subjectPublicKeyInfo);
    }

    /**
     * Makes a public key of the bytes that its algorithm alone knows it by.
     *
     * @param algorithm X25519, Ed25519, X-Wing or ML-DSA-65
     * @param raw the key (RFC 7748, RFC 8032, draft-connolly-cfrg-xwing-kem, FIPS 204)
     * @param source what errors call its origin
     * @return the key
     * @throws KeyMaterialException if it is none
     */
    public static EncodedPublicKey ofRaw(KeyAlgorithm algorithm, byte[] raw, String source)
            throws KeyMaterialException {
        new RolePublicKeys(source).checkRaw(algorithm, raw);
        try {
            return encode(algorithm, 0, new SubjectPublicKeyInfo(new AlgorithmIdentifier(algorithm.identifier()), raw));
        } catch (IOException e) {
            throw new IllegalStateException("bytes have an encoding", e);
        }
    }

    /**
     * {@return the bytes that the key's algorithm alone knows it by}
     *
     * @param key of X25519, Ed25519, X-Wing or ML-DSA-65
     */
    public static byte[] raw(EncodedPublicKey key) {
        byte[] der = key.subjectPublicKeyInfo();
        if (key.algorithm()
                == KeyAlgorithm.X25519) { // each handshake asks; the key's bytes are the last (RFC 8410, section 4)
            return Arrays.copyOfRange(der, der.length - X25519_LENGTH, der.length);
        }
        return SubjectPublicKeyInfo.getInstance(der).getPublicKeyData().getOctets();
    }

    static EncodedPublicKey ofPrivate(ECPrivateKey key) throws IOException {
        var curve = SECNamedCurves.getByOID(EllipticCurve.P256.identifier());
        var point = new FixedPointCombMultiplier()
                .multiply(curve.getG(), key.getS())
                .normalize();
        return encode(
                KeyAlgorithm.P256,
                0,
                new SubjectPublicKeyInfo(
                        new AlgorithmIdentifier(KeyAlgorithm.P256.identifier(), EllipticCurve.P256.identifier()),
                        point.getEncoded(false)));
    }

    static EncodedPublicKey ofPrivate(RSAPrivateCrtKey key, String source) throws IOException, KeyMaterialException {
        new RolePublicKeys(source).requireExponent(key.getPublicExponent());
        return rsa(key.getModulus(), key.getPublicExponent());
    }

    static EncodedPublicKey ofSeed(KeyAlgorithm algorithm, byte[] seed) throws IOException {
        var raw = switch (algorithm) {
            case X25519 ->
                new X25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
            case ED25519 ->
                new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
            case ML_DSA_65 -> new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, seed).getPublicKey();
            case X_WING -> xWing(seed);
            case P256, RSA -> throw new IllegalArgumentException(algorithm + " keys are not made of a seed");
        };
        return encode(algorithm, 0, new SubjectPublicKeyInfo(new AlgorithmIdentifier(algorithm.identifier()), raw));
    }

    /** draft-connolly-cfrg-xwing-kem, section 5.2: expandDecapsulationKey, and pk = pk_M ‖ pk_X. */
    private static byte[] xWing(byte[] seed) {
        var shake = new SHAKEDigest(256);
        shake.update(seed, 0, seed.length);
        var expanded = new byte[96];
        shake.doFinal(expanded, 0, expanded.length);
        var kem = new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, Arrays.copyOf(expanded, 64)).getPublicKey();
        var curve =
                new X25519PrivateKeyParameters(expanded, 64).generatePublicKey().getEncoded();
        Arrays.fill(expanded, (byte) 0);
        var both = Arrays.copyOf(kem, ML_KEM_768_LENGTH + X25519_LENGTH);
        System.arraycopy(curve, 0, both, ML_KEM_768_LENGTH, X25519_LENGTH);
        return both;
    }

    private EncodedPublicKey read(byte[] der) throws KeyMaterialException {
        try {
            var info = SubjectPublicKeyInfo.getInstance(der);
            var algorithm = KeyAlgorithm.of(info.getAlgorithm().getAlgorithm()).orElse(null);
            if (algorithm == null) {
                throw new KeyMaterialException(
                        Reason.UNSUPPORTED,
                        source + " holds a public key with object identifier "
                                + info.getAlgorithm().getAlgorithm()
                                + ", which has no role here; there are X25519, X-Wing,"
                                + " P-256, RSA, Ed25519 and ML-DSA-65");
            }
            var canonical = switch (algorithm) {
                case RSA -> {
                    var key = RSAPublicKey.getInstance(info.parsePublicKey());
                    KeyStrength.requireRsa(key.getModulus(), source);
                    requireExponent(key.getPublicExponent());
                    yield rsa(key.getModulus(), key.getPublicExponent());
                }
                case P256 -> p256(info);
                default -> ofRaw(algorithm, info.getPublicKeyData().getOctets(), source);
            };
            if (!Arrays.equals(der, canonical.subjectPublicKeyInfo())) {
                throw damaged(algorithm.toString());
            }
            return canonical;
        } catch (IOException | RuntimeException e) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    source + ": the public key is damaged; expected SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7)",
                    e);
        }
    }

    private EncodedPublicKey p256(SubjectPublicKeyInfo info) throws IOException, KeyMaterialException {
        if (!EllipticCurve.P256.identifier().equals(info.getAlgorithm().getParameters())) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    source + " holds a key on another curve than P-256, which alone has a role here");
        }
        // Refuses what is not on the curve, and the point at infinity (SEC 1, section 3.2.2.1).
        var point = SECNamedCurves.getByOID(EllipticCurve.P256.identifier())
                .getCurve()
                .decodePoint(info.getPublicKeyData().getOctets());
        if (point.isInfinity()) {
            throw damaged("P-256");
        }
        return encode(
                KeyAlgorithm.P256,
                0,
                new SubjectPublicKeyInfo(
                        new AlgorithmIdentifier(KeyAlgorithm.P256.identifier(), EllipticCurve.P256.identifier()),
                        point.getEncoded(false)));
    }

    private static EncodedPublicKey rsa(BigInteger modulus, BigInteger exponent) throws IOException {
        return encode(
                KeyAlgorithm.RSA,
                modulus.bitLength(),
                new SubjectPublicKeyInfo(
                        new AlgorithmIdentifier(KeyAlgorithm.RSA.identifier(), DERNull.INSTANCE),
                        new RSAPublicKey(modulus, exponent)));
    }

    /** FIPS 186-5, section 5.1: odd, more than 2^16, less than 2^256. */
    private void requireExponent(BigInteger exponent) throws KeyMaterialException {
        if (!exponent.testBit(0) || exponent.bitLength() < 17 || exponent.bitLength() > 256) {
            throw new KeyMaterialException(
                    Reason.TOO_WEAK,
                    source
                            + " holds an RSA key whose public exponent is not odd and between 2^16 and 2^256 (FIPS 186-5,"
                            + " section 5.1): make a new key");
        }
    }

    private void checkRaw(KeyAlgorithm algorithm, byte[] raw) throws KeyMaterialException {
        boolean sound = switch (algorithm) {
            case X25519 -> raw.length == X25519_LENGTH && agrees(raw, 0);
            case ED25519 -> raw.length == Ed25519.PUBLIC_KEY_SIZE && Ed25519.validatePublicKeyFull(raw, 0);
            case ML_DSA_65 -> raw.length == ML_DSA_65_LENGTH;
            case X_WING ->
                raw.length == ML_KEM_768_LENGTH + X25519_LENGTH
                        && MlKem768.isEncapsulationKey(Arrays.copyOf(raw, ML_KEM_768_LENGTH))
                        && agrees(raw, ML_KEM_768_LENGTH);
            case P256, RSA -> throw new IllegalArgumentException(algorithm + " keys have no raw form");
        };
        if (!sound) {
            throw damaged(algorithm.toString());
        }
    }

    private static boolean agrees(byte[] key, int offset) {
        return !LowOrderPoints.has(Arrays.copyOfRange(key, offset, offset + X25519_LENGTH));
    }

    private static EncodedPublicKey encode(KeyAlgorithm algorithm, int bits, SubjectPublicKeyInfo info)
            throws IOException {
        return new EncodedPublicKey(algorithm, bits, info.getEncoded(ASN1Encoding.DER));
    }

    private KeyMaterialException damaged(String what) {
        return new KeyMaterialException(
                Reason.MALFORMED, source + ": the " + what + " public key is damaged, or not one of that algorithm");
    }
}
