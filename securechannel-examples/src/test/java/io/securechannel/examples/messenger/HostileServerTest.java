package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ChatEvent.Alarm;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.MailContext;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that drops, reorders, replays, changes and moves mails: each time bob is told, and shown nothing that is false (M4). */
@Timeout(120)
class HostileServerTest {

    @TempDir
    private Path directory;

    private Scene scene;

    @BeforeEach
    void open() throws Exception {
        scene = Scene.open(directory);
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    private void told(String row) throws Exception {
        AttackTable.of(row).holdsFor(scene.bob());
    }

    private Alarm alarm(AlarmKind kind) {
        return scene.bob().await(Alarm.class, each -> each.kind() == kind);
    }

    @Test
    void dropsAMessage() throws Exception {
        scene.deliver(scene.next("one"));
        scene.next("two");
        scene.deliver(scene.next("three"));
        scene.bob().awaitText("three");
        assertThat(alarm(AlarmKind.MISSING).user()).isEqualTo("ada");
        scene.settle();
        told("dropsAMessage");
        assertThat(scene.shown()).containsExactly("one", "three");
    }

    @Test
    void holdsAMessageBack() throws Exception {
        var one = scene.next("one");
        scene.deliver(scene.next("two"));
        scene.deliver(one);
        var late = scene.bob().awaitText("one");
        assertThat(late.late()).isTrue();
        scene.settle();
        told("holdsAMessageBack");
        assertThat(scene.shown()).containsExactly("two", "one");
    }

    @Test
    void replaysAMessage() throws Exception {
        var one = scene.next("one");
        scene.deliver(one);
        scene.bob().awaitText("one");
        scene.awaitForgotten();
        scene.deliver(one);
        alarm(AlarmKind.REPLAYED);
        scene.settle();
        told("replaysAMessage");
        assertThat(scene.shown()).containsExactly("one");
    }

    /** Before it has said that it forgot, an honest server may deliver again (C5). */
    @Test
    void deliversTwiceAtOnce() throws Exception {
        var one = scene.next("one");
        scene.relay().locked(() -> {
            scene.deliver(one);
            scene.deliver(one);
            return true;
        });
        scene.settle();
        told("deliversTwiceAtOnce");
        assertThat(scene.shown()).containsExactly("one");
    }

    @Test
    void changesAMessage() throws Exception {
        var one = scene.next("one");
        byte[] envelope = one.envelope().bytes();
        envelope[envelope.length / 2] ^= 1;
        var other = scene.ada().device().id();
        var changed = List.of(
                copy(one, one.sequence(), one.previous(), one.tag(), 0, Octets.of(envelope)),
                copy(one, 5, one.previous(), one.tag(), 0, one.envelope()),
                copy(one, one.sequence(), one.hash(), one.tag(), 0, one.envelope()),
                copy(one, one.sequence(), one.previous(), Octets.zeros(16), 0, one.envelope()),
                copy(one, one.sequence(), one.previous(), one.tag(), 1, one.envelope()),
                copy(one, 5, one.previous(), MailContext.tag(Scene.TALK, other, one.to(), 5), 0, one.envelope()));
        changed.forEach(scene::deliver);
        scene.deliver(one);
        scene.bob().awaitText("one");
        assertThat(scene.bob().events(Alarm.class))
                .extracting(Alarm::kind)
                .hasSameSizeAs(changed)
                .containsOnly(AlarmKind.FORGED);
        scene.deliver(copy(one, 9, one.previous(), one.tag(), 0, Octets.zeros(0)));
        scene.settle();
        AttackTable.of("changesAMessage").isSaidBy(alarm(AlarmKind.FORGED).text());
        assertThat(scene.shown()).containsExactly("one");
    }

    private static Mail copy(Mail mail, long sequence, Octets previous, Octets tag, long later, Octets envelope) {
        return new Mail(
                mail.from(), mail.to(), sequence, previous, tag, mail.expires().plusSeconds(later), envelope);
    }

    @Test
    void movesAMessageIntoAnotherConversation() throws Exception {
        var said = scene.next(new Conversation.Broadcast(), "to all");
        var tag = MailContext.tag(Scene.TALK, said.from(), said.to(), said.sequence());
        scene.deliver(copy(said, said.sequence(), said.previous(), tag, 0, said.envelope()));
        alarm(AlarmKind.FORGED);
        assertThat(scene.shown()).isEmpty();
        scene.deliver(said);
        assertThat(scene.bob().awaitText("to all").conversation()).isEqualTo(new Conversation.Broadcast());
        scene.settle();
        told("movesAMessageIntoAnotherConversation");
    }

    @Test
    void saysThatItIsFromAnother() throws Exception {
        scene.directory().put("carol", RawUser.create("carol").entry());
        var one = scene.next(new Conversation.Broadcast(), "one");
        scene.deliver("carol", one);
        assertThat(alarm(AlarmKind.FORGED).user()).isEqualTo("carol");
        assertThat(scene.shown()).isEmpty();
        scene.deliver(one);
        scene.bob().awaitText("one");
        scene.settle();
        told("saysThatItIsFromAnother");
    }

    /** Mallory has put ada's device on a list of their own, which is well signed; the server says that ada's words are mallory's. */
    @Test
    void lendsAnothersDevice() throws Exception {
        var mallory = RawUser.create("mallory");
        var list = mallory.list(1, List.of(mallory.device(), scene.ada().device()));
        scene.directory()
                .put(
                        "mallory",
                        new DirectoryEntry(
                                "mallory",
                                1,
                                mallory.entry().identityKey(),
                                list.sign(mallory.identityKeys()),
                                mallory.entry().prekeys()));
        var one = scene.next(new Conversation.Broadcast(), "one");
        scene.deliver("mallory", one);
        assertThat(alarm(AlarmKind.FORGED).user()).isEqualTo("mallory");
        assertThat(scene.shown()).isEmpty();
        scene.deliver(one);
        assertThat(scene.bob().awaitText("one").sender()).isEqualTo("ada");
        scene.settle();
        told("lendsAnothersDevice");
    }

    @Test
    void addressesAMessageToAnother() throws Exception {
        var carol = RawUser.create("carol");
        var conversation = new Conversation.Broadcast();
        var hers = scene.ada().mail(conversation, carol.prekey(), new Payload.Text("for carol"));
        scene.deliver(hers);
        alarm(AlarmKind.FORGED);
        var bobsDevice = scene.bobsPrekey().device();
        var tag = MailContext.tag(conversation, hers.from(), bobsDevice, 1);
        scene.deliver(new Mail(hers.from(), bobsDevice, 1, hers.previous(), tag, hers.expires(), hers.envelope()));
        scene.settle();
        assertThat(scene.shown()).isEmpty();
        told("addressesAMessageToAnother");
    }

    /** Ada is told that it is stored. The next message says that it is not there. */
    @Test
    void acceptsWithoutStoring() throws Exception {
        scene.next("accepted, and thrown away");
        scene.settle();
        told("acceptsWithoutStoring");
    }

    /** Whoever has no key of the sender's can say nothing: not even to make up a gap. */
    @Test
    void makesAMessageUp() throws Exception {
        var eve = RawUser.create("ada");
        scene.deliver(eve.mail(Scene.TALK, scene.bobsPrekey(), 7, Mail.NONE_BEFORE, new Payload.Text("I am ada")));
        alarm(AlarmKind.FORGED);
        scene.settle();
        told("makesAMessageUp");
        assertThat(scene.shown()).isEmpty();
        assertThat(scene.bob().events(ChatEvent.Received.class)).hasSize(1);
    }
}
