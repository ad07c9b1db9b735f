package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A parser for error messages must never be an error itself. */
@Tag("verify")
class TlsHelloPropertiesTest {

    @Property(tries = 3_000)
    void randomBodiesNeverThrow(@ForAll @IntRange(max = 3) int type, @ForAll @Size(max = 200) byte[] body) {
        assertThat(TlsHello.parse(type, ByteBuffer.wrap(body))).isNotNull();
    }

    @Property(tries = 2_000)
    void randomRecordsNeverThrow(@ForAll @IntRange(max = 3) int type, @ForAll @Size(max = 200) byte[] body) {
        var tap = new TlsHelloTap();
        tap.watch(ByteBuffer.wrap(body));
        tap.watch(ByteBuffer.allocate(9 + body.length)
                .put((byte) 22)
                .putShort((short) 0x0301)
                .putShort((short) (4 + body.length))
                .put((byte) type)
                .put((byte) 0)
                .putShort((short) body.length)
                .put(body)
                .flip());
        assertThat(tap.hello()).isNotNull();
    }

    @Property(tries = 1_000)
    void randomFirstBytesAreGuessedAt(@ForAll @Size(min = 1, max = 8) byte[] bytes) {
        assertThat(FirstBytes.guess(ByteBuffer.wrap(bytes))).isNotNull();
    }
}
