package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
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
        var server = TlsContextFactory.serverBuilder(ca.server("engine.test")).build();
        var hello = hello(ca);
        var text = new String(hello, StandardCharsets.ISO_8859_1);
        hello[text.indexOf("engine.test") + 5] = (byte) character;
        var engine = TlsEngine.server(server, PROTOCOLS);
        var error = catchThrowableOfType(SecureChannelException.class, () -> {
            engine.feed(ByteBuffer.wrap(hello), ByteBuffer.allocate(engine.plaintextRoom()));
            engine.drain(ByteBuffer.allocate(0), ByteBuffer.allocate(4 * engine.recordSize()));
        });
        assertThat(error.getMessage()).contains("engin?.test").matches("[ -~]+");
        engine.destroy();
    }

    private static byte[] hello(TestCa ca) throws SecureChannelException {
        var client =
                TlsContextFactory.clientBuilder(Trust.only(ca.certificate())).build();
        var engine = TlsEngine.client(client, "engine.test", 1, PROTOCOLS);
        var out = ByteBuffer.allocate(4 * engine.recordSize());
        engine.drain(ByteBuffer.allocate(0), out);
        engine.destroy();
        return Arrays.copyOf(out.array(), out.position());
    }
}
