package io.securechannel.examples.messenger.client;

import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.Device;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.MailRefusal;
import io.securechannel.examples.messenger.protocol.Octets;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ada's outbox, without a connection: the test says what the server answers, and sees what would be sent. */
final class SendingDesk implements AutoCloseable {

    private static final TestCa ROOT = TestCa.create("Root");
    private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");

    private final List<Mail> sent = new ArrayList<>();
    private final List<ChatEvent> told = new ArrayList<>();
    private Instant now = NOW;
    private final KeyStoreManager keys;
    private final Desk desk;
    private final Directory answers;
    private final Sending sending;
    private @Nullable DeviceId own;

    SendingDesk(Path directory) throws Exception {
        try (var password = Password.copyOf("p".toCharArray())) {
            keys = KeyStoreManager.builder(directory.resolve("keys"))
                    .passwordCost(PasswordCost.insecureForTests())
                    .create(password);
        }
        var trust = TlsContextFactory.forClient(Trust.only(ROOT.certificate()));
        var settings = ClientSettings.builder("localhost", 1, "ada", trust)
                .password(() -> Password.copyOf("p".toCharArray()))
                .clock(() -> now)
                .build();
        var account = Account.open(keys, "ada", NOW);
        desk = new Desk(settings, account, Prekeys.open(keys, account, NOW), Book.open(keys), new Effects());
        var alarms = new Alarms(desk);
        answers = new Directory(new KeyWatch("ada", desk.book(), alarms));
        sending = new Sending(desk, answers, alarms);
    }

    @Override
    public void close() {
        desk.prekeys().close();
        desk.account().close();
        keys.close();
    }

    /** Ada links a device, whose prekey is {@link #ownEntry}'s. */
    void link() throws Exception {
        try (var device = SigningKeyPair.generate(SigningKeyType.ED25519);
                var prekey = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING)) {
            own = DeviceId.of(device.publicKey());
            var identity = Prekey.identityHash(desk.account().identity());
            var statement = new Prekey("ada", identity, own, NOW, NOW.plus(Prekey.LIFE), prekey.publicKey());
            desk.account().add(new Device(device.publicKey()), statement.sign(device), NOW);
        }
        OwnDevices.know(desk);
    }

    DirectoryEntry ownEntry() throws Exception {
        var identity = Octets.of(desk.account().identity().subjectPublicKeyInfo());
        var prekeys = desk.account().prekeys(NOW);
        return new DirectoryEntry("ada", 1, identity, desk.account().devices(), prekeys);
    }

    /** The server says this about a user. */
    void answer(DirectoryEntry entry) {
        answers.askAgain(entry.user());
        desk.effects().commit();
        desk.effects().takeMessages();
        answers.ask(desk.effects());
        desk.effects().commit();
        var asked = (ClientMessage.Lookup) desk.effects().takeMessages().get(0);
        answers.answered(new ServerMessage.Directory(asked.request(), List.of(entry), true), now);
        sending.unaccepted().lookedUp(entry.user());
        pump();
    }

    void pump() {
        while (sending.pump()) {
            collect();
        }
        collect();
    }

    private void collect() {
        desk.effects().commit();
        for (var message : desk.effects().takeMessages()) {
            if (message instanceof ClientMessage.Send send) {
                sent.add(send.mail());
            }
        }
        told.addAll(desk.effects().takeEvents());
    }

    void say(String text) {
        say(Conversation.Direct.between("ada", "bob"), text, List.of("bob"));
    }

    void say(Conversation where, String text, List<String> recipients) {
        var message = new ChatMessage(where, desk.place(where), "ada", now, text, false);
        desk.book().outbox().add(where, new Payload.Text(text), Optional.of(message), recipients);
        pump();
    }

    int sentTo(DeviceId device) {
        return (int) sent.stream().filter(each -> each.to().equals(device)).count();
    }

    void acceptAll(DeviceId device) {
        for (boolean more = true; more; ) {
            var row = desk.book().outbox().row(device);
            row.forEach(
                    each -> sending.unaccepted().accepted(device, each.mail().sequence()));
            pump();
            more = !row.isEmpty();
        }
    }

    void refuse(DeviceId device, MailRefusal reason) {
        var mail = desk.book().outbox().row(device).get(0).mail();
        sending.unaccepted().rejected(new ServerMessage.Rejected(device, mail.sequence(), reason, 0));
        pump();
    }

    List<ChatEvent.Undelivered> undelivered() {
        return told.stream()
                .filter(ChatEvent.Undelivered.class::isInstance)
                .map(ChatEvent.Undelivered.class::cast)
                .toList();
    }

    List<AlarmKind> alarms() {
        return told.stream()
                .filter(ChatEvent.Alarm.class::isInstance)
                .map(each -> ((ChatEvent.Alarm) each).kind())
                .toList();
    }

    int waiting() {
        return desk.book().outbox().items().size();
    }

    Desk desk() {
        return desk;
    }

    Instant now() {
        return now;
    }

    /** So much waits for carol, of whom nothing is known. */
    void fill(int items) {
        var talk = Conversation.Direct.between("ada", "carol");
        for (int i = 0; i < items; i++) {
            var message = new ChatMessage(talk, "carol", "ada", now, "number " + i, false);
            desk.book().outbox().add(talk, new Payload.Text(message.text()), Optional.of(message), List.of("carol"));
        }
    }

    int takeBack(String user) throws ChatException {
        return new Hosting(desk, answers, new Talk(desk)).takeBack(user);
    }

    Unaccepted unaccepted() {
        return sending.unaccepted();
    }

    /** All prekeys end. */
    void letKeysEnd() {
        now = now.plus(Prekey.LIFE).plus(Duration.ofDays(1));
    }

    /** The device that ada has linked. */
    DeviceId own() {
        return Objects.requireNonNull(own);
    }

    List<ChatEvent> told() {
        return told;
    }

    List<String> hints() {
        return told.stream()
                .filter(ChatEvent.Told.class::isInstance)
                .map(each -> ((ChatEvent.Told) each).text())
                .toList();
    }

    /** What waits for a device, sealed. */
    List<Payload> sealed(DeviceId device) {
        var outbox = desk.book().outbox();
        return outbox.row(device).stream()
                .map(each -> outbox.item(each.item()).orElseThrow().payload())
                .toList();
    }
}
