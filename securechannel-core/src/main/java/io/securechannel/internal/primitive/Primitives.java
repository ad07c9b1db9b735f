package io.securechannel.internal.primitive;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import javax.crypto.Cipher;
import org.conscrypt.Conscrypt;

/**
 * Who computes what. ML-KEM-768 and BLAKE2 are Bouncy Castle's in every case, and so are the public halves of X25519 keys, but for Conscrypt's;
 * SHA-2 is the JDK's. One that the machine lacks fails by name when it is first used.
 */
public enum Primitives {
    /** X25519 by Bouncy Castle, which is several times as fast as the JDK's; ciphers by the JDK. */
    PURE_JAVA,
    /** X25519 and the ciphers by the JDK. */
    JDK,
    /** X25519 and the ciphers by Conscrypt, which is native code. */
    CONSCRYPT;

    /** The ciphers of records. */
    public enum Aead {
        /** AES-256-GCM (NIST SP 800-38D). */
        AES_GCM,
        /** ChaCha20-Poly1305 (RFC 8439). */
        CHACHA20_POLY1305
    }

    /** {@return X25519} */
    public X25519 x25519() {
        return switch (this) {
            case PURE_JAVA -> BouncyCastleX25519.INSTANCE;
            case JDK -> new JcaX25519(provider("SunEC"));
            case CONSCRYPT -> new ConscryptX25519(ConscryptHolder.PROVIDER);
        };
    }

    /**
     * A cipher for one direction.
     *
     * @param aead which
     * @param key 32 bytes, which are copied
     * @return the cipher
     */
    public RecordCipher cipher(Aead aead, byte[] key) {
        return new JcaRecordCipher(this, aead, key);
    }

    private Provider provider(String ofTheJdk) {
        return this == CONSCRYPT ? ConscryptHolder.PROVIDER : installed(ofTheJdk);
    }

    /**
     * {@return the provider of that name} By an algorithm's name alone, whatever provider stands first would compute.
     *
     * @throws IllegalStateException if the runtime has none
     */
    static Provider installed(String name) {
        var provider = Security.getProvider(name);
        if (provider == null) {
            throw new IllegalStateException("this runtime has no security provider " + name
                    + ", which computes for Noise, and no other is taken in its place: install it (java.security)");
        }
        return provider;
    }

    Cipher cipher(Aead aead) throws GeneralSecurityException {
        var transformation = aead == Aead.AES_GCM ? "AES/GCM/NoPadding" : "ChaCha20-Poly1305";
        try {
            return Cipher.getInstance(transformation, provider("SunJCE"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the provider of " + this + " has no " + transformation, e);
        }
    }

    /** Conscrypt is loaded by who asks for it alone. */
    private static final class ConscryptHolder {
        static final Provider PROVIDER = Conscrypt.newProvider();
    }
}
