package io.securechannel.internal.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** RSAES-OAEP opens what was sealed so, and all else looks alike: empty (TESTING 20). */
@Tag("verify")
class RsaOaepTest {

    private static final int LENGTH = 256;
    private static final int OVERHEAD = 66;
    private static final byte[] LABEL = "the label".getBytes(UTF_8);
    private static final byte[] MESSAGE = "thirty-two bytes of a content key".getBytes(UTF_8);

    private static EncodedKeyPair keys;
    private static byte[] publicKey;

    @BeforeAll
    static void makeKey() {
        keys = RsaKeys.one();
        publicKey = keys.publicKey().subjectPublicKeyInfo();
    }

    @Test
    void whatWasSealedOpens() {
        for (int length : new int[] {0, 1, 32, LENGTH - OVERHEAD}) {
            byte[] message = Arrays.copyOf(MESSAGE, length);
            byte[] sealed = RsaOaep.seal(publicKey, LABEL, message);
            assertThat(sealed).hasSize(LENGTH);
            assertThat(RsaOaep.open(keys.pkcs8(), LABEL, sealed))
                    .hasValueSatisfying(plain -> assertThat(plain).isEqualTo(message));
            assertThat(RsaOaep.seal(publicKey, LABEL, message)).isNotEqualTo(sealed);
        }
        assertThatThrownBy(() -> RsaOaep.seal(publicKey, LABEL, new byte[LENGTH - OVERHEAD + 1]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("RSAES-OAEP failed to encrypt");
    }

    @Test
    void everyByteCounts() {
        byte[] sealed = RsaOaep.seal(publicKey, LABEL, MESSAGE);
        for (int i = 0; i < LENGTH; i++) {
            sealed[i] ^= (byte) 0x40;
            assertRefused(sealed);
            sealed[i] ^= (byte) 0x40;
        }
        assertThat(RsaOaep.open(keys.pkcs8(), LABEL, sealed)).isPresent();
        assertThat(RsaOaep.open(keys.pkcs8(), MESSAGE, sealed)).isEmpty();
        assertThat(RsaOaep.open(keys.pkcs8(), new byte[0], sealed)).isEmpty();
        assertThat(RsaOaep.open(RsaKeys.other().pkcs8(), LABEL, sealed)).isEmpty();
    }

    /** RFC 8017, section 7.1.2, step 1b. */
    @Test
    void theLengthIsThatOfTheModulus() throws Exception {
        byte[] sealed;
        do {
            sealed = RsaOaep.seal(publicKey, LABEL, MESSAGE);
        } while (sealed[0] != 0);
        byte[] shorter = Arrays.copyOfRange(sealed, 1, LENGTH);
        assertThat(jdk(LABEL, shorter)).as("the JDK takes it").isEqualTo(MESSAGE);
        assertRefused(shorter);
        assertRefused(KeySchedule.join(new byte[1], sealed));
        for (int length = 0; length < LENGTH; length++) {
            assertRefused(Arrays.copyOf(sealed, length));
        }
        for (int length : new int[] {LENGTH + 1, 2 * LENGTH, 1 << 20}) {
            assertRefused(Arrays.copyOf(sealed, length));
        }
        assertThat(RsaOaep.open(keys.pkcs8(), LABEL, sealed)).isPresent();
    }

    @Test
    void numbersThatAreNotBelowTheModulusAreRefused() throws Exception {
        var modulus = ((RSAPublicKey) jdkKey()).getModulus();
        byte[] all = new byte[LENGTH];
        Arrays.fill(all, (byte) 0xFF);
        assertRefused(all);
        var one = BigInteger.ONE;
        for (var number : new BigInteger[] {modulus, modulus.add(one), modulus.subtract(one), BigInteger.ZERO, one}) {
            assertRefused(BigIntegers.asUnsignedByteArray(LENGTH, number));
        }
        byte[] sealed;
        BigInteger above;
        do { // as a sender would write it who does not reduce
            sealed = RsaOaep.seal(publicKey, LABEL, MESSAGE);
            above = new BigInteger(1, sealed).add(modulus);
        } while (above.bitLength() > 8 * LENGTH);
        assertRefused(BigIntegers.asUnsignedByteArray(LENGTH, above));
        assertThat(RsaOaep.open(keys.pkcs8(), LABEL, sealed)).isPresent();
    }

    @Test
    void otherPaddingsAreRefused() throws Exception {
        assertThat(RsaOaep.open(keys.pkcs8(), LABEL, sealed("OAEPPadding", "SHA-256", MGF1ParameterSpec.SHA256)))
                .as("the same")
                .isPresent();
        assertRefused(sealed("OAEPPadding", "SHA-256", MGF1ParameterSpec.SHA1));
        assertRefused(sealed("OAEPPadding", "SHA-1", MGF1ParameterSpec.SHA1));
        assertRefused(sealed("OAEPPadding", "SHA-512", MGF1ParameterSpec.SHA512));
        var cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        cipher.init(Cipher.ENCRYPT_MODE, jdkKey());
        assertRefused(cipher.doFinal(MESSAGE));
    }

    @Test
    void misuseIsNoFailureToOpen() {
        var closed = RsaKeys.one();
        byte[] sealed = RsaOaep.seal(closed.publicKey().subjectPublicKeyInfo(), LABEL, MESSAGE);
        closed.pkcs8().close();
        assertThatThrownBy(() -> RsaOaep.open(closed.pkcs8(), LABEL, sealed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has been closed");
    }

    private static void assertRefused(byte[] sealed) {
        assertThat(RsaOaep.open(keys.pkcs8(), LABEL, sealed)).isEmpty();
    }

    private static byte[] sealed(String padding, String hash, MGF1ParameterSpec mask) throws Exception {
        var cipher = Cipher.getInstance("RSA/ECB/" + padding);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                jdkKey(),
                new OAEPParameterSpec(hash, "MGF1", mask, new PSource.PSpecified(LABEL)));
        return cipher.doFinal(MESSAGE);
    }

    private static byte[] jdk(byte[] label, byte[] sealed) throws Exception {
        var key = keys.pkcs8()
                .use(bytes -> KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes)));
        var cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                key,
                new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, new PSource.PSpecified(label)));
        return cipher.doFinal(sealed);
    }

    private static PublicKey jdkKey() throws Exception {
        return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(publicKey));
    }
}
