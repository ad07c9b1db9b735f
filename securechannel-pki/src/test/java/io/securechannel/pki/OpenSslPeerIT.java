package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securechannel.keys.Identity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OpenSSL's view of the certificates and the key files. */
@Tag("it")
class OpenSslPeerIT {

    @TempDir
    Path directory;

    @BeforeAll
    static void opensslIsThere() throws Exception {
        boolean found;
        try {
            found = run("openssl", "version").exitCode == 0;
        } catch (IOException e) {
            found = false;
        }
        assumeTrue(found, "openssl is not on the PATH: its checks are skipped");
    }

    @ParameterizedTest
    @EnumSource(names = {"EC_P256", "EC_P384", "ED25519", "RSA_2048", "RSA_3072"})
    void chainsPassTheStrictChecks(KeyType keyType) throws Exception {
        var root = CertificateAuthority.builder("Example Root CA")
                .keyType(keyType)
                .subject(Subject.empty().withOrganization("Example Ltd").withCountry("FI"))
                .build();
        Pem.writeCertificate(root.certificate(), file("root.crt"));

        var server = save(root.issue(CertificateProfile.tlsServer("chat.example", "10.0.0.7", "*.bücher.example")
                .withKeyType(keyType)));
        accepts(server, "sslserver", "-verify_hostname", "chat.example");
        accepts(server, "sslserver", "-verify_hostname", "www.xn--bcher-kva.example");
        accepts(server, "sslserver", "-verify_ip", "10.0.0.7");
        refuses(server, "sslclient");
        refuses(server, "sslserver", "-verify_hostname", "evil.example");

        var client = save(root.issue(CertificateProfile.tlsClient("ada").withEmail("ada@chat.example")));
        accepts(client, "sslclient", "-verify_email", "ada@chat.example");
        refuses(client, "sslserver");

        var both = save(root.issue(CertificateProfile.tlsServerAndClient("n".repeat(60) + ".chat.example")));
        accepts(both, "sslserver");
        accepts(both, "sslclient");
    }

    @ParameterizedTest
    @EnumSource(names = "RSA_4096", mode = EnumSource.Mode.EXCLUDE)
    void keysOfEveryTypeAreRead(KeyType keyType) throws Exception {
        var root = CertificateAuthority.create("Example Root CA");
        save(root.issue(CertificateProfile.tlsServer("chat.example").withKeyType(keyType)));
        var key = run("openssl", "pkey", "-in", file("leaf.key").toString(), "-pubout");
        var certificate = run("openssl", "x509", "-in", file("leaf.crt").toString(), "-noout", "-pubkey");

        assertThat(key.output).startsWith("-----BEGIN PUBLIC KEY-----").isEqualTo(certificate.output);
    }

    @Test
    void theDevelopmentCertificateIsItsOwnAnchor() throws Exception {
        var leaf = save(DevCertificates.localhost());
        var root = leaf.toString();
        assertThat(verify(root, leaf, "sslserver", "-verify_hostname", "localhost").exitCode)
                .isZero();
        assertThat(verify(root, leaf, "sslserver", "-verify_ip", "::1").exitCode)
                .isZero();
    }

    private Path save(Identity identity) throws Exception {
        Pem.write(identity, file("leaf.crt"), file("leaf.key"));
        return file("leaf.crt");
    }

    private void accepts(Path leaf, String purpose, String... more) throws Exception {
        var result = verify(file("root.crt").toString(), leaf, purpose, more);
        assertThat(result.exitCode).as(result.output).isZero();
    }

    private void refuses(Path leaf, String purpose, String... more) throws Exception {
        var result = verify(file("root.crt").toString(), leaf, purpose, more);
        assertThat(result.exitCode).as(result.output).isNotZero();
    }

    private static Result verify(String root, Path leaf, String purpose, String... more) throws Exception {
        var command = new ArrayList<>(
                List.of("openssl", "verify", "-x509_strict", "-no-CApath", "-purpose", purpose, "-CAfile", root));
        command.addAll(List.of(more));
        command.add(leaf.toString());
        return run(command.toArray(String[]::new));
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private static Result run(String... command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), output);
    }

    private record Result(int exitCode, String output) {}
}
