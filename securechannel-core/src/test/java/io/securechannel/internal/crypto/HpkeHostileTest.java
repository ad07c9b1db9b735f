package io.securechannel.internal.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.crypto.digests.SHA3Digest;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.bouncycastle.crypto.prng.FixedSecureRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever else than what was sealed is not opened, and that is all that shows. */
@Tag("verify")
class HpkeHostileTest {

    private static final int ML_KEM_CIPHERTEXT = 1_088;
    private static final int ML_KEM_KEY = 1_184;
    private static final byte[] INFO = "what both sides know".getBytes(UTF_8);
    private static final byte[] AAD = "beside it".getBytes(UTF_8);
    private static final byte[] MESSAGE = "thirty-two bytes of a content key".getBytes(UTF_8);

    private static final BigInteger P256_SCALAR = BigInteger.valueOf(0x5EC).shiftLeft(200);

    @ParameterizedTest
    @EnumSource(names = {"X25519", "P256", "X_WING"})
    void whatWasSealedOpensAndNothingElse(KeyAlgorithm kem) {
        var keys = RoleKeys.generate(kem, 0);
        byte[] sealed = seal(kem, keys);
        assertThat(sealed).hasSize(Hpke.of(kem).encapsulation() + MESSAGE.length + AesGcm.TAG);
        assertOpens(kem, keys, sealed);
        var hpke = Hpke.of(kem);
        assertThat(hpke.open(keys, AAD, AAD, sealed)).as("other info").isEmpty();
        assertThat(hpke.open(keys, INFO, INFO, sealed))
                .as("other data beside it")
                .isEmpty();
        assertThat(hpke.open(RoleKeys.generate(kem, 0), INFO, AAD, sealed))
                .as("another key")
                .isEmpty();
        assertThat(Hpke.of(kem, Hpke.Aead.AES_128_GCM).open(keys, INFO, AAD, sealed))
                .as("another AEAD")
                .isEmpty();
        assertThat(seal(kem, keys)).as("sealed twice").isNotEqualTo(sealed);
    }

    @ParameterizedTest
    @EnumSource(names = {"X25519", "P256", "X_WING"})
    void everyByteCounts(KeyAlgorithm kem) {
        var keys = RoleKeys.generate(kem, 0);
        byte[] sealed = seal(kem, keys);
        for (int i = 0; i < sealed.length; i++) {
            byte bit = (byte)
                    (1 << (i % Byte.SIZE)); // with that the highest of an X25519 key, which X25519 itself ignores
            sealed[i] ^= bit;
            assertThat(Hpke.of(kem).open(keys, INFO, AAD, sealed))
                    .as("byte %d", i)
                    .isEmpty();
            sealed[i] ^= bit;
        }
        assertOpens(kem, keys, sealed);
    }

    @ParameterizedTest
    @EnumSource(names = {"X25519", "P256", "X_WING"})
    void everyLengthCounts(KeyAlgorithm kem) {
        var keys = RoleKeys.generate(kem, 0);
        byte[] sealed = seal(kem, keys);
        for (int length = 0; length < sealed.length; length++) {
            assertThat(Hpke.of(kem).open(keys, INFO, AAD, Arrays.copyOf(sealed, length)))
                    .as("%d bytes", length)
                    .isEmpty();
        }
        for (int zeros : new int[] {Hpke.of(kem).encapsulation(), sealed.length, 1 << 20}) {
            assertThat(Hpke.of(kem).open(keys, INFO, AAD, new byte[zeros]))
                    .as("%d zeros", zeros)
                    .isEmpty();
        }
        for (int more : new int[] {1, 16, sealed.length, 1 << 20}) {
            assertThat(Hpke.of(kem).open(keys, INFO, AAD, Arrays.copyOf(sealed, sealed.length + more)))
                    .as("%d bytes more", more)
                    .isEmpty();
        }
        assertOpens(kem, keys, sealed);
    }

    /** Each is what a sender would have made who leaves the point as it is: nothing but the check stands against it. */
    @Test
    void pointsOfP256AreWrittenInOneWay() throws Exception {
        var keys = RoleKeys.generate(KeyAlgorithm.P256, 0);
        byte[] recipient = RolePublicKeys.raw(keys.publicKey());
        var curve = SECNamedCurves.getByOID(EllipticCurve.P256.identifier());
        byte[] point = curve.getG().multiply(P256_SCALAR).normalize().getEncoded(false);
        byte[] dh = curve.getCurve()
                .decodePoint(recipient)
                .multiply(P256_SCALAR)
                .normalize()
                .getAffineXCoord()
                .getEncoded();
        assertOpens(KeyAlgorithm.P256, keys, sealedWith(dh, point, recipient));

        byte[] hybrid = point.clone();
        hybrid[0] = (byte) (0x06 | (point[64] & 1));
        var hpke = Hpke.of(KeyAlgorithm.P256);
        assertThat(hpke.open(keys, INFO, AAD, sealedWith(dh, hybrid, recipient)))
                .as("SEC 1's hybrid form, which is as long")
                .isEmpty();

        byte[] compressed = curve.getG().multiply(P256_SCALAR).normalize().getEncoded(true);
        assertThat(hpke.open(keys, INFO, AAD, sealedWith(dh, compressed, recipient)))
                .isEmpty();
    }

    @Test
    void whatIsNoPointOfP256IsRefused() {
        var keys = RoleKeys.generate(KeyAlgorithm.P256, 0);
        byte[] recipient = RolePublicKeys.raw(keys.publicKey());
        byte[] infinity = new byte[65];
        byte[] zeros = infinity.clone();
        zeros[0] = 0x04;
        byte[] offTheCurve = recipient.clone();
        offTheCurve[64] ^= 1;
        byte[] aboveTheField = new byte[65];
        Arrays.fill(aboveTheField, (byte) 0xFF);
        aboveTheField[0] = 0x04;
        for (byte[] none : new byte[][] {infinity, zeros, offTheCurve, aboveTheField, {0}, {}}) {
            assertThat(Hpke.of(KeyAlgorithm.P256).open(keys, INFO, AAD, sealedWith(new byte[32], none, recipient)))
                    .isEmpty();
        }
    }

    /**
     * The draft lets a decapsulation with a point of low order pass, as ML-KEM's secret is mixed in. Nobody who is honest
     * makes one, and Bouncy Castle refuses it: so do we.
     */
    @Test
    void pointsOfLowOrderInXWingAreRefused() throws Exception {
        var keys = RoleKeys.generate(KeyAlgorithm.X_WING, 0);
        byte[] recipient = RolePublicKeys.raw(keys.publicKey());
        byte[] pkM = Arrays.copyOf(recipient, ML_KEM_KEY);
        byte[] pkX = Arrays.copyOfRange(recipient, ML_KEM_KEY, recipient.length);
        var kem = new MLKEMGenerator(new FixedSecureRandom(new byte[64]))
                .generateEncapsulated(new MLKEMPublicKeyParameters(MLKEMParameters.ml_kem_768, pkM));
        assertThat(kem.getEncapsulation()).hasSize(ML_KEM_CIPHERTEXT);
        byte[] zeros = new byte[32];
        byte[] one = new byte[32];
        one[0] = 1;
        for (byte[] ctX : new byte[][] {zeros, one}) {
            var sha = new SHA3Digest(256);
            for (byte[] part : new byte[][] {kem.getSecret(), zeros, ctX, pkX, "\\.//^\\".getBytes(UTF_8)}) {
                sha.update(part, 0, part.length);
            }
            byte[] secret = new byte[32];
            sha.doFinal(secret, 0);
            byte[] encapsulated = KeySchedule.join(kem.getEncapsulation(), ctX);
            assertThat(Hpke.of(KeyAlgorithm.X_WING)
                            .open(
                                    keys,
                                    INFO,
                                    AAD,
                                    KeySchedule.seal(HPKE.kem_X_WING, secret, encapsulated, INFO, AAD, MESSAGE)))
                    .isEmpty();
        }
    }

    @Test
    void misuseIsNoFailureToOpen() {
        var keys = RoleKeys.generate(KeyAlgorithm.X25519, 0);
        byte[] sealed = seal(KeyAlgorithm.X25519, keys);
        assertThatThrownBy(() -> Hpke.of(KeyAlgorithm.P256).open(keys, INFO, AAD, sealed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a key of X25519 does not open what is sealed with EC P-256");
        assertThatThrownBy(() -> Hpke.of(KeyAlgorithm.RSA))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RSA is no KEM of HPKE");
        keys.pkcs8().close();
        assertThatThrownBy(() -> Hpke.of(KeyAlgorithm.X25519).open(keys, INFO, AAD, sealed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has been closed");
    }

    private static byte[] sealedWith(byte[] dh, byte[] encapsulated, byte[] recipient) {
        byte[] shared = KeySchedule.ofDiffieHellman(HPKE.kem_P256_SHA256, dh, encapsulated, recipient);
        return KeySchedule.seal(HPKE.kem_P256_SHA256, shared, encapsulated, INFO, AAD, MESSAGE);
    }

    private static byte[] seal(KeyAlgorithm kem, EncodedKeyPair keys) {
        return Hpke.of(kem).seal(keys.publicKey().subjectPublicKeyInfo(), INFO, AAD, MESSAGE);
    }

    private static void assertOpens(KeyAlgorithm kem, EncodedKeyPair keys, byte[] sealed) {
        assertThat(Hpke.of(kem).open(keys, INFO, AAD, sealed))
                .hasValueSatisfying(plain -> assertThat(plain).isEqualTo(MESSAGE));
    }
}
