package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyFiles;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.secret.Password;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The snippets that write keys under a password, at its real cost. */
@Tag("it")
@Timeout(180)
class KeySnippetsIT {

    @TempDir
    private Path directory;

    @Test
    void whatIsWrittenReadsBack() throws Exception {
        var identity = CertificateAuthority.create("Example Root CA").issue(CertificateProfile.tlsServer("localhost"));
        try (var password = Password.copyOf("only for tests".toCharArray())) {
            KeySnippets.identityOut(identity, directory, password);
            var pem = Identity.fromPem(directory.resolve("server.crt"), directory.resolve("server.key"), password);
            var pkcs12 = Identity.fromPkcs12(directory.resolve("server.p12"), password);
            assertThat(pem.privateKey()).isEqualTo(identity.privateKey()).isEqualTo(pkcs12.privateKey());

            try (var keys = KeySnippets.roleKeys(directory, password)) {
                assertThat(KeyFiles.readNoisePublicKey(directory.resolve("noise.pub")))
                        .isEqualTo(keys.publicKey());
            }
        }
    }
}
