package io.securechannel.internal.primitive;

/**
 * One key of an AEAD and a nonce that counts (Noise Protocol Framework rev 34, section 12). It holds the provider's cipher, so that a
 * record costs no set-up but the nonce, until it is told to {@link #rest()}. Not for use by several threads.
 */
public interface RecordCipher extends AutoCloseable {

    /** Bytes that a ciphertext is longer. */
    int TAG = 16;

    /** Bytes of a key. */
    int KEY = 32;

    /**
     * Encrypts.
     *
     * @param nonce never twice with one key
     * @param associated what is authenticated beside the plaintext
     * @param from holds the plaintext; it may be {@code to} as well, at the same offset
     * @param offset where it begins
     * @param length how much it is, in bytes
     * @param to takes ciphertext and tag, {@code length + TAG} bytes
     * @param at where they begin
     */
    void seal(long nonce, byte[] associated, byte[] from, int offset, int length, byte[] to, int at);

    /**
     * Encrypts a byte and what follows it, with nothing authenticated beside them.
     *
     * @param nonce never twice with one key
     * @param first the byte
     * @param from holds what follows; not {@code to}
     * @param offset where that begins
     * @param length how much it is, in bytes
     * @param to takes ciphertext and tag, {@code 1 + length + TAG} bytes
     * @param at where they begin
     */
    void seal(long nonce, byte first, byte[] from, int offset, int length, byte[] to, int at);

    /**
     * Decrypts.
     *
     * @param nonce as it was encrypted
     * @param associated what was authenticated beside the plaintext
     * @param from holds ciphertext and tag
     * @param offset where they begin
     * @param length how much it is, in bytes
     * @param to takes the plaintext, {@code length - TAG} bytes; nothing of it where this fails
     * @param at where it begins
     * @return whether it is authentic
     */
    boolean open(long nonce, byte[] associated, byte[] from, int offset, int length, byte[] to, int at);

    /**
     * {@return a cipher of the next key: the first 32 bytes of what this one makes of 32 zeros under the nonce 2^64-1 (section 4.2)} This one is
     * closed.
     */
    RecordCipher rekeyed();

    /**
     * Lets go of what the provider holds, which is made again when it is needed, unless this has sealed or opened since the last call. Any
     * thread may call it at any time.
     */
    void rest();

    /**
     * Wipes the key, and lets go of the provider's cipher with the copies that it has made. Never while another thread seals or opens: that could
     * be given a key that is half wiped.
     */
    @Override
    void close();
}
