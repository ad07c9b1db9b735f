package io.securechannel.internal.envelope;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.AesGcm;
import java.io.IOException;
import java.io.InputStream;

/**
 * The content of an envelope in one piece (spec, section 4): AES-256-GCM under a key that encrypts this alone, hence with a nonce
 * of zeros, the preheader as associated data.
 */
public final class MessageContent {

    /** Bytes of plaintext at most; what is larger is sealed in segments. */
    public static final int LARGEST = 16 << 20;

    /** With what stands before the plaintext, at most 39,463 bytes, and the tag. */
    private static final int LARGEST_SEALED = LARGEST + (64 << 10);

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
     * @param in gives ciphertext and tag, to its end
     * @return what was encrypted, which the caller wipes
     * @throws KeyMaterialException NOT_OPENED if it was changed or cut, or is larger than any: nothing has been verified then, and
     *     another error would tell whoever appends to envelopes who can open them
     * @throws IOException if the stream cannot be read
     */
    public static byte[] open(ContentKey key, Preheader preheader, InputStream in)
            throws IOException, KeyMaterialException {
        byte[] sealed = in.readNBytes(LARGEST_SEALED + 1);
        if (sealed.length > LARGEST_SEALED) {
            throw Unopened.error();
        }
        try (var content = key.content(preheader)) {
            return AesGcm.open(content, new byte[AesGcm.NONCE], preheader.bytes(), sealed)
                    .orElseThrow(Unopened::error);
        }
    }
}
