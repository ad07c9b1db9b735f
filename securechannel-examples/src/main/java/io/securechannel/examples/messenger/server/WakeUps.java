package io.securechannel.examples.messenger.server;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Listens for what other servers notify, in a thread and on a connection of its own. It only says that there are news: what they are is
 * in the tables. So nothing is lost where a notification is; the writer also looks by itself, from time to time.
 */
final class WakeUps implements AutoCloseable {

    private static final int POLL_MILLIS = 10_000;
    private static final long PAUSE_MILLIS = 1_000;

    private final SharedSource source;
    private final Runnable wake;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "chat-wake-ups");
    private volatile @Nullable Connection connection;

    private WakeUps(SharedSource source, Runnable wake) {
        this.source = source;
        this.wake = wake;
    }

    /**
     * Starts.
     *
     * @param source of the store
     * @param wake is run when there are news; must not block
     */
    static WakeUps start(SharedSource source, Runnable wake) {
        var wakeUps = new WakeUps(source, wake);
        wakeUps.thread.start();
        return wakeUps;
    }

    @Override
    public void close() {
        closed.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            cut(connection);
            try {
                thread.join(100);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            do {
                try (var opened = source.open()) {
                    connection = opened;
                    listen(opened);
                } catch (SQLException e) {
                    // The writer says what is wrong with the database; until this is back, it looks by itself.
                }
            } while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by a stranger: the thread is nobody else's
        }
    }

    private void listen(Connection opened) throws SQLException {
        try (var statement = opened.createStatement()) {
            statement.execute("LISTEN " + source.channel()); // of hexadecimal digits
        }
        wake.run();
        var notifications = Notifications.on(opened);
        while (closed.getCount() > 0) {
            var senders = notifications.await(POLL_MILLIS);
            if (senders.stream().anyMatch(sender -> !sender.equals(source.self()))) {
                wake.run();
            } else if (senders.isEmpty()) {
                try (var statement = opened.createStatement()) {
                    statement.execute("SELECT 1"); // a connection that is dead without a word is noticed
                }
            }
        }
    }

    /** Ends what the thread waits for. */
    private static void cut(@Nullable Connection open) {
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException e) {
                return; // it is not open
            }
        }
    }
}
