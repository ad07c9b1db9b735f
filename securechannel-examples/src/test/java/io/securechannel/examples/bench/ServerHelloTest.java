package io.securechannel.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ServerHelloTest {

    /** Record, handshake header, version, random, a session of 4 bytes, suite, compression, and two extensions. */
    private static final byte[] HELLO = HexFormat.of()
            .parseHex("1603030042" + "0200003e" + "0303" + "00".repeat(32) + "04" + "01020304" + "1301" + "00" + "000e"
                    + "002b" + "0002" + "0304" // supported_versions
                    + "0033" + "0004" + "11ec" + "0000"); // key_share, without its key

    @Test
    void findsTheGroup() {
        assertThat(ServerHello.group(HELLO)).contains(0x11EC);
    }

    @Test
    void aPartHasNoGroup() {
        for (int length = 0; length < HELLO.length - 2; length++) {
            assertThat(ServerHello.group(Arrays.copyOf(HELLO, length)))
                    .as("%s bytes", length)
                    .isEmpty();
        }
    }

    @Test
    void somethingElseHasNoGroup() {
        var alert = HELLO.clone();
        alert[0] = 21;
        assertThat(ServerHello.group(alert)).isEmpty();
        var certificate = HELLO.clone();
        certificate[5] = 11;
        assertThat(ServerHello.group(certificate)).isEmpty();
    }

    @Test
    void withoutAKeyShareThereIsNoGroup() {
        var resumed = HELLO.clone();
        resumed[resumed.length - 7] = 0x29; // pre_shared_key
        assertThat(ServerHello.group(resumed)).isEmpty();
    }
}
