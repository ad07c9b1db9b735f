package io.securechannel.pki.peers;

import io.securechannel.keys.Identity;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.Pem;
import io.securechannel.pki.RevocationReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code openssl s_client}, with our root and our revocation lists, at our server with our certificates. */
@Tag("it")
@Timeout(60)
class SClientIT {

    private static final CertificateProfile LOCALHOST = CertificateProfile.tlsServer("localhost");
    private static final Instant NOW = Instant.now();

    @TempDir
    Path directory;

    @BeforeEach
    void opensslIsThere() {
        Program.require("openssl");
    }

    @Test
    void aServerIsAcceptedUntilItIsRevoked() throws Exception {
        var root = CertificateAuthority.create("Example Root CA");
        Pem.writeCertificate(root.certificate(), directory.resolve("trusted.pem"));
        var server = root.issue(LOCALHOST);
        var before = list("before", root);
        connect(server, "-crl_check", "-CRL", before).succeeded();

        root.revoke(server.certificate().getSerialNumber(), RevocationReason.KEY_COMPROMISE);
        var after = list("after", root);
        connect(server, "-crl_check", "-CRL", after).failedWith("certificate revoked");
        connect(root.issue(LOCALHOST), "-crl_check", "-CRL", after).succeeded();
        connect(server, "-crl_check").failedWith("unable to get certificate CRL");
    }

    @Test
    void aRevokedIntermediateTakesItsServersAlong() throws Exception {
        var root = CertificateAuthority.builder("Example Root CA").pathLength(1).build();
        var issuing = root.intermediate(CertificateProfile.intermediate("Issuing CA"));
        var server = issuing.issue(LOCALHOST);
        trustWithLists(root, issuing);
        connect(server, "-crl_check_all").succeeded();

        root.revoke(issuing.certificate().getSerialNumber(), RevocationReason.CA_COMPROMISE);
        trustWithLists(root, issuing);
        connect(server, "-crl_check_all").failedWith("certificate revoked");
    }

    @Test
    void anExpiredOneAndOneOfAnotherNameAreRefused() throws Exception {
        var root = CertificateAuthority.builder("Example Root CA")
                .clock(() -> NOW.minus(Duration.ofDays(365)))
                .build();
        var today = CertificateAuthority.of(root.identity());
        Pem.writeCertificate(root.certificate(), directory.resolve("trusted.pem"));

        connect(today.issue(LOCALHOST)).succeeded();
        connect(root.issue(LOCALHOST)).failedWith("certificate has expired");
        connect(today.issue(CertificateProfile.tlsServer("chat.example"))).failedWith("hostname mismatch");
        connect(CertificateAuthority.create("Example Root CA").issue(LOCALHOST))
                .failedWith("unable to get local issuer certificate");
    }

    /** Trusts the root alone, with the lists of both in the same file, which is where -crl_check_all looks. */
    private void trustWithLists(CertificateAuthority root, CertificateAuthority issuing) throws Exception {
        var trusted = directory.resolve("trusted.pem");
        Pem.writeCertificate(root.certificate(), trusted);
        Files.writeString(trusted, Files.readString(trusted) + Question.pem(root.crl()) + Question.pem(issuing.crl()));
    }

    private String list(String name, CertificateAuthority authority) throws Exception {
        var file = directory.resolve(name + ".crl");
        Pem.writeCrl(authority.crl(), file);
        return file.toString();
    }

    private Program.Result connect(Identity identity, String... options) throws Exception {
        try (var server = EchoServer.start(identity)) {
            var command = new ArrayList<>(List.of("openssl", "s_client", "-brief", "-tls1_3", "-nocommands"));
            command.addAll(List.of("-connect", "localhost:" + server.port(), "-verify_hostname", "localhost"));
            command.addAll(List.of("-no-CApath", "-no-CAstore", "-verify_return_error"));
            command.addAll(List.of("-CAfile", directory.resolve("trusted.pem").toString()));
            command.addAll(List.of(options));
            return Program.run(command);
        }
    }
}
