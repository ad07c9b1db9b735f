package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.internal.crypto.EncodedKeyPair;
import io.securechannel.internal.crypto.Hpke;
import io.securechannel.internal.crypto.RsaOaep;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.EnvelopePublicKey;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** docs/spec/envelope.md, written down a second time and with its keys in the open, so that tests can break its rules. */
final class EnvelopeSpec {

    static final String SLOT = "SecureChannel envelope v1 slot";

    private static final byte[] NO_AAD = {};

    private EnvelopeSpec() {}

    /** Section 3. */
    static byte[] derive(byte[] cek, String purpose, byte[] about) {
        return hmac(cek, join(ascii("SecureChannel envelope v1 " + purpose), about, new byte[] {1}));
    }

    /** Section 2. */
    static byte[] preheader(byte[] cek, byte[] id, byte[] context) {
        byte[] contextTag = hmac(derive(cek, "context", id), context);
        byte[] begin = join(ascii("SCEV"), new byte[] {1, 1, 0, 0}, id, contextTag);
        return join(begin, derive(cek, "commit", begin));
    }

    static byte[] id(byte[] preheader) {
        return Arrays.copyOfRange(preheader, 8, 24);
    }

    /** Section 4, suite 1. */
    static byte[] content(byte[] cek, byte[] preheader, byte[] inner) {
        return gcm(Cipher.ENCRYPT_MODE, cek, preheader, inner);
    }

    static byte[] inner(byte[] cek, byte[] preheader, byte[] content) {
        return gcm(Cipher.DECRYPT_MODE, cek, preheader, content);
    }

    private static byte[] gcm(int mode, byte[] cek, byte[] preheader, byte[] input) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            var key = new SecretKeySpec(derive(cek, "content", id(preheader)), "AES");
            cipher.init(mode, key, new GCMParameterSpec(128, new byte[12]));
            cipher.updateAAD(preheader);
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Section 5. */
    static byte[] slot(byte[] cek, byte[] id, EnvelopePublicKey to) {
        return slot(to, id, body(to, info(SLOT, type(to), to, id), cek));
    }

    static byte[] slot(EnvelopePublicKey to, byte[] id, byte[] body) {
        return slot(type(to), hint(id, to), body);
    }

    static byte[] slot(int type, byte[] hint, byte[] body) {
        return join(new byte[] {(byte) type}, hint, number(body.length, 2), body);
    }

    static byte[] hint(byte[] id, EnvelopePublicKey to) {
        return Arrays.copyOf(sha256(join(ascii("SecureChannel envelope v1 hint"), id, keyHash(to))), 8);
    }

    static byte[] info(String label, int type, EnvelopePublicKey to, byte[] id) {
        return join(ascii(label), new byte[] {(byte) type}, keyHash(to), id);
    }

    static byte[] body(EnvelopePublicKey to, byte[] info, byte[] plaintext) {
        byte[] spki = to.subjectPublicKeyInfo();
        var algorithm = KeyForms.encoded(to).algorithm();
        return type(to) == 4
                ? RsaOaep.seal(spki, info, plaintext)
                : Hpke.of(algorithm).seal(spki, info, NO_AAD, plaintext);
    }

    static byte[] openBody(EnvelopeKeyPair keys, byte[] id, byte[] body) {
        var to = keys.publicKey();
        byte[] info = info(SLOT, type(to), to, id);
        var encoded = KeyForms.encoded(to);
        try (var pkcs8 = keys.pkcs8()) {
            var opened = type(to) == 4
                    ? RsaOaep.open(pkcs8, info, body)
                    : Hpke.of(encoded.algorithm()).open(new EncodedKeyPair(pkcs8, encoded), info, NO_AAD, body);
            return opened.orElseThrow();
        }
    }

    static byte[] slotsTag(byte[] cek, byte[] preheader, int count, Collection<byte[]> slots) {
        byte[] all = join(slots.toArray(byte[][]::new));
        return hmac(derive(cek, "slots", id(preheader)), join(preheader, number(count, 2), all));
    }

    static int type(EnvelopePublicKey key) {
        if (key.type() == EnvelopeKeyType.X_WING) {
            return 1;
        }
        if (key.type() == EnvelopeKeyType.X25519) {
            return 2;
        }
        return key.type() == EnvelopeKeyType.P256 ? 3 : 4;
    }

    static byte[] keyHash(EnvelopePublicKey key) {
        return sha256(key.subjectPublicKeyInfo());
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] hmac(byte[] key, byte[] message) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return the last bytes of a number, big-endian} */
    static byte[] number(long value, int length) {
        return Arrays.copyOfRange(ByteBuffer.allocate(8).putLong(value).array(), 8 - length, 8);
    }

    static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
