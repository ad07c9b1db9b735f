package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.messenger.client.ChatClient;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ChatEvent.ConnectionChanged;
import io.securechannel.examples.messenger.client.ChatException;
import io.securechannel.examples.messenger.client.ClientSettings;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.keys.KeyEncryption;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A key store that cannot be written for a while. */
@Timeout(120)
class KeyStoreFailsTest {

    private static final int TRIES = 50;

    @TempDir
    private Path directory;

    private final AtomicBoolean full = new AtomicBoolean();
    private final SettableClock clock = new SettableClock();
    private final List<ChatEvent> events = new CopyOnWriteArrayList<>();
    private final BlockingQueue<ChatEvent> news = new LinkedBlockingQueue<>();

    /** As if the disk were full: what is there can be read. */
    private KeyEncryption encryption() {
        var key = KeyEncryption.aesGcm("test", new SecretKeySpec(new byte[32], "AES"));
        return new KeyEncryption() {
            @Override
            public String keyId() {
                return key.keyId();
            }

            @Override
            public byte[] wrap(SecretBytes dataKey, byte[] associatedData) throws GeneralSecurityException {
                if (full.get()) {
                    throw new GeneralSecurityException("the disk is full");
                }
                return key.wrap(dataKey, associatedData);
            }

            @Override
            public SecretBytes unwrap(byte[] wrapped, byte[] associatedData) throws GeneralSecurityException {
                return key.unwrap(wrapped, associatedData);
            }
        };
    }

    private void listen(ChatEvent event) {
        events.add(event);
        news.add(event);
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            news.poll(10, TimeUnit.MILLISECONDS);
        }
    }

    private long count(ConnectionState state) {
        return events.stream()
                .filter(each -> each instanceof ConnectionChanged changed && changed.state() == state)
                .count();
    }

    /** The daily prekey is due: that is tried once, and not at every tick. */
    @Test
    void theUserIsToldOnceAndComesBackWhenItCanBeWritten() throws Exception {
        try (var relay = TestRelay.start();
                var keys = KeyStoreManager.create(directory.resolve("ada.keys"), encryption());
                var ada = ChatClient.open(settings(relay), keys, this::listen)) {
            ada.start();
            await(() -> count(ConnectionState.ONLINE) == 1);
            full.set(true);
            clock.move(Duration.ofDays(1));
            await(() -> count(ConnectionState.REFUSED) > 0);
            for (int i = 0; i < TRIES; i++) {
                assertThatThrownBy(() -> ada.send(Conversation.Direct.between("ada", "bob"), "hello"))
                        .isInstanceOf(ChatException.class)
                        .hasMessageContaining("the disk is full");
            }
            full.set(false);
            await(() -> {
                ada.start(); // nothing, as long as the connection that was given up is not over
                return count(ConnectionState.ONLINE) == 2;
            });
            assertThat(count(ConnectionState.REFUSED)).isEqualTo(1);
        }
    }

    private ClientSettings settings(TestRelay relay) {
        return ClientSettings.builder(TestRelay.HOST, relay.port(), "ada", TestRelay.trust())
                .password(() -> Password.copyOf("secret of ada".toCharArray()))
                .signUp("")
                .insecureIterations(TestRelay.CHEAP)
                .reconnectPause(Duration.ofMillis(5), Duration.ofMillis(20))
                .tick(Duration.ofMillis(1))
                .clock(clock)
                .build();
    }
}
