package io.securechannel.pki.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.CrlRevocation;
import io.securechannel.pki.Pem;
import io.securechannel.pki.RevocationReason;
import io.securechannel.tls.TlsContextFactory;
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

/** {@code openssl s_client}, with our certificates, root and revocation lists, at our server. */
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
        welcome(connect(server, "-crl_check", "-CRL", before));

        root.revoke(server.certificate().getSerialNumber(), RevocationReason.KEY_COMPROMISE);
        var after = list("after", root);
        connect(server, "-crl_check", "-CRL", after).failedWith("certificate revoked");
        welcome(connect(root.issue(LOCALHOST), "-crl_check", "-CRL", after));
        connect(server, "-crl_check").failedWith("unable to get certificate CRL");
    }

    @Test
    void aRevokedIntermediateTakesItsServersAlong() throws Exception {
        var root = CertificateAuthority.builder("Example Root CA").pathLength(1).build();
        var issuing = root.intermediate(CertificateProfile.intermediate("Issuing CA"));
        var server = issuing.issue(LOCALHOST);
        trustWithLists(root, issuing);
        welcome(connect(server, "-crl_check_all"));

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

        welcome(connect(today.issue(LOCALHOST)));
        connect(root.issue(LOCALHOST)).failedWith("certificate has expired");
        connect(today.issue(CertificateProfile.tlsServer("chat.example"))).failedWith("hostname mismatch");
        connect(CertificateAuthority.create("Example Root CA").issue(LOCALHOST))
                .failedWith("unable to get local issuer certificate");
    }

    /** The other direction: our server with our lists. */
    @Test
    void aClientIsLetInUntilItIsRevoked() throws Exception {
        var root = CertificateAuthority.create("Example Root CA");
        Pem.writeCertificate(root.certificate(), directory.resolve("trusted.pem"));
        var ada = root.issue(CertificateProfile.tlsClient("ada"));
        Pem.write(ada, directory.resolve("ada.crt"), directory.resolve("ada.key"));
        var server = root.issue(LOCALHOST);
        try (var letsIn = WelcomeServer.start(demanding(server, root))) {
            welcome(connect(letsIn, "-cert", file("ada.crt"), "-key", file("ada.key")));
        }
        root.revoke(ada.certificate().getSerialNumber(), RevocationReason.KEY_COMPROMISE);
        try (var refuses = WelcomeServer.start(demanding(server, root))) {
            connect(refuses, "-cert", file("ada.crt"), "-key", file("ada.key")).failedWith("alert certificate");
            assertThat(refuses.refusal()).isEqualTo(Reason.CERTIFICATE_REVOKED);
        }
    }

    private TlsContextFactory.Server demanding(Identity server, CertificateAuthority root) throws Exception {
        return TlsContextFactory.serverBuilder(server)
                .requireClientCertificate(Trust.only(root.certificate()))
                .revocation(CrlRevocation.of(root.crl()))
                .build();
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
        try (var server = WelcomeServer.start(TlsContextFactory.forServer(identity))) {
            return connect(server, options);
        }
    }

    /** Without input, and it waits for the server's end all the same: a refusal in TLS 1.3 comes after the handshake. */
    private Program.Result connect(WelcomeServer server, String... options) throws Exception {
        var command = new ArrayList<>(List.of("openssl", "s_client", "-brief", "-tls1_3", "-nocommands", "-ign_eof"));
        command.addAll(List.of("-connect", "localhost:" + server.port(), "-verify_hostname", "localhost"));
        command.addAll(List.of("-no-CApath", "-no-CAstore", "-verify_return_error"));
        command.addAll(List.of("-CAfile", file("trusted.pem")));
        command.addAll(List.of(options));
        return Program.run(command);
    }

    private static void welcome(Program.Result result) {
        assertThat(result.succeeded()).contains(WelcomeServer.TEXT);
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }
}
