package io.securechannel.soak;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The other ends of {@link ManyChannelsSoak}, in a JVM of their own: a process has not descriptors enough for both. */
final class ManyChannelsClients {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int THREADS = 4;

    private ManyChannelsClients() {}

    /**
     * Connects and says so; then, each time after a line has come, sends a message on each channel and reads its echo, and closes all.
     *
     * @param arguments how many, the port, and the server's Noise key or a file with its authority
     */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[1]);
        var config = config(arguments[2]);
        var channels = new ArrayList<SecureChannel>();
        for (var each : connecting(Integer.parseInt(arguments[0]), port, config)) {
            channels.add(each.get());
        }
        say("connected");
        for (int i = 0; i < channels.size(); i++) {
            channels.get(i).send(Numbered.message(i, Numbered.SHORTEST));
        }
        for (int i = 0; i < channels.size(); i++) {
            Numbered.require(i, channels.get(i).receive(PATIENCE).orElseThrow());
        }
        say("answered");
        for (var channel : channels) {
            channel.close();
        }
        say("closed");
    }

    private static List<Future<SecureChannel>> connecting(int count, int port, ClientConfig config) {
        var threads = Executors.newFixedThreadPool(THREADS);
        var connecting = new ArrayList<Future<SecureChannel>>();
        for (int i = 0; i < count; i++) {
            connecting.add(threads.submit(() -> SecureChannel.connect("localhost", port, config)));
        }
        threads.shutdown(); // what has been submitted is done all the same, and waited for by get()
        return connecting;
    }

    private static ClientConfig config(String server) throws Exception {
        var builder = server.endsWith(".pem")
                ? ClientConfig.tls(TlsContextFactory.forClient(Trust.only(Path.of(server))))
                : ClientConfig.noise(Trust.pinned(NoisePublicKey.parse(server)));
        return builder.handshakeTimeout(Duration.ofMinutes(1))
                .idleTimeout(Duration.ofHours(1))
                .listener(event -> {})
                .build();
    }

    private static void say(String what) throws IOException {
        System.out.println(what);
        if (System.in.read() < 0) {
            throw new IOException("the test has gone");
        }
    }
}
