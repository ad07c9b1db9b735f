package io.securechannel.auth.throttle;

import static io.securechannel.auth.throttle.LoginThrottle.Result.LOCKED;
import static io.securechannel.auth.throttle.LoginThrottle.Result.REFUSED;
import static io.securechannel.auth.throttle.LoginThrottle.Result.REFUSED_AND_LOCKED;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryThrottleTest extends LoginThrottleContract {

    private static final int SMALL = 200;

    @Override
    LoginThrottle create(ThrottleLimits limits, FakeClock clock) {
        return LoginThrottle.inMemory(limits, clock);
    }

    private MemoryThrottle small() {
        var small = new MemoryThrottle(ThrottleLimits.DEFAULTS, clock, SMALL);
        throttle = small;
        return small;
    }

    /** A /64 each. */
    private static InetAddress network(int number) throws UnknownHostException {
        var bytes = new byte[16];
        bytes[0] = 0x20;
        bytes[5] = (byte) (number >> 16);
        bytes[6] = (byte) (number >> 8);
        bytes[7] = (byte) number;
        return InetAddress.getByAddress(bytes);
    }

    @Test
    void aFloodOfNamesAndAddressesIsBounded() throws Exception {
        var small = small();
        for (int i = 0; i < 20 * SMALL; i++) {
            wrong("user " + i, network(i));
            right("guest " + i, network(i));
        }
        assertThat(small.size()).isEqualTo(4 * SMALL);
        for (int i = 0; i < 20 * SMALL; i++) {
            wrong("user " + i / 5, network(i / 5));
        }
        assertThat(small.size()).as("locked as well").isEqualTo(4 * SMALL);
    }

    @Test
    void aFloodOfFailuresPushesNoLockOut() throws Exception {
        small();
        wrong("ada", HOME, 5);
        for (int i = 0; i < 20 * SMALL; i++) {
            assertThat(wrong("user " + i, network(i))).isEqualTo(REFUSED);
        }
        assertThat(right("ada", HOME)).isEqualTo(LOCKED);
        assertThat(wrong("user 1", network(1), 5)).as("failures still count").endsWith(REFUSED_AND_LOCKED);
    }

    @Test
    void aLockIsPushedOutOnlyByAsManyLocksAsThereIsRoomFor() throws Exception {
        small();
        wrong("ada", HOME, 5);
        for (int i = 0; i < SMALL - 1; i++) {
            wrong("user " + i, network(i), 5);
        }
        assertThat(right("ada", HOME)).isEqualTo(LOCKED);
        assertThat(throttle.locked()).hasSize(SMALL);
        wrong("one more", AWAY, 5);
        assertThat(throttle.locked())
                .as("with failures of its own it pushed out no lock")
                .hasSize(SMALL);
    }

    @Test
    void whatIsOverTakesNoMemory() throws Exception {
        var small = small();
        for (int i = 0; i < SMALL; i++) {
            wrong("user " + i / 5, network(i / 5));
        }
        clock.pass(Duration.ofMinutes(15));
        wrong("ada", HOME);
        assertThat(small.size()).isEqualTo(3);
    }
}
