package io.securechannel.internal.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * RFC 9180, sections 4, 4.1 and 5.1, written from the text for mode Base and HKDF-SHA256, so that the shared secrets of others'
 * vectors can be told to {@link Hpke} as what it takes: an encapsulated key and a ciphertext.
 */
final class KeySchedule {

    private static final byte[] NOTHING = {};
    private static final byte[] NO_SALT = new byte[32];
    private static final int HKDF_SHA256 = 0x0001;
    private static final int AES_256_GCM = 0x0002;

    private KeySchedule() {}

    /** Section 4.1, {@code ExtractAndExpand}: what a Diffie-Hellman result becomes in DHKEM. */
    static byte[] ofDiffieHellman(int kem, byte[] dh, byte[] encapsulated, byte[] recipient) {
        byte[] suite = join(ascii("KEM"), u16(kem));
        byte[] prk = labeledExtract(suite, NO_SALT, "eae_prk", dh);
        return labeledExpand(suite, prk, "shared_secret", join(encapsulated, recipient), 32);
    }

    /** Section 5.1, and the first {@code Seal} of the context with AES-256-GCM: {@code enc ‖ ct}. */
    static byte[] seal(int kem, byte[] sharedSecret, byte[] encapsulated, byte[] info, byte[] aad, byte[] plaintext) {
        byte[] suite = join(ascii("HPKE"), u16(kem), u16(HKDF_SHA256), u16(AES_256_GCM));
        byte[] context = join(
                new byte[] {0},
                labeledExtract(suite, NO_SALT, "psk_id_hash", NOTHING),
                labeledExtract(suite, NO_SALT, "info_hash", info));
        byte[] secret = labeledExtract(suite, sharedSecret, "secret", NOTHING);
        byte[] nonce = labeledExpand(suite, secret, "base_nonce", context, AesGcm.NONCE);
        try (var key = SecretBytes.owning(labeledExpand(suite, secret, "key", context, AesGcm.KEY))) {
            return join(encapsulated, AesGcm.seal(key, nonce, aad, plaintext));
        }
    }

    private static byte[] labeledExtract(byte[] suite, byte[] salt, String label, byte[] ikm) {
        return HmacSha256.of(salt, ascii("HPKE-v1"), suite, ascii(label), ikm);
    }

    private static byte[] labeledExpand(byte[] suite, byte[] prk, String label, byte[] info, int length) {
        try (var key = SecretBytes.copyOf(prk);
                var output = Hkdf.expand(key, join(u16(length), ascii("HPKE-v1"), suite, ascii(label), info), length)) {
            return output.copy();
        }
    }

    static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] u16(int number) {
        return ByteBuffer.allocate(2).putShort((short) number).array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
