package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.SignUpPolicy;
import io.securechannel.examples.messenger.client.ChatEvent.ConnectionChanged;
import io.securechannel.examples.messenger.client.ChatEvent.Told;
import io.securechannel.examples.messenger.client.ClientSettings;
import io.securechannel.examples.messenger.server.ChatServer;
import io.securechannel.examples.messenger.server.ChatServerConfig;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One key store, copied, and a chat with each: they put each other out (C2), ever more slowly, and their user is told why. */
@Timeout(120)
class TwoCopiesTest {

    /** Twice as long each time; the shortest pause alone would be said as one second for ever. */
    private static final Pattern LONGER = Pattern.compile(".*next try in [2-9] s");

    @TempDir
    private Path directory;

    private Person open(ChatServer server, Path keys) throws Exception {
        var tls = TlsContextFactory.forClient(Trust.only(server.caCertificate()));
        var where = ClientSettings.builder("localhost", server.port(), "ada", tls);
        return Person.open(
                where, keys, "ada", settings -> settings.reconnectPause(Duration.ofMillis(100), Duration.ofSeconds(8)));
    }

    @Test
    void theyWaitLongerEachTimeAndSayWhy() throws Exception {
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var copied = Files.createDirectory(directory.resolve("copied"));
        try (var server = ChatServer.start(ChatServerConfig.in(directory.resolve("server"))
                .listen(loopback)
                .signUp(SignUpPolicy.OPEN)
                .insecureIterations(TestRelay.CHEAP)
                .notices(line -> {})
                .build())) {
            try (var ada = open(server, directory)) {
                ada.client().start();
                ada.awaitOnline();
            }
            Files.copy(directory.resolve("ada.keys"), copied.resolve("ada.keys"));
            try (var ada = open(server, directory);
                    var copy = open(server, copied)) {
                ada.client().start();
                copy.client().start();
                ada.await(Told.class, told -> told.text().contains("end one of them"));
                var longer = ada.await(
                        ConnectionChanged.class,
                        each -> LONGER.matcher(each.text()).matches());
                assertThat(longer.text()).contains("another chat has entered as this device");
            }
        }
    }
}
