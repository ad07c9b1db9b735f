package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PBEParameter;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS5S1ParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;

/**
 * Decrypts EncryptedPrivateKeyInfo (RFC 5958, section 3): PBES2 with PBKDF2 (RFC 8018) or scrypt (RFC 7914) and AES or
 * triple DES, and of the older schemes those that old OpenSSL wrote. What a derivation may cost is bounded by
 * {@link KdfLimits}.
 */
final class Pkcs8Encryption {

    /** The command that brings a key into a form that everything here reads. */
    static final String REENCRYPT = "\"openssl pkcs8 -topk8 -in old.pem -out new.pem -v2 aes-256-cbc\"";

    private static final Map<ASN1ObjectIdentifier, BlockDecryption> CIPHERS = Map.of(
            NISTObjectIdentifiers.id_aes128_CBC, BlockDecryption.AES_128,
            NISTObjectIdentifiers.id_aes192_CBC, BlockDecryption.AES_192,
            NISTObjectIdentifiers.id_aes256_CBC, BlockDecryption.AES_256,
            PKCSObjectIdentifiers.des_EDE3_CBC, BlockDecryption.TRIPLE_DES);
    private static final Map<ASN1ObjectIdentifier, Supplier<Digest>> HMACS = Map.of(
            PKCSObjectIdentifiers.id_hmacWithSHA1, SHA1Digest::new,
            PKCSObjectIdentifiers.id_hmacWithSHA224, SHA224Digest::new,
            PKCSObjectIdentifiers.id_hmacWithSHA256, SHA256Digest::new,
            PKCSObjectIdentifiers.id_hmacWithSHA384, SHA384Digest::new,
            PKCSObjectIdentifiers.id_hmacWithSHA512, SHA512Digest::new);

    private final Password password;
    private final String source;

    Pkcs8Encryption(Password password, String source) {
        this.password = password;
        this.source = source;
    }

    /** {@return the PKCS#8 in the clear, which the caller wipes, or null for a wrong password or damage} */
    byte @Nullable [] decrypt(byte[] encrypted) throws KeyMaterialException {
        password.utf8().close(); // a closed password is misuse and has to surface as that, not as damage
        try {
            var info = EncryptedPrivateKeyInfo.getInstance(encrypted);
            var scheme = info.getEncryptionAlgorithm();
            var algorithm = scheme.getAlgorithm();
            if (algorithm.equals(PKCSObjectIdentifiers.id_PBES2)) {
                return pbes2(PBES2Parameters.getInstance(scheme.getParameters()), info.getEncryptedData());
            }
            if (algorithm.equals(PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC)) {
                return pkcs12(scheme.getParameters(), info.getEncryptedData());
            }
            if (algorithm.equals(PKCSObjectIdentifiers.pbeWithMD5AndDES_CBC)) {
                return pbes1(new MD5Digest(), scheme.getParameters(), info.getEncryptedData());
            }
            if (algorithm.equals(PKCSObjectIdentifiers.pbeWithSHA1AndDES_CBC)) {
                return pbes1(new SHA1Digest(), scheme.getParameters(), info.getEncryptedData());
            }
            throw unsupported("scheme", algorithm);
        } catch (IOException | RuntimeException e) {
            // Bouncy Castle reports structure that does not fit with half a dozen unchecked exceptions.
            throw new KeyMaterialException(
                    Reason.MALFORMED, source + ": the encrypted private key is damaged (not RFC 5958)");
        }
    }

    private byte @Nullable [] pbes2(PBES2Parameters parameters, byte[] ciphertext)
            throws KeyMaterialException, IOException {
        var encryption = parameters.getEncryptionScheme();
        var cipher = CIPHERS.get(encryption.getAlgorithm());
        if (cipher == null) {
            throw unsupported("cipher", encryption.getAlgorithm());
        }
        byte[] initializationVector =
                ASN1OctetString.getInstance(encryption.getParameters()).getOctets();
        var function = parameters.getKeyDerivationFunc();
        byte[] key;
        if (function.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
            key = pbkdf2(PBKDF2Params.getInstance(function.getParameters()), cipher.keyLength());
        } else if (function.getAlgorithm().equals(MiscObjectIdentifiers.id_scrypt)) {
            key = scrypt(ScryptParams.getInstance(function.getParameters()), cipher.keyLength());
        } else {
            throw unsupported("key derivation", function.getAlgorithm());
        }
        try {
            return cipher.decrypt(key, initializationVector, ciphertext);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private byte[] pbkdf2(PBKDF2Params parameters, int keyLength) throws KeyMaterialException {
        AlgorithmIdentifier hmac = parameters.getPrf();
        var digest = HMACS.get(hmac.getAlgorithm());
        if (digest == null) {
            throw unsupported("pseudorandom function", hmac.getAlgorithm());
        }
        int iterations = KdfLimits.iterations(parameters.getIterationCount(), source);
        requireKeyLength(parameters.getKeyLength(), keyLength);
        boolean sha256 = hmac.getAlgorithm().equals(PKCSObjectIdentifiers.id_hmacWithSHA256);
        return withUtf8(bytes -> {
            if (sha256 && keyLength <= HmacSha256.LENGTH) {
                return beginning(HmacSha256.pbkdf2(bytes, parameters.getSalt(), iterations), keyLength);
            }
            var generator = new PKCS5S2ParametersGenerator(digest.get());
            generator.init(bytes, parameters.getSalt(), iterations);
            return ((KeyParameter) generator.generateDerivedParameters(8 * keyLength)).getKey();
        });
    }

    /** A shorter output is the beginning of a longer one (RFC 8018, section 5.2, step 4). */
    private static byte[] beginning(byte[] derived, int length) {
        if (derived.length == length) {
            return derived;
        }
        try {
            return Arrays.copyOf(derived, length);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    private byte[] scrypt(ScryptParams parameters, int keyLength) throws KeyMaterialException {
        KdfLimits.scrypt(parameters, source);
        requireKeyLength(parameters.getKeyLength(), keyLength);
        return withUtf8(bytes -> SCrypt.generate(
                bytes,
                parameters.getSalt(),
                parameters.getCostParameter().intValueExact(),
                parameters.getBlockSize().intValueExact(),
                parameters.getParallelizationParameter().intValueExact(),
                keyLength));
    }

    /** RFC 7292, appendix B, with triple DES: {@code openssl pkcs8 -v1 PBE-SHA1-3DES}. */
    private byte @Nullable [] pkcs12(ASN1Encodable encoded, byte[] ciphertext) throws KeyMaterialException {
        var parameters = PKCS12PBEParams.getInstance(encoded);
        int iterations = KdfLimits.iterations(parameters.getIterations(), source);
        char[] characters = password.copy();
        byte[] bytes = PBEParametersGenerator.PKCS12PasswordToBytes(characters);
        try {
            var generator = new PKCS12ParametersGenerator(new SHA1Digest());
            generator.init(bytes, parameters.getIV(), iterations);
            return decrypt(BlockDecryption.TRIPLE_DES, generator.generateDerivedParameters(192, 64), ciphertext);
        } finally {
            Arrays.fill(characters, '\0');
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** RFC 8018, section 6.1, with DES: what {@code openssl pkcs8 -topk8} wrote before version 1.1. */
    private byte @Nullable [] pbes1(Digest digest, ASN1Encodable encoded, byte[] ciphertext)
            throws KeyMaterialException {
        var parameters = PBEParameter.getInstance(encoded);
        int iterations = KdfLimits.iterations(parameters.getIterationCount(), source);
        var derived = withUtf8(bytes -> {
            var generator = new PKCS5S1ParametersGenerator(digest);
            generator.init(bytes, parameters.getSalt(), iterations);
            return generator.generateDerivedParameters(64, 64);
        });
        return decrypt(BlockDecryption.DES, derived, ciphertext);
    }

    private static byte @Nullable [] decrypt(BlockDecryption cipher, CipherParameters derived, byte[] ciphertext) {
        var keyAndVector = (ParametersWithIV) derived;
        byte[] key = ((KeyParameter) keyAndVector.getParameters()).getKey();
        try {
            return cipher.decrypt(key, keyAndVector.getIV(), ciphertext);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private interface Derivation<R> {
        R from(byte[] passwordBytes);
    }

    /** OpenSSL takes the password's bytes as typed, which nearly everywhere is UTF-8; RFC 8018 recommends the same. */
    private <R> R withUtf8(Derivation<R> derivation) {
        try (var utf8 = password.utf8()) {
            return utf8.use(derivation::from);
        }
    }

    private void requireKeyLength(@Nullable BigInteger stated, int needed) throws KeyMaterialException {
        if (stated != null && !stated.equals(BigInteger.valueOf(needed))) {
            throw new KeyMaterialException(
                    Reason.MALFORMED, source + ": the key derivation states another key length than its cipher takes");
        }
    }

    private KeyMaterialException unsupported(String what, ASN1ObjectIdentifier identifier) {
        return new KeyMaterialException(
                Reason.UNSUPPORTED,
                source + ": the private key is encrypted with a " + what + " that is not supported (object identifier "
                        + identifier + "); encrypt it again: " + REENCRYPT);
    }
}
