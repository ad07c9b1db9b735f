package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** What looks into clear records before the provider does: it never fails, never consumes, and sees the same however records are cut. */
class TlsHelloFuzz extends FuzzTarget {

    /** A ClientHello with versions, groups, ALPN and a pre-shared key; a ServerHello with a key share. */
    private static final String CLIENT = "0303" + "11".repeat(32) + "00" + "00041301" + "1302" + "0100"
            + "0024" + "002b0003020304" + "000a00060004001d11ec" + "00100009000706746573742f31"
            + "00290002" + "0000";

    private static final String SERVER =
            "0303" + "22".repeat(32) + "00" + "1301" + "00" + "0010" + "002b00020304" + "00330006001d00020000";

    @Override
    protected List<byte[]> seeds() {
        return List.of(record(1, CLIENT), record(2, SERVER), HexFormat.of().parseHex("0015030300020228"));
    }

    private static byte[] record(int type, String body) {
        var bytes = HexFormat.of().parseHex(body);
        return ByteBuffer.allocate(10 + bytes.length)
                .put((byte) 3)
                .put((byte) 22)
                .putShort((short) 0x0301)
                .putShort((short) (4 + bytes.length))
                .putInt(type << 24 | bytes.length)
                .put(bytes)
                .array();
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("a client's", "a server's", "an alert");
    }

    @Override
    protected long mostAnyway() {
        return LITTLE;
    }

    @Override
    protected void run(byte[] input) {
        var in = new FuzzInput(input);
        int type = in.choice(4);
        var bytes = in.rest();
        assertThat(TlsHello.parse(type, ByteBuffer.wrap(bytes))).isNotNull();
        var whole = new TlsHelloTap();
        var buffer = ByteBuffer.wrap(bytes);
        whole.watch(buffer);
        assertThat(buffer.remaining()).isEqualTo(bytes.length);
        assertThat(oneByOne(bytes).hello()).isEqualTo(whole.hello());
        whole.hello().ifPresent(TlsHelloFuzz::describe);
        if (bytes.length > 0) {
            TlsClearAlert.in(buffer).ifPresent(name -> reached("an alert"));
            assertThat(FirstBytes.guess(buffer)).isNotNull();
            assertThat(FirstBytes.isNoise(buffer)).isEqualTo(latin1(bytes).startsWith("SCN") && bytes.length > 3);
        }
    }

    /** The same records, each shown as soon as it is whole. */
    private static TlsHelloTap oneByOne(byte[] bytes) {
        var tap = new TlsHelloTap();
        int at = 0;
        while (bytes.length - at >= TlsHelloTap.RECORD_HEADER) {
            int length = TlsHelloTap.RECORD_HEADER + (ByteBuffer.wrap(bytes).getShort(at + 3) & 0xFFFF);
            if (bytes.length - at < length) {
                break;
            }
            tap.watch(ByteBuffer.wrap(bytes, at, length));
            at += length;
        }
        return tap;
    }

    private static void describe(TlsHello hello) {
        reached(hello.client() ? "a client's" : "a server's");
        assertThat(hello.randomBytes()).hasSize(32);
        assertThat(hello.versionNames()).doesNotContain("\n");
        assertThat(hello.groupNames().toString() + hello.chosenGroup()).doesNotContain("\n");
        assertThat(hello.applicationProtocols()).allMatch(name -> name.matches("[!-~]*"));
    }
}
