package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.PasswordCost;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.keys.TrustedCertificate;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.secret.Password;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each snippet about the key store and its authority does what the page around it says. */
@Timeout(60)
class StoreSnippetsTest {

    @TempDir
    private Path directory;

    private KeyStoreManager keys;

    @BeforeEach
    void create() throws Exception {
        try (var password = password()) {
            keys = KeyStoreManager.builder(directory.resolve("test.keys"))
                    .passwordCost(PasswordCost.insecureForTests())
                    .create(password);
        }
    }

    @AfterEach
    void close() {
        keys.close();
    }

    @Test
    void aStoreIsFilledOpenedRotatedAndAudited() throws Exception {
        var root = CertificateAuthority.create("Example Root CA");
        try (var password = password()) {
            StoreSnippets.fill(
                    directory, password, root.issue(CertificateProfile.tlsServer("localhost")), root.certificate());
            var passwordFile = Files.writeString(directory.resolve("password"), "only for tests\n");
            assertThat(StoreSnippets.open(directory, passwordFile)).hasSize(5);
            try (var filled = KeyStoreManager.open(directory.resolve("chat.keys"), password)) {
                assertThat(StoreSnippets.rotate(filled))
                        .extracting(each -> each.type())
                        .containsExactly(SigningKeyType.ML_DSA_65, SigningKeyType.ED25519);
                assertThat(filled.find("signing"))
                        .hasValueSatisfying(info -> assertThat(info.versions()).isOne());
                assertThat(StoreSnippets.audit(filled, directory)).isEmpty();
            }
            KeyStoreManager.open(directory.resolve("chat.keys.backup"), password)
                    .close();
        }
    }

    @Test
    void aKeyProtectsAStore() throws Exception {
        try (var under =
                StoreSnippets.underAKey(directory.resolve("outer.keys"), new SecretKeySpec(new byte[32], "AES"))) {
            assertThat(under.list()).isEmpty();
        }
    }

    @Test
    void whoIsRevokedIsRefusedAndARenewedServerIsSeen() throws Exception {
        StoreSnippets.authority(keys, directory);
        var root = Trust.only(directory.resolve("root.crt"));
        assertThat(root.authorities()).hasSize(1);
        keys.put("root", new TrustedCertificate(root.authorities().get(0)));
        try (var server = listen(StoreSnippets.server(keys))) {
            assertThat(echo(server, StoreSnippets.client(keys))).isEqualTo("hello");
        }
        var before = keys.get("server", Identity.class).certificate();
        StoreSnippets.renew(keys);
        assertThat(keys.get("server", Identity.class).certificate()).isNotEqualTo(before);

        StoreSnippets.revoke(keys, directory);
        try (var server = listen(StoreSnippets.revocationAware(keys, directory))) {
            assertThatThrownBy(() -> echo(server, StoreSnippets.client(keys)))
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            error -> assertThat(error.reason()).isEqualTo(Reason.OWN_CERTIFICATE_REFUSED));
            keys.rotate("ada", CertificateAuthority.open(keys, "ca").issue(CertificateProfile.tlsClient("ada")));
            assertThat(echo(server, StoreSnippets.client(keys))).isEqualTo("hello");
        }
    }

    @Test
    void aRequestIsSigned() throws Exception {
        var ca = StoreSnippets.intermediate(keys);
        var identity = StoreSnippets.request(ca, directory);
        assertThat(identity.certificateChain()).hasSize(2);
        assertThat(identity.certificate().getSubjectAlternativeNames()).hasSize(2);
    }

    private static SecureChannelServer listen(ServerConfig config) throws Exception {
        return SecureChannelServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                config,
                channel -> channel.forEachMessage(channel::send));
    }

    private static String echo(SecureChannelServer server, ClientConfig client) throws Exception {
        try (var channel = SecureChannel.connect("localhost", server.port(), client)) {
            channel.sendText("hello");
            return channel.receiveText().orElseThrow();
        }
    }

    private static Password password() {
        return Password.copyOf("only for tests".toCharArray());
    }
}
