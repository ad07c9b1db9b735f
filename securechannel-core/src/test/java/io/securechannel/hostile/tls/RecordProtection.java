package io.securechannel.hostile.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The protection of the records of one direction under one traffic secret, TLS_AES_128_GCM_SHA256 (RFC 8446, sections
 * 5.2, 5.3 and 7.3). It protects whatever it is given: that an inner plaintext has a type, or is no longer than allowed, is
 * not its care.
 *
 * <pre>
 *   TLSInnerPlaintext: content | type (1) | zeros
 * </pre>
 */
final class RecordProtection {

    static final int TAG_LENGTH = 16;

    private static final int KEY_LENGTH = 16;
    private static final int NONCE_LENGTH = 12;
    private static final byte[] NOTHING = {};

    private final byte[] secret;
    private final SecretKeySpec key;
    private final byte[] iv;
    private final Cipher cipher;
    private long sequenceNumber;

    RecordProtection(byte[] trafficSecret) {
        this.secret = trafficSecret.clone();
        this.key = new SecretKeySpec(KeySchedule.expandLabel(secret, "key", NOTHING, KEY_LENGTH), "AES");
        this.iv = KeySchedule.expandLabel(secret, "iv", NOTHING, NONCE_LENGTH);
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] key() {
        return key.getEncoded();
    }

    byte[] iv() {
        return iv.clone();
    }

    long sequenceNumber() {
        return sequenceNumber;
    }

    /** The protection after a KeyUpdate (RFC 8446, section 7.2). */
    RecordProtection next() {
        return new RecordProtection(KeySchedule.next(secret));
    }

    /** The verify_data of a Finished that these keys protect. */
    byte[] verifyData(byte[] transcriptHash) {
        return KeySchedule.verifyData(secret, transcriptHash);
    }

    /** {@return the whole record, header included} The next call has the next sequence number. */
    byte[] seal(byte[] innerPlaintext) {
        var header = Records.header(ContentType.APPLICATION_DATA, innerPlaintext.length + TAG_LENGTH);
        var protectedBytes = apply(Cipher.ENCRYPT_MODE, header, innerPlaintext);
        return Records.join(header, protectedBytes);
    }

    /** {@return the inner plaintext} Fails the test if the record is not authentic. */
    byte[] open(byte[] encryptedRecord) {
        return apply(
                Cipher.DECRYPT_MODE,
                Records.header(ContentType.APPLICATION_DATA, encryptedRecord.length),
                encryptedRecord);
    }

    private byte[] apply(int mode, byte[] additionalData, byte[] data) {
        var nonce = ByteBuffer.wrap(iv.clone());
        nonce.putLong(NONCE_LENGTH - Long.BYTES, nonce.getLong(NONCE_LENGTH - Long.BYTES) ^ sequenceNumber);
        try {
            cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce.array()));
            cipher.updateAAD(additionalData);
            var result = cipher.doFinal(data);
            sequenceNumber++;
            return result;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("record " + sequenceNumber + " is not protected by the keys expected", e);
        }
    }

    /** Content, its type and padding (RFC 8446, section 5.4). */
    static byte[] innerPlaintext(int type, byte[] content, int padding) {
        var inner = Arrays.copyOf(content, content.length + 1 + padding);
        inner[content.length] = (byte) type;
        return inner;
    }
}
