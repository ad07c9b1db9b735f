package io.securechannel.examples.echo;

import io.securechannel.SecureChannelServer;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import io.securechannel.noise.OneTimeCode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Ends a server that has a one-time code, when that has served: nobody else can come in by it. */
final class CodeWatch implements SecurityListener {

    private volatile @Nullable SecureChannelServer server;
    private volatile @Nullable OneTimeCode code;
    private volatile boolean served;
    private volatile boolean refused;

    CodeWatch() {}

    /** Begins to watch; without this nothing is ended. */
    void over(SecureChannelServer listening, OneTimeCode told) {
        server = listening;
        code = told;
    }

    @Override
    public void onEvent(SecurityEvent event) {
        if (event instanceof SecurityEvent.Established) {
            served = true;
        } else if (event instanceof SecurityEvent.HandshakeFailed && usedUp() && !served) {
            refused = true;
            end();
        } else if (event instanceof SecurityEvent.Ended) {
            end();
        }
    }

    /** Whoever refuses without a guess, or sends what proves nothing, has not used the code up, and must not end the server. */
    private boolean usedUp() {
        var told = code;
        return told != null && told.used();
    }

    /** In a thread of its own, for it is told by one that the server waits for. */
    private void end() {
        var listening = server;
        if (listening != null) {
            new Thread(listening::close, "code-used").start();
        }
    }

    /** Fails if the code was used up by a guess. */
    void complain() throws IOException {
        if (refused) {
            throw new IOException(
                    "the code is used up, and nobody came in: it was mistyped, or somebody has guessed; start"
                            + " again for another one");
        }
    }
}
