package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.MlDsa;
import io.securechannel.keys.Identity;
import io.securechannel.secret.Password;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PKCS#12 files of others with keys for ML-DSA-65, on every Java: those before 24 do not know the algorithm, later ones not the seed. */
@Tag("verify")
class PostQuantumPkcs12Test {

    private static final String PASSWORD = "Password-4711";
    private static final int ITERATIONS = 1_000;
    private static final CertificateAuthority ROOT = root();

    @TempDir
    Path directory;

    @Test
    void whatBouncyCastleHasWrittenIsTaken() throws Exception {
        var file = written(ROOT.certificate());
        var read = read(file, PASSWORD);
        assertThat(read.certificate()).isEqualTo(ROOT.certificate());
        var leaf = CertificateAuthority.of(read).issue(CertificateProfile.tlsServer("chat.example"));
        MlDsa.verify(leaf.certificate(), ROOT.certificate().getPublicKey());
        try (var password = Password.copyOf(PASSWORD.toCharArray())) {
            assertThat(Identity.fromPkcs12(file, password, "ROOT").certificate())
                    .isEqualTo(ROOT.certificate());
        }
    }

    @Test
    void aWrongPasswordIsOne() throws Exception {
        assertRefused(written(ROOT.certificate()), "Password-4712", Reason.WRONG_PASSWORD, "the password is wrong");
    }

    @Test
    void theKeyHasToBeTheCertificates() throws Exception {
        assertRefused(written(root().certificate()), PASSWORD, Reason.KEY_MISMATCH, "does not belong to");
    }

    /** keytool -genkeypair -keyalg ML-DSA-65, of Java 25. */
    @Test
    void keytoolsKeysHaveNoSeed() throws Exception {
        var file = directory.resolve("keytool.p12");
        try (var in = Objects.requireNonNull(getClass().getResourceAsStream("/keytool-ml-dsa-65.p12"))) {
            Files.copy(in, file);
        }
        assertRefused(file, PASSWORD, Reason.UNSUPPORTED, "without its seed");
    }

    /** Bouncy Castle's key store decrypts every key of a file, and what is encrypted twice shows its cost only when it is opened. */
    @Test
    void keysWithinEncryptedContentsCountToo() throws Exception {
        var file = written(ROOT.certificate(), hidden(2_000_000), hidden(2_000_000), hidden(2_000_000));
        assertRefused(file, PASSWORD, Reason.TOO_LARGE, "5000000 iterations");
        assertThat(read(written(ROOT.certificate(), hiddenCertificate()), PASSWORD)
                        .certificate())
                .isEqualTo(ROOT.certificate());
    }

    /** A key that is none, behind so many iterations. */
    private static PKCS12SafeBag hidden(int iterations) {
        var function =
                new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(new byte[8], iterations));
        var cipher = new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(new byte[16]));
        var scheme = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, new PBES2Parameters(function, cipher));
        return new PKCS12SafeBag(new SafeBag(
                PKCSObjectIdentifiers.pkcs8ShroudedKeyBag, new EncryptedPrivateKeyInfo(scheme, new byte[16])));
    }

    private static PKCS12SafeBag hiddenCertificate() throws Exception {
        return new PKCS12SafeBagBuilder(new JcaX509CertificateHolder(ROOT.certificate())).build();
    }

    private static CertificateAuthority root() {
        return CertificateAuthority.builder("New Root")
                .keyType(KeyType.ML_DSA_65)
                .build();
    }

    /** With few iterations, because Bouncy Castle's own key store takes seconds for the many that it has. */
    private Path written(X509Certificate certificate, PKCS12SafeBag... hidden) throws Exception {
        var secret = PASSWORD.toCharArray();
        var encryption = new JcePKCSPBEOutputEncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
                .setProvider(MlDsa.provider())
                .setIterationCount(ITERATIONS)
                .build(secret);
        var mac = new JcePKCS12MacCalculatorBuilder(NISTObjectIdentifiers.id_sha256)
                .setProvider(MlDsa.provider())
                .setIterationCount(ITERATIONS);
        var key = new PKCS12SafeBagBuilder(
                PrivateKeyInfo.getInstance(ROOT.identity().privateKey().getEncoded()), encryption);
        var holder = new PKCS12SafeBagBuilder(new JcaX509CertificateHolder(certificate));
        for (var bag : List.of(key, holder)) {
            bag.addBagAttribute(PKCS12SafeBag.friendlyNameAttribute, new DERBMPString("root"));
            bag.addBagAttribute(PKCS12SafeBag.localKeyIdAttribute, new DEROctetString(new byte[] {1}));
        }
        var pfx = new PKCS12PfxPduBuilder().addData(key.build()).addData(holder.build());
        if (hidden.length > 0) {
            pfx.addEncryptedData(encryption, hidden);
        }
        return Files.write(directory.resolve("root.p12"), pfx.build(mac, secret).getEncoded());
    }

    private static Identity read(Path file, String word) throws KeyMaterialException {
        try (var password = Password.copyOf(word.toCharArray())) {
            return Identity.fromPkcs12(file, password);
        }
    }

    private static void assertRefused(Path file, String word, Reason reason, String words) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> read(file, word))
                .withMessageContaining(words)
                .extracting(KeyMaterialException::reason)
                .isEqualTo(reason);
    }
}
