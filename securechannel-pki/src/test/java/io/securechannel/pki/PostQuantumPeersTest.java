package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who can meet whom with ML-DSA-65 in the chain: the table of docs/providers.md, a test for each of its cells. */
@Tag("verify")
@Timeout(20)
class PostQuantumPeersTest {

    private static final boolean JAVA_VERIFIES = Runtime.version().feature() >= 24;
    private static final CertificateAuthority NEW_ROOT =
            CertificateAuthority.builder("New Root").keyType(KeyType.ML_DSA_65).build();
    private static final CertificateAuthority OLD_ROOT =
            CertificateAuthority.builder("Old Root").build();

    static Stream<Arguments> pairs() {
        var pairs = new ArrayList<Arguments>();
        for (var client : TlsProvider.values()) {
            for (var server : TlsProvider.values()) {
                pairs.add(Arguments.of(client, server));
            }
        }
        return pairs.stream();
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("pairs")
    void newAuthorityAndEcLeaf(TlsProvider client, TlsProvider server) throws Exception {
        var outcome = meet(client, server, NEW_ROOT, leaf(NEW_ROOT, KeyType.EC_P256));
        if (JAVA_VERIFIES) {
            assertThat(outcome.client()).isNull();
            assertThat(outcome.server()).isNull();
        } else {
            assertNeedsNewerJava(outcome.client());
        }
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("pairs")
    void oldAuthorityAndNewLeaf(TlsProvider client, TlsProvider server) throws Exception {
        var leaf = leaf(OLD_ROOT, KeyType.ML_DSA_65);
        if (server != TlsProvider.BOUNCY_CASTLE) {
            assertRefusesTheKey(server, leaf);
            return;
        }
        assertMeetsOnlyItsOwn(client, meet(client, server, OLD_ROOT, leaf));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("pairs")
    void newAuthorityAndNewLeaf(TlsProvider client, TlsProvider server) throws Exception {
        var leaf = leaf(NEW_ROOT, KeyType.ML_DSA_65);
        if (server != TlsProvider.BOUNCY_CASTLE) {
            assertRefusesTheKey(server, leaf);
            return;
        }
        var outcome = meet(client, server, NEW_ROOT, leaf);
        if (client == TlsProvider.BOUNCY_CASTLE && !JAVA_VERIFIES) {
            assertNeedsNewerJava(outcome.client());
        } else {
            assertMeetsOnlyItsOwn(client, outcome);
        }
    }

    @ParameterizedTest
    @EnumSource(TlsProvider.class)
    void clientsToo(TlsProvider provider) throws Exception {
        var ada = OLD_ROOT.issue(CertificateProfile.tlsClient("ada").withKeyType(KeyType.ML_DSA_65));
        var client = TlsContextFactory.clientBuilder(Trust.only(OLD_ROOT.certificate()))
                .provider(provider)
                .identity(ada);
        if (provider != TlsProvider.BOUNCY_CASTLE) {
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(client::build)
                    .withMessageContaining("provider(TlsProvider.BOUNCY_CASTLE)");
            return;
        }
        var server = TlsContextFactory.serverBuilder(leaf(OLD_ROOT, KeyType.EC_P256))
                .provider(provider)
                .requireClientCertificate(Trust.only(OLD_ROOT.certificate()))
                .build();
        try (var handshakes = new Handshakes()) {
            var outcome = handshakes.connect(client.build(), server);
            assertThat(outcome.client()).isNull();
            assertThat(outcome.server()).isNull();
        }
    }

    /** A server with both kinds of key serves all: the new one is for those who take it. */
    @ParameterizedTest
    @EnumSource(TlsProvider.class)
    void aServerHasBothKindsOfKey(TlsProvider provider) throws Exception {
        var server = TlsContextFactory.serverBuilder(leaf(OLD_ROOT, KeyType.EC_P256))
                .identity(leaf(OLD_ROOT, KeyType.ML_DSA_65))
                .provider(TlsProvider.BOUNCY_CASTLE)
                .build();
        try (var handshakes = new Handshakes()) {
            var outcome = handshakes.connect(client(provider, OLD_ROOT), server);
            assertThat(outcome.client()).isNull();
            assertThat(outcome.server()).isNull();
        }
    }

    /** Whoever trusts another root of the same name is told so, and nothing of Java's version. */
    @ParameterizedTest
    @EnumSource(TlsProvider.class)
    void anotherRootOfTheSameNameIsNotBelieved(TlsProvider provider) throws Exception {
        var stranger = CertificateAuthority.builder("New Root")
                .keyType(KeyType.ML_DSA_65)
                .build();
        var outcome = meet(provider, provider, NEW_ROOT, leaf(stranger, KeyType.EC_P256));
        assertThat(outcome.client()).extracting(SecureChannelException::reason).isEqualTo(Reason.UNTRUSTED_CERTIFICATE);
        assertThat(outcome.client()).hasMessageNotContaining("newer Java");
    }

    private static Identity leaf(CertificateAuthority root, KeyType keyType) throws Exception {
        return root.issue(CertificateProfile.tlsServer(Handshakes.HOST).withKeyType(keyType));
    }

    private static TlsContextFactory.Client client(TlsProvider provider, CertificateAuthority root) {
        return TlsContextFactory.clientBuilder(Trust.only(root.certificate()))
                .provider(provider)
                .build();
    }

    private static Handshakes.Outcome meet(
            TlsProvider client, TlsProvider server, CertificateAuthority trusted, Identity shown) throws Exception {
        try (var handshakes = new Handshakes()) {
            return handshakes.connect(
                    client(client, trusted),
                    TlsContextFactory.serverBuilder(shown).provider(server).build());
        }
    }

    private static void assertRefusesTheKey(TlsProvider server, Identity leaf) {
        var builder = TlsContextFactory.serverBuilder(leaf).provider(server);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(builder::build)
                .withMessageContaining("cannot sign a handshake with the ML-DSA-65 key of [CN=localhost]")
                .withMessageContaining("provider(TlsProvider.BOUNCY_CASTLE)")
                .withMessageContaining("EC key");
    }

    private static void assertMeetsOnlyItsOwn(TlsProvider client, Handshakes.Outcome outcome) {
        if (client == TlsProvider.BOUNCY_CASTLE) {
            assertThat(outcome.client()).isNull();
            assertThat(outcome.server()).isNull();
        } else {
            assertThat(outcome.client())
                    .extracting(SecureChannelException::reason)
                    .isEqualTo(Reason.NO_COMMON_SUITE);
            assertThat(outcome.server())
                    .extracting(SecureChannelException::reason)
                    .isEqualTo(Reason.NO_COMMON_SUITE);
        }
    }

    private static void assertNeedsNewerJava(SecureChannelException refusal) {
        assertThat(refusal).extracting(SecureChannelException::reason).isEqualTo(Reason.CERTIFICATE_UNUSABLE);
        assertThat(refusal)
                .hasMessageContaining("signed with ML-DSA-65")
                .hasMessageContaining("Java verifies such chains from 24 on")
                .hasMessageContaining("Run this side on a newer Java");
    }
}
