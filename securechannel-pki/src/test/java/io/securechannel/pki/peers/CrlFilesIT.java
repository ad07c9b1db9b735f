package io.securechannel.pki.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.KeyType;
import io.securechannel.pki.Pem;
import io.securechannel.pki.RevocationReason;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our revocation lists as files: what programs read in them, and whose signature they find. */
@Tag("it")
@Timeout(60)
class CrlFilesIT {

    /** Made once each, because RSA keys take long. */
    private static final Map<KeyType, CertificateAuthority> ROOTS = new EnumMap<>(KeyType.class);

    private static final CertificateAuthority STRANGER = CertificateAuthority.create("Stranger Root CA");

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ML_DSA_65") // which these programs do not know
    void opensslReadsAndChecksThem(KeyType keyType) throws Exception {
        Program.require("openssl");
        var list = write(keyType);
        var text = openssl("-text -CAfile root.crt").succeeded();

        assertThat(text)
                .contains("verify OK", "Version 2", "X509v3 CRL Number", "Authority Key Identifier", "Key Compromise");
        for (var entry : list.getRevokedCertificates()) {
            assertThat(text).containsIgnoringCase(entry.getSerialNumber().toString(16));
        }
        openssl("-CAfile stranger.crt").failedWith("Error getting CRL issuer certificate");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ML_DSA_65") // which these programs do not know
    void certtoolReadsAndChecksThem(KeyType keyType) throws Exception {
        Program.require("certtool");
        var list = write(keyType);
        var text = certtool("root.crt").succeeded();

        assertThat(text).contains("Verified. The certificate is trusted", "CRL Number", "Revoked certificates (");
        for (var entry : list.getRevokedCertificates()) {
            assertThat(text).contains(entry.getSerialNumber().toString(16));
        }
        certtool("stranger.crt").failedWith("Not verified");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ML_DSA_65") // which these programs do not know
    void keytoolReadsAndChecksThem(KeyType keyType) throws Exception {
        var list = write(keyType);
        importRoot("root");
        var text = printCrl("root").succeeded();

        assertThat(text)
                .contains("Verified by root in keystore", "KEY_COMPROMISE")
                .doesNotContain("not verified");
        for (var entry : list.getRevokedCertificates()) {
            assertThat(text.replace(":", "")).contains(entry.getSerialNumber().toString(16));
        }
        importRoot("stranger");
        assertThat(printCrl("stranger").succeeded()).contains("not verified");
    }

    /** A list of two, its root and another root. */
    private X509CRL write(KeyType keyType) throws Exception {
        var root = ROOTS.computeIfAbsent(
                keyType,
                type -> CertificateAuthority.builder("Example Root CA")
                        .keyType(type)
                        .build());
        for (var reason : new RevocationReason[] {RevocationReason.KEY_COMPROMISE, RevocationReason.UNSPECIFIED}) {
            var server = root.issue(CertificateProfile.tlsServer("chat.example"));
            root.revoke(server.certificate().getSerialNumber(), reason);
        }
        Pem.writeCertificate(root.certificate(), directory.resolve("root.crt"));
        Pem.writeCertificate(STRANGER.certificate(), directory.resolve("stranger.crt"));
        var list = root.crl();
        Pem.writeCrl(list, directory.resolve("list.crl"));
        return list;
    }

    private Program.Result openssl(String options) throws Exception {
        return run("openssl crl -noout -verify -in list.crl " + options);
    }

    private Program.Result certtool(String authority) throws Exception {
        return run("certtool --verify-crl --infile list.crl --load-ca-certificate " + authority);
    }

    private void importRoot(String name) throws Exception {
        keytool("-importcert -noprompt -alias %1$s -file %1$s.crt -keystore %1$s.p12".formatted(name))
                .succeeded();
    }

    private Program.Result printCrl(String trusting) throws Exception {
        return keytool("-printcrl -file list.crl -keystore " + trusting + ".p12");
    }

    private Program.Result keytool(String options) throws Exception {
        return run(Program.keytool() + " -J-Duser.language=en " + options + " -storepass changeit");
    }

    private Program.Result run(String command) throws Exception {
        return Program.run(directory, command);
    }
}
