package io.securechannel.examples.inspect;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Closes a socket when its time is up, also while the server sends a byte now and then. */
final class Guard implements AutoCloseable {

    private final CompletableFuture<Void> alarm;
    private volatile boolean fired;

    /**
     * Starts the time.
     *
     * @param socket what to close
     * @param timeout when
     */
    Guard(Socket socket, Duration timeout) {
        alarm = CompletableFuture.runAsync(
                () -> {
                    fired = true;
                    closeQuietly(socket);
                },
                CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** {@return whether the time was up} */
    boolean fired() {
        return fired;
    }

    @Override
    public void close() {
        alarm.cancel(false);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            return; // whoever waits on it is told all the same
        }
    }
}
