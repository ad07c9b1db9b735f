package io.securechannel;

import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a server's listener is told. */
final class ServerCounts implements SecurityListener {

    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder established = new LongAdder();
    private final LongAdder handshakesFailed = new LongAdder();
    private final LongAdder loggedIn = new LongAdder();
    private final LongAdder loginsFailed = new LongAdder();
    private final LongAdder handlersFailed = new LongAdder();

    /** A connection is let into its handshake, of which no listener is told yet. */
    void accepted() {
        accepted.increment();
    }

    @Override
    public void onEvent(SecurityEvent event) {
        if (event instanceof SecurityEvent.Refused) {
            refused.increment();
        } else if (event instanceof SecurityEvent.Established) {
            established.increment();
        } else if (event instanceof SecurityEvent.HandshakeFailed) {
            handshakesFailed.increment();
        } else if (event instanceof SecurityEvent.LoggedIn) {
            loggedIn.increment();
        } else if (event instanceof SecurityEvent.LoginFailed) {
            loginsFailed.increment();
        } else if (event instanceof SecurityEvent.HandlerFailed) {
            handlersFailed.increment();
        }
    }

    ServerStatistics now(int active) {
        return new ServerStatistics(
                accepted.sum(),
                refused.sum(),
                established.sum(),
                handshakesFailed.sum(),
                loggedIn.sum(),
                loginsFailed.sum(),
                handlersFailed.sum(),
                active);
    }
}
