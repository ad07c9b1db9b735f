package io.securechannel.tls;

import static io.securechannel.Loopback.await;
import static io.securechannel.Loopback.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.internal.jsse.JsseProvider;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import java.net.InetAddress;
import java.net.Socket;
import java.security.Principal;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of several identities is shown. */
@Tag("verify")
@Timeout(20)
class IdentityKeyManagerTest {

    private static final TestCa CA = TestCa.create("Names CA");
    private static final TestCa OTHER = TestCa.create("Other CA");
    private static final Identity FIRST = CA.server("a.example", "www.a.example");
    private static final Identity SECOND = CA.server("b.example", "*.b.example");
    private static final Identity FIRST_RSA = CA.leaf("a.example RSA")
            .names("www.a.example", "a.example")
            .purposes(KeyPurposeId.id_kp_serverAuth)
            .keys(TestCa.keys("RSA", 2_048))
            .issue();
    private static final TlsContextFactory.Server SERVER = TlsContextFactory.serverBuilder(FIRST)
            .identity(SECOND)
            .identity(FIRST_RSA)
            .build();
    private static final TlsContextFactory.Client CLIENT = TlsContextFactory.forClient(Trust.only(CA.certificate()));

    private static IdentityKeyManager manager(Identity... identities) {
        return new IdentityKeyManager(List.of(identities), JsseProvider.jdk());
    }

    private static SSLEngine engine() {
        return SERVER.newEngine(List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "a.example, a.example",
        "www.a.example, a.example",
        "b.example, b.example",
        "x.b.example, b.example",
        "B.EXAMPLE, b.example"
    })
    void aServerShowsTheIdentityThatHoldsTheNameAskedFor(String asked, String shown) throws Exception {
        var client = CLIENT.newEngine(asked, 1, List.of());
        EngineHandshake.run(client, engine());
        assertThat(client.getSession().getPeerPrincipal().getName()).isEqualTo("CN=" + shown);
    }

    @ParameterizedTest
    @CsvSource({"c.example", "127.0.0.1", "under_score.example"})
    void aNameThatNobodyHoldsIsAnsweredByTheFirst(String asked) {
        var client = CLIENT.newEngine(asked, 1, List.of());
        assertThatThrownBy(() -> EngineHandshake.run(client, engine()))
                .isInstanceOf(SSLHandshakeException.class)
                .hasStackTraceContaining("www.a.example");
    }

    @Test
    void aSocketShowsTheIdentityThatHoldsTheNameAskedFor() throws Exception {
        try (var listening = SERVER.toSslContext()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var accepted = start(() -> {
                try (var socket = listening.accept()) {
                    return socket.getInputStream().read();
                }
            });
            var below = new Socket(listening.getInetAddress(), listening.getLocalPort());
            try (var socket =
                    (SSLSocket) CLIENT.toSslContext().getSocketFactory().createSocket(below, "x.b.example", 1, true)) {
                socket.getOutputStream().write(1);
                assertThat(socket.getSession().getPeerPrincipal().getName()).isEqualTo("CN=b.example");
            }
            assertThat(await(accepted)).isEqualTo(1);
        }
    }

    /** Before a name is known, as for a server whose provider asks early. */
    @Test
    void withoutANameTheFirstOnesKindsAreShown() {
        var manager = manager(FIRST, SECOND, FIRST_RSA);
        assertThat(manager.chooseEngineServerAlias("EC", null, engine())).isEqualTo("0");
        assertThat(manager.chooseEngineServerAlias("RSA", null, engine())).isEqualTo("2");
        assertThat(manager.chooseEngineServerAlias("EdDSA", null, engine())).isNull();
        assertThat(manager.chooseServerAlias("RSA", null, null)).isEqualTo("2");
        assertThat(manager.chooseServerAlias("RSA", null, new Socket())).isEqualTo("2");
        var bRsa = CA.leaf("b.example RSA")
                .names("b.example")
                .keys(TestCa.keys("RSA", 2_048))
                .issue();
        assertThat(manager(FIRST, bRsa).chooseServerAlias("RSA", null, null)).isNull();
        assertThat(manager(bRsa).chooseServerAlias("RSA", null, null)).isEqualTo("0");
        assertThat(manager(bRsa).chooseServerAlias("EC", null, null)).isNull();
    }

    @Test
    void aClientPrefersWhatTheServersAuthoritiesHaveIssued() {
        var below = OTHER.intermediate("Below the other CA");
        var manager = manager(CA.client("ada"), below.client("eve"), FIRST_RSA);
        var other = new Principal[] {OTHER.certificate().getSubjectX500Principal()};
        var nobody = new Principal[] {TestCa.create("Nobody's CA").certificate().getSubjectX500Principal()};
        var ec = new String[] {"EdDSA", "EC"};
        assertThat(manager.chooseClientAlias(ec, other, null)).isEqualTo("1");
        assertThat(manager.chooseEngineClientAlias(ec, other, engine())).isEqualTo("1");
        assertThat(manager.chooseClientAlias(ec, null, null)).isEqualTo("0");
        assertThat(manager.chooseClientAlias(ec, nobody, null)).isEqualTo("0");
        assertThat(manager.chooseClientAlias(new String[] {"RSA", "EC"}, other, null))
                .as("what is issued by them goes before the kind that they like best")
                .isEqualTo("1");
        assertThat(manager.chooseClientAlias(new String[] {"RSA"}, other, null)).isEqualTo("2");
        assertThat(manager.chooseClientAlias(new String[] {"EdDSA"}, other, null))
                .isNull();
    }

    @Test
    void aliasesAreThoseOfOneKind() {
        var manager = manager(FIRST, FIRST_RSA, SECOND);
        assertThat(manager.getServerAliases("EC", null)).containsExactly("0", "2");
        assertThat(manager.getClientAliases("RSA", null)).containsExactly("1");
        assertThat(manager.getClientAliases("EdDSA", null)).isNull();
        assertThat(manager.getCertificateChain("1")).containsExactly(FIRST_RSA.certificate());
        assertThat(manager.getPrivateKey("2")).isEqualTo(SECOND.privateKey());
        for (var wrong : List.of("3", "-1", "x", "")) {
            assertThat(manager.getCertificateChain(wrong)).isNull();
            assertThat(manager.getPrivateKey(wrong)).isNull();
        }
    }
}
