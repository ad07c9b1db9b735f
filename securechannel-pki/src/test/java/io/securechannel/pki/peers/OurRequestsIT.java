package io.securechannel.pki.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.CertificateRequest;
import io.securechannel.pki.KeyType;
import io.securechannel.pki.PendingIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our requests, checked and signed by the authorities of other programs. */
@Tag("it")
@Timeout(60)
class OurRequestsIT {

    private static final CertificateProfile SERVER = CertificateProfile.tlsServer("chat.example", "10.0.0.7");

    /** Made once each, because RSA keys take long. */
    private static final Map<KeyType, PendingIdentity> PENDING = new EnumMap<>(KeyType.class);

    @TempDir
    static Path directory;

    @BeforeAll
    static void opensslHasARoot() throws Exception {
        Program.require("openssl");
        write("ca.cnf", """
                [ca]
                default_ca = here
                [here]
                database = index.txt
                new_certs_dir = .
                rand_serial = yes
                default_md = sha256
                default_days = 30
                policy = any
                copy_extensions = copy
                unique_subject = no
                [any]
                commonName = optional
                """);
        write("index.txt", "");
        write("extensions", "authorityKeyIdentifier = keyid\nbasicConstraints = critical, CA:FALSE\n");
        run("openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=Their-Root -days 30"
                + " -addext keyUsage=critical,keyCertSign,cRLSign -keyout root.key -out root.crt");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ML_DSA_65") // which these programs do not know
    void opensslX509(KeyType keyType) throws Exception {
        request(keyType);
        assertThat(run("openssl req -noout -verify -in server.csr")).contains("verify OK");
        run("openssl x509 -req -in server.csr -copy_extensions copyall -extfile extensions -CA root.crt -CAkey root.key"
                + " -days 30 -out server.crt");
        isTheServer(keyType);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ML_DSA_65") // which these programs do not know
    void opensslCa(KeyType keyType) throws Exception {
        request(keyType);
        run("openssl ca -batch -notext -config ca.cnf -extfile extensions -cert root.crt -keyfile root.key"
                + " -in server.csr -out server.crt");
        isTheServer(keyType);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ML_DSA_65") // which these programs do not know
    void certtool(KeyType keyType) throws Exception {
        Program.require("certtool");
        request(keyType);
        assertThat(run("certtool --crq-info --infile server.csr")).contains("Self signature: verified");
        write("template", "honor_crq_extensions\nexpiration_days = 30\n");
        run("certtool --generate-certificate --load-request server.csr --load-ca-certificate root.crt"
                + " --load-ca-privkey root.key --template template --outfile server.crt");
        isTheServer(keyType);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ML_DSA_65") // which these programs do not know
    void keytool(KeyType keyType) throws Exception {
        request(keyType);
        Files.deleteIfExists(directory.resolve("root.p12"));
        run("openssl pkcs12 -export -name root -in root.crt -inkey root.key -out root.p12 -passout pass:changeit");
        run(Program.keytool() + " -gencert -alias root -keystore root.p12 -storepass changeit -validity 30 -rfc"
                + " -ext honored=all -infile server.csr -outfile server.crt");
        isTheServer(keyType);
    }

    private static void request(KeyType keyType) throws Exception {
        PENDING.computeIfAbsent(keyType, type -> CertificateRequest.make(SERVER.withKeyType(type)))
                .request()
                .writePem(directory.resolve("server.csr"));
    }

    /** What came back belongs to our key, says what we asked for, and is good below that root. */
    private static void isTheServer(KeyType keyType) throws Exception {
        var asked = Files.createDirectories(directory.resolve("asked"));
        var root = certificate("root.crt");
        var identity = PENDING.get(keyType).complete(List.of(certificate("server.crt")));
        var certificate = identity.certificate();

        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=chat.example");
        assertThat(certificate.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(List.of(2, "chat.example"), List.of(7, "10.0.0.7"));
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        for (var host : List.of("chat.example", "10.0.0.7")) {
            Question.server(root, identity, host).askOpenssl(asked).succeeded();
        }
    }

    private static X509Certificate certificate(String file) throws Exception {
        try (var in = Files.newInputStream(directory.resolve(file))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static void write(String file, String text) throws Exception {
        Files.writeString(directory.resolve(file), text);
    }

    private static String run(String command) throws Exception {
        return Program.run(directory, command).succeeded();
    }
}
