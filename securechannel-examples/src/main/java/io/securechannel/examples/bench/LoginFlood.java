package io.securechannel.examples.bench;

import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a flood of logins from one address does to a channel that is open: threads that connect, log in with wrong passwords of
 * other users each time, and come back at once. The throttle has its default limits: after 50 failures an address waits 2 seconds
 * for each answer. The attackers are in this process, too, and so what their handshakes and hashes cost is in the figures.
 */
record LoginFlood() implements Workload {

    static final String NAME = "login-flood";

    private static final int ATTACKERS = 4;
    private static final int SIZE = 64;

    /** The flood must come up, and be slowed down. */
    private static final int TIMES_LONGER = 4;

    private static final AtomicInteger GUESSES = new AtomicInteger();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<Metric, Double> measure(Contender contender, Duration time) throws IOException {
        var channels = (ChannelContender) contender;
        try (var users = new LoginUsers();
                var server = SecureChannelServer.listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        channels.server(users.verifier()),
                        channel -> channel.forEachMessage(channel::send));
                var client = SecureChannel.connect("localhost", server.port(), channels.client(LoginUsers.right()))) {
            p99(client, time.dividedBy(4));
            double before = p99(client, time);
            var flood = new Flood(channels, server.port());
            double during;
            long start = System.nanoTime();
            flood.start();
            try {
                during = p99(client, time.multipliedBy(TIMES_LONGER));
            } finally {
                flood.stop();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            flood.requireOnlyRefusals();
            return Map.of(
                    Metric.FLOOD_BEFORE,
                    before,
                    Metric.FLOOD_DURING,
                    during,
                    Metric.FLOOD_RATIO,
                    during / before,
                    Metric.FLOOD_REFUSED,
                    flood.refused.get() / seconds);
        }
    }

    private static double p99(SecureChannel client, Duration time) throws IOException {
        var recorded = new long[1 << 19];
        var message = new byte[SIZE];
        int count = 0;
        long until = System.nanoTime() + time.toNanos();
        do {
            long start = System.nanoTime();
            client.send(message);
            if (client.receive().isEmpty()) {
                throw new IOException("the server has closed the channel");
            }
            if (count < recorded.length) {
                recorded[count++] = System.nanoTime() - start;
            }
        } while (System.nanoTime() - until < 0);
        Arrays.sort(recorded, 0, count);
        return PingPong.percentile(recorded, count, 99) / 1e3;
    }

    private static final class Flood {

        private final ChannelContender contender;
        private final int port;
        private final List<Thread> threads = new ArrayList<>();
        private final AtomicInteger refused = new AtomicInteger();
        private final AtomicInteger otherwise = new AtomicInteger();
        private volatile boolean stopping;

        Flood(ChannelContender contender, int port) {
            this.contender = contender;
            this.port = port;
        }

        void start() {
            for (int i = 0; i < ATTACKERS; i++) {
                var thread = new Thread(this::guess, "bench-attacker-" + i);
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
        }

        private void guess() {
            while (!stopping) {
                var config = contender.client(LoginUsers.wrong(GUESSES.getAndIncrement()));
                try {
                    SecureChannel.connect("localhost", port, config).close();
                    otherwise.incrementAndGet();
                } catch (SecureChannelException e) {
                    (e.reason() == Reason.LOGIN_REFUSED ? refused : otherwise).incrementAndGet();
                }
            }
        }

        /** Those that wait for an answer get it first. */
        void stop() throws IOException {
            stopping = true;
            for (var thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted", e);
                }
            }
        }

        void requireOnlyRefusals() throws IOException {
            if (refused.get() == 0 || otherwise.get() > 0) {
                throw new IOException(refused.get() + " guesses were refused, and " + otherwise.get()
                        + " ended in another way: this measures nothing");
            }
        }
    }
}
