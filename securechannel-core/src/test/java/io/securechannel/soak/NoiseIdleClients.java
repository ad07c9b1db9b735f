package io.securechannel.soak;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.peer.Trust;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;

/** The other ends of {@link NoiseIdleSoak}, in a JVM of their own: a process has not descriptors enough for both. */
final class NoiseIdleClients {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private NoiseIdleClients() {}

    /**
     * Connects, says so, waits for a line, and sends a message on each.
     *
     * @param arguments the port, the server's key, how many
     */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        var config = ClientConfig.noise(NoiseKeyPair.generate(), Trust.pinned(NoisePublicKey.parse(arguments[1])))
                .listener(event -> {})
                .build();
        var channels = new ArrayList<SecureChannel>();
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            channels.add(SecureChannel.connect("localhost", port, config));
        }
        System.out.println("connected");
        if (System.in.read() < 0) {
            throw new IOException("the test has gone");
        }
        var trip = "trip ";
        for (int i = 0; i < channels.size(); i++) {
            channels.get(i).sendText(trip + i);
        }
        for (int i = 0; i < channels.size(); i++) {
            var answer = channels.get(i).receive(PATIENCE).orElseThrow();
            if (!new String(answer, StandardCharsets.UTF_8).equals(trip + i)) {
                throw new IOException("another answer on channel " + i);
            }
        }
        System.out.println("answered " + channels.size());
    }
}
