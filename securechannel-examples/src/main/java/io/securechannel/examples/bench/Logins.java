package io.securechannel.examples.bench;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import java.io.IOException;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Logins by password (SCRAM-SHA-256-PLUS), one connection after the other: connect, handshake, login, one message from the
 * server. The rate is of both ends together, the client's hashing of {@link LoginUsers#ITERATIONS} rounds included. The CPU is
 * that of the server's thread alone; its floor is the same without the login, done in turn.
 */
record Logins() implements Workload {

    static final String NAME = "login";

    private static final int FULL_ITERATIONS = 600_000;
    private static final int MOST_HASHES = 2_000;
    private static final byte[] GREETING = {1};

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<Metric, Double> measure(Contender contender, Duration time) throws IOException {
        var channels = (ChannelContender) contender;
        var measured = new EnumMap<Metric, Double>(Metric.class);
        try (var users = new LoginUsers()) {
            var with = new Ends(channels.server(users.verifier()), channels.client(LoginUsers.right()));
            var without = new Ends(channels.server(), channels.client());
            var full = inTurn(channels, with, without, time, false);
            measured.put(Metric.LOGIN_FULL_RATE, full.login().rate());
            measured.put(Metric.LOGIN_FULL_SERVER, full.login().serverMicros());
            measured.put(Metric.LOGIN_FULL_FLOOR, full.floor().serverMicros());
            var resumed = inTurn(channels, with, without, time, true);
            if (resumed.login().resumed()) {
                measured.put(Metric.LOGIN_RESUMED_RATE, resumed.login().rate());
                measured.put(Metric.LOGIN_RESUMED_SERVER, resumed.login().serverMicros());
                measured.put(Metric.LOGIN_RESUMED_FLOOR, resumed.floor().serverMicros());
            }
            measured.put(Metric.LOGIN_HASHES, hashes());
            measured.put(Metric.LOGIN_DERIVATION, derivation());
        } catch (GeneralSecurityException e) {
            throw new IOException("the JDK has no HMAC", e);
        }
        return measured;
    }

    private record Ends(ServerConfig server, ClientConfig client) {}

    private record Turns(Tally login, Tally floor) {}

    private static final class Tally {
        private long count;
        private long nanos;
        private long serverCpu;
        private long resumptions;

        double rate() {
            return count * 1e9 / nanos;
        }

        double serverMicros() {
            return serverCpu / 1e3 / count;
        }

        boolean resumed() {
            return resumptions * 10 >= count * 9;
        }
    }

    private static Turns inTurn(ChannelContender contender, Ends with, Ends without, Duration time, boolean resumed)
            throws IOException {
        var turns = new Turns(new Tally(), new Tally());
        try (var kept = contender.listen();
                var other = contender.listen()) {
            if (resumed) {
                connect(kept, with, new Tally());
                connect(other, without, new Tally());
            }
            long start = System.nanoTime();
            do {
                if (resumed) {
                    connect(kept, with, turns.login());
                    connect(other, without, turns.floor());
                } else {
                    connectAnew(contender, with, turns.login());
                    connectAnew(contender, without, turns.floor());
                }
            } while (System.nanoTime() - start < time.toNanos());
        }
        return turns;
    }

    private static void connectAnew(ChannelContender contender, Ends ends, Tally tally) throws IOException {
        try (var listening = contender.listen()) {
            connect(listening, ends, tally);
        }
    }

    private static void connect(ServerSocket listening, Ends ends, Tally tally) throws IOException {
        long start = System.nanoTime();
        var both = Together.run(
                () -> {
                    var socket = listening.accept();
                    var before = Usage.OfThread.now();
                    try (var server = SecureChannel.accept(socket, ends.server())) {
                        server.send(GREETING);
                        long cpu = before.since(1).cpu();
                        server.receive();
                        return cpu;
                    }
                },
                () -> {
                    try (var client = SecureChannel.connect("localhost", listening.getLocalPort(), ends.client())) {
                        client.receive();
                        tally.nanos += System.nanoTime() - start;
                        tally.resumptions += client.protocol().resumed() ? 1 : 0;
                        return true;
                    }
                },
                () -> {});
        tally.count++;
        tally.serverCpu += both.there();
    }

    /**
     * {@return microseconds of the hashes that SCRAM asks of a server (RFC 5802, section 3): two HMACs over the AuthMessage, which is
     * some 250 bytes, and one hash}
     */
    private static double hashes() throws GeneralSecurityException {
        var key = new SecretKeySpec(new byte[32], "HmacSHA256");
        var message = new byte[250];
        var digest = MessageDigest.getInstance("SHA-256");
        long start = System.nanoTime();
        for (int i = 0; i < MOST_HASHES; i++) {
            for (int each = 0; each < 2; each++) {
                var mac = Mac.getInstance("HmacSHA256");
                mac.init(key);
                message[0] = mac.doFinal(message)[0];
            }
            message[1] = digest.digest(message)[0];
        }
        return (System.nanoTime() - start) / 1e3 / MOST_HASHES;
    }

    /** {@return milliseconds that the JDK takes for a password at the default cost, at the client} */
    private static double derivation() throws GeneralSecurityException {
        var spec = new PBEKeySpec("correct horse battery staple".toCharArray(), new byte[16], FULL_ITERATIONS, 256);
        long start = System.nanoTime();
        var derived = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec);
        long nanos = System.nanoTime() - start;
        if (derived.getEncoded().length != 32) {
            throw new GeneralSecurityException("a key of another length");
        }
        return nanos / 1e6;
    }
}
