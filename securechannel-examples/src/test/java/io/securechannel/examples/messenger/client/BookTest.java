package io.securechannel.examples.messenger.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.PasswordCost;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.keys.SigningPublicKey;
import io.securechannel.keys.StoredData;
import io.securechannel.secret.Password;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client remembers comes back as it was; what is no such book is refused, whatever its bytes. */
class BookTest {

    @TempDir
    private Path directory;

    private KeyStoreManager keys;

    @BeforeEach
    void create() throws Exception {
        try (var password = Password.copyOf("p".toCharArray())) {
            keys = KeyStoreManager.builder(directory.resolve("keys"))
                    .passwordCost(PasswordCost.insecureForTests())
                    .create(password);
        }
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

    /** One of everything. */
    private Book full() throws KeyMaterialException {
        var book = Book.open(keys);
        var device = key();
        var id = DeviceId.of(device);
        var seen = Map.of(id, new Contact.SeenDevice(device, 1_000));
        book.contacts()
                .set(Contact.firstSeen("bob", key())
                        .with(3, seen)
                        .changedTo(key())
                        .verifiedNow());
        var room = new Conversation.Room(Octets.sha256(new byte[1]));
        var message = new ChatMessage(room, "friends", "bob", Instant.ofEpochMilli(5), "hellö", true);
        var info = new RoomInfo(room, "friends", false, "bob", List.of("ada", "bob"), true);
        var early = Early.NONE
                .hold(message, Instant.ofEpochMilli(6))
                .after(List.of("eve"), List.of())
                .refuse("eve");
        book.rooms().set(new RoomState(info, 4, early));
        book.rooms().close(new Rooms.Former(new Conversation.Room(Octets.sha256(new byte[2])), "bob", true, 3));
        book.rooms().add(new OpenInvitation(Octets.zeros(16), room, "", "bob", "ada", Instant.ofEpochMilli(7)));
        var mail = new Mail(id, id, 2, Octets.zeros(32), Octets.zeros(16), Instant.ofEpochMilli(9), Octets.zeros(50));
        book.outbox().add(new Conversation.Broadcast(), new Payload.Leave(), Optional.of(message), List.of("bob"));
        book.outbox()
                .add(Conversation.Direct.between("ada", "bob"), new Payload.Text("x"), Optional.empty(), List.of());
        book.outbox().items().get(1).addressTo("bob", id);
        book.outbox().sealed(new Outbox.SealedMail(2, "bob", mail));
        book.rows().take(mail);
        book.rows().set(OutgoingRow.empty("bob", id).after(mail));
        book.rows().acknowledged(17, new Rows.Acknowledged(id, 2, false));
        book.history().add(message);
        book.announced(5);
        book.untold().add(new ChatEvent.Undelivered("bob", 3, false, "ended"));
        book.untold().add(new ChatEvent.Told("eve", "not shown"));
        return book;
    }

    /** Whatever is written after that: a process that ends at once is one that comes back, and says what it has lost. */
    @Test
    void aNewOneInThePlaceOfADamagedOneHasTheWordAboutThat() throws Exception {
        try (var noise = StoredData.of("securechannel messenger book/1", new byte[] {1, 2, 3})) {
            keys.put(Book.ENTRY, noise);
        }
        var why = new ChatEvent.Alarm(AlarmKind.MEMORY_LOST, "", "lost", Instant.ofEpochMilli(5));
        Book.beginAnew(keys, why);
        assertThat(Book.open(keys).unread().all()).containsExactly(why);
        assertThat(keys.find(Book.SET_ASIDE)).isPresent();
    }

    @Test
    void allOfItComesBack() throws Exception {
        var book = full();
        book.save();
        var again = Book.open(keys);
        assertThat(again.encode()).isEqualTo(book.encode());
        assertThat(again.contacts().all()).isEqualTo(book.contacts().all());
        assertThat(again.rooms().all()).isEqualTo(book.rooms().all());
        assertThat(again.rooms().invitations()).isEqualTo(book.rooms().invitations());
        assertThat(again.rooms().ids()).isEqualTo(book.rooms().ids()).hasSize(3);
        assertThat(again.history().all()).isEqualTo(book.history().all());
        assertThat(again.announced()).isEqualTo(5);
        assertThat(again.untold().all()).isEqualTo(book.untold().all()).hasSize(2);
        assertThat(again.outbox().items()).hasSize(2);
        assertThat(again.outbox().finished(2))
                .as("a mail of it is not accepted")
                .isEmpty();
    }

    @Test
    void whatWasNotShownIsKeptUntilItIs() throws Exception {
        var book = full();
        var message = book.history().all().get(0);
        var texts = new ArrayList<ChatMessage>();
        for (int i = 0; i < History.MOST_UNSHOWN; i++) {
            assertThat(book.history().isFull()).isFalse();
            var next = new ChatMessage(message.conversation(), "", "bob", message.time(), "text " + i, false);
            texts.add(next);
            book.history().addUnshown(next);
            book.history().add(message);
        }
        assertThat(book.history().isFull()).isTrue();
        book.save();
        var again = Book.open(keys).history();
        assertThat(again.unshown()).isEqualTo(texts);
        assertThat(again.all()).hasSize(History.MOST_UNSHOWN + History.LENGTH);
        texts.forEach(again::shown);
        assertThat(again.isFull()).isFalse();
        assertThat(again.unshown()).isEmpty();
        assertThat(again.all()).hasSize(History.LENGTH).contains(texts.get(texts.size() - 1));
    }

    @Test
    void whatIsNotKeptHasNotHappened() throws Exception {
        var book = full();
        book.save();
        var before = book.encode();
        book.history().add(book.history().all().get(0));
        book.rooms().close(Rooms.Former.of(book.rooms().all().get(0)));
        assertThat(book.encode()).isNotEqualTo(before);
        book.restore();
        assertThat(book.encode()).isEqualTo(before);
    }

    @Test
    void whatHasNotChangedIsNotWrittenAgain() throws Exception {
        var book = full();
        book.save();
        var written = keys.find(Book.ENTRY).orElseThrow();
        keys.delete(Book.ENTRY);
        book.save();
        assertThat(keys.find(Book.ENTRY)).isEmpty();
        assertThat(written.name()).isEqualTo(Book.ENTRY);
    }

    private void store(String format, byte[] bytes) throws KeyMaterialException {
        try (var data = StoredData.of(format, bytes)) {
            keys.update(Book.ENTRY, StoredData.class, before -> data);
        }
    }

    @Test
    void aCutBookIsRefused() throws Exception {
        var book = full();
        var bytes = book.encode();
        int ofOneDevice = bytes.length - Long.BYTES;
        for (int length = 0; length < ofOneDevice; length += 1 + length / 20) {
            var cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> book.decode(cut))
                    .isInstanceOfSatisfying(
                            KeyMaterialException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED))
                    .hasMessageContaining("the messenger's book in the key store");
        }
        var within = Arrays.copyOf(bytes, ofOneDevice + 3);
        assertThatThrownBy(() -> book.decode(within)).hasMessageContaining("ends too early");
        var longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatThrownBy(() -> book.decode(longer)).hasMessageContaining("goes on after its end");
    }

    @Test
    void aBookOfAUserWithOneDeviceIsReadAndWrittenAsBefore() throws Exception {
        var book = full();
        book.untold().all().forEach(book.untold()::told);
        var earlier = Arrays.copyOf(book.encode(), book.encode().length - Long.BYTES);
        book.decode(earlier);
        assertThat(book.announced()).isZero();
        assertThat(book.encode()).isEqualTo(earlier);
    }

    @Test
    void anEntryThatIsNoBookIsRefusedOnOpening() throws Exception {
        store("securechannel messenger book/2", full().encode());
        assertThatThrownBy(() -> Book.open(keys))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class, e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_KIND));
        store("securechannel messenger book/1", new byte[5]);
        assertThatThrownBy(() -> Book.open(keys))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
    }

    @Test
    void hostileBytesEndInNothingButARefusal() throws Exception {
        var book = full();
        var bytes = book.encode();
        int refused = 0;
        for (int seed = 0; seed < 500; seed++) {
            var random = new Random(seed);
            var hostile = bytes.clone();
            if (seed % 3 == 0) {
                random.nextBytes(hostile);
            } else {
                hostile[random.nextInt(hostile.length)] = (byte) random.nextInt(256);
            }
            try {
                book.decode(hostile);
            } catch (KeyMaterialException e) {
                assertThat(e.reason()).isEqualTo(Reason.DAMAGED);
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(170);
    }
}
