package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.keys.PasswordCost;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseContext;
import io.securechannel.secret.Password;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NoiseSnippetsTest {

    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final NoiseKeyPair serverKeys = NoiseKeyPair.generate();
    private final NoiseKeyPair myKeys = NoiseKeyPair.generate();
    private final SharedSecret secret = SharedSecret.random();

    @AfterEach
    void close() {
        serverKeys.close();
        myKeys.close();
        secret.close();
    }

    @Test
    void theReadmesClientTalksToMembersServer() throws Exception {
        var printed = new ByteArrayOutputStream();
        var before = System.out;
        try (var server = NoiseSnippets.server(LOOPBACK, serverKeys, Set.of(myKeys.publicKey()));
                var capture = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(capture);
            NoiseSnippets.client(server.port(), myKeys, serverKeys.publicKey());
            assertThat(printed.toString(StandardCharsets.UTF_8)).contains("hello");
            var refused = catchThrowableOfType(
                    SecureChannelException.class, () -> say(server, NoiseSnippets.anonymous(serverKeys.publicKey())));
            assertThat(refused.reason()).isEqualTo(SecureChannelException.Reason.NO_COMMON_SUITE);
        } finally {
            System.setOut(before);
        }
    }

    @Test
    void theQuickStartsClientTalksToItsServer() throws Exception {
        var printed = new ByteArrayOutputStream();
        var before = System.out;
        try (var capture = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(capture);
            NoiseSnippets.start(LOOPBACK, (port, text) -> {
                try {
                    NoiseSnippets.startClient(port, text);
                } catch (IOException | KeyMaterialException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(printed.toString(StandardCharsets.UTF_8)).contains("hello");
        } finally {
            System.setOut(before);
        }
    }

    @Test
    void keysAreKeptAndTold(@TempDir Path directory) throws Exception {
        try (var password = Password.copyOf("Correct-Horse-7319".toCharArray());
                var store = KeyStoreManager.builder(directory.resolve("keys"))
                        .passwordCost(PasswordCost.insecureForTests())
                        .create(password)) {
            var told = NoiseSnippets.keys(store);
            try (var kept = store.get("server", NoiseKeyPair.class)) {
                assertThat(told).isEqualTo(kept.publicKey());
            }
            try (var server = listen(ServerConfig.noise(serverKeys).build())) {
                var refused =
                        catchThrowableOfType(SecureChannelException.class, () -> meet(store, server, shown -> false));
                assertThat(refused.reason()).isEqualTo(SecureChannelException.Reason.UNKNOWN_PEER);
                meet(store, server, serverKeys.publicKey()::equals);
                meet(store, server, shown -> false);
            }
        }
    }

    @Test
    void secretsAndNextKeysAreTaken() throws Exception {
        var context = NoiseContext.forServer(serverKeys).sharedSecret(secret).build();
        try (var server = listen(ServerConfig.noise(context).build())) {
            say(server, NoiseSnippets.besideKeys(myKeys, serverKeys.publicKey(), secret));
        }
        try (var server = listen(NoiseSnippets.secretAlone(secret))) {
            say(
                    server,
                    ClientConfig.noise(NoiseContext.forClient(secret).build()).build());
        }
        try (var server = listen(NoiseSnippets.rotation(serverKeys, myKeys))) {
            say(server, NoiseSnippets.anonymous(serverKeys.publicKey()));
            say(server, NoiseSnippets.anonymous(myKeys.publicKey()));
        }
        assertThat(NoiseSnippets.provider(serverKeys)).isNotNull();
    }

    private void meet(KeyStoreManager store, SecureChannelServer server, Predicate<NoisePublicKey> asked)
            throws Exception {
        try (var channel = NoiseSnippets.meet(store, "localhost", server.port(), myKeys, asked)) {
            channel.sendText("hello");
            assertThat(channel.receiveText()).contains("hello");
        }
    }

    private static SecureChannelServer listen(ServerConfig config) throws IOException {
        return SecureChannelServer.listen(LOOPBACK, config, channel -> channel.forEachMessage(channel::send));
    }

    private static void say(SecureChannelServer server, ClientConfig config) throws IOException {
        try (var channel = SecureChannel.connect("localhost", server.port(), config)) {
            channel.sendText("hello");
            assertThat(channel.receiveText()).contains("hello");
        }
    }
}
