package io.securechannel.keys;

import static io.securechannel.keys.IdentityFixtures.file;
import static io.securechannel.keys.IdentityFixtures.password;
import static io.securechannel.keys.IdentityFixtures.utf8Password;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("verify")
class IdentityTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ec-pkcs8",
                "ec-pkcs8-crlf",
                "ec-sec1",
                "ec-sec1-parameters",
                "ec-sec1-no-public",
                "ec-all",
                "rsa-pkcs8",
                "rsa-pkcs1",
                "rsa-text",
                "ed25519-pkcs8",
                "ed448-pkcs8",
                "p384-pkcs8",
                "p521-pkcs8"
            })
    void readsPlainKeys(String key) throws Exception {
        var identity = Identity.fromPem(certificateOf(key), file(key + ".pem"));
        assertSameAsPkcs8(identity, kind(key));
        assertSigns(identity);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ec-pkcs8-aes256",
                "ec-pkcs8-scrypt",
                "ec-pkcs8-aes128-hmacWithSHA1",
                "ec-pkcs8-aes128-hmacWithSHA256",
                "ec-pkcs8-aes128-hmacWithSHA512",
                "ec-pkcs8-des3",
                "ec-pkcs8-v1-3des",
                "ec-pkcs8-v1-md5-des",
                "ec-sec1-aes256",
                "ec-sec1-des3",
                "ec-all-encrypted",
                "rsa-pkcs8-aes256",
                "rsa-pkcs8-scrypt",
                "rsa-pkcs1-aes256",
                "rsa-pkcs1-aes256-crlf",
                "rsa-pkcs1-des3",
                "ed25519-pkcs8-aes256",
                "ed25519-pkcs8-scrypt"
            })
    void readsEncryptedKeys(String key) throws Exception {
        var identity = Identity.fromPem(certificateOf(key), file(key + ".pem"), password());
        assertSameAsPkcs8(identity, kind(key));
        assertSigns(identity);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ec-pkcs8-utf8", "ec-pkcs8-v1-utf8", "ec-sec1-utf8"})
    void readsPasswordsBeyondAscii(String key) throws Exception {
        assertSameAsPkcs8(Identity.fromPem(certificateOf(key), file(key + ".pem"), utf8Password()), "ec");
    }

    @ParameterizedTest
    @CsvSource({"rsa,rsa.p12,2", "ec,ec.p12,2", "ed25519,ed25519.p12,2", "rsa,rsa-legacy.p12,2"})
    void readsPkcs12(String kind, String store, int length) throws Exception {
        var identity = Identity.fromPkcs12(file(store), password());
        assertSameAsPkcs8(identity, kind);
        assertSigns(identity);
        assertThat(identity.certificateChain()).hasSize(length);
    }

    @ParameterizedTest
    @CsvSource({"My Key,ec", "my key,ec", "other,rsa"})
    void readsPkcs12ByAlias(String alias, String kind) throws Exception {
        assertSameAsPkcs8(Identity.fromPkcs12(file("two-keys.p12"), password(), alias), kind);
    }

    @Test
    void aPasswordForAPlainKeyIsNoError() throws Exception {
        assertSameAsPkcs8(Identity.fromPem(file("ec-cert.pem"), file("ec-pkcs8.pem"), password()), "ec");
    }

    @Test
    void aClosedPasswordIsMisuse() {
        var closed = password();
        closed.close();
        for (var key : List.of("ec-pkcs8-aes256.pem", "ec-pkcs8-v1-3des.pem", "ec-sec1-aes256.pem")) {
            assertThatThrownBy(() -> Identity.fromPem(file("ec-cert.pem"), file(key), closed))
                    .as(key)
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> Identity.fromPkcs12(file("ec.p12"), closed)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ec-cert", "ec-cert-crlf", "ec-cert-text"})
    void readsCertificatesInEachLayout(String certificate) throws Exception {
        var identity = Identity.fromPem(file(certificate + ".pem"), file("ec-pkcs8.pem"));
        assertThat(identity.certificateChain()).containsExactly(certificate("ec-cert.pem", "ec"));
    }

    @Test
    void readsTheCertificatesOfCommonEditors(@TempDir Path directory) throws Exception {
        var text = Files.readString(file("ec-cert.pem"));
        for (var variant : List.of("\uFEFF" + text, text.replace("\n", "\r"), text.indent(4), "\n\n" + text.strip())) {
            var file = Files.writeString(directory.resolve("cert.pem"), variant);
            assertThat(Identity.fromPem(file, file("ec-pkcs8.pem")).certificateChain())
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ec-chain.pem,2",
        "ec-all.pem,2",
        "ec-chain-root.pem,3",
        "ec-chain-mixed.pem,3",
        "ec-chain-twice.pem,2",
    })
    void ordersTheChain(String chain, int length) throws Exception {
        var certificates = Identity.fromPem(file(chain), file("ec-pkcs8.pem")).certificateChain();
        assertThat(certificates).hasSize(length);
        assertThat(certificates.get(0).getSubjectX500Principal().getName()).isEqualTo("CN=ec.example");
        for (int i = 1; i < length; i++) {
            certificates.get(i - 1).verify(certificates.get(i).getPublicKey());
        }
    }

    @Test
    void anExpiredCertificateLoadsAndSaysSo() throws Exception {
        var identity = Identity.fromPem(file("expired-cert.pem"), file("ec-pkcs8.pem"));
        assertThat(identity.notBefore()).isEqualTo(Instant.parse("2000-01-01T00:00:00Z"));
        assertThat(identity.notAfter()).isEqualTo(Instant.parse("2001-01-01T00:00:00Z"));
    }

    @Test
    void joinsWhatTheProgramHolds() throws Exception {
        var read = Identity.fromPem(file("ec-chain-root.pem"), file("ec-pkcs8.pem"));
        var chain = read.certificateChain();
        var joined = Identity.of(read.privateKey(), chain.get(0), chain.get(2), chain.get(1));
        assertThat(joined.certificateChain()).isEqualTo(chain);
        assertThat(joined.privateKey()).isEqualTo(read.privateKey());
        assertThat(Identity.of(read.privateKey(), chain.get(0)).certificateChain())
                .containsExactly(chain.get(0));
    }

    @ParameterizedTest
    @CsvSource({"rsa,RSA", "ec,EC", "ed25519,Ed25519"})
    void bringsKeysOfOtherProvidersIntoTheJdksClasses(String kind, String algorithm) throws Exception {
        var read = Identity.fromPem(file(kind + "-cert.pem"), file(kind + "-pkcs8.pem"));
        PrivateKey foreign = KeyFactory.getInstance(algorithm, new BouncyCastleProvider())
                .generatePrivate(new PKCS8EncodedKeySpec(read.privateKey().getEncoded()));
        assertThat(foreign.getClass().getName()).startsWith("org.bouncycastle.");
        assertSameAsPkcs8(Identity.of(foreign, read.certificate()), kind);
    }

    @Test
    void showsNoKey() throws Exception {
        var identity = Identity.fromPem(file("ec-chain.pem"), file("ec-pkcs8.pem"));
        assertThat(identity.toString())
                .startsWith("Identity[CN=ec.example, issued by CN=Fixture Intermediate, valid until 2")
                .endsWith("EC key, chain of 2]");
    }

    @Test
    void theChainCannotBeChanged() throws Exception {
        var chain = Identity.fromPem(file("ec-chain.pem"), file("ec-pkcs8.pem")).certificateChain();
        assertThatThrownBy(() -> chain.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    private static void assertSameAsPkcs8(Identity identity, String kind) throws KeyMaterialException {
        var expected = Identity.fromPem(file(kind + "-cert.pem"), file(kind + "-pkcs8.pem"));
        assertThat(identity.privateKey()).isEqualTo(expected.privateKey());
        assertThat(identity.certificate()).isEqualTo(expected.certificate());
        assertThat(identity.privateKey().getClass().getName()).startsWith("sun.security.");
    }

    private static void assertSigns(Identity identity) throws Exception {
        var algorithm = switch (identity.privateKey().getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
        var signature = Signature.getInstance(algorithm);
        signature.initSign(identity.privateKey());
        signature.update(new byte[] {1, 2, 3});
        byte[] signed = signature.sign();
        signature.initVerify(identity.certificate());
        signature.update(new byte[] {1, 2, 3});
        assertThat(signature.verify(signed)).isTrue();
    }

    private static X509Certificate certificate(String file, String kind) throws KeyMaterialException {
        return Identity.fromPem(file(file), file(kind + "-pkcs8.pem")).certificate();
    }

    private static Path certificateOf(String key) {
        return key.startsWith("ec-all") ? file(key + ".pem") : file(kind(key) + "-cert.pem");
    }

    private static String kind(String key) {
        return key.substring(0, key.indexOf('-'));
    }
}
