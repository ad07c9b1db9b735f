package io.securechannel.examples.transfer.meeting;

import io.securechannel.SecureChannel;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.protocol.ChannelLink;
import io.securechannel.examples.transfer.protocol.Link;
import io.securechannel.framing.CloseReason;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The end that calls: once for the first time, and then again and again until the other answers or patience ends. */
public final class Calling implements Meeting {

    private static final long SHORTEST = 100;
    private static final long LONGEST = 5_000;

    private final String host;
    private final int port;
    private final Access access;
    private final Duration patience;
    private boolean called;

    /**
     * Knows where the other end is.
     *
     * @param host of the other end
     * @param port of the other end
     * @param access whom to believe
     * @param patience how long to try again
     */
    public Calling(String host, int port, Access access, Duration patience) {
        this.host = host;
        this.port = port;
        this.access = access;
        this.patience = patience;
    }

    @Override
    public Link meet() throws KeyMaterialException, IOException {
        boolean again = called;
        called = true;
        long begun = System.nanoTime();
        for (long pause = SHORTEST; ; pause = Math.min(LONGEST, 2 * pause)) {
            try {
                return new ChannelLink(expected(SecureChannel.connect(
                        host, port, access.calls().writeTimeout(Course.STALL).build())));
            } catch (SecureChannelException e) {
                if (!again || System.nanoTime() - begun > patience.toNanos()) {
                    throw e;
                }
            }
            pause(pause);
        }
    }

    private SecureChannel expected(SecureChannel channel) throws SecureChannelException {
        try {
            access.check(channel.peer());
            return channel;
        } catch (SecureChannelException e) {
            channel.close(new CloseReason(CloseReason.GOING_AWAY, ""));
            throw e;
        }
    }

    private static void pause(long milliseconds) throws SecureChannelException {
        try {
            TimeUnit.MILLISECONDS.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SecureChannelException(Reason.INTERRUPTED, "interrupted while the other end was away", e);
        }
    }

    @Override
    public void close() {}
}
