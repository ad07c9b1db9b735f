package io.securechannel.tls;

import static io.securechannel.Loopback.client;
import static io.securechannel.Loopback.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.ClientConfig;
import io.securechannel.Loopback;
import io.securechannel.ServerConfig;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.error.SecureChannelException;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.PasswordCost;
import io.securechannel.keys.TrustedCertificate;
import io.securechannel.secret.Password;
import io.securechannel.testkit.TestCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program takes identity and trust from a key store by their names; what another program changes there, it follows. */
@Tag("verify")
@Timeout(60)
class KeyStoreLiveTest {

    private static final TestCa ROOT = TestCa.create("Stored Root");
    private static final TestCa NEXT_ROOT = TestCa.create("Next Stored Root");

    @TempDir
    private Path directory;

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private Path file;
    private KeyStoreManager ours;
    private KeyStoreManager another;
    private TlsContextFactory.Server tlsServer;
    private TlsContextFactory.Client tlsClient;

    @BeforeEach
    void fill() throws Exception {
        file = directory.resolve("live.keys");
        try (var password = password("one")) {
            ours = KeyStoreManager.builder(file)
                    .passwordCost(PasswordCost.insecureForTests())
                    .create(password);
            another = KeyStoreManager.builder(file)
                    .passwordCost(PasswordCost.insecureForTests())
                    .open(password);
        }
        ours.put("server", ROOT.server("localhost"));
        ours.put("root", new TrustedCertificate(ROOT.certificate()));
        tlsServer = TlsContextFactory.serverBuilder(ours.liveIdentity("server"))
                .reloadInterval(Duration.ZERO)
                .build();
        tlsClient = TlsContextFactory.clientBuilder(ours.liveTrust("root"))
                .reloadInterval(Duration.ZERO)
                .build();
    }

    @AfterEach
    void close() {
        ours.close();
        another.close();
    }

    @Test
    void aRotationByAnotherProgramReachesTheNextHandshake() throws Exception {
        var second = ROOT.server("localhost");
        assertThat(shown()).isEqualTo(ours.get("server", Identity.class).certificate());
        another.rotate("server", second);
        assertThat(shown()).isEqualTo(second.certificate());
        assertThat(events).hasAtLeastOneElementOfType(SecurityEvent.Reloaded.class);
    }

    @Test
    void twoAuthoritiesAreTrustedWhileOneTakesThePlaceOfTheOther() throws Exception {
        another.rotate("root", new TrustedCertificate(NEXT_ROOT.certificate()));
        assertThat(shown().getIssuerX500Principal().getName()).isEqualTo("CN=Stored Root");
        another.rotate("server", NEXT_ROOT.server("localhost"));
        assertThat(shown().getIssuerX500Principal().getName()).isEqualTo("CN=Next Stored Root");
        another.prune("root");
        assertThat(shown().getIssuerX500Principal().getName()).isEqualTo("CN=Next Stored Root");
        another.rotate("server", ROOT.server("localhost"));
        var errors = Loopback.errors("localhost", clientConfig(), serverConfig());
        Loopback.assertTells(
                errors.client(), SecureChannelException.Reason.UNTRUSTED_CERTIFICATE, "CN=Next Stored Root");
    }

    @Test
    void anAuthorityThatIsWithdrawnIsNotTrustedThoughTheIdentityIsMissing() throws Exception {
        ours.put("clients", new TrustedCertificate(ROOT.certificate()));
        var mutual = TlsContextFactory.serverBuilder(ours.liveIdentity("server"))
                .requireClientCertificate(ours.liveTrust("clients"))
                .reloadInterval(Duration.ZERO)
                .build();
        var ada = TlsContextFactory.clientBuilder(ours.liveTrust("root"))
                .identity(ROOT.client("ada"))
                .build();
        Loopback.pair(client(ada).build(), server(mutual).build()).close();

        another.rotate("clients", new TrustedCertificate(NEXT_ROOT.certificate()));
        another.prune("clients");
        another.delete("server");
        var errors = Loopback.errors(
                "localhost",
                client(ada).build(),
                server(mutual).listener(events::add).build());
        Loopback.assertTells(errors.server(), SecureChannelException.Reason.UNTRUSTED_CERTIFICATE, "CN=ada");
        assertRefused(Reason.MISSING);
    }

    @Test
    void oneOfSeveralThatIsDeletedIsNoLongerTrusted() throws Exception {
        ours.put("next", new TrustedCertificate(NEXT_ROOT.certificate()));
        var both = ours.liveTrust("root", "next");
        assertThat(both.current().authorities()).hasSize(2);
        another.delete("root");
        assertThat(both.current().authorities()).containsExactly(NEXT_ROOT.certificate());
        another.delete("next");
        assertThatThrownBy(both::current).isInstanceOf(KeyMaterialException.class);
        assertThatThrownBy(() -> ours.liveTrust("root", "typo").current()).hasMessageContaining("root");
    }

    @Test
    void anAuthorityThatIsKeptHereCanBeTrustedByItsName() throws Exception {
        var authority = Identity.of(ROOT.privateKey(), ROOT.certificate());
        ours.put("ca", authority);
        assertThat(ours.liveTrust("ca").current().authorities()).containsExactly(ROOT.certificate());
        var ofServersAlone = TestCa.create(
                "Issuing",
                new Extension(Extension.basicConstraints, true, new BasicConstraints(0).getEncoded())); // pathLen 0
        ours.put("issuing", Identity.of(ofServersAlone.privateKey(), ofServersAlone.certificate()));
        assertThat(ours.liveTrust("issuing").current().authorities()).containsExactly(ofServersAlone.certificate());
        assertThatThrownBy(() -> ours.liveTrust("server").current())
                .isInstanceOfSatisfying(
                        KeyMaterialException.class,
                        error -> assertThat(error.reason()).isEqualTo(Reason.WRONG_KIND));
    }

    @Test
    void aChangeOfSomethingElseChangesNothingHere() throws Exception {
        assertThat(shown()).isNotNull();
        another.put("more", ROOT.client("ada"));
        another.note("server", "a word");
        assertThat(shown()).isEqualTo(ours.get("server", Identity.class).certificate());
        assertThat(events).doesNotHaveAnyElementsOfTypes(SecurityEvent.Reloaded.class);
    }

    @Test
    void whatCannotBeReadAnyMoreIsToldAndTheOldStaysInForce() throws Exception {
        var before = shown();
        another.delete("server");
        assertThat(shown()).isEqualTo(before);
        assertRefused(Reason.MISSING);
        Files.write(file, new byte[10]);
        assertThat(shown()).isEqualTo(before);
        assertRefused(Reason.MALFORMED);
    }

    @Test
    void aPasswordThatAnotherChangedIsToldAndTheOldStaysInForce() throws Exception {
        var before = shown();
        try (var next = password("next")) {
            another.changePassword(next);
        }
        another.rotate("server", ROOT.server("localhost"));
        assertThat(shown()).isEqualTo(before);
        assertRefused(Reason.WRONG_PASSWORD);
    }

    private void assertRefused(Reason reason) {
        assertThat(events)
                .filteredOn(SecurityEvent.ReloadRefused.class::isInstance)
                .map(event -> ((SecurityEvent.ReloadRefused) event).error())
                .map(KeyMaterialException::reason)
                .contains(reason);
    }

    /** What the server shows to a client that connects now. */
    private X509Certificate shown() throws Exception {
        try (var pair = Loopback.pair(clientConfig(), serverConfig())) {
            return pair.client().peer().certificate().orElseThrow();
        }
    }

    private ClientConfig clientConfig() {
        return client(tlsClient).build();
    }

    private ServerConfig serverConfig() {
        return server(tlsServer).listener(SecurityListener.all(events::add)).build();
    }

    private static Password password(String text) {
        return Password.copyOf(text.toCharArray());
    }
}
