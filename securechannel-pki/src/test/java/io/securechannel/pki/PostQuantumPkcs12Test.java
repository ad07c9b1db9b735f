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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Attribute;
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
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
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
    private static final CertificateAuthority ROOT = root("New Root");

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
        assertRefused(written(root("New Root").certificate()), PASSWORD, Reason.KEY_MISMATCH, "does not belong to");
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

    /** What is encrypted twice shows its cost only when the contents around it are opened. */
    @Test
    void aKeyWithinEncryptedContentsCountsToo() throws Exception {
        var dear = new ArrayList<>(bags(ROOT, ROOT.certificate(), "root", 1));
        dear.set(0, dear(5_000_001, "root", 1));
        assertRefused(packed(List.of(), dear), PASSWORD, Reason.TOO_LARGE, "5000000 iterations");
        var cheap = packed(List.of(), bags(ROOT, ROOT.certificate(), "root", 1));
        assertThat(read(cheap, PASSWORD).certificate()).isEqualTo(ROOT.certificate());
    }

    /** A key store that decrypts all of them would hash for hours. */
    @Test
    void keysThatNobodyAsksForCostNothing() throws Exception {
        var hidden = IntStream.range(2, 100)
                .mapToObj(id -> dear(5_000_000, "hidden " + id, id))
                .toList();
        var file = packed(bags(ROOT, ROOT.certificate(), "root", 1), hidden);
        try (var password = Password.copyOf(PASSWORD.toCharArray())) {
            assertThat(Identity.fromPkcs12(file, password, "root").certificate())
                    .isEqualTo(ROOT.certificate());
        }
    }

    @Test
    void eachCertificateHasItsOwnKey() throws Exception {
        var other = root("Other Root");
        var ofRoot = bags(ROOT, ROOT.certificate(), "one", 1);
        var ofOther = bags(other, other.certificate(), "two", 2);
        var file = packed(
                List.of(ofRoot.get(0), ofOther.get(0)), // the keys, and then the certificates
                List.of(ofOther.get(1), ofRoot.get(1)));
        try (var password = Password.copyOf(PASSWORD.toCharArray())) {
            assertThat(Identity.fromPkcs12(file, password, "one").certificate()).isEqualTo(ROOT.certificate());
            assertThat(Identity.fromPkcs12(file, password, "two").certificate()).isEqualTo(other.certificate());
        }
    }

    /** A key that is none, behind so many iterations. */
    private static PKCS12SafeBag dear(int iterations, String name, int id) {
        var function =
                new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(new byte[8], iterations));
        var cipher = new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(new byte[16]));
        var scheme = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, new PBES2Parameters(function, cipher));
        var named = new Attribute(PKCS12SafeBag.friendlyNameAttribute, new DERSet(new DERBMPString(name)));
        var numbered = new Attribute(
                PKCS12SafeBag.localKeyIdAttribute, new DERSet(new DEROctetString(new byte[] {(byte) id})));
        return new PKCS12SafeBag(new SafeBag(
                PKCSObjectIdentifiers.pkcs8ShroudedKeyBag,
                new EncryptedPrivateKeyInfo(scheme, new byte[16]),
                new DERSet(new ASN1Encodable[] {named, numbered})));
    }

    private static CertificateAuthority root(String name) {
        return CertificateAuthority.builder(name).keyType(KeyType.ML_DSA_65).build();
    }

    private Path written(X509Certificate certificate) throws Exception {
        return packed(bags(ROOT, certificate, "root", 1), List.of());
    }

    /** A key, and a certificate that it says is its own. */
    private static List<PKCS12SafeBag> bags(
            CertificateAuthority owner, X509Certificate certificate, String name, int id) throws Exception {
        var key = new PKCS12SafeBagBuilder(
                PrivateKeyInfo.getInstance(owner.identity().privateKey().getEncoded()), encryption());
        var holder = new PKCS12SafeBagBuilder(new JcaX509CertificateHolder(certificate));
        for (var bag : List.of(key, holder)) {
            bag.addBagAttribute(PKCS12SafeBag.friendlyNameAttribute, new DERBMPString(name));
            bag.addBagAttribute(PKCS12SafeBag.localKeyIdAttribute, new DEROctetString(new byte[] {(byte) id}));
        }
        return List.of(key.build(), holder.build());
    }

    /** With few iterations, because this is no test of what they cost. */
    private static OutputEncryptor encryption() throws OperatorCreationException {
        return new JcePKCSPBEOutputEncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
                .setProvider(MlDsa.provider())
                .setIterationCount(ITERATIONS)
                .build(PASSWORD.toCharArray());
    }

    private Path packed(List<PKCS12SafeBag> inTheClear, List<PKCS12SafeBag> encrypted) throws Exception {
        var pfx = new PKCS12PfxPduBuilder();
        for (var bag : inTheClear) {
            pfx.addData(bag);
        }
        if (!encrypted.isEmpty()) {
            pfx.addEncryptedData(encryption(), encrypted.toArray(PKCS12SafeBag[]::new));
        }
        var mac = new JcePKCS12MacCalculatorBuilder(NISTObjectIdentifiers.id_sha256)
                .setProvider(MlDsa.provider())
                .setIterationCount(ITERATIONS);
        return Files.write(
                directory.resolve("root.p12"),
                pfx.build(mac, PASSWORD.toCharArray()).getEncoded());
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
