package io.securechannel.peers;

import com.southernstorm.noise.protocol.CipherState;
import com.southernstorm.noise.protocol.CipherStatePair;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The records of docs/spec/noise.md, section 5, by noise-java's CipherStates. These have no Rekey, and refuse the nonce that it takes: here
 * it is computed by the JDK's ciphers, from the key as reflection finds it, and {@code fork} takes the new one.
 */
final class NoiseJavaRecords {

    /** The most bytes of the stream in a record. */
    static final int MOST_CONTENT = 65_535 - 17;

    private static final int KEY = 32;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int EPOCH = 65_536;

    private final Direction sending;
    private final Direction receiving;

    NoiseJavaRecords(CipherStatePair pair) {
        sending = new Direction(pair.getSender());
        receiving = new Direction(pair.getReceiver());
    }

    /** {@return a record's message: type and content, sealed} */
    byte[] seal(int type, byte[] content) throws GeneralSecurityException {
        var plaintext = new byte[1 + content.length];
        plaintext[0] = (byte) type;
        System.arraycopy(content, 0, plaintext, 1, content.length);
        var message = NoiseJava.seal(sending.cipher, plaintext);
        sending.advance();
        return message;
    }

    /** {@return type and content} */
    byte[] open(byte[] message) throws GeneralSecurityException {
        var plaintext = NoiseJava.open(receiving.cipher, message);
        receiving.advance();
        return plaintext;
    }

    /** {@return how many records were opened} */
    long received() {
        return receiving.number;
    }

    private static final class Direction {

        private CipherState cipher;
        private long number;

        Direction(CipherState cipher) {
            this.cipher = cipher;
        }

        /** N19. */
        void advance() throws GeneralSecurityException {
            if (number % EPOCH == EPOCH - 1) {
                cipher = cipher.fork(rekeyed(cipher), 0);
                cipher.setNonce(number + 1);
            }
            number++;
        }
    }

    /** Framework, section 4.2: the first 32 bytes of what the key makes of 32 zeros under the nonce 2^64 − 1. */
    private static byte[] rekeyed(CipherState state) throws GeneralSecurityException {
        var nonce = new byte[NONCE];
        Arrays.fill(nonce, NONCE - Long.BYTES, NONCE, (byte) -1);
        boolean aes = state.getCipherName().equals("AESGCM");
        var cipher = Cipher.getInstance(aes ? "AES/GCM/NoPadding" : "ChaCha20-Poly1305");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(aes ? aesKey(state) : chaChaKey(state), aes ? "AES" : "ChaCha20"),
                aes ? new GCMParameterSpec(TAG_BITS, nonce) : new IvParameterSpec(nonce));
        return Arrays.copyOf(cipher.doFinal(new byte[KEY]), KEY);
    }

    private static byte[] aesKey(CipherState state) {
        return ((SecretKeySpec) field(state, "keySpec")).getEncoded();
    }

    /** ChaCha's input block holds the key in its words 4 to 11 (RFC 8439, section 2.3). */
    private static byte[] chaChaKey(CipherState state) {
        var key = ByteBuffer.allocate(KEY).order(ByteOrder.LITTLE_ENDIAN);
        key.asIntBuffer().put((int[]) field(state, "input"), 4, KEY / Integer.BYTES);
        return key.array();
    }

    private static Object field(CipherState state, String name) {
        try {
            var field = state.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(state);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("noise-java keeps its key elsewhere than version 0.1.1 did", e);
        }
    }
}
