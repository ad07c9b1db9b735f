package io.securechannel.internal.envelope;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.security.GeneralSecurityException;

/**
 * The content of suite 2 (spec, section 4): Tink's AES256-GCM-HKDF streaming AEAD, HKDF with SHA-256, segments of 1 MiB, by Tink's own
 * segment encrypter and decrypter. Tink's streams around those complete what was not finished when they are closed, take up
 * again after an error, and its seekable channel neither verifies an empty content nor tells the end from a cut: hence our own.
 *
 * <pre>
 * head       40   0x28 | salt (32) | first octets of every nonce (7)
 * segment         AES-256-GCM(HKDF(key, salt, associated data), nonce = those 7 | u32 index | 0x01 if last, data), tag (16)
 * </pre>
 *
 * Every segment ends at a multiple of 1 MiB from the head's first octet, or where the content ends.
 */
public final class Segments {

    /** Octets of a key. */
    public static final int KEY = 32;

    /** Octets of a segment with its tag; of the first one with the head as well. */
    static final int SEGMENT = 1 << 20;

    private Segments() {}

    /**
     * Encrypts what is written.
     *
     * @param key 32 octets, which may be closed afterwards; Tink keeps a copy that cannot be wiped
     * @param associated what is authenticated beside the content
     * @param out takes the ciphertext, in pieces of a segment; never closed from here
     * @return the stream, complete only after {@link FinishingOutput#finish}
     */
    public static FinishingOutput seal(SecretBytes key, byte[] associated, OutputStream out) {
        return seal(key, associated, out, SEGMENT);
    }

    /**
     * Decrypts. What is read has been verified, and so has the end. The methods of the stream throw IOExceptions whose cause is a
     * KeyMaterialException where the ciphertext is not what was sealed; those of the stream beneath come as they are.
     *
     * @param key 32 octets, which may be closed afterwards; Tink keeps a copy that cannot be wiped
     * @param associated what was authenticated beside the content
     * @param in gives the ciphertext, to its end; never closed from here
     * @return the content; closing it wipes its buffers
     */
    public static InputStream open(SecretBytes key, byte[] associated, InputStream in) {
        return open(key, associated, in, SEGMENT);
    }

    /**
     * Decrypts at any position. The last segment is verified here and now, so that the size is what was sealed.
     *
     * @param key 32 octets, which may be closed afterwards; Tink keeps a copy that cannot be wiped
     * @param associated what was authenticated beside the content
     * @param in gives the ciphertext, from its position now to its end; it belongs to the result, which closes it
     * @return the content, to be read only
     * @throws IOException if the channel cannot be read, or, with a KeyMaterialException as its cause, if the end of the ciphertext is
     *     not what was sealed; the channel is still open then
     */
    public static SeekableByteChannel open(SecretBytes key, byte[] associated, SeekableByteChannel in)
            throws IOException {
        return open(key, associated, in, SEGMENT);
    }

    static FinishingOutput seal(SecretBytes key, byte[] associated, OutputStream out, int segment) {
        try {
            return new SegmentOutput(aead(key, segment), associated, out);
        } catch (GeneralSecurityException e) {
            throw unavailable(e);
        }
    }

    static InputStream open(SecretBytes key, byte[] associated, InputStream in, int segment) {
        return new BlockInput(in, false, opener(key, associated, segment));
    }

    static SeekableByteChannel open(SecretBytes key, byte[] associated, SeekableByteChannel in, int segment)
            throws IOException {
        return new BlockChannel(in, opener(key, associated, segment));
    }

    private static SegmentOpener opener(SecretBytes key, byte[] associated, int segment) {
        try {
            return new SegmentOpener(aead(key, segment), associated);
        } catch (GeneralSecurityException e) {
            throw unavailable(e);
        }
    }

    private static AesGcmHkdfStreaming aead(SecretBytes key, int segment) throws GeneralSecurityException {
        if (key.length() != KEY) {
            throw new IllegalArgumentException("a key has 32 octets, not " + key.length());
        }
        return key.<AesGcmHkdfStreaming, GeneralSecurityException>use(
                bytes -> new AesGcmHkdfStreaming(bytes, "HmacSha256", KEY, segment, 0));
    }

    private static IllegalStateException unavailable(GeneralSecurityException e) {
        return new IllegalStateException("this runtime has no AES-256-GCM or no HMAC-SHA256", e);
    }
}
