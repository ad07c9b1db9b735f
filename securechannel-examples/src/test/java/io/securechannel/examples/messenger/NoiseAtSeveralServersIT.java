package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.SignUpPolicy;
import io.securechannel.examples.Postgres;
import io.securechannel.examples.messenger.client.ChatEvent.Alarm;
import io.securechannel.examples.messenger.client.ClientSettings;
import io.securechannel.examples.messenger.server.ChatServer;
import io.securechannel.examples.messenger.server.ChatServerConfig;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.noise.NoiseContext;
import io.securechannel.peer.KeyTrust;
import io.securechannel.peer.Trust;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two servers over one PostgreSQL, to which clients come over Noise: by one key, where it was made before keys were copied (C14). */
@Tag("it")
@Timeout(240)
class NoiseAtSeveralServersIT {

    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    private Path directory;

    private Postgres postgres;
    private DataSource source;

    @BeforeEach
    void begin() throws Exception {
        postgres = Postgres.start();
        source = postgres.source(postgres.create());
    }

    @AfterEach
    void end() throws Exception {
        if (postgres != null) {
            postgres.close();
        }
    }

    private ChatServerConfig.Builder config(String name) {
        return ChatServerConfig.in(directory.resolve(name))
                .listen(LOOPBACK)
                .store(source, "the database of the test")
                .signUp(SignUpPolicy.OPEN)
                .insecureIterations(TestRelay.CHEAP)
                .housekeeping(Duration.ofMillis(10))
                .notices(line -> {});
    }

    private ChatServer start(String name) throws Exception {
        return ChatServer.start(config(name).noise(LOOPBACK).build());
    }

    private void copyKeys() throws Exception {
        Files.createDirectory(directory.resolve("second"));
        for (var name : List.of("chat.keys", "chat.password")) {
            Files.copy(
                    directory.resolve("first").resolve(name),
                    directory.resolve("second").resolve(name));
        }
    }

    private static NoisePublicKey key(ChatServer server) {
        return server.noise().orElseThrow().key();
    }

    private Person come(String name, KeyTrust trust, ChatServer one, ChatServer other) throws Exception {
        var noise = NoiseContext.forClient(trust).build();
        var where = ClientSettings.builder(
                        "localhost", one.noise().orElseThrow().port(), name, noise)
                .server("localhost", other.noise().orElseThrow().port());
        var person = Person.open(where, directory, name, settings -> settings);
        person.client().start();
        person.awaitOnline();
        return person;
    }

    private void talkWhileOneGoes(KeyTrust trust, ChatServer first, ChatServer second) throws Exception {
        try (var ada = come("ada", trust, first, second);
                var bob = come("bob", trust, second, first)) {
            ada.tell(bob, "from the first server");
            bob.awaitText("from the first server");
            second.close();
            bob.tell(ada, "from the other one now");
            ada.awaitText("from the other one now");
            ada.tell(bob, "heard");
            bob.awaitText("heard");
            assertThat(ada.events(Alarm.class)).isEmpty();
            assertThat(bob.events(Alarm.class)).isEmpty();
        }
    }

    @Test
    void oneKeyIsGoodAtBoth() throws Exception {
        try (var first = start("first")) {
            copyKeys();
            try (var second = start("second")) {
                assertThat(key(second)).isEqualTo(key(first));
                talkWhileOneGoes(Trust.pinned(key(first)), first, second);
            }
        }
    }

    /** Each has made a key of its own, since keys were copied before the first start with Noise: clients need both. */
    @Test
    void whereKeysWereCopiedTooEarlyClientsNeedBoth() throws Exception {
        ChatServer.start(config("first").build()).close();
        copyKeys();
        try (var first = start("first");
                var second = start("second")) {
            assertThat(key(second)).isNotEqualTo(key(first));
            talkWhileOneGoes(Trust.pinned(key(first), key(second)), first, second);
        }
    }
}
