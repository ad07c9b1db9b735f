package io.securechannel.examples.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.transfer.protocol.Item;
import io.securechannel.examples.transfer.protocol.Message;
import io.securechannel.examples.transfer.protocol.Refusal;
import io.securechannel.examples.transfer.receiver.Policy;
import io.securechannel.examples.transfer.receiver.TestFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said to be done is still there after a power cut. */
@Timeout(60)
class OnTheDiskTest {

    private static final byte[] CONTENT = "some".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path target;

    private Scripted sender() {
        return new Scripted(target, Policy.DEFAULT);
    }

    /** FT16: on the disk, and then under its name, and then done. */
    @Test
    void whatIsDoneIsOnTheDisk() throws Exception {
        try (var sender = sender()) {
            sender.announce(new Item.Directory("d"), Scripted.file("f", 4), Scripted.leave())
                    .part(1, 0, CONTENT);
            sender.say(new Message.End(1, Scripted.hash(CONTENT)));
            assertThat(sender.hear()).isInstanceOf(Message.Have.class);
            assertThat(sender.hear()).isEqualTo(new Message.Done(1));
            // The file, its name, and that of its directory, which was made for it.
            assertThat(sender.log())
                    .startsWith("set " + Scripted.partOf("f"), "force", "rename f")
                    .contains("sync ", "sync d/");
            sender.say(new Message.Finish());
            assertThat(sender.hear()).isEqualTo(new Message.Finished());
            assertThat(sender.log())
                    .containsExactly(
                            "set " + Scripted.partOf("f"),
                            "force",
                            "rename f",
                            "sync ",
                            "sync d/",
                            "set",
                            "sync d/",
                            "sync ");
        }
    }

    /** FT16: a file whose name may be gone after a power cut is not done. */
    @Test
    void whatMayNotBeOnTheDiskIsNotDone() throws Exception {
        try (var sender = sender().noSync("d/")) {
            sender.announce(
                            new Item.Directory("d"),
                            Scripted.file("f", 4),
                            Scripted.leave(),
                            Scripted.file("g", 0),
                            new Item.Directory("e"),
                            Scripted.file("h", 0))
                    .part(1, 0, CONTENT);
            sender.say(new Message.End(1, Scripted.hash(CONTENT)));
            for (int i = 0; i < 3; i++) {
                assertThat(sender.hear()).isInstanceOf(Message.Have.class);
            }
            sender.say(new Message.End(3, Scripted.NOTHING)).say(new Message.End(5, Scripted.NOTHING));
            assertThat(sender.hear()).isEqualTo(new Message.Refused(1, Refusal.FAILED));
            assertThat(sender.hear()).isEqualTo(new Message.Done(3));
            assertThat(sender.hear()).isEqualTo(new Message.Done(5));
        }
    }

    /** FT16: what an earlier run has made, and was cut before it was on the disk. */
    @Test
    void aDirectoryOfARunThatWasCutIsWaitedForAsWell() throws Exception {
        for (boolean again : new boolean[] {false, true}) {
            try (var sender = sender()) {
                sender.announce(new Item.Directory("d"), Scripted.file("f", 4));
                assertThat(sender.hear()).isInstanceOf(Message.Have.class);
                if (again) {
                    sender.part(1, 0, CONTENT).say(new Message.End(1, Scripted.hash(CONTENT)));
                    assertThat(sender.hear()).isEqualTo(new Message.Done(1));
                    assertThat(sender.log()).contains("sync ", "sync d/");
                }
            }
        }
    }

    /** FT16: Finished is not said, whether files are in the directory or none. */
    @Test
    void whereADirectoryMayNotBeOnTheDiskItHasNotFinished() throws Exception {
        for (var directory : new String[] {"d/", "e/", ""}) {
            try (var sender = sender().noSync(directory)) {
                sender.announce(
                                new Item.Directory("d"),
                                Scripted.file("f", 4),
                                Scripted.leave(),
                                new Item.Directory("e"),
                                Scripted.leave())
                        .say(new Message.Skip(1, Optional.of(Refusal.UNREADABLE)))
                        .say(new Message.Finish());
                assertThat(sender.hear()).isInstanceOf(Message.Have.class);
                assertThat(sender.hear()).isEqualTo(new Message.Stop(Refusal.FAILED));
                assertThat(sender.end()).hasMessage(Refusal.FAILED.text());
            }
        }
    }

    /** FT18: a hiccup of the sender's disk does not cost what has arrived; a file that is another one by now does. */
    @Test
    void onlyThePartOfAChangedFileIsThrownAway() throws Exception {
        var part = target.resolve(Scripted.partOf("f"));
        for (var why : new Refusal[] {Refusal.UNREADABLE, Refusal.EXISTS, Refusal.STOPPED, Refusal.CHANGED}) {
            Files.deleteIfExists(part);
            try (var sender = sender()) {
                sender.announce(Scripted.file("f", 10)).part(0, 0, CONTENT).say(new Message.Skip(0, Optional.of(why)));
                sender.say(new Message.Finish());
                assertThat(sender.hear()).isInstanceOf(Message.Have.class);
                assertThat(sender.hear()).isEqualTo(new Message.Finished());
            }
            assertThat(Files.exists(part)).as("%s", why).isEqualTo(why != Refusal.CHANGED);
        }
    }

    /** What fails is closed: thousands of small files would use up all that may be open. */
    @Test
    void aFileThatFailsIsClosed() throws Exception {
        for (var item : new String[] {"f", "other"}) {
            var sender = sender().noSet(Scripted.partOf(item));
            try (sender) {
                sender.announce(Scripted.file("f", 4))
                        .part(0, 0, CONTENT)
                        .say(new Message.End(0, Scripted.hash(CONTENT)));
                assertThat(sender.hear()).isInstanceOf(Message.Have.class);
                assertThat(sender.hear())
                        .isEqualTo(item.equals("f") ? new Message.Refused(0, Refusal.FAILED) : new Message.Done(0));
            }
            assertThat(sender.log()).doesNotContain(TestFolder.LEAK);
        }
    }
}
