package io.securechannel.hostile.tls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key schedule of RFC 8446, section 7.1, with SHA-256 and without a pre-shared key:
 *
 * <pre>
 *   0 → HKDF-Extract = Early Secret
 *         Derive-Secret(., "derived", "")
 *   (EC)DHE → HKDF-Extract = Handshake Secret
 *         Derive-Secret(., "c hs traffic" or "s hs traffic", ClientHello...ServerHello)
 *         Derive-Secret(., "derived", "")
 *   0 → HKDF-Extract = Master Secret
 *         Derive-Secret(., "c ap traffic" or "s ap traffic", ClientHello...server Finished)
 * </pre>
 */
final class KeySchedule {

    static final int HASH_LENGTH = 32;

    private static final byte[] NOTHING = {};
    private static final byte[] ZEROS = new byte[HASH_LENGTH];

    private final byte[] handshakeSecret;
    private final byte[] masterSecret;

    KeySchedule(byte[] sharedSecret) {
        var earlySecret = extract(ZEROS, ZEROS);
        this.handshakeSecret = extract(deriveSecret(earlySecret, "derived", hash(NOTHING)), sharedSecret);
        this.masterSecret = extract(deriveSecret(handshakeSecret, "derived", hash(NOTHING)), ZEROS);
    }

    byte[] handshakeSecret() {
        return handshakeSecret.clone();
    }

    byte[] masterSecret() {
        return masterSecret.clone();
    }

    byte[] clientHandshakeTraffic(byte[] transcriptHash) {
        return deriveSecret(handshakeSecret, "c hs traffic", transcriptHash);
    }

    byte[] serverHandshakeTraffic(byte[] transcriptHash) {
        return deriveSecret(handshakeSecret, "s hs traffic", transcriptHash);
    }

    byte[] clientApplicationTraffic(byte[] transcriptHash) {
        return deriveSecret(masterSecret, "c ap traffic", transcriptHash);
    }

    byte[] serverApplicationTraffic(byte[] transcriptHash) {
        return deriveSecret(masterSecret, "s ap traffic", transcriptHash);
    }

    /** RFC 8446, section 7.2: application_traffic_secret_N+1. */
    static byte[] next(byte[] trafficSecret) {
        return expandLabel(trafficSecret, "traffic upd", NOTHING, HASH_LENGTH);
    }

    /** RFC 8446, section 4.4.4: the verify_data of a Finished. */
    static byte[] verifyData(byte[] trafficSecret, byte[] transcriptHash) {
        return hmac(expandLabel(trafficSecret, "finished", NOTHING, HASH_LENGTH), transcriptHash);
    }

    private static byte[] deriveSecret(byte[] secret, String label, byte[] transcriptHash) {
        return expandLabel(secret, label, transcriptHash, HASH_LENGTH);
    }

    /**
     * RFC 8446, section 7.1, for lengths up to that of the hash, so that HKDF-Expand (RFC 5869, section 2.3) has one block.
     *
     * <pre>
     *   HkdfLabel: length (2) | label: "tls13 " + Label (1 + n) | context (1 + n)
     * </pre>
     */
    static byte[] expandLabel(byte[] secret, String label, byte[] context, int length) {
        var name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
        var info = ByteBuffer.allocate(2 + 1 + name.length + 1 + context.length + 1)
                .putShort((short) length)
                .put((byte) name.length)
                .put(name)
                .put((byte) context.length)
                .put(context)
                .put((byte) 1);
        return Arrays.copyOf(hmac(secret, info.array()), length);
    }

    /** RFC 5869, section 2.2. */
    private static byte[] extract(byte[] salt, byte[] inputKeyMaterial) {
        return hmac(salt, inputKeyMaterial);
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hash(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
