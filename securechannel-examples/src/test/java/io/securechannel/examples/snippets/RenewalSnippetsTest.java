package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyEncryption;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The snippets about renewal do what the page around them says. */
@Timeout(30)
class RenewalSnippetsTest {

    @TempDir
    private Path directory;

    @Test
    void aCertificateRenewsItself() throws Exception {
        var authority = CertificateAuthority.create("Example Root CA");
        try (var keys = KeyStoreManager.create(
                directory.resolve("test.keys"), KeyEncryption.aesGcm("test", new SecretKeySpec(new byte[32], "AES")))) {
            keys.put("renewal", authority.issue(CertificateProfile.tlsServer("localhost")));
            keys.put(
                    "server",
                    authority.issue(
                            CertificateProfile.tlsServerAndClient("localhost").withValidity(Duration.ofDays(9))));
            var before = keys.get("server", Identity.class).certificate();
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            try (var server = RenewalSnippets.service(keys, authority, address);
                    var renewer = RenewalSnippets.renewer(
                            keys, Trust.only(authority.certificate()), "localhost", server.port())) {
                assertThat(renewer.renewNow().getNotAfter()).isAfter(before.getNotAfter());
            }
            assertThat(keys.get("server", Identity.class).certificate()).isNotEqualTo(before);
        }
    }
}
