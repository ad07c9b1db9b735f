package io.securechannel.internal.primitive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.internal.primitive.Primitives.Aead;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.SecureRandom;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The key of a direction is overwritten when it is spent: at the end, and when another one takes its place. */
class RecordKeyTest {

    private static final byte[] NOTHING = {};

    private final byte[] bytes = new byte[RecordCipher.KEY];

    RecordKeyTest() {
        new SecureRandom().nextBytes(bytes);
    }

    static Stream<Arguments> ciphers() {
        return Stream.of(Primitives.values())
                .flatMap(primitives -> Stream.of(Aead.values()).map(aead -> Arguments.of(primitives, aead)));
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void closingOverwritesIt(Primitives primitives, Aead aead) throws Exception {
        var cipher = primitives.cipher(aead, bytes);
        cipher.seal(0, NOTHING, NOTHING, 0, 0, new byte[16], 0);
        var held = held(cipher);
        assertThat(held).isEqualTo(bytes).isNotSameAs(bytes);
        cipher.close();
        assertThat(held).containsOnly(0);
        cipher.close();
        assertThatThrownBy(() -> cipher.seal(1, NOTHING, NOTHING, 0, 0, new byte[16], 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("wiped");
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    void soDoesTheNextKey(Primitives primitives, Aead aead) throws Exception {
        var cipher = primitives.cipher(aead, bytes);
        var held = held(cipher);
        try (var next = cipher.rekeyed()) {
            assertThat(held).containsOnly(0);
            assertThat(held(next)).isNotEqualTo(bytes).isNotEqualTo(held);
        }
    }

    /** Not of its class is what counts for a provider, but that it is a secret key whose bytes it is given. */
    @Test
    void bouncyCastlesCiphersTakeItToo() throws Exception {
        assertThat(sealed(new RecordKey(bytes, "AES"))).isEqualTo(sealed(new SecretKeySpec(bytes, "AES")));
    }

    private static byte[] sealed(SecretKey key) throws Exception {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding", new BouncyCastleProvider());
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
        return cipher.doFinal(new byte[100]);
    }

    @Test
    void itSaysNothingAndIsNotWrittenDown() throws Exception {
        var key = new RecordKey(new byte[] {0x41, 0x42, 0x43}, "AES");
        assertThat(key).hasToString("RecordKey[AES, redacted]");
        try (var out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatThrownBy(() -> out.writeObject(key)).isInstanceOf(NotSerializableException.class);
        }
        assertThat(key.isDestroyed()).isFalse();
        key.destroy();
        assertThat(key.isDestroyed()).isTrue();
    }

    /** The array itself: nothing in the library gives it out. */
    private static byte[] held(RecordCipher cipher) throws ReflectiveOperationException {
        return (byte[]) field(field(cipher, "key"), "bytes");
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        var field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }
}
