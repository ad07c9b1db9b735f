package io.securechannel.examples.bench;

import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.hybrid.HpkeParameters;
import com.google.crypto.tink.hybrid.HybridConfig2026;
import io.securechannel.keys.EnvelopeKeyPair;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.crypto.hpke.HPKE;
import org.conscrypt.Conscrypt;

/**
 * What a slot holds, without an envelope: a key of 32 bytes, encrypted to one recipient with an {@code info} of the length that a
 * slot has, by keys that were parsed once.
 *
 * @param seal encrypts
 * @param open decrypts what was encrypted once before
 */
record RawSlot(Turns.Work seal, Turns.Work open) {

    private static final int KEY = 32;
    private static final byte[] INFO = new byte[79];
    private static final byte[] NO_AAD = {};

    /** {@return HPKE of Bouncy Castle, in the suite of the envelopes' slots} */
    static RawSlot bouncyCastle(short kem) throws Exception {
        var hpke = new HPKE(HPKE.mode_base, kem, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
        var keys = hpke.generatePrivateKey();
        var key = random(KEY);
        byte[][] sealed = hpke.seal(keys.getPublic(), INFO, NO_AAD, key, null, null, null);
        return new RawSlot(
                () -> require(hpke.seal(keys.getPublic(), INFO, NO_AAD, key, null, null, null)[0].length > KEY),
                () -> require(hpke.open(sealed[1], keys, INFO, NO_AAD, sealed[0], null, null, null).length == KEY));
    }

    /** {@return HPKE of Tink, in the same suite} */
    static RawSlot tink(HpkeParameters.KemId kem) throws GeneralSecurityException {
        var parameters = HpkeParameters.builder()
                .setKemId(kem)
                .setKdfId(HpkeParameters.KdfId.HKDF_SHA256)
                .setAeadId(HpkeParameters.AeadId.AES_256_GCM)
                .setVariant(HpkeParameters.Variant.NO_PREFIX)
                .build();
        var keys = KeysetHandle.generateNew(parameters, HybridConfig2026.get());
        var encrypt = keys.getPublicKeysetHandle().getPrimitive(HybridConfig2026.get(), HybridEncrypt.class);
        var decrypt = keys.getPrimitive(HybridConfig2026.get(), HybridDecrypt.class);
        var key = random(KEY);
        byte[] sealed = encrypt.encrypt(key, INFO);
        return new RawSlot(
                () -> require(encrypt.encrypt(key, INFO).length > KEY),
                () -> require(decrypt.decrypt(sealed, INFO).length == KEY));
    }

    /** {@return X-Wing of Tink, which finds Conscrypt among the installed providers alone; it is none of them afterwards} */
    static RawSlot tinkXWing() throws GeneralSecurityException {
        var conscrypt = Conscrypt.newProvider();
        boolean added = Security.addProvider(conscrypt) > 0;
        try {
            return tink(HpkeParameters.KemId.X_WING);
        } finally {
            if (added) {
                Security.removeProvider(conscrypt.getName());
            }
        }
    }

    /** {@return RSAES-OAEP of the JDK with SHA-256 for both its hashes} */
    static RawSlot rsaOaep(EnvelopeKeyPair keys) throws GeneralSecurityException {
        var factory = KeyFactory.getInstance("RSA", "SunRsaSign");
        var publicKey =
                factory.generatePublic(new X509EncodedKeySpec(keys.publicKey().subjectPublicKeyInfo()));
        PrivateKey privateKey;
        try (var pkcs8 = keys.pkcs8()) {
            privateKey = pkcs8.use(bytes -> factory.generatePrivate(new PKCS8EncodedKeySpec(bytes)));
        }
        var cipher = Cipher.getInstance("RSA/ECB/OAEPPadding", "SunJCE");
        var parameters =
                new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, new PSource.PSpecified(INFO));
        var key = random(KEY);
        cipher.init(Cipher.ENCRYPT_MODE, publicKey, parameters);
        byte[] sealed = cipher.doFinal(key);
        return new RawSlot(
                () -> {
                    cipher.init(Cipher.ENCRYPT_MODE, publicKey, parameters);
                    require(cipher.doFinal(key).length == sealed.length);
                },
                () -> {
                    cipher.init(Cipher.DECRYPT_MODE, privateKey, parameters);
                    require(cipher.doFinal(sealed).length == KEY);
                });
    }

    static byte[] random(int length) {
        var bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    /** Uses the result, so that it is computed. */
    static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("the outcome is wrong: this measures nothing");
        }
    }
}
