package io.securechannel.internal.crypto;

import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.util.BigIntegers;

/**
 * HPKE (RFC 9180) in mode Base, single shot, with HKDF-SHA256, by Bouncy Castle: DHKEM(X25519, HKDF-SHA256),
 * DHKEM(P-256, HKDF-SHA256) (section 7.1) and X-Wing (draft-connolly-cfrg-xwing-kem, KEM 0x647a). Immutable.
 *
 * <p>Bouncy Castle's and not Tink's, which is slower here with X25519 (2.5 times and more) and P-256 (2 times and more), and
 * has X-Wing by Conscrypt alone.
 */
public final class Hpke {

    /** What encrypts under the key that was agreed (RFC 9180, section 7.3). */
    enum Aead {
        AES_128_GCM(HPKE.aead_AES_GCM128),
        AES_256_GCM(HPKE.aead_AES_GCM256),
        CHACHA20_POLY1305(HPKE.aead_CHACHA20_POLY1305);

        private final short id;

        Aead(short id) {
            this.id = id;
        }
    }

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Nsk of DHKEM with X25519 and with P-256 (RFC 9180, section 7.1), which both have. */
    private static final int DH_SEED = 32;

    /** Of EncapsulateDerand: 32 bytes for ML-KEM-768, 32 for X25519 (draft-connolly-cfrg-xwing-kem, section 5.4.1). */
    private static final int X_WING_SEED = 64;

    private final KeyAlgorithm kem;
    private final Aead aead;

    private Hpke(KeyAlgorithm kem, Aead aead) {
        this.kem = kem;
        this.aead = aead;
    }

    /**
     * {@return HPKE with AES-256-GCM}
     *
     * @param kem X25519, P-256 or X-Wing
     */
    public static Hpke of(KeyAlgorithm kem) {
        return of(kem, Aead.AES_256_GCM);
    }

    static Hpke of(KeyAlgorithm kem, Aead aead) {
        var hpke = new Hpke(kem, aead);
        hpke.kemId(); // refuses what is no KEM
        return hpke;
    }

    /** {@return the length of an encapsulated key in bytes (Nenc): 32, 65 or 1,120} */
    public int encapsulation() {
        return suite().getEncSize();
    }

    /**
     * Encrypts to a public key: {@code SealBase} (RFC 9180, section 6.1).
     *
     * @param recipient SubjectPublicKeyInfo of a key that has been checked: points of low order are refused there
     * @param info what both sides have to agree on
     * @param aad authenticated beside the plaintext
     * @param plaintext what is encrypted
     * @return the encapsulated key, then ciphertext and tag
     */
    public byte[] seal(byte[] recipient, byte[] info, byte[] aad, byte[] plaintext) {
        var random = new byte[kem == KeyAlgorithm.X_WING ? X_WING_SEED : DH_SEED];
        RANDOM.nextBytes(random);
        try {
            return seal(sender(recipient, info, random), aad, plaintext);
        } finally {
            Arrays.fill(random, (byte) 0);
        }
    }

    /**
     * {@code SetupBaseS} with randomness from here, and not from Bouncy Castle's CryptoServicesRegistrar, which belongs to the whole
     * process and which any code in it may replace. A key pair is made as DeriveKeyPair(random(Nsk)) (RFC 9180, section 7.1.3).
     */
    HPKEContextWithEncapsulation sender(byte[] recipient, byte[] info, byte[] random) {
        var suite = suite();
        var key = publicKey(suite, recipient);
        return kem == KeyAlgorithm.X_WING
                ? suite.setupBaseS(key, info, random)
                : suite.setupBaseS(key, info, suite.deriveKeyPair(random));
    }

    static byte[] seal(HPKEContextWithEncapsulation context, byte[] aad, byte[] plaintext) {
        try {
            byte[] sealed = context.seal(aad, plaintext);
            byte[] encapsulated = context.getEncapsulation();
            var result = Arrays.copyOf(encapsulated, encapsulated.length + sealed.length);
            System.arraycopy(sealed, 0, result, encapsulated.length, sealed.length);
            return result;
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("HPKE failed to encrypt", e);
        }
    }

    /**
     * Decrypts: {@code OpenBase} (RFC 9180, section 6.1).
     *
     * @param recipient the key pair, of the KEM's algorithm
     * @param info as it was sealed
     * @param aad as it was sealed
     * @param sealed the encapsulated key, then ciphertext and tag
     * @return the plaintext, which the caller wipes; empty if it was not sealed so, or was changed
     * @throws IllegalStateException if the private key has been wiped
     */
    public Optional<byte[]> open(EncodedKeyPair recipient, byte[] info, byte[] aad, byte[] sealed) {
        if (recipient.publicKey().algorithm() != kem) {
            throw new IllegalArgumentException(
                    "a key of " + recipient.publicKey().algorithm() + " does not open what is sealed with " + kem);
        }
        var suite = suite();
        int length = suite.getEncSize();
        if (sealed.length < length) {
            return Optional.empty();
        }
        var keys = keyPair(suite, recipient);
        try {
            var context = suite.setupBaseR(Arrays.copyOf(sealed, length), keys, info);
            return Optional.of(context.open(aad, sealed, length, sealed.length - length));
        } catch (InvalidCipherTextException | RuntimeException e) {
            // A point that is none, or of low order, comes as an unchecked exception (RFC 9180, section 7.1.4).
            return Optional.empty();
        }
    }

    HPKE suite() {
        return new HPKE(HPKE.mode_base, kemId(), HPKE.kdf_HKDF_SHA256, aead.id);
    }

    static AsymmetricKeyParameter publicKey(HPKE suite, byte[] subjectPublicKeyInfo) {
        return suite.deserializePublicKey(rawPublicKey(subjectPublicKeyInfo));
    }

    private static byte[] rawPublicKey(byte[] subjectPublicKeyInfo) {
        return SubjectPublicKeyInfo.getInstance(subjectPublicKeyInfo)
                .getPublicKeyData()
                .getOctets();
    }

    AsymmetricCipherKeyPair keyPair(HPKE suite, EncodedKeyPair keys) {
        byte[] raw = kem == KeyAlgorithm.P256 ? scalar(keys.pkcs8()) : seed(keys);
        try {
            return suite.deserializePrivateKey(
                    raw, rawPublicKey(keys.publicKey().subjectPublicKeyInfo()));
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }

    private static byte[] seed(EncodedKeyPair keys) {
        try (var seed = RoleKeys.seed(keys)) {
            return seed.copy();
        }
    }

    /** The private number of an EC key, 32 bytes (RFC 9180, section 7.1.2). */
    private static byte[] scalar(SecretBytes pkcs8) {
        return pkcs8.use(bytes -> {
            try {
                var key = ECPrivateKey.getInstance(
                        PrivateKeyInfo.getInstance(bytes).parsePrivateKey());
                return BigIntegers.asUnsignedByteArray(32, key.getKey());
            } catch (IOException e) {
                throw new IllegalStateException("a key that has been read can be read again", e);
            }
        });
    }

    private short kemId() {
        return switch (kem) {
            case X25519 -> HPKE.kem_X25519_SHA256;
            case P256 -> HPKE.kem_P256_SHA256;
            case X_WING -> HPKE.kem_X_WING;
            default -> throw new IllegalArgumentException(kem + " is no KEM of HPKE");
        };
    }
}
