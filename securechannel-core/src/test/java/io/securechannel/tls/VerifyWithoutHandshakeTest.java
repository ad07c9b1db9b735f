package io.securechannel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerifyWithoutHandshakeTest {

    private static final TestCa ROOT = TestCa.create("Root");
    private static final Trust TRUST = Trust.only(ROOT.certificate());

    @Test
    void aServersCertificateIsCheckedAsInAHandshake() throws Exception {
        var client = TlsContextFactory.forClient(TRUST);
        var chain = ROOT.server("chat.example").certificateChain();
        assertThat(client.verify(chain, "chat.example").certificateChain()).isEqualTo(chain);
        assertThat(refusal(() -> client.verify(chain, "mail.example"))).isEqualTo(Reason.WRONG_HOST);
        var stranger = TestCa.create("Other").server("chat.example").certificateChain();
        assertThat(refusal(() -> client.verify(stranger, "chat.example"))).isEqualTo(Reason.UNTRUSTED_CERTIFICATE);
        assertThatThrownBy(() -> client.verify(List.of(), "chat.example")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRevocationPolicyIsAsked() {
        var client = TlsContextFactory.clientBuilder(TRUST)
                .revocation(path -> {
                    assertThat(path).hasSize(2);
                    throw new SecureChannelException(Reason.CERTIFICATE_REVOKED, "revoked");
                })
                .build();
        var chain = ROOT.server("chat.example").certificateChain();
        assertThat(refusal(() -> client.verify(chain, "chat.example"))).isEqualTo(Reason.CERTIFICATE_REVOKED);
    }

    @Test
    void aClientsCertificateIsCheckedAsInAHandshake() throws Exception {
        var identity = ROOT.server("chat.example");
        var server = TlsContextFactory.serverBuilder(identity)
                .requireClientCertificate(TRUST)
                .build();
        assertThat(server.verify(ROOT.client("ada").certificateChain()).certificateChain())
                .hasSize(1);
        assertThat(refusal(() -> server.verify(identity.certificateChain()))).isEqualTo(Reason.CERTIFICATE_UNUSABLE);
        assertThatThrownBy(() -> TlsContextFactory.forServer(identity).verify(identity.certificateChain()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("asks no client");
    }

    /** What is to be refused. */
    private interface Check {
        VerifiedPeer run() throws SecureChannelException;
    }

    private static Reason refusal(Check check) {
        return catchThrowableOfType(SecureChannelException.class, check::run).reason();
    }
}
