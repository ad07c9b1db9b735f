package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.ChannelEngine.Inbound;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An engine over TLS from its first byte to its last: what it tells of itself, and how it ends. */
@Timeout(20)
class TlsLifeTest {

    private static final List<String> PROTOCOLS = List.of("test/1");
    private static final TestCa CA = TestCa.create("Life CA");
    private static final Trust TRUST = Trust.only(CA.certificate());

    /** RFC 8446, section 6: an alert in clear, which is fatal. */
    private static final byte[] ALERT = {21, 3, 3, 0, 2, 2};

    private final TlsContextFactory.Client clients =
            TlsContextFactory.clientBuilder(TRUST).build();
    private final TlsContextFactory.Server servers =
            TlsContextFactory.serverBuilder(CA.server("life.test")).build();

    /** That of asking about revocation, and all of it. */
    @Test
    void theTimeOfADecisionIsTaken() throws Exception {
        var taken = new AtomicLong();
        var client = TlsContextFactory.clientBuilder(TRUST)
                .revocation(path -> {
                    long begun = System.nanoTime();
                    while (System.nanoTime() - begun < 1_000_000) {
                        Thread.onSpinWait();
                    }
                    taken.addAndGet(System.nanoTime() - begun);
                })
                .build();
        long begun = System.nanoTime();
        var pair = new EnginePair(TlsEngine.client(client, "life.test", 1, PROTOCOLS), server(PROTOCOLS));
        pair.handshake(1 << 15);
        long all = System.nanoTime() - begun;
        assertThat(taken).hasPositiveValue();
        assertThat(pair.initiator.checkNanos()).isBetween(taken.get(), all);
        assertThat(pair.initiator.revocationNanos()).isBetween(taken.get(), pair.initiator.checkNanos());
    }

    @Test
    void aCutSaysHowFarTheChannelHadCome() throws Exception {
        var client = client(PROTOCOLS);
        var server = server(PROTOCOLS);
        assertThat(client.endOfInput()).message().contains("before a hello of the peer");
        NoiseFixture.hear(server, NoiseFixture.said(client));
        assertThat(server.endOfInput()).message().contains("in the middle of the TLS handshake: the peer gave up");
        assertThat(established().initiator.endOfInput()).message().contains("without TLS close_notify");
    }

    @Test
    void closedItTakesNothingMore() throws Exception {
        var pair = established();
        var record = pair.sealed(pair.responder, new byte[10]);
        pair.initiator.destroy();
        assertReason(Reason.CLOSED, () -> NoiseFixture.hear(pair.initiator, record));
        assertReason(
                Reason.CLOSED,
                () -> pair.initiator.drain(ByteBuffer.allocate(1), ByteBuffer.allocate(pair.initiator.recordSize())));
    }

    @Test
    void whatIsNoTlsIsNamed() {
        var http = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> {
                    var client = client(PROTOCOLS);
                    NoiseFixture.said(client);
                    NoiseFixture.hear(client, http);
                })
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NOT_SECURE_CHANNEL))
                .hasMessageContaining("HTTP")
                .hasMessageContaining("the right port");
    }

    /** protocol_version, 70, so that a client over Noise can name what it has met; a client says nothing to such a server. */
    @Test
    void aServerTellsAClientOverNoiseThatItSpeaksTls() throws Exception {
        var server = server(PROTOCOLS);
        assertThatThrownBy(() -> NoiseFixture.hear(server, NoisePreamble.MAGIC))
                .hasMessageContaining("Both ends have to use Noise, or both TLS");
        assertThat(alert(server)).isEqualTo(EnginePair.joined(ALERT, new byte[] {70}));
        var client = client(PROTOCOLS);
        NoiseFixture.said(client);
        assertThatThrownBy(() -> NoiseFixture.hear(client, NoisePreamble.MAGIC))
                .hasMessageContaining("Both ends have to use Noise, or both TLS");
        assertThat(alert(client)).isEmpty();
    }

    /** A first byte that several protocols have in common decides nothing, and is not taken. */
    @Test
    void tooFewBytesAreWaitedFor() throws Exception {
        var server = server(PROTOCOLS);
        assertThat(server.feed(ByteBuffer.allocate(0), ByteBuffer.allocate(0))).isEqualTo(Inbound.NEED_BYTES);
        var network = ByteBuffer.wrap(NoisePreamble.MAGIC).limit(1);
        assertThat(server.feed(network, ByteBuffer.allocate(0))).isEqualTo(Inbound.NEED_BYTES);
        assertThat(network.remaining()).isEqualTo(1);
        network.limit(NoisePreamble.MAGIC.length);
        assertReason(Reason.NOT_SECURE_CHANNEL, () -> server.feed(network, ByteBuffer.allocate(0)));
        assertThat(alert(server)).isEqualTo(EnginePair.joined(ALERT, new byte[] {70}));
    }

    @Test
    void withoutACommonProtocolThereIsNoChannel() throws Exception {
        var pair = new EnginePair(client(List.of("one/1")), server(List.of("other/1")));
        assertReason(Reason.ALPN_MISMATCH, () -> pair.handshake(1 << 15));
        var unaware = new EnginePair(client(List.of("one/1")), server(List.of()));
        assertReason(Reason.ALPN_MISMATCH, () -> unaware.handshake(1 << 15));
    }

    /** insufficient_security, 71, before the server has given the client cause to believe that all is well. */
    @Test
    void aServerThatWantsPostQuantumSaysThatThisIsNot() throws Exception {
        assumeThat(TlsProvider.JDK.postQuantum())
                .as("the JDK's TLS is classical")
                .isFalse();
        var strict = TlsContextFactory.serverBuilder(CA.server("life.test"))
                .provider(TlsProvider.BOUNCY_CASTLE)
                .requirePostQuantum()
                .build();
        var server = TlsEngine.server(strict, PROTOCOLS);
        var hello = NoiseFixture.said(client(PROTOCOLS));
        assertReason(Reason.NOT_POST_QUANTUM, () -> NoiseFixture.hear(server, hello));
        assertThat(alert(server)).isEqualTo(EnginePair.joined(ALERT, new byte[] {71}));
    }

    @Test
    void aClientThatWantsPostQuantumTurnsAwayFromAServerThatIsNot() throws Exception {
        assumeThat(TlsProvider.JDK.postQuantum())
                .as("the JDK's TLS is classical")
                .isFalse();
        var strict = TlsContextFactory.clientBuilder(TRUST)
                .provider(TlsProvider.BOUNCY_CASTLE)
                .requirePostQuantum()
                .build();
        var pair = new EnginePair(TlsEngine.client(strict, "life.test", 1, PROTOCOLS), server(PROTOCOLS));
        assertReason(Reason.NOT_POST_QUANTUM, () -> pair.handshake(1 << 15));
    }

    @Test
    void withTls12NothingFollowsThePeersEnd() throws Exception {
        var pair = new TlsEngines(
                        TlsContextFactory.clientBuilder(TRUST).allowTls12().build(),
                        TlsContextFactory.serverBuilder(CA.server("life.test"))
                                .allowTls12()
                                .build(),
                        "life.test",
                        PROTOCOLS,
                        "TLSv1.2")
                .established();
        pair.responder.closeOutput();
        assertThat(pair.initiator.feed(
                        ByteBuffer.wrap(pair.sealed(pair.responder, new byte[0])), ByteBuffer.allocate(1 << 15)))
                .isEqualTo(Inbound.END);
        assertThatThrownBy(() -> pair.sealed(pair.initiator, new byte[10]))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED))
                .hasMessageContaining("TLS 1.2 has no half-close");
    }

    private EnginePair established() throws SecureChannelException {
        var pair = new EnginePair(client(PROTOCOLS), server(PROTOCOLS));
        pair.handshake(1 << 15);
        return pair;
    }

    private TlsEngine client(List<String> protocols) {
        return TlsEngine.client(clients, "life.test", 1, protocols);
    }

    private TlsEngine server(List<String> protocols) {
        return TlsEngine.server(servers, protocols);
    }

    /** {@return what a broken engine still says} */
    private static byte[] alert(TlsEngine engine) throws SecureChannelException {
        var room = ByteBuffer.allocate(engine.recordSize());
        engine.drain(ByteBuffer.allocate(0), room);
        var said = new byte[room.flip().remaining()];
        room.get(said);
        return said;
    }

    private static void assertReason(Reason reason, ThrowingCallable what) {
        assertThatThrownBy(what)
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
