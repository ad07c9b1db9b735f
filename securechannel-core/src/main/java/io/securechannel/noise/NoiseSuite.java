package io.securechannel.noise;

import io.securechannel.internal.primitive.HashFunction;
import io.securechannel.internal.primitive.Primitives.Aead;

/**
 * What encrypts and what hashes; the Diffie-Hellman function is 25519 in every case (rev 34, section 12).
 *
 * <p>A static key pair, or a pre-shared secret, must be used with one hash function alone, and not outside of Noise (section 14): what is known
 * of the security of Noise does not cover the rest. With several ciphers and patterns it may be used. A server's context refuses several
 * hashes; who makes handshakes by {@link HandshakePatterns} sees to it himself.
 *
 * @param cipher encrypts
 * @param hash hashes
 */
public record NoiseSuite(Cipher cipher, Hash hash) {

    /** {@code AESGCM_SHA256}. */
    public static final NoiseSuite DEFAULT = new NoiseSuite(Cipher.AES_GCM, Hash.SHA256);

    /** The cipher functions (rev 34, sections 12.3 and 12.4). */
    public enum Cipher {
        /** ChaCha20-Poly1305 (RFC 8439). */
        CHACHA_POLY("ChaChaPoly", Aead.CHACHA20_POLY1305),
        /** AES-256-GCM (NIST SP 800-38D). */
        AES_GCM("AESGCM", Aead.AES_GCM);

        private final String noiseName;
        private final Aead aead;

        Cipher(String noiseName, Aead aead) {
            this.noiseName = noiseName;
            this.aead = aead;
        }

        /** {@return as it stands in the name of a protocol} */
        public String noiseName() {
            return noiseName;
        }

        Aead aead() {
            return aead;
        }
    }

    /** The hash functions (rev 34, sections 12.5 to 12.8). */
    public enum Hash {
        /** SHA-256. */
        SHA256("SHA256", HashFunction.SHA256),
        /** SHA-512. */
        SHA512("SHA512", HashFunction.SHA512),
        /** BLAKE2s. */
        BLAKE2S("BLAKE2s", HashFunction.BLAKE2S),
        /** BLAKE2b. */
        BLAKE2B("BLAKE2b", HashFunction.BLAKE2B);

        private final String noiseName;
        private final HashFunction function;

        Hash(String noiseName, HashFunction function) {
            this.noiseName = noiseName;
            this.function = function;
        }

        /** {@return as it stands in the name of a protocol} */
        public String noiseName() {
            return noiseName;
        }

        HashFunction function() {
            return function;
        }
    }

    /** {@return as it ends the name of a protocol, for instance {@code AESGCM_SHA256}} */
    @Override
    public String toString() {
        return cipher.noiseName() + "_" + hash.noiseName();
    }
}
