package io.securechannel.internal.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;

/**
 * The block ciphers in CBC mode with PKCS#7 padding that encrypt private keys in files. Old ones are there to read old
 * files; nothing is ever encrypted here.
 */
enum BlockDecryption {
    AES_128(16, 16),
    AES_192(24, 16),
    AES_256(32, 16),
    TRIPLE_DES(24, 8),
    DES(8, 8);

    private final int keyLength;
    private final int blockLength;

    BlockDecryption(int keyLength, int blockLength) {
        this.keyLength = keyLength;
        this.blockLength = blockLength;
    }

    int keyLength() {
        return keyLength;
    }

    /** {@return the length of a block, and so of the initialization vector} */
    int blockLength() {
        return blockLength;
    }

    /**
     * Decrypts and takes the padding off.
     *
     * @param key the key, which the caller wipes
     * @param initializationVector one block
     * @param ciphertext what was encrypted
     * @return the plaintext, which the caller wipes, or null if the padding is wrong: a wrong key, or damage
     */
    byte @Nullable [] decrypt(byte[] key, byte[] initializationVector, byte[] ciphertext) {
        if (ciphertext.length == 0 || ciphertext.length % blockLength != 0) {
            return null;
        }
        var cipher = new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(engine()));
        cipher.init(false, new ParametersWithIV(new KeyParameter(key), initializationVector));
        var room = new byte[cipher.getOutputSize(ciphertext.length)];
        try {
            int length = cipher.processBytes(ciphertext, 0, ciphertext.length, room, 0);
            length += cipher.doFinal(room, length);
            return Arrays.copyOf(room, length);
        } catch (InvalidCipherTextException e) {
            return null;
        } finally {
            Arrays.fill(room, (byte) 0);
        }
    }

    private BlockCipher engine() {
        return switch (this) {
            case AES_128, AES_192, AES_256 -> AESEngine.newInstance();
            case TRIPLE_DES -> new DESedeEngine();
            case DES -> new DESEngine();
        };
    }
}
