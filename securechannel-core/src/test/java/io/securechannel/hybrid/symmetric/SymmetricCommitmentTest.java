package io.securechannel.hybrid.symmetric;

import static io.securechannel.hybrid.symmetric.Symmetric.CONTEXT;
import static io.securechannel.hybrid.symmetric.Symmetric.NOW;
import static io.securechannel.hybrid.symmetric.Symmetric.assertRefused;
import static io.securechannel.hybrid.symmetric.Symmetric.bytes;
import static io.securechannel.hybrid.symmetric.Symmetric.cipher;
import static io.securechannel.hybrid.symmetric.Symmetric.key;
import static io.securechannel.hybrid.symmetric.SymmetricCipherTest.concat;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException.Reason;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two keys and one token. AES-GCM itself opens it with both: who knows the keys solves for one block of ciphertext (Dodis, Grubbs,
 * Ristenpart and Woodage, "Fast Message Franking", CRYPTO 2018). The zero bytes before the plaintext hold for one key at most.
 */
@Tag("verify")
class SymmetricCommitmentTest {

    private static final int ID = 7;
    private static final byte[] NONCE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

    private final byte[] first = filled(1);
    private final byte[] second = filled(2);
    private final byte[] header = ByteBuffer.allocate(12)
            .put(new byte[] {'S', 'C', 'T', 1})
            .putLong(NOW.toEpochMilli())
            .array();
    private final byte[] associated = concat(bytes("SecureChannel symmetric token v1\0"), header, CONTEXT);

    private static byte[] filled(int filling) {
        var key = new byte[SymmetricKey.LENGTH];
        Arrays.fill(key, (byte) filling);
        return key;
    }

    @Test
    void noTwoKeysOpenOneToken() throws Exception {
        byte[] sealed = forKeys(first, second);
        assertThat(tinkOpens(first, sealed)).isTrue();
        assertThat(tinkOpens(second, sealed)).isTrue();

        byte[] token = concat(header, sealed);
        try (var one = cipher(key(ID, 1));
                var other = cipher(key(ID, 2))) {
            assertThat(one.decrypt(token, CONTEXT)).hasSize(16);
            assertRefused(Reason.NOT_OPENED, () -> other.decrypt(token, CONTEXT));
        }
    }

    private boolean tinkOpens(byte[] key, byte[] sealed) {
        try (var keys = SymmetricKeySet.of(List.of(key(ID, key[0])))) {
            return TinkAead.of(keys).decrypt(sealed, associated).isPresent();
        }
    }

    /**
     * A ciphertext of three blocks. With the first key two of them are zero bytes; the third is such that both keys have one tag: with
     * H the hash key, J0 the first counter block and X the third block (NIST SP 800-38D, section 7.1),
     * {@code tag = GHASH(without X) + X * H^2 + E(J0)} for both.
     */
    private byte[] forKeys(byte[] one, byte[] other) throws GeneralSecurityException {
        byte[] begin = concat(block(one, counter(2)), block(one, counter(3)), new byte[16]);
        byte[] h1 = block(one, new byte[16]);
        byte[] h2 = block(other, new byte[16]);
        byte[] wanted =
                xor(xor(ghash(h1, begin), block(one, counter(1))), xor(ghash(h2, begin), block(other, counter(1))));
        byte[] third = times(wanted, inverse(xor(times(h1, h1), times(h2, h2))));
        byte[] ciphertext = concat(Arrays.copyOf(begin, 32), third);
        byte[] tag = xor(ghash(h1, ciphertext), block(one, counter(1)));
        return concat(new byte[] {1, 0, 0, 0, ID}, NONCE, ciphertext, tag);
    }

    private static byte[] counter(int number) {
        return ByteBuffer.allocate(16).put(NONCE).putInt(number).array();
    }

    private static byte[] block(byte[] key, byte[] block) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/ECB/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
        return cipher.doFinal(block);
    }

    private byte[] ghash(byte[] h, byte[] ciphertext) {
        byte[] padded = Arrays.copyOf(associated, (associated.length + 15) / 16 * 16);
        byte[] lengths = ByteBuffer.allocate(16)
                .putLong(associated.length * 8L)
                .putLong(ciphertext.length * 8L)
                .array();
        byte[] all = concat(padded, ciphertext, lengths);
        var hash = new byte[16];
        for (int at = 0; at < all.length; at += 16) {
            hash = times(xor(hash, Arrays.copyOfRange(all, at, at + 16)), h);
        }
        return hash;
    }

    private static byte[] xor(byte[] left, byte[] right) {
        byte[] result = left.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] ^= right[i];
        }
        return result;
    }

    /** In GF(2^128), as NIST SP 800-38D, section 6.3, has it. */
    private static byte[] times(byte[] left, byte[] right) {
        var product = new byte[16];
        byte[] shifted = right.clone();
        for (int bit = 0; bit < 128; bit++) {
            if ((left[bit / 8] >> (7 - bit % 8) & 1) == 1) {
                product = xor(product, shifted);
            }
            int carry = 0;
            for (int i = 0; i < 16; i++) {
                int each = shifted[i] & 0xFF;
                shifted[i] = (byte) (each >> 1 | carry << 7);
                carry = each & 1;
            }
            if (carry == 1) {
                shifted[0] ^= (byte) 0xE1;
            }
        }
        return product;
    }

    /** By Fermat: x to the power of 2^128 - 2. */
    private static byte[] inverse(byte[] x) {
        byte[] square = times(x, x);
        byte[] result = square;
        for (int i = 2; i < 128; i++) {
            square = times(square, square);
            result = times(result, square);
        }
        return result;
    }
}
