package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.ChannelEngine.Turn;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import io.securechannel.tls.TlsContextFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Both ends of TLS, and the bytes of somebody without a key: never established, nothing delivered, and our error around the provider's. */
class TlsEngineFuzz extends FuzzTarget {

    private static final List<String> PROTOCOLS = List.of("test/1");
    private static final TestCa CA = TestCa.create("Fuzz CA");
    private static final TlsContextFactory.Client CLIENT =
            TlsContextFactory.clientBuilder(Trust.only(CA.certificate())).build();
    private static final TlsContextFactory.Server SERVER =
            TlsContextFactory.serverBuilder(CA.server("engine.test")).build();
    private static final int MOST_PIECES = 6;

    /** A provider's own errors are the handshake's; our reasons name what they mean. */
    private static final Set<Reason> REFUSALS = EnumSet.of(
            Reason.ALPN_MISMATCH,
            Reason.CLIENT_CERTIFICATE_MISSING,
            Reason.CORRUPT_RECORD,
            Reason.HANDSHAKE_FAILED,
            Reason.NO_COMMON_SUITE,
            Reason.NOT_SECURE_CHANNEL,
            Reason.OWN_CERTIFICATE_REFUSED,
            Reason.PROTOCOL_VERSION,
            Reason.PROTOCOL_VIOLATION,
            Reason.WRONG_HOST);

    @Override
    protected List<byte[]> seeds() throws SecureChannelException {
        var client = said(client());
        var server = TlsEngine.server(SERVER, PROTOCOLS);
        server.feed(ByteBuffer.wrap(client), ByteBuffer.allocate(server.plaintextRoom()));
        var answer = said(server);
        return List.of(
                FuzzInput.of(new byte[] {0}, List.of(client, answer)),
                FuzzInput.of(new byte[] {1}, List.of(answer, client)),
                FuzzInput.of(new byte[] {0}, List.of(utf8("GET / HTTP/1.1\r\n\r\n"))),
                FuzzInput.of(new byte[] {0}, List.of(utf8("SCN1"))),
                FuzzInput.of(new byte[] {1}, List.of(new byte[] {21, 3, 3, 0, 2, 2, 40})));
    }

    @Override
    protected int mostInVerify() {
        return 10;
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("the server answers", "the client answers");
    }

    /** What is no TLS, and an alert. */
    @Override
    protected boolean mayRefuse(int seed) {
        return seed > 1;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        boolean atServer = in.choice(2) == 0;
        var engine = atServer ? TlsEngine.server(SERVER, PROTOCOLS) : client();
        Refusals.read(REFUSALS, () -> {
            var room = ByteBuffer.allocate(engine.plaintextRoom());
            said(engine);
            for (var piece : in.pieces(MOST_PIECES)) {
                engine.feed(ByteBuffer.wrap(piece), room);
                assertThat(room.position()).isZero();
                if (said(engine).length > 0) {
                    reached(atServer ? "the server answers" : "the client answers");
                }
            }
            return engine.turn();
        });
        assertThat(engine.turn()).isNotEqualTo(Turn.DONE);
        engine.destroy();
    }

    private static TlsEngine client() {
        return TlsEngine.client(CLIENT, "engine.test", 1, PROTOCOLS);
    }

    private static byte[] said(TlsEngine engine) throws SecureChannelException {
        var out = ByteBuffer.allocate(4 * engine.recordSize());
        if (engine.turn() == Turn.SEND || engine.hasOutput()) {
            engine.drain(ByteBuffer.allocate(0), out);
        }
        return Arrays.copyOf(out.array(), out.position());
    }
}
