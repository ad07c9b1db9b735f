package io.securechannel.examples.messenger.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.Device;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.PasswordCost;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ada's other device is to be told, and a server that says that it knows no ada (M11). */
class OwnCopiesTest {

    private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
    private static final int HALF = Outbox.MOST_ITEMS / 2;

    @TempDir
    private Path directory;

    private KeyStoreManager keys;
    private Desk desk;
    private Directory answers;
    private Sending sending;

    @BeforeEach
    void open() throws Exception {
        try (var password = Password.copyOf("p".toCharArray())) {
            keys = KeyStoreManager.builder(directory.resolve("keys"))
                    .passwordCost(PasswordCost.insecureForTests())
                    .create(password);
        }
        var trust = TlsContextFactory.forClient(Trust.only(TestCa.create("Root").certificate()));
        var settings = ClientSettings.builder("localhost", 1, "ada", trust)
                .password(() -> Password.copyOf("p".toCharArray()))
                .clock(() -> NOW)
                .build();
        var account = Account.open(keys, "ada", NOW);
        link(account);
        desk = new Desk(settings, account, Prekeys.open(keys, account, NOW), Book.open(keys), new Effects());
        var alarms = new Alarms(desk);
        answers = new Directory(new KeyWatch("ada", desk.book(), alarms));
        sending = new Sending(desk, answers, alarms);
    }

    private static void link(Account account) throws Exception {
        try (var device = SigningKeyPair.generate(SigningKeyType.ED25519);
                var prekey = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING)) {
            var id = DeviceId.of(device.publicKey());
            var identity = Prekey.identityHash(account.identity());
            var statement = new Prekey("ada", identity, id, NOW, NOW.plus(Prekey.LIFE), prekey.publicKey());
            account.add(new Device(device.publicKey()), statement.sign(device), NOW);
        }
    }

    @AfterEach
    void close() {
        desk.prekeys().close();
        desk.account().close();
        keys.close();
    }

    private void say(int count) {
        for (int i = 0; i < count; i++) {
            desk.toOwn(new Payload.Copy(new Conversation.Broadcast(), "number " + i));
        }
        assertThat(sending.pump()).isFalse();
    }

    private int waiting() {
        return desk.book().outbox().items().size();
    }

    @Test
    void waitsForAnAnswerOfUseInHalfAnOutbox() {
        answers.want("ada");
        answers.ask(desk.effects());
        answers.answered(new ServerMessage.Directory(1, List.of(), true), NOW);
        say(HALF - 1);
        assertThat(waiting()).isEqualTo(HALF - 1);
        say(10);
        assertThat(waiting()).isEqualTo(HALF - 1);
        var first = desk.book().outbox().items().get(0).payload();
        assertThat(first).as("the oldest go").isEqualTo(new Payload.Copy(new Conversation.Broadcast(), "number 10"));
        assertThat(desk.book().outbox().isFull()).isFalse();
    }
}
