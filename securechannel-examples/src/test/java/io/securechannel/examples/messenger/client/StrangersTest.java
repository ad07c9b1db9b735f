package io.securechannel.examples.messenger.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DeviceList;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.PasswordCost;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.keys.SigningPublicKey;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others can make a client remember has bounds: the key store takes no more than 32 MiB. */
class StrangersTest {

    private static final int MANY = 3 * Strangers.MOST;

    @TempDir
    private Path directory;

    private final SigningPublicKey key = key();
    private KeyStoreManager keys;
    private Book book;
    private int devices;

    @BeforeEach
    void open() throws Exception {
        try (var password = Password.copyOf("p".toCharArray())) {
            keys = KeyStoreManager.builder(directory.resolve("keys"))
                    .passwordCost(PasswordCost.insecureForTests())
                    .create(password);
        }
        book = Book.open(keys);
    }

    @AfterEach
    void close() {
        keys.close();
    }

    private static SigningPublicKey key() {
        try (var pair = SigningKeyPair.generate(SigningKeyType.ED25519)) {
            return pair.publicKey();
        }
    }

    private DeviceId device() {
        return new DeviceId(
                Octets.of(ByteBuffer.allocate(16).putInt(0, ++devices).array()));
    }

    private DeviceId meet(String user) {
        var device = device();
        book.contacts().set(Contact.firstSeen(user, key).with(1, Map.of(device, new Contact.SeenDevice(key, 1))));
        return device;
    }

    private void hearFrom(DeviceId device) {
        book.rows()
                .take(new Mail(
                        device,
                        device,
                        1,
                        Mail.NONE_BEFORE,
                        Octets.zeros(16),
                        Instant.ofEpochMilli(9),
                        Octets.zeros(1)));
    }

    @Test
    void strangersAreForgottenAndNobodyElse() {
        meet("verified");
        book.contacts().set(book.contacts().find("verified").orElseThrow().verifiedNow());
        book.rows().set(OutgoingRow.empty("written-to", meet("written-to")));
        meet("waited-for");
        book.outbox()
                .add(
                        Conversation.Direct.between("me", "waited-for"),
                        new Payload.Text("x"),
                        Optional.empty(),
                        List.of("waited-for"));
        var heard = meet("heard");
        hearFrom(heard);
        meet("silent");
        for (int i = 0; i < MANY; i++) {
            hearFrom(meet("u" + i));
        }
        var forgotten = Strangers.forget(book);
        assertThat(forgotten).hasSize(MANY + 2 - Strangers.MOST).startsWith("silent", "heard", "u0");
        assertThat(book.contacts().size()).isEqualTo(Strangers.MOST + 3);
        assertThat(List.of("verified", "written-to", "waited-for", "u" + (MANY - 1)))
                .allMatch(user -> book.contacts().find(user).isPresent());
        assertThat(book.rows().hasFrom(heard)).isFalse();
        assertThat(Strangers.forget(book)).isEmpty();
    }

    @Test
    void rowsOfDevicesThatAreOnNobodysListGoFirst() {
        var listed = meet("ada");
        hearFrom(listed);
        var first = device();
        hearFrom(first);
        for (int i = 0; i < Rows.MOST_INCOMING; i++) {
            hearFrom(device());
        }
        Strangers.forget(book);
        assertThat(book.rows().hasFrom(listed)).isTrue();
        assertThat(book.rows().hasFrom(first)).isFalse();
    }

    @Test
    void strangersWithAllTheDevicesThatAListTakesFitIntoTheKeyStore() throws Exception {
        for (int i = 0; i < Strangers.MOST; i++) {
            var seen = new LinkedHashMap<DeviceId, Contact.SeenDevice>();
            for (int j = 0; j < DeviceList.MOST_DEVICES; j++) {
                seen.put(device(), new Contact.SeenDevice(key, Long.MAX_VALUE));
            }
            book.contacts().set(Contact.firstSeen("u".repeat(28) + i, key).with(1, seen));
        }
        assertThat(book.encode()).hasSizeLessThan(2 << 20);
    }

    @Test
    void whoeverHasTooMuchWaitingIsToldSo() throws Exception {
        var trust = TlsContextFactory.forClient(Trust.only(TestCa.create("Root").certificate()));
        var settings = ClientSettings.builder("localhost", 1, "ada", trust)
                .password(() -> Password.copyOf("p".toCharArray()))
                .build();
        ChatClient.open(settings, keys, event -> {}).close(); // makes the identity
        book = Book.open(keys);
        for (int i = 0; i < Outbox.MOST_ITEMS - 1; i++) {
            book.outbox()
                    .add(
                            Conversation.Direct.between("ada", "bob"),
                            new Payload.Text("x"),
                            Optional.empty(),
                            List.of("bob"));
        }
        book.save();
        try (var client = ChatClient.open(settings, keys, event -> {})) {
            client.send(Conversation.Direct.between("ada", "bob"), "the last that is taken");
            assertThatThrownBy(() -> client.send(Conversation.Direct.between("ada", "bob"), "one more"))
                    .isInstanceOf(ChatException.class)
                    .hasMessageContaining("not taken")
                    .hasMessageContaining("/waiting shows it");
            assertThat(client.history()).hasSize(1);
        }
    }

    @Test
    void longMessagesFillTheOutboxBeforeManyDo() {
        var text = "x".repeat(Payload.LONGEST_TEXT);
        int taken = 0;
        for (; !book.outbox().isFull(); taken++) {
            book.outbox().add(new Conversation.Broadcast(), new Payload.Text(text), Optional.empty(), List.of("bob"));
        }
        assertThat(taken).isLessThan(Outbox.MOST_BYTES / Payload.LONGEST_TEXT + 1);
        assertThat(book.encode()).hasSizeLessThan(2 * Outbox.MOST_BYTES);
    }
}
