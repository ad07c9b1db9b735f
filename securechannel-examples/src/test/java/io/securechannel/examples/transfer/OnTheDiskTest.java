package io.securechannel.examples.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.transfer.protocol.Item;
import io.securechannel.examples.transfer.protocol.Message;
import io.securechannel.examples.transfer.protocol.Refusal;
import io.securechannel.examples.transfer.receiver.Policy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
}
