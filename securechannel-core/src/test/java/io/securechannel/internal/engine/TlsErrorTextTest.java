package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider quotes of the peer's bytes. Found by fuzzing. */
class TlsErrorTextTest {

    private static final List<String> PROTOCOLS = List.of("test/1");

    /** The JDK's error has the server name as it was sent. */
    @ParameterizedTest
    @ValueSource(ints = {'\n', '\r', 0x1B, 0x7F})
    void aServerNameForgesNoLine(int character) throws Exception {
        var ca = TestCa.create("Engine CA");
        var hello = hello(ca, PROTOCOLS);
        var text = new String(hello, StandardCharsets.ISO_8859_1);
        hello[text.indexOf("engine.test") + 5] = (byte) character;
        assertThat(refusal(ca, hello).getMessage()).contains("engin?.test").matches("[ -~]+");
    }

    /** Anybody may send one, before anything is known of him. */
    @Test
    void aHelloFullOfProtocolsFillsNoLog() throws Exception {
        var ca = TestCa.create("Engine CA");
        var many = IntStream.range(0, 2_000).mapToObj(i -> "h" + i).toList();
        var error = refusal(ca, hello(ca, many));
        assertThat(error.reason()).as(error.getMessage()).isEqualTo(Reason.ALPN_MISMATCH);
        assertThat(error.getMessage())
                .contains("the client offers [h0, h1, ", "and 1984 more]")
                .hasSizeLessThan(1_000);
    }

    private static SecureChannelException refusal(TestCa ca, byte[] hello) throws Exception {
        var server = TlsContextFactory.serverBuilder(ca.server("engine.test")).build();
        var engine = TlsEngine.server(server, PROTOCOLS);
        var in = ByteBuffer.wrap(hello);
        var error = catchThrowableOfType(SecureChannelException.class, () -> {
            while (in.hasRemaining()) {
                engine.feed(in, ByteBuffer.allocate(engine.plaintextRoom()));
                engine.drain(ByteBuffer.allocate(0), ByteBuffer.allocate(4 * engine.recordSize()));
            }
        });
        engine.destroy();
        return error;
    }

    private static byte[] hello(TestCa ca, List<String> protocols) throws SecureChannelException {
        var client =
                TlsContextFactory.clientBuilder(Trust.only(ca.certificate())).build();
        var engine = TlsEngine.client(client, "engine.test", 1, protocols);
        var out = ByteBuffer.allocate(8 * engine.recordSize());
        engine.drain(ByteBuffer.allocate(0), out);
        engine.destroy();
        return Arrays.copyOf(out.array(), out.position());
    }
}
