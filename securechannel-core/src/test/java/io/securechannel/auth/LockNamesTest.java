package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.throttle.LoginThrottle;
import io.securechannel.auth.throttle.LoginThrottle.Lock;
import io.securechannel.auth.throttle.ThrottleLimits;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The throttle, which knows nothing of logins, tells by name what they count. */
class LockNamesTest {

    @Test
    void theLockOfASecondStepIsToldByTheUsersName() throws Exception {
        var throttle = LoginThrottle.inMemory(ThrottleLimits.DEFAULTS, InstantSource.system());
        for (int i = 0; i < 5; i++) {
            throttle.attempt(CodeVerification.secondStepOf("ada"), InetAddress.getLoopbackAddress(), () -> false);
        }
        assertThat(throttle.locked(List.of("ada")))
                .extracting(Lock::user)
                .containsExactly(CodeVerification.secondStepOf("ada"));
    }
}
