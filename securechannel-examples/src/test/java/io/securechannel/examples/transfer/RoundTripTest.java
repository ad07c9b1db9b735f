package io.securechannel.examples.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.transfer.protocol.Greeting;
import io.securechannel.examples.transfer.protocol.Limits;
import io.securechannel.examples.transfer.protocol.Message.Hello;
import io.securechannel.examples.transfer.protocol.Message.Role;
import io.securechannel.examples.transfer.protocol.Refusal;
import io.securechannel.examples.transfer.protocol.StoppedException;
import io.securechannel.examples.transfer.receiver.Policy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is sent is there afterwards, and nothing else is. */
@Timeout(60)
class RoundTripTest {

    @TempDir
    private Path directory;

    private Tree source;
    private Path target;

    @BeforeEach
    void prepare() throws Exception {
        source = new Tree(directory.resolve("source"));
        target = Files.createDirectory(directory.resolve("target"));
    }

    @Test
    void aTreeArrivesAsItIs() throws Exception {
        source.file("photos/2019/größe 日本.jpg", 300_000);
        source.file("photos/empty", 0);
        source.file("photos/run.sh", 120, "rwxr-x--x");
        source.file("photos/2019/private", 65_536, "rw-------");
        source.file("photos/2019/last", 65_537, "r--r--r--");
        source.directory("photos/nothing", "rwx------");
        source.directory("photos/2019", "r-xr-xr-x");
        source.directory("photos", "rwxr-xr-x");
        source.file("letter.txt", 11);
        var transfer = transfer("photos", "letter.txt").over(new MemoryLinks()).done();
        assertThat(Tree.told(target)).isEqualTo(Tree.told(source.root()));
        assertThat(transfer.sending().arrived()).isEqualTo(6);
        assertThat(transfer.sending().failures()).isEmpty();
        assertThat(transfer.received().settled.values()).hasSize(6).allMatch(Optional::isEmpty);
        assertThat(transfer.sent().moved).isEqualTo(300_000 + 120 + 65_536 + 65_537 + 11);
    }

    /** FT21: there is little room between the two, and neither waits for the other to read. */
    @Test
    void manySmallFilesInManyBatches() throws Exception {
        for (int i = 0; i < 3 * Limits.BATCH; i++) {
            source.file("many/d" + i % 7 + "/f" + i, i);
        }
        for (int i = 0; i < 7; i++) {
            source.directory("many/d" + i, "rwxr-xr-x");
        }
        source.directory("many", "rwxr-xr-x");
        transfer("many").over(new MemoryLinks()).done();
        assertThat(Tree.told(target)).isEqualTo(Tree.told(source.root()));
    }

    @Test
    void whatIsThereAlreadyIsNotSentAgain() throws Exception {
        source.file("d/a", 100_000);
        source.file("d/b", 10);
        source.directory("d", "rwxr-xr-x");
        transfer("d").over(new MemoryLinks()).done();
        Files.delete(target.resolve("d/b"));
        var again = transfer("d").over(new MemoryLinks()).done();
        assertThat(again.sent().moved).isEqualTo(10);
        assertThat(again.sending().arrived()).isEqualTo(2);
        assertThat(Tree.told(target)).isEqualTo(Tree.told(source.root()));
    }

    /** FT17 */
    @Test
    void whatIsThereIsNotReplacedUnlessThatIsAskedFor() throws Exception {
        source.file("same size", 10);
        source.file("another size", 10);
        Files.writeString(target.resolve("same size"), "0123456789");
        Files.writeString(target.resolve("another size"), "mine");
        var before = Tree.told(target);
        var refused =
                transfer("same size", "another size").over(new MemoryLinks()).done();
        assertThat(Tree.told(target)).isEqualTo(before);
        assertThat(refused.sent().settled)
                .isEqualTo(
                        Map.of("same size", Optional.of(Refusal.EXISTS), "another size", Optional.of(Refusal.EXISTS)));
        assertThat(refused.sending().failures()).hasSize(2).allMatch(each -> each.contains("--overwrite replaces it"));
        assertThat(refused.received().settled).isEqualTo(refused.sent().settled);

        transfer("same size", "another size")
                .policy(new Policy(true, false, Limits.DEFAULT))
                .over(new MemoryLinks())
                .done();
        assertThat(Tree.told(target)).isEqualTo(Tree.told(source.root()));
    }

    /** FT10: nobody but the owner may write what came from elsewhere. */
    @Test
    void othersCannotWriteWhatArrives() throws Exception {
        source.file("d/open", 5, "rwxrwxrwx");
        source.directory("d", "rwxrwxrwx");
        transfer("d").over(new MemoryLinks()).done();
        assertThat(Tree.told(target).get("d/open")).startsWith("-rwxr-xr-x ");
        assertThat(Tree.told(target).get("d")).startsWith("drwxr-xr-x ");
    }

    /** FT1 */
    @Test
    void twoOfOneRolePart() throws Exception {
        var links = new MemoryLinks();
        try (var other = links.server()) {
            other.send(new Hello(Role.SENDER, Optional.empty()));
            assertThatThrownBy(() -> Greeting.exchange(links.client(), new Hello(Role.SENDER, Optional.empty())))
                    .isInstanceOfSatisfying(
                            StoppedException.class, e -> assertThat(e.why()).isEqualTo(Refusal.ROLE))
                    .hasMessage("one end has to send and the other to receive");
        }
    }

    /** FT10: what is the receiver's own stays as private as it is. */
    @Test
    void aDirectoryThatWasThereKeepsItsPermissions() throws Exception {
        source.file("d/e/f", 5);
        source.directory("d", "rwxr-xr-x");
        var own = new Tree(target);
        own.directory("d", "rwx------");
        transfer("d").over(new MemoryLinks()).done();
        assertThat(Tree.told(target).get("d")).startsWith("drwx------ ");
        assertThat(Tree.told(target).get("d/e")).startsWith("drwxr-xr-x ");
        assertThat(Tree.hasParts(target)).isFalse();
    }

    @Test
    void linksAreNotSent() throws Exception {
        var secret = Files.writeString(directory.resolve("secret"), "not yours");
        source.file("d/file", 5);
        Files.createSymbolicLink(source.root().resolve("d/link"), secret);
        Files.createSymbolicLink(source.root().resolve("d/above"), directory);
        transfer("d").over(new MemoryLinks()).done();
        assertThat(Tree.told(target)).containsOnlyKeys("d", "d/file");
    }

    private Transfer transfer(String... names) throws Exception {
        return new Transfer(List.of(names).stream().map(source.root()::resolve).toList(), target);
    }
}
