package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.client.ChatClient;
import io.securechannel.examples.messenger.client.ClientSettings;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key store is used by one messenger at a time. */
class OneChatAtATimeTest {

    @TempDir
    private Path directory;

    @Test
    void aSecondIsRefusedUntilTheFirstEnds() throws Exception {
        var file = directory.resolve("ada.keys");
        var lock = directory.resolve("ada.keys.in-use");
        try (var keys = Person.keys(file);
                var second = Person.keys(file)) {
            try (var first = open("ada", keys)) {
                assertThat(first.user()).isEqualTo("ada");
                assertThat(lock).exists();
                var before = Files.readAllBytes(file);
                assertThatThrownBy(() -> open("ada", second))
                        .isInstanceOfSatisfying(
                                KeyMaterialException.class,
                                e -> assertThat(e.reason()).isEqualTo(KeyMaterialException.Reason.IN_USE))
                        .hasMessageContaining("ada.keys is in use by a chat that runs")
                        .hasMessageContaining("end that one first");
                assertThat(file).hasBinaryContent(before);
                assertThat(lock).exists();
            }
            assertThat(lock).doesNotExist();
            open("ada", second).close();
        }
    }

    @Test
    void oneThatDoesNotOpenHoldsNothing() throws Exception {
        try (var keys = Person.keys(directory.resolve("ada.keys"))) {
            open("ada", keys).close();
            assertThatThrownBy(() -> open("bob", keys)).isInstanceOf(KeyMaterialException.class);
            assertThat(directory.resolve("ada.keys.in-use")).doesNotExist();
            open("ada", keys).close();
        }
    }

    private static ChatClient open(String user, KeyStoreManager keys) throws Exception {
        var trust = TlsContextFactory.forClient(Trust.only(TestCa.create("Root").certificate()));
        var settings = ClientSettings.builder("localhost", 1, user, trust)
                .password(() -> Password.copyOf("p".toCharArray()))
                .build();
        return ChatClient.open(settings, keys, event -> {});
    }
}
