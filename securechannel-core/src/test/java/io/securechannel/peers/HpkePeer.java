package io.securechannel.peers;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.Key;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.hybrid.HpkeParameters;
import com.google.crypto.tink.hybrid.HpkePrivateKey;
import com.google.crypto.tink.hybrid.HpkePublicKey;
import com.google.crypto.tink.hybrid.HybridConfig2026;
import com.google.crypto.tink.util.Bytes;
import com.google.crypto.tink.util.SecretBytes;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.EnvelopePublicKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.util.BigIntegers;

/** Another HPKE in this JVM: RFC 9180, mode Base, HKDF-SHA256, AES-256-GCM. Its keys cross as raw bytes (section 7.1.1). */
enum HpkePeer {
    TINK {
        @Override
        byte[] seal(EnvelopePublicKey recipient, byte[] info, byte[] plaintext) throws Exception {
            return handle(publicKey(recipient))
                    .getPrimitive(HybridConfig2026.get(), HybridEncrypt.class)
                    .encrypt(plaintext, info);
        }

        @Override
        @AccessesPartialKey
        byte[] open(EnvelopeKeyPair recipient, byte[] info, byte[] sealed) throws Exception {
            var secret = SecretBytes.copyFrom(rawPrivate(recipient), InsecureSecretKeyAccess.get());
            return handle(HpkePrivateKey.create(publicKey(recipient.publicKey()), secret))
                    .getPrimitive(HybridConfig2026.get(), HybridDecrypt.class)
                    .decrypt(sealed, info);
        }
    },
    BOUNCY_CASTLE {
        @Override
        byte[] seal(EnvelopePublicKey recipient, byte[] info, byte[] plaintext) throws Exception {
            var hpke = hpke(recipient.type());
            var key = hpke.deserializePublicKey(rawPublic(recipient));
            byte[][] sealed = hpke.seal(key, info, NOTHING, plaintext, null, null, null);
            byte[] whole = Arrays.copyOf(sealed[1], sealed[1].length + sealed[0].length);
            System.arraycopy(sealed[0], 0, whole, sealed[1].length, sealed[0].length);
            return whole;
        }

        @Override
        byte[] open(EnvelopeKeyPair recipient, byte[] info, byte[] sealed) throws Exception {
            var hpke = hpke(recipient.type());
            var keys = hpke.deserializePrivateKey(rawPrivate(recipient), rawPublic(recipient.publicKey()));
            byte[] enc = Arrays.copyOf(sealed, hpke.getEncSize());
            byte[] ciphertext = Arrays.copyOfRange(sealed, enc.length, sealed.length);
            return hpke.open(enc, keys, info, NOTHING, ciphertext, null, null, null);
        }
    };

    private static final byte[] NOTHING = {};

    abstract byte[] seal(EnvelopePublicKey recipient, byte[] info, byte[] plaintext) throws Exception;

    abstract byte[] open(EnvelopeKeyPair recipient, byte[] info, byte[] sealed) throws Exception;

    private static KeysetHandle handle(Key key) throws GeneralSecurityException {
        return KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(key).withFixedId(7).makePrimary())
                .build();
    }

    @AccessesPartialKey
    private static HpkePublicKey publicKey(EnvelopePublicKey key) throws GeneralSecurityException {
        var kem = switch (key.type()) {
            case X_WING -> HpkeParameters.KemId.X_WING;
            case X25519 -> HpkeParameters.KemId.DHKEM_X25519_HKDF_SHA256;
            case P256 -> HpkeParameters.KemId.DHKEM_P256_HKDF_SHA256;
            default -> throw new IllegalArgumentException(key.type() + " is no KEM");
        };
        var parameters = HpkeParameters.builder()
                .setVariant(HpkeParameters.Variant.NO_PREFIX)
                .setKemId(kem)
                .setKdfId(HpkeParameters.KdfId.HKDF_SHA256)
                .setAeadId(HpkeParameters.AeadId.AES_256_GCM)
                .build();
        return HpkePublicKey.create(parameters, Bytes.copyFrom(rawPublic(key)), null);
    }

    private static HPKE hpke(EnvelopeKeyType type) {
        short kem = switch (type) {
            case X_WING -> HPKE.kem_X_WING;
            case X25519 -> HPKE.kem_X25519_SHA256;
            case P256 -> HPKE.kem_P256_SHA256;
            default -> throw new IllegalArgumentException(type + " is no KEM");
        };
        return new HPKE(HPKE.mode_base, kem, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
    }

    /** The BIT STRING at the end of the SubjectPublicKeyInfo. */
    private static byte[] rawPublic(EnvelopePublicKey key) {
        int length = switch (key.type()) {
            case X_WING -> 1_216;
            case X25519 -> 32;
            case P256 -> 65;
            default -> throw new IllegalArgumentException(key.type() + " is no KEM");
        };
        byte[] der = key.subjectPublicKeyInfo();
        return Arrays.copyOfRange(der, der.length - length, der.length);
    }

    private static byte[] rawPrivate(EnvelopeKeyPair keys) throws GeneralSecurityException {
        try (var pkcs8 = keys.pkcs8()) {
            byte[] der = pkcs8.copy();
            if (keys.type() != EnvelopeKeyType.P256) {
                return Arrays.copyOfRange(der, der.length - 32, der.length);
            }
            var key = (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
            return BigIntegers.asUnsignedByteArray(32, key.getS());
        }
    }
}
