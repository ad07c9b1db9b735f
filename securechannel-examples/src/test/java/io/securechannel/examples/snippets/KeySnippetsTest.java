package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.keys.Identity;
import io.securechannel.keys.JsonWebKeys;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.OpenSshKeys;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.secret.Password;
import java.nio.file.Path;
import java.security.KeyStoreException;
import java.security.Provider;
import java.security.Security;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each snippet about keys in files does what the page around it says. */
@Timeout(180)
class KeySnippetsTest {

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

    @Test
    void theOtherFormsMeanTheSameKey() throws Exception {
        try (var keys = SigningKeyPair.generate(SigningKeyType.ED25519)) {
            var json = JsonWebKeys.toJson(keys.publicKey());
            var line = OpenSshKeys.toLine(keys.publicKey(), "ada@example");
            assertThat(KeySnippets.otherForms(json, line)).isEqualTo(keys.publicKey());
        }
    }

    /** With a provider that is none: core's tests have a real token. */
    @Test
    void aTokenNeedsItsProvider() {
        var empty = new Provider("Empty", "1", "has no key store") {
            private static final long serialVersionUID = 1L;
        };
        try {
            assertThatThrownBy(() -> KeySnippets.token(empty, new char[0])).isInstanceOf(KeyStoreException.class);
        } finally {
            Security.removeProvider(empty.getName());
        }
    }
}
