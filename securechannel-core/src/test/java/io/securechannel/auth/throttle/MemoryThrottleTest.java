package io.securechannel.auth.throttle;

class MemoryThrottleTest extends LoginThrottleContract {

    @Override
    LoginThrottle create(ThrottleLimits limits, FakeClock clock) {
        return LoginThrottle.inMemory(limits, clock);
    }
}
