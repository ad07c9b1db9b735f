package io.securechannel.examples.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ServerFlightTest {

    /** The ServerHello of RFC 8448, section 3, as its record is on the wire. */
    private static final byte[] RFC_8448 = HexFormat.of()
            .parseHex(
                    "160303005a020000560303a6af06a4121860dc5e6e60249cd34c95930c8ac5cb1434dac155772ed3e2692800130100002e"
                            + "00330024001d0020c9828876112095fe66762bdbf7c672e156d6cc253b833df1dd69b1b04e751f0f002b00020304");

    @Test
    void readsTheHelloOfTheRfc() {
        var flight = ServerFlight.parse(RFC_8448);
        assertThat(flight.tls()).isTrue();
        assertThat(flight.hello()).isTrue();
        assertThat(flight.retry()).isFalse();
        assertThat(flight.version()).isEqualTo(0x0304);
        assertThat(flight.suite()).isEqualTo(0x1301);
        assertThat(flight.group()).hasToString("Optional[x25519]");
    }

    @Test
    void takesWhatIsCutAnywhereAndChangedAnywhere() {
        for (int length = 0; length < RFC_8448.length; length++) {
            assertThat(ServerFlight.parse(Arrays.copyOf(RFC_8448, length)).hello())
                    .as("%d bytes", length)
                    .isFalse();
        }
        for (int at = 0; at < RFC_8448.length; at++) {
            var changed = RFC_8448.clone();
            changed[at] ^= (byte) 0xFF;
            assertThat(ServerFlight.parse(changed)).as("byte %d", at).isNotNull();
        }
    }

    @Test
    void anUnknownGroupIsItsNumber() {
        assertThat(new Group(0x7A7A)).hasToString("0x7a7a");
        assertThat(new Group(0x7A7A).postQuantum()).isFalse();
        assertThat(Group.postQuantumOnes()).allMatch(Group::postQuantum);
    }
}
