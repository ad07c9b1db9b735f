package io.securechannel.internal.crypto;

import static io.securechannel.internal.crypto.VectorFile.hex;
import static io.securechannel.internal.crypto.VectorFile.id;
import static io.securechannel.internal.crypto.VectorFile.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonPrimitive;
import io.securechannel.internal.primitive.Primitives;
import io.securechannel.internal.primitive.Primitives.Aead;
import io.securechannel.internal.primitive.RecordCipher;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every provider computes the same, and refuses the same. */
class PrimitiveProvidersTest {

    private static final byte[] NOTHING = {};

    /** Points of low order, all encodings of them, are refused; those on the twist and numbers above 2^255 - 19 are taken. */
    @ParameterizedTest
    @EnumSource(Primitives.class)
    void x25519(Primitives primitives) throws Exception {
        var file = new VectorFile("x25519_test");
        var x25519 = primitives.x25519();
        for (var test : file.wycheproof()) {
            var result = new byte[32];
            boolean agreed = x25519.agree(hex(test, "private"), hex(test, "public"), result);
            boolean zero = test.getAsJsonArray("flags").contains(new JsonPrimitive("ZeroSharedSecret"));
            assertThat(agreed).as(id(test)).isEqualTo(!zero);
            if (agreed) {
                assertThat(result).as(id(test)).isEqualTo(hex(test, "shared"));
            }
            assertThat(x25519.publicKey(hex(test, "private")))
                    .isEqualTo(Primitives.PURE_JAVA.x25519().publicKey(hex(test, "private")));
            file.count(text(test, "result") + (zero ? ", refused" : ""));
        }
        file.counted(Map.of("valid", 264, "acceptable", 223, "acceptable, refused", 31));
    }

    @ParameterizedTest
    @EnumSource(Aead.class)
    void ciphers(Aead aead) {
        var random = new Random(8);
        var key = new byte[RecordCipher.KEY];
        random.nextBytes(key);
        for (int length : new int[] {0, 1, 15, 16, 17, 4_096, 65_519}) {
            var plaintext = new byte[length];
            random.nextBytes(plaintext);
            var expected = sealed(Primitives.PURE_JAVA, aead, key, plaintext);
            for (var primitives : Primitives.values()) {
                assertThat(sealed(primitives, aead, key, plaintext)).isEqualTo(expected);
                opens(() -> primitives.cipher(aead, key), expected, plaintext);
                opens(
                        () -> primitives.cipher(aead, key).rekeyed(),
                        sealed(Primitives.PURE_JAVA.cipher(aead, key).rekeyed(), plaintext),
                        plaintext);
            }
        }
    }

    /** With a new cipher each time: that of the JDK takes no nonce twice, and a channel never does. */
    private static void opens(Supplier<RecordCipher> ciphers, byte[] sealed, byte[] plaintext) {
        var opened = new byte[plaintext.length];
        Arrays.fill(opened, (byte) 1);
        var flipped = sealed.clone();
        flipped[flipped.length - 1] ^= 1;
        assertThat(open(ciphers, 1L << 40, flipped, opened)).isFalse();
        assertThat(opened).as("nothing of it is left").isEqualTo(new byte[opened.length]);
        assertThat(open(ciphers, 1L << 41, sealed, opened)).isFalse();
        assertThat(open(ciphers, 1L << 40, Arrays.copyOf(sealed, 15), opened)).isFalse();
        assertThat(open(ciphers, 1L << 40, sealed, opened)).isTrue();
        assertThat(opened).isEqualTo(plaintext);
    }

    private static boolean open(Supplier<RecordCipher> ciphers, long nonce, byte[] sealed, byte[] opened) {
        try (var cipher = ciphers.get()) {
            return cipher.open(nonce, NOTHING, sealed, 0, sealed.length, opened, 0);
        }
    }

    private static byte[] sealed(Primitives primitives, Aead aead, byte[] key, byte[] plaintext) {
        return sealed(primitives.cipher(aead, key), plaintext);
    }

    /** In place, as records are. */
    private static byte[] sealed(RecordCipher cipher, byte[] plaintext) {
        var buffer = Arrays.copyOf(plaintext, plaintext.length + RecordCipher.TAG);
        cipher.seal(1L << 40, NOTHING, buffer, 0, plaintext.length, buffer, 0);
        cipher.close();
        return buffer;
    }
}
