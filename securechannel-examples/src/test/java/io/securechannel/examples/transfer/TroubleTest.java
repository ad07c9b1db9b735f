package io.securechannel.examples.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.transfer.protocol.Limits;
import io.securechannel.examples.transfer.protocol.Refusal;
import io.securechannel.examples.transfer.protocol.StoppedException;
import io.securechannel.examples.transfer.receiver.Policy;
import io.securechannel.examples.transfer.sender.SourceTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What file systems and people do meanwhile: full disks, files that change, arguments that are no use. */
@Timeout(60)
class TroubleTest {

    @TempDir
    private Path directory;

    private Tree source;
    private Path target;

    @BeforeEach
    void prepare() throws Exception {
        source = new Tree(directory.resolve("source"));
        target = Files.createDirectory(directory.resolve("target"));
    }

    private Transfer transfer() throws Exception {
        return new Transfer(List.of(source.root().resolve("d")), target);
    }

    /** FT19: the part stays, both are told, and the transfer goes on when there is room. */
    @Test
    void theDiskIsFull() throws Exception {
        source.file("d/a", 1_000);
        source.file("d/b", 300_000);
        source.directory("d", "rwxr-xr-x");
        var full = transfer().room(200_000).over(new MemoryLinks());
        for (var end :
                List.of(full.senderFailed().orElseThrow(), full.receiverFailed().orElseThrow())) {
            assertThat(end)
                    .isInstanceOfSatisfying(
                            StoppedException.class, e -> assertThat(e.why()).isEqualTo(Refusal.DISK_FULL))
                    .hasMessageContaining("make room and run both again, and it goes on");
        }
        assertThat(target.resolve("d/b")).doesNotExist();
        assertThat(Tree.hasParts(target)).isTrue();
        var again = transfer().over(new MemoryLinks()).done();
        assertThat(again.sent().moved).isLessThan(120_000);
        assertThat(Tree.told(target)).isEqualTo(Tree.told(source.root()));
    }

    /** FT18 */
    @Test
    void aFileThatHasChangedSinceItWasListed() throws Exception {
        var changed = source.file("d/changed", 10);
        var longer = source.file("d/longer", 10);
        var gone = source.file("d/gone", 10);
        source.file("d/same", 10);
        var transfer = transfer();
        var time = Files.getLastModifiedTime(changed);
        Files.setLastModifiedTime(changed, FileTime.fromMillis(time.toMillis() + 1));
        Files.write(longer, new byte[1], StandardOpenOption.APPEND);
        Files.setLastModifiedTime(longer, time);
        Files.delete(gone);
        transfer.over(new MemoryLinks()).done();
        assertThat(transfer.sent().settled)
                .isEqualTo(Map.of(
                        "d/changed", Optional.of(Refusal.CHANGED),
                        "d/longer", Optional.of(Refusal.CHANGED),
                        "d/gone", Optional.of(Refusal.UNREADABLE),
                        "d/same", Optional.empty()));
        assertThat(transfer.sending().failures())
                .contains("d/changed: it changed while it was sent: send it again", "d/gone: it could not be read");
        assertThat(Tree.told(target)).containsOnlyKeys("d", "d/same");
    }

    /** FT18: it grows, or shrinks, while it is read. */
    @Test
    void aFileThatChangesWhileItIsSent() throws Exception {
        for (int size : new int[] {400_000, 0, 900_000}) {
            var file = source.file("d/file", 600_000);
            var transfer = transfer();
            transfer.sent().onMoved = () -> {
                try (var open = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
                    open.truncate(size);
                    if (size > 600_000) {
                        open.position(size).write(ByteBuffer.allocate(1));
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            };
            transfer.over(new MemoryLinks()).done();
            assertThat(transfer.sent().settled).isEqualTo(Map.of("d/file", Optional.of(Refusal.CHANGED)));
            assertThat(Tree.told(target)).as("%d", size).containsOnlyKeys("d");
        }
    }

    @Test
    void argumentsThatAreNoUse() throws Exception {
        source.file("a/x", 1);
        source.file("b/X", 1);
        assertThatThrownBy(() -> SourceTree.read(
                        List.of(source.root().resolve("a/x"), source.root().resolve("b/X"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("would become one: send one after the other");
        assertThatThrownBy(() -> SourceTree.read(List.of(Path.of("/")))).hasMessageContaining("name what is in it");
        assertThatThrownBy(() -> SourceTree.read(List.of(directory.resolve("none"))))
                .isInstanceOf(IOException.class);
    }

    @Test
    void timesBefore1970() throws Exception {
        var file = source.file("d/f", 10);
        source.directory("d", "rwxr-xr-x");
        var time = Instant.parse("1969-12-31T23:59:58.5Z");
        // The JDK cannot set that.
        var touched = new ProcessBuilder(
                        "touch",
                        "-d",
                        time.toString(),
                        file.toString(),
                        file.getParent().toString())
                .start();
        assertThat(touched.waitFor()).isZero();
        transfer().over(new MemoryLinks()).done();
        assertThat(Files.getLastModifiedTime(target.resolve("d/f")).toInstant()).isBetween(time.minusMillis(500), time);
        assertThat(Files.getPosixFilePermissions(target.resolve("d")))
                .isEqualTo(Files.getPosixFilePermissions(source.root().resolve("d")));
    }

    @Test
    void whatShouldBeSentAndCannotBeReadIsNoLink() throws Exception {
        source.file("d/f", 10);
        Files.createSymbolicLink(source.root().resolve("d/link"), Path.of("f"));
        var made = new ProcessBuilder("sh", "-c", "printf x > \"$(printf 'bad\\377')\"")
                .directory(source.root().resolve("d").toFile())
                .start();
        assertThat(made.waitFor()).isZero();
        var tree = SourceTree.read(List.of(source.root().resolve("d")));
        assertThat(tree.left()).containsExactly("d/link: a symbolic link");
        assertThat(tree.missed()).singleElement().asString().contains("d/bad", "its name cannot be read in this");
        assertThat(tree.files()).isEqualTo(1);
    }

    /** FT9: where the sender sees it already, it says so. */
    @Test
    void thousandsOfDirectoriesInEachOther() throws Exception {
        // Each is made at the top and the one before moved into it: paths of the whole depth are too long for the
        // system.
        var top = Files.createDirectories(source.root().resolve("d"));
        for (int i = 0; i < 2_000; i++) {
            var above = Files.createDirectory(source.root().resolve("new"));
            Files.move(top, above.resolve("d"));
            Files.move(above, top);
        }
        try {
            var tree = SourceTree.read(List.of(top));
            assertThat(tree.filesAndDirectories()).isEqualTo(Limits.DEPTH);
            assertThat(tree.missed()).singleElement().asString().endsWith(": too many directories in each other");
            transfer().over(new MemoryLinks()).done();
            try (var arrived = Files.walk(target)) {
                assertThat(arrived).hasSize(1 + Limits.DEPTH);
            }
        } finally {
            while (Files.exists(top.resolve("d"))) {
                Files.move(top.resolve("d"), source.root().resolve("below"));
                Files.delete(top);
                Files.move(source.root().resolve("below"), top);
            }
        }
    }

    /** FT6, FT7 */
    @Test
    void namesOfPosixSystemsWhereTheyAreAskedFor() throws Exception {
        source.file("d/aux.c", 5);
        source.file("d/12:30.log", 5);
        source.file("d/Read", 5);
        source.file("d/read", 5);
        source.directory("d", "rwxr-xr-x");
        var strict = transfer().over(new MemoryLinks()).done();
        assertThat(strict.sending().failures()).hasSize(3);
        transfer()
                .policy(new Policy(false, true, Limits.DEFAULT))
                .over(new MemoryLinks())
                .done();
        assertThat(Tree.told(target)).isEqualTo(Tree.told(source.root()));
    }
}
