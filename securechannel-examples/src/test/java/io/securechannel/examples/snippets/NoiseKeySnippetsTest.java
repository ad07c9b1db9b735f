package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.KeyEncryption;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.peer.Trust;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each snippet about Noise keys does what the page around it says. */
@Timeout(60)
class NoiseKeySnippetsTest {

    private static final NoiseKeyPair ADA = NoiseKeyPair.generate();

    @TempDir
    private Path directory;

    private KeyStoreManager keys;

    @BeforeEach
    void create() throws Exception {
        var key = new SecretKeySpec(new byte[32], "AES");
        keys = KeyStoreManager.create(directory.resolve("test.keys"), KeyEncryption.aesGcm("test", key));
        NoiseKeySnippets.make(keys);
    }

    @AfterEach
    void close() {
        keys.close();
    }

    @Test
    void membersReachAServerWhoseKeyIsPinned() throws Exception {
        var ada = ADA.publicKey().text();
        var bob = NoiseKeyPair.generate().publicKey().text();
        try (var server = listen(NoiseKeySnippets.members(keys, ada, bob))) {
            talk(server, NoiseKeySnippets.pinned(ADA, key().text()));
            var stranger = NoiseKeySnippets.pinned(NoiseKeyPair.generate(), key().text());
            assertThatThrownBy(() -> talk(server, stranger)).isInstanceOf(SecureChannelException.class);
        }
    }

    @Test
    void aPersonIsAskedOnceAndTheKeyIsReplacedWithoutAnother() throws Exception {
        var ada = ADA.publicKey().text();
        var first = key();
        var asked = new ArrayList<String>();
        try (var server = listen(NoiseKeySnippets.members(keys, ada, key().text()))) {
            assertThatThrownBy(() -> connect(server, asked, false)).isInstanceOf(SecureChannelException.class);
            connect(server, asked, true);
            assertThat(asked).hasSize(2).allMatch(each -> each.contains(first.shortFingerprint()));

            NoiseKeySnippets.announce(keys);
            connect(server, asked, false);
            NoiseKeySnippets.replace(keys);
            connect(server, asked, false);
            assertThat(asked).hasSize(2);
            assertThat(keys.knownPeers().at("localhost:" + server.port())).containsExactly(key());
            assertThat(key()).isNotEqualTo(first);
        }
    }

    @Test
    void theNextKeyIsServedToo() throws Exception {
        var current = NoiseKeyPair.generate();
        var next = NoiseKeyPair.generate();
        try (var server = listen(NoiseKeySnippets.next(current, next))) {
            for (var expected : new NoiseKeyPair[] {current, next}) {
                var config = ClientConfig.noise(ADA, Trust.pinned(expected.publicKey()))
                        .listener(NoiseKeySnippets.listener())
                        .build();
                talk(server, config);
            }
        }
    }

    @Test
    void keysCrossInPem() throws Exception {
        KeyFiles.writePem(ADA, directory.resolve("server.pem"));
        assertThat(NoiseKeySnippets.pem(directory)).isEqualTo(ADA.publicKey());
    }

    private void connect(SecureChannelServer server, List<String> asked, boolean agrees) throws Exception {
        try (var channel = NoiseKeySnippets.connect("localhost", server.port(), ADA, keys, question -> {
            asked.add(question);
            return agrees;
        })) {
            channel.sendText("hello");
            assertThat(channel.receiveText()).contains("hello");
        }
    }

    private static void talk(SecureChannelServer server, ClientConfig config) throws Exception {
        try (var channel = SecureChannel.connect("localhost", server.port(), config)) {
            channel.sendText("hello");
            assertThat(channel.receiveText()).contains("hello");
        }
    }

    private static SecureChannelServer listen(ServerConfig config) throws Exception {
        return SecureChannelServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                config,
                channel -> channel.forEachMessage(channel::send));
    }

    private NoisePublicKey key() throws Exception {
        try (var pair = keys.get("server", NoiseKeyPair.class)) {
            return pair.publicKey();
        }
    }
}
