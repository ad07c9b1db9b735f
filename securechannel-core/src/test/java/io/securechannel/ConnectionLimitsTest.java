package io.securechannel;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.internal.socket.ConnectionLimits;
import io.securechannel.internal.socket.ConnectionLimits.Verdict;
import java.net.InetAddress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("verify")
@Timeout(20)
class ConnectionLimitsTest {

    private static final Verdict YES = new Verdict.Admitted();

    @Test
    void connectionsAreCountedInAll() throws Exception {
        var limits = new ConnectionLimits(2, 10);
        assertThat(limits.admit(address("10.0.0.1"))).isEqualTo(YES);
        assertThat(limits.admit(address("10.0.0.2"))).isEqualTo(YES);
        assertThat(limits.admit(address("10.0.0.3"))).isEqualTo(new Verdict.Refused("maxConnections (2) is reached"));
        limits.release(address("10.0.0.1"));
        assertThat(limits.admit(address("10.0.0.3"))).isEqualTo(YES);
    }

    @Test
    void connectionsAreCountedByAddress() throws Exception {
        var limits = new ConnectionLimits(10, 1);
        var no = new Verdict.Refused("maxConnectionsPerAddress (1) is reached");
        assertThat(limits.admit(address("10.0.0.1"))).isEqualTo(YES);
        assertThat(limits.admit(address("10.0.0.1"))).isEqualTo(no);
        assertThat(limits.admit(address("10.0.0.2"))).isEqualTo(YES);
        limits.release(address("10.0.0.1"));
        assertThat(limits.admit(address("10.0.0.1"))).isEqualTo(YES);
    }

    @Test
    void aRefusalTakesNoPlace() throws Exception {
        var limits = new ConnectionLimits(2, 1);
        assertThat(limits.admit(address("10.0.0.1"))).isEqualTo(YES);
        for (int i = 0; i < 10; i++) {
            assertThat(limits.admit(address("10.0.0.1"))).isInstanceOf(Verdict.Refused.class);
        }
        assertThat(limits.admit(address("10.0.0.2"))).isEqualTo(YES);
        for (int i = 0; i < 10; i++) {
            assertThat(limits.admit(address("10.0.0.3"))).isInstanceOf(Verdict.Refused.class);
        }
        limits.release(address("10.0.0.2"));
        assertThat(limits.admit(address("10.0.0.3"))).isEqualTo(YES);
    }

    @Test
    void clientsBehindANat64AreCountedOneByOne() throws Exception {
        var limits = new ConnectionLimits(10, 1);
        assertThat(limits.admit(address("64:ff9b::192.0.2.33"))).isEqualTo(YES);
        assertThat(limits.admit(address("192.0.2.33"))).isInstanceOf(Verdict.Refused.class);
        assertThat(limits.admit(address("64:ff9b::192.0.2.34"))).isEqualTo(YES);
        limits.release(address("192.0.2.33"));
        assertThat(limits.admit(address("64:ff9b::192.0.2.33"))).isEqualTo(YES);
    }

    @Test
    void anIpv6AddressStandsForItsNetwork() throws Exception {
        var limits = new ConnectionLimits(10, 1);
        assertThat(limits.admit(address("2001:db8:0:1::1"))).isEqualTo(YES);
        assertThat(limits.admit(address("2001:db8:0:1:ffff::2"))).isInstanceOf(Verdict.Refused.class);
        assertThat(limits.admit(address("2001:db8:0:2::1"))).isEqualTo(YES);
        limits.release(address("2001:db8:0:1:abcd::"));
        assertThat(limits.admit(address("2001:db8:0:1::3"))).isEqualTo(YES);
    }

    @Test
    void anIpv4AddressInIpv6FormIsTheSameAddress() throws Exception {
        var limits = new ConnectionLimits(10, 1);
        assertThat(limits.admit(address("10.0.0.1"))).isEqualTo(YES);
        assertThat(limits.admit(address("::ffff:10.0.0.1"))).isInstanceOf(Verdict.Refused.class);
        assertThat(limits.admit(address("::ffff:10.0.0.2"))).isEqualTo(YES);
    }

    private static InetAddress address(String literal) throws Exception {
        return InetAddress.getByName(literal);
    }
}
