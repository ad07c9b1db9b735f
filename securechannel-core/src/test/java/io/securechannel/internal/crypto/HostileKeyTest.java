package io.securechannel.internal.crypto;

import static io.securechannel.keys.IdentityFixtures.file;
import static io.securechannel.keys.IdentityFixtures.password;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.Identity;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that somebody made to do harm, or that broke on the way: one kind of error, soon, and nothing else. */
@Tag("verify")
class HostileKeyTest {

    private static final byte[] SALT = new byte[16];

    @ParameterizedTest
    @CsvSource({
        "16777216,8,1,TOO_LARGE",
        "2,64,65,TOO_LARGE",
        "2,65,1,TOO_LARGE",
        "262144,8,1,TOO_LARGE",
        "131072,8,5,TOO_LARGE",
        "2147483648,8,1,TOO_LARGE",
        "16385,8,1,MALFORMED",
        "1,8,1,MALFORMED",
        "0,8,1,MALFORMED",
        "-4,8,1,MALFORMED",
        "16384,0,1,MALFORMED",
        "16384,8,-1,MALFORMED",
        "1024,8,1,WRONG_PASSWORD"
    })
    @Timeout(20)
    void boundsScrypt(BigInteger cost, BigInteger blockSize, BigInteger parallelization, Reason reason)
            throws Exception {
        var parameters = new ScryptParams(SALT, cost, blockSize, parallelization, null);
        assertThat(reasonFor(pbes2(MiscObjectIdentifiers.id_scrypt, parameters)))
                .isEqualTo(reason);
    }

    @Test
    @Timeout(20)
    void boundsTheSaltOfScrypt() throws Exception {
        var parameters = new ScryptParams(new byte[500_000], 2, 64, 64);
        assertThat(reasonFor(pbes2(MiscObjectIdentifiers.id_scrypt, parameters)))
                .isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    @Timeout(20)
    void boundsPbkdf2() throws Exception {
        assertThat(reasonFor(pbes2(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(SALT, Integer.MAX_VALUE))))
                .isEqualTo(Reason.TOO_LARGE);
        assertThat(reasonFor(pbes2(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(SALT, 0))))
                .isEqualTo(Reason.MALFORMED);
        assertThat(reasonFor(pbes2(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(SALT, 1, Integer.MAX_VALUE))))
                .isEqualTo(Reason.MALFORMED);
        assertThat(reasonFor(pbes2(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(SALT, 1))))
                .isEqualTo(Reason.WRONG_PASSWORD);
    }

    @Test
    @Timeout(20)
    void boundsTheOldSchemes() throws Exception {
        var scheme = new AlgorithmIdentifier(
                PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC, new PKCS12PBEParams(SALT, Integer.MAX_VALUE));
        assertThat(reasonFor(new EncryptedPrivateKeyInfo(scheme, new byte[16]).getEncoded()))
                .isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    @Timeout(20)
    void refusesNumbersThatWouldKeepTheJdkBusy() throws Exception {
        var two = BigInteger.TWO;
        var modulus = two.pow(2047).add(BigInteger.ONE);
        var huge = two.pow(1_000_000).add(BigInteger.ONE);
        assertThat(decodingFails(rsa(huge, two))).isEqualTo(Reason.TOO_LARGE);
        assertThat(decodingFails(rsa(modulus, huge))).isEqualTo(Reason.MALFORMED);
        assertThat(decodingFails(rsa(BigInteger.ZERO, two))).isEqualTo(Reason.MALFORMED);
        assertThat(decodingFails(rsa(modulus.negate(), two))).isEqualTo(Reason.MALFORMED);
        assertThat(decodingFails(ellipticCurve(BigInteger.ZERO))).isEqualTo(Reason.MALFORMED);
        assertThat(decodingFails(ellipticCurve(EllipticCurve.P256.order()))).isEqualTo(Reason.MALFORMED);
    }

    @Test
    @Timeout(20)
    void deepNestingDoesNotOverflowTheStack() throws Exception {
        var nested = new byte[400_000];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = 0x30;
            nested[i + 1] = (byte) 0x80;
        }
        for (var label : new String[] {"PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"}) {
            assertThat(readKey(label, nested)).as(label).isEqualTo(Reason.MALFORMED);
        }
        var pem = Pem.parse(pem("CERTIFICATE", nested), "test");
        assertThat(catchThrowableOfType(KeyMaterialException.class, () -> Certificates.fromPem(pem))
                        .reason())
                .isEqualTo(Reason.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ec-pkcs8.pem", "ec-sec1.pem", "rsa-pkcs1.pem", "ed25519-pkcs8.pem", "ec-pkcs8-v1-3des.pem"})
    @Timeout(60)
    void everyCutAndEveryFlipOfTheContentIsRefusedInOneWay(String name) throws Exception {
        PemBlock block;
        try (var pem = Pem.read(file(name))) {
            block = pem.blocks().get(0);
            byte[] content = block.content();
            for (int i = 0; i < content.length; i++) {
                assertThat(readKey(block.label(), Arrays.copyOf(content, i == 0 ? 1 : i)))
                        .isIn(Reason.MALFORMED, Reason.WRONG_PASSWORD);
                byte[] flipped = content.clone();
                flipped[i] ^= (byte) (1 << (i % 8));
                readKey(block.label(), flipped); // another key may come out, but no other exception
            }
        }
    }

    @Test
    @Timeout(60)
    void everyFlipOfAFileIsRefusedOrMakesNoDifference(@TempDir Path directory) throws Exception {
        byte[] text = Files.readAllBytes(file("ec-all.pem"));
        var whole = Identity.fromPem(file("ec-all.pem"), file("ec-all.pem"));
        for (int i = 0; i < text.length; i += 3) {
            byte[] flipped = text.clone();
            flipped[i] ^= (byte) (1 << ((i / 3) % 8));
            var file = Files.write(directory.resolve("flipped.pem"), flipped);
            try {
                assertThat(Identity.fromPem(file, file).privateKey()).isEqualTo(whole.privateKey());
            } catch (KeyMaterialException e) {
                assertThat(e.getMessage()).contains("flipped.pem");
            }
        }
    }

    @Test
    @Timeout(60)
    void everyFlipAndCutOfPkcs12IsRefusedOrMakesNoDifference(@TempDir Path directory) throws Exception {
        byte[] store = Files.readAllBytes(file("ec.p12"));
        var whole = Identity.fromPkcs12(file("ec.p12"), password());
        for (int i = 0; i < store.length; i += i < 120 ? 1 : 11) {
            byte[] flipped = store.clone();
            flipped[i] ^= (byte) (1 << (i % 8));
            for (byte[] variant : new byte[][] {flipped, Arrays.copyOf(store, i)}) {
                var file = Files.write(directory.resolve("flipped.p12"), variant);
                try {
                    assertThat(Identity.fromPkcs12(file, password()).privateKey())
                            .isEqualTo(whole.privateKey());
                } catch (KeyMaterialException e) {
                    assertThat(e.getMessage()).contains("flipped.p12");
                }
            }
        }
    }

    private static @Nullable Reason reasonFor(byte[] encrypted) throws KeyMaterialException {
        return readKey("ENCRYPTED PRIVATE KEY", encrypted);
    }

    /** Returns why the key was refused, or null if it was read. */
    private static @Nullable Reason readKey(String label, byte[] content) throws KeyMaterialException {
        var pem = Pem.parse(pem(label, content), "test");
        var error = catchThrowableOfType(KeyMaterialException.class, () -> PrivateKeys.fromPem(pem, password()));
        return error == null ? null : error.reason();
    }

    private static @Nullable Reason decodingFails(byte[] pkcs8) throws KeyMaterialException {
        return readKey("PRIVATE KEY", pkcs8);
    }

    private static byte[] pem(String label, byte[] content) {
        return ("-----BEGIN " + label + "-----\n" + Base64.getEncoder().encodeToString(content) + "\n-----END " + label
                        + "-----\n")
                .getBytes(US_ASCII);
    }

    private static byte[] pbes2(ASN1ObjectIdentifier function, ASN1Encodable parameters) throws Exception {
        var pbes2 = new PBES2Parameters(
                new KeyDerivationFunc(function, parameters),
                new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(new byte[16])));
        var scheme = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, pbes2);
        return new EncryptedPrivateKeyInfo(scheme, new byte[32]).getEncoded();
    }

    private static byte[] rsa(BigInteger modulus, BigInteger exponent) throws Exception {
        var one = BigInteger.ONE;
        return new PrivateKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                        new RSAPrivateKey(modulus, BigInteger.valueOf(65537), exponent, modulus, one, one, one, one))
                .getEncoded();
    }

    private static byte[] ellipticCurve(BigInteger number) throws Exception {
        return new PrivateKeyInfo(
                        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1),
                        new ECPrivateKey(256, number))
                .getEncoded();
    }
}
