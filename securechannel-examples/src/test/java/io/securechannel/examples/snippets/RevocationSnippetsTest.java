package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.InProcess;
import io.securechannel.keys.TrustedCertificate;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.Pem;
import io.securechannel.pki.RevocationReason;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the pages about revocation show does what they say. */
@Timeout(30)
class RevocationSnippetsTest {

    private static final URI NOBODY = URI.create("http://127.0.0.1:1/");

    @TempDir
    private Path directory;

    @Test
    void theyWork() throws Exception {
        new InProcess(directory).store("ca init", "Example Root CA").done();
        try (var keys = new InProcess(directory).open()) {
            var ca = CertificateAuthority.open(keys, "ca");
            keys.put("server", ca.issue(CertificateProfile.tlsServer("localhost")));
            keys.put("root", new TrustedCertificate(ca.certificate()));
            assertThat(RevocationSnippets.crlUrl(keys, NOBODY, directory)).isNotNull();

            var noRequest = RevocationSnippets.respond(keys, new byte[] {1});
            assertThat(new OCSPResp(noRequest).getStatus()).isEqualTo(1);

            var shown = ca.issue(CertificateProfile.tlsServer("chat.example")).certificate();
            var client = RevocationSnippets.ask(ca.certificate(), NOBODY);
            assertThatThrownBy(() -> client.verify(List.of(shown), "chat.example"))
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            e -> assertThat(e.reason()).isEqualTo(SecureChannelException.Reason.REVOCATION_UNKNOWN));

            var list = directory.resolve("ca.crl");
            var path = List.of(shown, ca.certificate());
            Pem.writeCrl(ca.crl(), list);
            RevocationSnippets.askOrRead(ca.certificate(), ca.certificate(), NOBODY, NOBODY, list)
                    .check(path);
            ca.revoke(shown.getSerialNumber(), RevocationReason.SUPERSEDED);
            Pem.writeCrl(ca.crl(), list);
            var policy = RevocationSnippets.askOrRead(ca.certificate(), ca.certificate(), NOBODY, NOBODY, list);
            assertThatThrownBy(() -> policy.check(path))
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            e -> assertThat(e.reason()).isEqualTo(SecureChannelException.Reason.CERTIFICATE_REVOKED));
        }
    }
}
