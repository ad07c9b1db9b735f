package io.securechannel.examples.messenger;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.ClientMessage.Acknowledge;
import io.securechannel.examples.messenger.protocol.ClientMessage.Lookup;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.ServerMessage.Deliver;
import io.securechannel.examples.messenger.protocol.ServerMessage.Directory;
import io.securechannel.examples.messenger.protocol.ServerMessage.Presence;
import io.securechannel.examples.messenger.protocol.UserPresence;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bob's real client at a server that does as the test says. Ada is an honest user whose mails the test makes, so that it has each of
 * them to give to bob, or not, or changed. What the server says about keys is {@link #directory}.
 */
final class Scene implements AutoCloseable {

    static final Conversation TALK = Conversation.Direct.between("ada", "bob");

    private static final long FIRST_DELIVERY = 1000;

    private final TestRelay relay;
    private Person bob;
    private final RawUser ada;
    private final InstantSource clock;
    private final Map<String, DirectoryEntry> directory = new ConcurrentHashMap<>();
    private long delivery = FIRST_DELIVERY;
    private long revision = FIRST_DELIVERY;
    private long sequence;
    private Octets previous = Mail.NONE_BEFORE;

    private Scene(TestRelay relay, Person bob, RawUser ada, InstantSource clock) {
        this.clock = clock;
        this.relay = relay;
        this.bob = bob;
        this.ada = ada;
    }

    static Scene open(Path files) throws Exception {
        return open(files, InstantSource.system());
    }

    /** Bob goes by this clock. */
    static Scene open(Path files, InstantSource clock) throws Exception {
        var relay = TestRelay.start();
        var scene = new Scene(relay, Person.come(relay, files, "bob", clock), RawUser.create("ada"), clock);
        scene.directory.put("ada", scene.ada.entry());
        relay.register(scene.ada);
        relay.tamper(new Tampering() {
            @Override
            public List<ServerMessage> toClient(RelayConnection to, ServerMessage message) {
                return message instanceof Directory answer ? scene.answer(answer) : List.of(message);
            }
        });
        return scene;
    }

    /** All that the directory has, whoever was asked for: clients take what they asked for. */
    private List<ServerMessage> answer(Directory honest) {
        return List.of(new Directory(honest.request(), List.copyOf(directory.values()), true));
    }

    TestRelay relay() {
        return relay;
    }

    Person bob() {
        return bob;
    }

    RawUser ada() {
        return ada;
    }

    /** What the server says about keys. */
    Map<String, DirectoryEntry> directory() {
        return directory;
    }

    RelayConnection connection() {
        return relay.connection("bob").orElseThrow();
    }

    Prekey bobsPrekey() throws KeyMaterialException {
        var published = relay.entry("bob").orElseThrow().verify();
        return published.prekeys().values().iterator().next();
    }

    /** The next mail of ada's row to bob. */
    Mail next(String text) throws KeyMaterialException {
        return next(TALK, text);
    }

    Mail next(Conversation conversation, String text) throws KeyMaterialException {
        var mail = ada.mail(conversation, bobsPrekey(), ++sequence, previous, new Payload.Text(text));
        previous = mail.hash();
        return mail;
    }

    /** The next, whose device says that it is of some time. */
    Mail next(String text, Instant signedAt) throws KeyMaterialException {
        var mail = ada.mail(TALK, bobsPrekey(), ++sequence, previous, new Payload.Text(text), signedAt);
        previous = mail.hash();
        return mail;
    }

    void deliver(Mail mail) {
        deliver("ada", mail);
    }

    /** Gives a mail to bob, from whom the server says. */
    void deliver(String user, Mail mail) {
        connection().say(new Deliver(++delivery, user, mail));
    }

    /** Waits until the server has forgotten all that it delivered, and has said so. */
    void awaitForgotten() throws InterruptedException {
        long last = delivery;
        relay.await(
                "acknowledged",
                () -> relay.received().stream()
                        .anyMatch(each -> each.message() instanceof Acknowledge done
                                && done.deliveries().contains(last)));
    }

    /** Has bob's client look ada up again, and waits until it has. */
    void lookUpAgain() throws InterruptedException {
        lookUpAgain("ada");
    }

    void lookUpAgain(String user) throws InterruptedException {
        int before = lookups();
        connection().say(new Presence(List.of(new UserPresence(user, true, ++revision))));
        relay.await("asked", () -> lookups() > before);
    }

    private int lookups() {
        return (int) relay.received().stream()
                .filter(each -> each.message() instanceof Lookup)
                .count();
    }

    /** After an honest message has come, all that was done before has been seen. */
    void settle() throws KeyMaterialException {
        deliver(next("settled"));
        bob.awaitText("settled");
    }

    /** Waits until bob has come back by another connection than that one. */
    void awaitBack(RelayConnection before) throws InterruptedException {
        relay.await(
                "bob comes again",
                () -> relay.connection("bob").filter(now -> now != before).isPresent());
    }

    /** Cuts bob off, and waits until he has come back. */
    void cutAndAwaitBack() throws InterruptedException {
        relay.await("bob is there", () -> relay.connection("bob").isPresent());
        var before = connection();
        relay.cutAll();
        awaitBack(before);
    }

    /** All that bob was shown of people's words, but for the last of {@link #settle}. */
    List<String> shown() {
        return bob.texts().stream().filter(text -> !text.equals("settled")).toList();
    }

    String undelivered() {
        return bob.await(ChatEvent.Undelivered.class, each -> true).text();
    }

    /** Bob's program ends, and begins again with the same key store. */
    void bobComesAgain(Path files) throws KeyMaterialException {
        bob.close();
        bob = Person.come(relay, files, "bob", clock);
    }

    @Override
    public void close() throws IOException, KeyMaterialException {
        bob.close();
        relay.close();
    }
}
