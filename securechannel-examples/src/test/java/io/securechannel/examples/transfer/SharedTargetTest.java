package io.securechannel.examples.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.transfer.protocol.Item;
import io.securechannel.examples.transfer.protocol.Message;
import io.securechannel.examples.transfer.protocol.Names;
import io.securechannel.examples.transfer.protocol.Refusal;
import io.securechannel.examples.transfer.receiver.Policy;
import io.securechannel.examples.transfer.receiver.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several receivers, and others who write in the target: a part is one run's own, and nobody else's file is written to (FT24, FT25). */
@Timeout(60)
class SharedTargetTest {

    private static final byte[] ONE = "0123456789".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER = "abcdefghij".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private Path target;

    @BeforeEach
    void prepare() throws Exception {
        target = Files.createDirectory(directory.resolve("target"));
    }

    /** FT24 */
    @Test
    void oneRunAtATimeReceivesIntoADirectory() throws Exception {
        var link = Files.createSymbolicLink(directory.resolve("link"), target);
        try (var first = Target.open(target)) {
            assertThat(first).isNotNull();
            for (var same : new Path[] {target, link}) {
                assertThatThrownBy(() -> Target.open(same))
                        .isInstanceOf(IOException.class)
                        .hasMessageContainingAll("another receive-file is receiving into it", "wait for its end");
            }
        }
        assertThat(Tree.told(target)).isEmpty();
        Files.writeString(target.resolve(".lock" + Names.UNFINISHED), "left by a run that was killed");
        Target.open(target).close();
        assertThat(Tree.told(target)).isEmpty();
    }

    /** A second receiver in the same directory ends before it has said a word; the first one's file is whole. */
    @Test
    void theFileOfTheFirstIsItsOwn() throws Exception {
        try (var first = new Scripted(target, Policy.DEFAULT)) {
            first.announce(Scripted.file("f", 10)).part(0, 0, new byte[] {'0', '1', '2'});
            assertThat(first.hear()).isInstanceOf(Message.Have.class);
            try (var second = new Scripted(target, Policy.DEFAULT)) {
                assertThat(second.end()).hasMessageContaining("another receive-file is receiving into it");
            }
            first.part(0, 3, "3456789".getBytes(StandardCharsets.UTF_8)).say(new Message.End(0, Scripted.hash(ONE)));
            assertThat(first.hear()).isEqualTo(new Message.Done(0));
        }
        assertThat(target.resolve("f")).hasBinaryContent(ONE);
    }

    /** FT24: while one receives into a directory, nobody does into one below that it has begun. */
    @Test
    void aDirectoryBelowIsHeldUntilItIsLeft() throws Exception {
        try (var first = new Scripted(target, Policy.DEFAULT)) {
            first.announce(new Item.Directory("d"), Scripted.file("f", 10), Scripted.leave())
                    .part(1, 0, new byte[] {'0', '1', '2'});
            assertThat(first.hear()).isInstanceOf(Message.Have.class);
            try (var second = new Scripted(target.resolve("d"), Policy.DEFAULT)) {
                assertThat(second.end()).hasMessageContaining("another receive-file is receiving into it");
            }
            first.part(1, 3, "3456789".getBytes(StandardCharsets.UTF_8)).say(new Message.End(1, Scripted.hash(ONE)));
            assertThat(first.hear()).isEqualTo(new Message.Done(1));
            Target.open(target.resolve("d")).close();
            assertThat(Tree.told(target)).containsOnlyKeys("d", "d/f", ".lock" + Names.UNFINISHED);
        }
        assertThat(target.resolve("d/f")).hasBinaryContent(ONE);
    }

    /** FT24: and the other way round: a part of the one below is neither written, nor deleted, though it is too large for the file. */
    @Test
    void aDirectoryIntoWhichAnotherReceivesIsRefused() throws Exception {
        Files.createDirectory(target.resolve("d"));
        try (var below = new Scripted(target.resolve("d"), Policy.DEFAULT)) {
            below.announce(Scripted.file("f", 10)).part(0, 0, new byte[] {'0', '1', '2'});
            assertThat(below.hear()).isInstanceOf(Message.Have.class);
            awaitPart(target.resolve("d").resolve(Scripted.partOf("f")));
            try (var above = new Scripted(target, Policy.DEFAULT)) {
                above.announce(
                                new Item.Directory("d"),
                                Scripted.file("f", 2),
                                new Item.Directory("e"),
                                Scripted.leave(),
                                Scripted.leave(),
                                Scripted.file("f", 0))
                        .say(new Message.End(5, Scripted.NOTHING));
                assertThat(above.hear()).isEqualTo(new Message.Refused(1, Refusal.BUSY));
                assertThat(above.hear()).isEqualTo(new Message.Refused(2, Refusal.BUSY));
                assertThat(above.hear()).isInstanceOf(Message.Have.class);
                assertThat(above.hear()).isEqualTo(new Message.Done(5));
            }
            below.part(0, 3, "3456789".getBytes(StandardCharsets.UTF_8)).say(new Message.End(0, Scripted.hash(ONE)));
            assertThat(below.hear()).isEqualTo(new Message.Done(0));
        }
        assertThat(target.resolve("d/f")).hasBinaryContent(ONE);
    }

    private static void awaitPart(Path part) throws IOException {
        while (!Files.exists(part) || Files.size(part) < 3) {
            Thread.onSpinWait();
        }
    }

    /** FT24: a run that was killed leaves no lock that holds, nor a file of it where nothing is to be written any more. */
    @Test
    void theLockOfAKilledRunIsRemovedWhereAllIsThere() throws Exception {
        var lock =
                Files.writeString(Files.createDirectory(target.resolve("d")).resolve(".lock" + Names.UNFINISHED), "x");
        Files.write(target.resolve("d/f"), ONE);
        try (var sender = new Scripted(target, Policy.DEFAULT)) {
            sender.announce(new Item.Directory("d"), Scripted.file("f", 10), Scripted.leave())
                    .say(new Message.Skip(1, Optional.empty()))
                    .say(new Message.Finish());
            assertThat(sender.hear()).isInstanceOf(Message.Have.class);
            assertThat(sender.hear()).isEqualTo(new Message.Finished());
            assertThat(lock).doesNotExist();
        }
    }

    /** FT24, FT25: what lies there under the name of the lock may be something else of the user's. */
    @Test
    void whatIsNoLockIsNotWrittenTo() throws Exception {
        var mine = Files.createFile(directory.resolve("mine"));
        var lock = target.resolve(".lock" + Names.UNFINISHED);
        for (boolean symbolic : new boolean[] {false, true}) {
            if (symbolic) {
                Files.createSymbolicLink(lock, mine);
            } else {
                Files.createLink(lock, mine);
            }
            assertThatThrownBy(() -> Target.open(target))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another user's, or no plain file");
            assertThat(mine).isEmptyFile();
            Files.delete(lock);
        }
        Files.writeString(lock, "more than a lock");
        try (var held = Target.open(target)) {
            assertThat(held).isNotNull();
            assertThat(lock).hasContent("more than a lock");
        }
    }

    /** FT25: a part with another name would be written to under that name as well. */
    @Test
    void aHardLinkInThePlaceOfAPartIsNotWrittenTo() throws Exception {
        var mine = Files.writeString(directory.resolve("mine"), "01234");
        Files.createLink(target.resolve(Scripted.partOf("f")), mine);
        try (var sender = new Scripted(target, Policy.DEFAULT)) {
            sender.announce(Scripted.file("f", 10));
            assertThat(sender.hear()).isEqualTo(new Message.Have(0, 0, Scripted.NOTHING, false, false));
            sender.part(0, 0, OTHER).say(new Message.End(0, Scripted.hash(OTHER)));
            assertThat(sender.hear()).isEqualTo(new Message.Done(0));
        }
        assertThat(mine).hasContent("01234");
        assertThat(target.resolve("f")).hasBinaryContent(OTHER);
    }

    /** FT25: after it was looked at, somebody puts something else in its place. */
    @Test
    void whatTakesThePlaceOfAPartMeanwhileIsNotWrittenTo() throws Exception {
        var mine = Files.writeString(directory.resolve("mine"), "mine");
        var part = Files.write(target.resolve(Scripted.partOf("f")), ONE);
        for (boolean symbolic : new boolean[] {false, true}) {
            Files.deleteIfExists(part);
            Files.write(part, new byte[] {'a', 'b'});
            try (var sender = new Scripted(target, Policy.DEFAULT)) {
                sender.announce(Scripted.file("f", 10));
                assertThat(sender.hear())
                        .isEqualTo(new Message.Have(0, 2, Scripted.hash(new byte[] {'a', 'b'}), false, false));
                Files.delete(part);
                if (symbolic) {
                    Files.createSymbolicLink(part, mine);
                } else {
                    Files.createLink(part, mine);
                }
                sender.part(0, 2, "cdefghij".getBytes(StandardCharsets.UTF_8));
                assertThat(sender.hear()).isEqualTo(new Message.Refused(0, Refusal.FAILED));
            }
            assertThat(mine).hasContent("mine");
            assertThat(target.resolve("f")).doesNotExist();
        }
    }

    /** FT25: what is there under the name of a new directory is nobody's gift. */
    @Test
    void aDirectoryThatAKilledRunHasBegunIsMadeAnew() throws Exception {
        var begun = Files.createDirectory(target.resolve(".new" + Names.UNFINISHED));
        Files.createFile(begun.resolve(".directory" + Names.UNFINISHED));
        Files.setPosixFilePermissions(begun, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (var sender = new Scripted(target, Policy.DEFAULT)) {
            sender.announce(new Item.Directory("d"), Scripted.file("f", 0));
            assertThat(sender.hear()).isInstanceOf(Message.Have.class);
            assertThat(Tree.told(target).get("d")).startsWith("drwx------ ");
        }
    }
}
