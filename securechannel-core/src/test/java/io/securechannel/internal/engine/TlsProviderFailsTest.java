package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.TlsKeyUsage.Limits;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.nio.ByteBuffer;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A provider of TLS that throws unchecked: the engine ends with a reason, at whichever call, and stays ended. */
@Timeout(20)
class TlsProviderFailsTest {

    private static final List<String> PROTOCOLS = List.of("test/1");
    private static final TestCa CA = TestCa.create("Failing CA");
    private static final byte[] DATA = new byte[100];

    private final TlsContextFactory.Client clients =
            TlsContextFactory.clientBuilder(Trust.only(CA.certificate())).build();
    private final TlsContextFactory.Server servers =
            TlsContextFactory.serverBuilder(CA.server("life.test")).build();
    private final BreakableSslEngine ofClient = new BreakableSslEngine(clients.newEngine("life.test", 1, PROTOCOLS));
    private final BreakableSslEngine ofServer = new BreakableSslEngine(servers.newEngine(PROTOCOLS));
    private final EnginePair pair = new EnginePair(
            new TlsEngine(ofClient, clients, PROTOCOLS, Limits.OF_AES_GCM),
            new TlsEngine(ofServer, servers, PROTOCOLS, Limits.OF_AES_GCM));

    @Test
    void atItsFirstBytes() {
        ofClient.breakDown();
        assertFails(Reason.HANDSHAKE_FAILED, () -> NoiseFixture.said(pair.initiator));
        assertEnded(pair.initiator);
    }

    @Test
    void atThePeersHello() throws Exception {
        var hello = NoiseFixture.said(pair.initiator);
        ofServer.breakDown();
        assertFails(Reason.HANDSHAKE_FAILED, () -> NoiseFixture.hear(pair.responder, hello));
        assertEnded(pair.responder);
    }

    @Test
    void atARecord() throws Exception {
        pair.handshake(1 << 15);
        var record = pair.sealed(pair.initiator, DATA);
        ofServer.breakDown();
        assertFails(Reason.PROTOCOL_VIOLATION, () -> NoiseFixture.hear(pair.responder, record));
        assertEnded(pair.responder);
    }

    @Test
    void whenItSends() throws Exception {
        pair.handshake(1 << 15);
        assertThat(NoiseFixture.hear(pair.responder, pair.sealed(pair.initiator, DATA)))
                .isEqualTo(DATA);
        ofClient.breakDown();
        assertFails(Reason.PROTOCOL_VIOLATION, () -> pair.sealed(pair.initiator, DATA));
        assertEnded(pair.initiator);
    }

    /** What a provider says of its own bytes may hold some of them. */
    private static void assertFails(Reason reason, ThrowingCallable what) {
        assertThatThrownBy(what)
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining("the TLS provider failed")
                .hasMessageContaining("(IndexOutOfBoundsException)")
                .message()
                .doesNotContain("of the provider's own");
    }

    private static void assertEnded(ChannelEngine engine) {
        assertThatThrownBy(() -> engine.feed(ByteBuffer.wrap(DATA), ByteBuffer.allocate(engine.plaintextRoom())))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
    }
}
