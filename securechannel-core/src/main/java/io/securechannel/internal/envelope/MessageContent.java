package io.securechannel.internal.envelope;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.AesGcm;

/**
 * The content of an envelope in one piece (spec, section 4): AES-256-GCM under a key that encrypts this alone, hence with a nonce
 * of zeros, the preheader as associated data.
 */
public final class MessageContent {

    /** What the tag adds, in bytes. */
    public static final int OVERHEAD = AesGcm.TAG;

    private MessageContent() {}

    /**
     * Encrypts.
     *
     * @param key of the envelope
     * @param preheader of the envelope
     * @param inner what is encrypted
     * @return ciphertext and tag
     */
    public static byte[] seal(ContentKey key, Preheader preheader, byte[] inner) {
        try (var content = key.content(preheader)) {
            return AesGcm.seal(content, new byte[AesGcm.NONCE], preheader.bytes(), inner);
        }
    }

    /**
     * Decrypts.
     *
     * @param key of the envelope
     * @param preheader of the envelope
     * @param sealed ciphertext and tag
     * @return what was encrypted, which the caller wipes
     * @throws KeyMaterialException NOT_OPENED if it was changed or cut
     */
    public static byte[] open(ContentKey key, Preheader preheader, byte[] sealed) throws KeyMaterialException {
        try (var content = key.content(preheader)) {
            return AesGcm.open(content, new byte[AesGcm.NONCE], preheader.bytes(), sealed)
                    .orElseThrow(Unopened::error);
        }
    }
}
