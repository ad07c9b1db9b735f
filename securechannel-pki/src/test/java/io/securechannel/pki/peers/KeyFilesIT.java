package io.securechannel.pki.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.DevCertificates;
import io.securechannel.pki.KeyType;
import io.securechannel.pki.Pem;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OpenSSL's and keytool's view of the files that we write. */
@Tag("it")
@Timeout(60)
class KeyFilesIT {

    @TempDir
    Path directory;

    @BeforeAll
    static void opensslIsThere() {
        Program.require("openssl");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ML_DSA_65") // which these programs do not know
    void keysOfEveryTypeBelongToTheirCertificates(KeyType keyType) throws Exception {
        var root = CertificateAuthority.create("Example Root CA");
        var leaf = root.issue(CertificateProfile.tlsServer("chat.example").withKeyType(keyType));
        Pem.write(leaf, file("leaf.crt"), file("leaf.key"));
        var ofKey = Program.run("openssl", "pkey", "-in", text("leaf.key"), "-pubout");
        var ofCertificate = Program.run("openssl", "x509", "-in", text("leaf.crt"), "-noout", "-pubkey");

        assertThat(ofKey.succeeded()).startsWith("-----BEGIN PUBLIC KEY-----").isEqualTo(ofCertificate.succeeded());
    }

    @ParameterizedTest
    @EnumSource
    void keytoolPrintsCertificatesOfEveryType(KeyType keyType) throws Exception {
        var root = CertificateAuthority.create("Example Root CA");
        var leaf = root.issue(
                CertificateProfile.tlsServer("chat.example", "10.0.0.7").withKeyType(keyType));
        Pem.write(leaf, file("leaf.crt"), file("leaf.key"));
        var printed = Program.run(directory, Program.keytool() + " -J-Duser.language=en -printcert -file leaf.crt");

        assertThat(printed.succeeded())
                .contains("Owner: CN=chat.example", "Issuer: CN=Example Root CA", "serverAuth")
                .contains("DNSName: chat.example", "IPAddress: 10.0.0.7")
                .doesNotContain("weak");
    }

    @Test
    void theDevelopmentCertificateIsItsOwnAnchor() throws Exception {
        var identity = DevCertificates.localhost();
        for (var host : new String[] {"localhost", "127.0.0.1", "::1"}) {
            Question.server(identity.certificate(), identity, host)
                    .askOpenssl(directory)
                    .succeeded();
        }
        Question.server(identity.certificate(), identity, "chat.example")
                .askOpenssl(directory)
                .failedWith("hostname mismatch");
    }

    @Test
    void aMailboxIsFound() throws Exception {
        var root = CertificateAuthority.create("Example Root CA");
        var client = root.issue(CertificateProfile.tlsClient("ada").withEmail("ada@chat.example"));
        Pem.write(client, file("leaf.crt"), file("leaf.key"));
        Pem.writeCertificate(root.certificate(), file("root.crt"));

        verifyEmail("ada@chat.example").succeeded();
        verifyEmail("eve@chat.example").failedWith("email address mismatch");
    }

    private Program.Result verifyEmail(String mailbox) throws Exception {
        return Program.run(
                "openssl",
                "verify",
                "-x509_strict",
                "-CAfile",
                text("root.crt"),
                "-verify_email",
                mailbox,
                text("leaf.crt"));
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private String text(String name) {
        return file(name).toString();
    }
}
