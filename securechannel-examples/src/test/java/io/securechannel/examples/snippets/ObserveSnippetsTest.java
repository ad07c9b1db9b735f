package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.testkit.ChannelPair;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The snippets about watching do what the page around them says. */
@Timeout(60)
class ObserveSnippetsTest {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void linesAndMetersFollowAServer() throws Exception {
        var log = new Lines();
        var config = ChannelPair.serverConfig();
        ObserveSnippets.structuredLog(config, log);
        var meters = new TreeMap<String, Supplier<Number>>();
        try (var server = SecureChannelServer.listen(
                ANY_PORT, config.build(), channel -> channel.forEachMessage(channel::send))) {
            ObserveSnippets.meters(server, meters::put);
            try (var channel = SecureChannel.connect(
                    "localhost", server.port(), ChannelPair.clientConfig().build())) {
                channel.sendText("hello");
                assertThat(channel.receiveText()).contains("hello");
                assertThat(ObserveSnippets.slow(channel)).isNotEqualTo("the OCSP responder");
                assertThat(values(meters))
                        .containsEntry("securechannel.active", "1")
                        .containsEntry("securechannel.accepted", "1")
                        .containsEntry("securechannel.refused", "0");
            }
        }
        assertThat(log.lines).hasSize(2);
        assertThat(log.lines.get(0)).startsWith("{\"time\":\"").contains("\"event\":\"established\"");
        assertThat(log.lines.get(1)).contains("\"event\":\"ended\"");
    }

    private static Map<String, String> values(Map<String, Supplier<Number>> meters) {
        return meters.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        meter -> meter.getValue().get().toString(),
                        (one, other) -> one,
                        TreeMap::new));
    }

    /** Keeps what is logged. */
    private static final class Lines implements System.Logger {

        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            lines.add(message);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
            lines.add(format);
        }
    }
}
