package io.securechannel.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.SecretBytes;
import io.securechannel.testkit.TestCa;
import java.io.Serial;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys with one role: what is read is checked, belongs together, and is given to its own role alone. */
@Tag("verify")
class RoleKeysTest {

    /** Shared by tests that close none of them: to make the RSA keys takes longer than the tests. */
    private static final List<RoleKeyPair> PAIRS = newPairs().toList();

    static Stream<RoleKeyPair> pairs() {
        return PAIRS.stream();
    }

    static Stream<RoleKeyPair> newPairs() {
        return Stream.of(
                NoiseKeyPair.generate(),
                EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING),
                EnvelopeKeyPair.generate(EnvelopeKeyType.X25519),
                EnvelopeKeyPair.generate(EnvelopeKeyType.P256),
                EnvelopeKeyPair.generate(EnvelopeKeyType.RSA_2048),
                SigningKeyPair.generate(SigningKeyType.ED25519),
                SigningKeyPair.generate(SigningKeyType.ML_DSA_65),
                SigningKeyPair.generate(SigningKeyType.RSA_PSS_2048));
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("pairs")
    void aKeyComesBackFromItsEncoding(RoleKeyPair pair) throws Exception {
        try (var encoded = pair.pkcs8()) {
            RoleKeyPair back;
            RolePublicKey publicBack;
            var spki = pair.publicKey().subjectPublicKeyInfo();
            if (pair instanceof NoiseKeyPair) {
                back = NoiseKeyPair.fromPkcs8(encoded);
                publicBack = NoisePublicKey.fromSubjectPublicKeyInfo(spki);
            } else if (pair instanceof EnvelopeKeyPair) {
                back = EnvelopeKeyPair.fromPkcs8(encoded);
                publicBack = EnvelopePublicKey.fromSubjectPublicKeyInfo(spki);
            } else {
                back = SigningKeyPair.fromPkcs8(encoded);
                publicBack = SigningPublicKey.fromSubjectPublicKeyInfo(spki);
            }
            assertThat(back).isEqualTo(pair).hasSameHashCodeAs(pair);
            assertThat(back.publicKey()).isEqualTo(pair.publicKey());
            assertThat(publicBack).isEqualTo(pair.publicKey()).hasSameHashCodeAs(pair.publicKey());
            assertThat(back.pkcs8()).isEqualTo(encoded);
            assertThat(publicBack.fingerprint()).matches("SHA256:[A-Za-z0-9+/]{43}");
            assertThat(pair.toString()).contains(publicBack.fingerprint());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("newPairs")
    void nothingShowsThePrivateKey(RoleKeyPair pair) {
        var hex = HexFormat.of();
        try (var encoded = pair.pkcs8()) {
            var all = hex.formatHex(encoded.copy());
            assertThat(pair.toString()).doesNotContain(all.substring(all.length() - 32));
        }
        pair.close();
        assertThatThrownBy(pair::pkcs8).isInstanceOf(IllegalStateException.class);
        assertThat(pair.publicKey().subjectPublicKeyInfo()).isNotEmpty();
    }

    @ParameterizedTest(name = "{0}", autoCloseArguments = false)
    @MethodSource("pairs")
    void cutAndPaddedEncodingsAreRefused(RoleKeyPair pair) {
        try (var encoded = pair.pkcs8()) {
            var bytes = encoded.copy();
            for (int length : new int[] {0, 1, 2, bytes.length / 2, bytes.length - 1, bytes.length + 1}) {
                assertRefused(pair, Arrays.copyOf(bytes, length));
            }
            var spki = pair.publicKey().subjectPublicKeyInfo();
            for (int length : new int[] {0, 1, spki.length / 2, spki.length - 1, spki.length + 1}) {
                assertPublicRefused(pair, Arrays.copyOf(spki, length));
            }
        }
    }

    @Test
    void aKeyOfAnotherRoleIsRefused() throws Exception {
        try (var signing = SigningKeyPair.generate(SigningKeyType.ED25519).pkcs8();
                var envelope = EnvelopeKeyPair.generate(EnvelopeKeyType.P256).pkcs8();
                var noise = NoiseKeyPair.generate().pkcs8()) {
            assertThat(reason(() -> NoiseKeyPair.fromPkcs8(signing))).isEqualTo(Reason.WRONG_KIND);
            assertThat(reason(() -> EnvelopeKeyPair.fromPkcs8(signing))).isEqualTo(Reason.WRONG_KIND);
            assertThat(reason(() -> SigningKeyPair.fromPkcs8(envelope))).isEqualTo(Reason.WRONG_KIND);
            assertThat(reason(() -> SigningKeyPair.fromPkcs8(noise))).isEqualTo(Reason.WRONG_KIND);
        }
    }

    @ParameterizedTest
    @CsvSource({"EC, 384", "EC, 521", "RSA, 1024", "Ed448, 0"})
    void keysWithoutARoleAreRefused(String algorithm, int bits) throws Exception {
        var keys = algorithm.equals("Ed448")
                ? KeyPairGenerator.getInstance("Ed448").generateKeyPair()
                : TestCa.keys(algorithm, bits);
        try (var encoded = SecretBytes.copyOf(keys.getPrivate().getEncoded())) {
            assertThat(reason(() -> EnvelopeKeyPair.fromPkcs8(encoded)))
                    .isIn(Reason.UNSUPPORTED, Reason.TOO_WEAK, Reason.WRONG_KIND);
            assertThat(reason(() -> SigningKeyPair.fromPkcs8(encoded)))
                    .isIn(Reason.UNSUPPORTED, Reason.TOO_WEAK, Reason.WRONG_KIND);
        }
        var spki = keys.getPublic().getEncoded();
        assertThat(reason(() -> EnvelopePublicKey.fromSubjectPublicKeyInfo(spki)))
                .isIn(Reason.UNSUPPORTED, Reason.TOO_WEAK, Reason.WRONG_KIND);
    }

    @ParameterizedTest
    @EnumSource(EnvelopeKeyType.class)
    void onlyXWingIsPostQuantum(EnvelopeKeyType type) {
        assertThat(type.postQuantum()).isEqualTo(type == EnvelopeKeyType.X_WING);
        assertThat(type.toString()).doesNotContain("_");
    }

    @Test
    void publicKeysThatGiveAwayTheSecretAreRefused() throws Exception {
        assertThat(reason(() -> NoisePublicKey.of(new byte[32]))).isEqualTo(Reason.MALFORMED);
        assertThat(reason(() -> NoisePublicKey.of(new byte[31]))).isEqualTo(Reason.MALFORMED);
        var key = NoiseKeyPair.generate().publicKey();
        assertThat(NoisePublicKey.of(key.bytes())).isEqualTo(key);

        var xWing = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING).publicKey().subjectPublicKeyInfo();
        var unreduced = xWing.clone(); // FIPS 203, section 7.2: a coefficient of 4095 is not below q
        unreduced[xWing.length - 1_216] = (byte) 0xFF;
        unreduced[xWing.length - 1_215] = (byte) 0xFF;
        assertThat(reason(() -> EnvelopePublicKey.fromSubjectPublicKeyInfo(unreduced)))
                .isEqualTo(Reason.MALFORMED);
        var withoutCurve = xWing.clone();
        Arrays.fill(withoutCurve, xWing.length - 32, xWing.length, (byte) 0);
        assertThat(reason(() -> EnvelopePublicKey.fromSubjectPublicKeyInfo(withoutCurve)))
                .isEqualTo(Reason.MALFORMED);

        var p256 = EnvelopeKeyPair.generate(EnvelopeKeyType.P256).publicKey().subjectPublicKeyInfo();
        p256[p256.length - 1] ^= 1; // not on the curve any more
        assertThat(reason(() -> EnvelopePublicKey.fromSubjectPublicKeyInfo(p256)))
                .isEqualTo(Reason.MALFORMED);
        var ed = SigningKeyPair.generate(SigningKeyType.ED25519).publicKey().subjectPublicKeyInfo();
        Arrays.fill(ed, ed.length - 32, ed.length, (byte) 0);
        ed[ed.length - 32] = 1; // the neutral element: every signature of it verifies
        assertThat(reason(() -> SigningPublicKey.fromSubjectPublicKeyInfo(ed))).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void anRsaKeyOfTwoIsNone() throws Exception {
        try (var pair = EnvelopeKeyPair.generate(EnvelopeKeyType.RSA_2048);
                var pkcs8 = pair.pkcs8()) {
            var info = PrivateKeyInfo.getInstance(pkcs8.copy());
            var key = RSAPrivateKey.getInstance(info.parsePrivateKey());
            var joined = new RSAPrivateKey(
                    key.getModulus(),
                    BigInteger.valueOf(65_539), // what was sealed to it could never be opened
                    key.getPrivateExponent(),
                    key.getPrime1(),
                    key.getPrime2(),
                    key.getExponent1(),
                    key.getExponent2(),
                    key.getCoefficient());
            try (var encoded =
                    SecretBytes.copyOf(new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), joined).getEncoded())) {
                assertThat(reason(() -> EnvelopeKeyPair.fromPkcs8(encoded))).isEqualTo(Reason.KEY_MISMATCH);
            }
        }
    }

    private static void assertRefused(RoleKeyPair like, byte[] bytes) {
        var error = catchThrowableOfType(KeyMaterialException.class, () -> {
            try (var encoded = SecretBytes.copyOf(bytes)) {
                if (like instanceof NoiseKeyPair) {
                    NoiseKeyPair.fromPkcs8(encoded).close();
                } else if (like instanceof EnvelopeKeyPair) {
                    EnvelopeKeyPair.fromPkcs8(encoded).close();
                } else {
                    SigningKeyPair.fromPkcs8(encoded).close();
                }
            }
        });
        assertThat(error).as("%s of %s bytes", like, bytes.length).isNotNull();
        assertThat(error.reason()).isEqualTo(Reason.MALFORMED);
    }

    private static void assertPublicRefused(RoleKeyPair like, byte[] bytes) {
        var reason = reason(() -> {
            if (like instanceof NoiseKeyPair) {
                return NoisePublicKey.fromSubjectPublicKeyInfo(bytes);
            }
            return like instanceof EnvelopeKeyPair
                    ? EnvelopePublicKey.fromSubjectPublicKeyInfo(bytes)
                    : SigningPublicKey.fromSubjectPublicKeyInfo(bytes);
        });
        assertThat(reason).isEqualTo(Reason.MALFORMED);
    }

    private interface Reading {
        Object read() throws KeyMaterialException;
    }

    private static Reason reason(Reading reading) {
        var error = catchThrowableOfType(KeyMaterialException.class, reading::read);
        assertThat(error).as("an error").isNotNull();
        return error.reason();
    }

    @Test
    void newKeysAreMadeByTheJdkWhateverProviderIsInstalledBeforeIt() {
        try (var other = AskedProvider.install()) {
            EnvelopeKeyPair.generate(EnvelopeKeyType.P256).close();
            EnvelopeKeyPair.generate(EnvelopeKeyType.RSA_2048).close();
            assertThat(other.asked).isEmpty();
        }
    }

    /** Has nothing, and remembers which generators it was asked for. */
    private static final class AskedProvider extends Provider implements AutoCloseable {

        @Serial
        private static final long serialVersionUID = 1L;

        private final transient List<String> asked = new CopyOnWriteArrayList<>();

        private AskedProvider() {
            super("AskedProvider", "1", "for a test");
        }

        static AskedProvider install() {
            var provider = new AskedProvider();
            Security.insertProviderAt(provider, 1);
            return provider;
        }

        @Override
        public @Nullable Service getService(String type, String algorithm) {
            if (type.equals("KeyPairGenerator")) {
                asked.add(algorithm);
            }
            return null;
        }

        @Override
        public void close() {
            Security.removeProvider(getName());
        }
    }
}
