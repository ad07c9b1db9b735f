package io.securechannel.examples.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.KnownPeers;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.peer.PeerKey;
import io.securechannel.peer.Trust;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server's key is believed when somebody says so, and not otherwise. */
@Timeout(60)
class FirstContactTest {

    private final NoiseKeyPair keys = NoiseKeyPair.generate();
    private final NoiseKeyPair others = NoiseKeyPair.generate();
    private final KnownPeers known = KnownPeers.inMemory();
    private final List<String> asked = new ArrayList<>();
    private final AtomicInteger channels = new AtomicInteger();

    @AfterEach
    void close() {
        keys.close();
        others.close();
    }

    @Test
    void whereNobodySitsNobodyIsBelieved() throws Exception {
        try (var server = listen(keys)) {
            var refused = refused(server, Optional.empty());
            assertThat(refused.reason()).isEqualTo(Reason.UNKNOWN_PEER);
            assertThat(refused).hasMessageContaining(keys.publicKey().text());
            assertThat(known.list()).isEmpty();
            assertThat(channels).hasValue(0);
        }
    }

    @Test
    void onlyYesIsYes() throws Exception {
        try (var server = listen(keys)) {
            for (var answer : List.of("", "no", "y", "yes, I think")) {
                assertThat(refused(server, Optional.of(answer)).reason()).isEqualTo(Reason.UNKNOWN_PEER);
            }
            assertThat(known.list()).isEmpty();
        }
    }

    @Test
    void whoIsConfirmedIsNotAskedAboutAgain() throws Exception {
        try (var server = listen(keys)) {
            connect(server, Optional.of(" Yes"));
            connect(server, Optional.empty());
            assertThat(asked)
                    .singleElement()
                    .asString()
                    .contains(
                            "has not been met before",
                            keys.publicKey().text(),
                            keys.publicKey().shortFingerprint());
            assertThat(channels).hasValue(2);
        }
    }

    @Test
    void anotherKeyIsBelievedByItsFingerprintAlone() throws Exception {
        try (var server = listen(others)) {
            known.confirm("localhost:" + server.port(), keys.publicKey());
            for (var answer : List.of("yes", "", keys.publicKey().shortFingerprint())) {
                assertThat(refused(server, Optional.of(answer)).reason()).isEqualTo(Reason.PEER_KEY_CHANGED);
            }
            assertThat(asked)
                    .hasSize(3)
                    .allSatisfy(question -> assertThat(question)
                            .contains("was known", keys.publicKey().shortFingerprint(), "type the 30 digits")
                            .doesNotContain(
                                    others.publicKey().shortFingerprint(),
                                    others.publicKey().text()));
            assertThat(known.at("localhost:" + server.port())).containsExactly(peer(keys.publicKey()));
            connect(server, Optional.of(others.publicKey().shortFingerprint().replace(" ", "-")));
            assertThat(known.at("localhost:" + server.port())).containsExactly(peer(others.publicKey()));
        }
    }

    private static PeerKey peer(NoisePublicKey key) {
        return key;
    }

    private SecureChannelException refused(SecureChannelServer server, Optional<String> answer) {
        return catchThrowableOfType(SecureChannelException.class, () -> connect(server, answer));
    }

    private void connect(SecureChannelServer server, Optional<String> answer) throws Exception {
        var contact = new FirstContact(question -> {
            asked.add(question);
            return answer;
        });
        var config =
                ClientConfig.noise(Trust.known(known)).listener(event -> {}).build();
        try (var channel = contact.connect(known, "localhost", server.port(), config)) {
            channel.sendText("hello");
            assertThat(channel.receiveText()).contains("hello");
        }
    }

    private SecureChannelServer listen(NoiseKeyPair own) throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var config = ServerConfig.noise(own).listener(event -> {}).build();
        return SecureChannelServer.listen(address, config, channel -> {
            channels.incrementAndGet();
            channel.forEachMessage(channel::send);
        });
    }
}
