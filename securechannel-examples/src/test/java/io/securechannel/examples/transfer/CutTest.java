package io.securechannel.examples.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A transfer that is cut at any byte goes on there, in the same run or in another (FT11, FT12, FT13, FT14). */
@Timeout(120)
class CutTest {

    @TempDir
    private Path directory;

    private Tree source;

    @BeforeEach
    void prepare() throws Exception {
        source = new Tree(directory.resolve("source"));
        source.file("d/a", 40);
        source.file("d/e/b", 60, "rwxr-xr-x");
        source.file("d/empty", 0);
        source.directory("d/e", "rwxr-xr-x");
        source.directory("d", "rwxr-xr-x");
    }

    private Transfer transfer(Path target) throws Exception {
        return new Transfer(List.of(source.root().resolve("d")), target);
    }

    private Path target(String name) throws Exception {
        return Files.createDirectory(directory.resolve(name));
    }

    @Test
    void atEveryByteFromTheSender() throws Exception {
        var whole = new MemoryLinks();
        transfer(target("whole")).over(whole).done();
        assertThat(whole.there()).isBetween(300L, 1000L);
        for (long at = 0; at < whole.there(); at++) {
            cutAndGoOn(at, new MemoryLinks(at, MemoryLinks.NEVER), at % 2 == 0);
        }
    }

    @Test
    void atEveryByteFromTheReceiver() throws Exception {
        var whole = new MemoryLinks();
        transfer(target("whole")).over(whole).done();
        assertThat(whole.back()).isBetween(100L, 700L);
        for (long at = 0; at < whole.back(); at++) {
            cutAndGoOn(at, new MemoryLinks(MemoryLinks.NEVER, at), at % 2 == 0);
        }
    }

    private void cutAndGoOn(long at, MemoryLinks cut, boolean killed) throws Exception {
        var target = target("target");
        var transfer = transfer(target).over(cut);
        // The last bytes of the link close it; nothing is missing without them.
        transfer.senderFailed()
                .ifPresent(failure -> assertThat(((SecureChannelException) failure).reason())
                        .as("at %d", at)
                        .isEqualTo(Reason.CONNECTION_CUT));
        var again = killed ? transfer(target) : transfer;
        again.over(new MemoryLinks()).done();
        assertThat(Tree.told(target)).as("cut at %d", at).isEqualTo(Tree.told(source.root()));
        assertThat(again.sending().failures()).isEmpty();
        assertThat(again.sending().arrived()).isEqualTo(3);
        delete(target);
    }

    /** What the receiver has is not sent again, but for what was on its way. */
    @Test
    void aLargeFileGoesOnWhereItWas() throws Exception {
        source.file("d/large", 500_000);
        var target = target("target");
        var first = transfer(target).over(new MemoryLinks(400_000, MemoryLinks.NEVER));
        assertThat(first.receiverFailed()).isPresent();
        assertThat(Tree.hasParts(target)).isTrue();
        var second = transfer(target).over(new MemoryLinks()).done();
        assertThat(second.sent().had).isBetween(200_000L, 400_000L);
        assertThat(second.sent().moved).isLessThan(320_000);
        assertThat(second.received().had).isEqualTo(second.sent().had);
        assertThat(Files.mismatch(target.resolve("d/large"), source.root().resolve("d/large")))
                .isEqualTo(-1);
        assertThat(Tree.hasParts(target)).isFalse();
    }

    /** A part that is not the beginning of the file is of no use, however it came there. */
    @Test
    void aPartOfAnotherFileIsNotGoneOnWith() throws Exception {
        source.file("d/large", 500_000);
        var target = target("target");
        transfer(target).over(new MemoryLinks(400_000, MemoryLinks.NEVER));
        try (var all = Files.walk(target)) {
            var part = all.filter(each -> each.toString().endsWith(".securechannel-part"))
                    .findFirst()
                    .orElseThrow();
            var bytes = Files.readAllBytes(part);
            bytes[bytes.length / 2]++;
            Files.write(part, bytes);
        }
        var second = transfer(target).over(new MemoryLinks()).done();
        assertThat(second.sent().had).isZero();
        assertThat(Tree.told(target).get("d/large"))
                .isEqualTo(Tree.told(source.root()).get("d/large"));
        assertThat(Tree.hasParts(target)).isFalse();
    }

    /** Meanwhile it is another file: a shorter one, a longer one, and one of the same length. */
    @Test
    void aPartOfAFileThatHasBeenReplaced() throws Exception {
        for (int size : new int[] {100, 300_000, 500_000, 700_000}) {
            var target = target("target");
            source.file("d/large", 500_000);
            transfer(target).over(new MemoryLinks(400_000, MemoryLinks.NEVER));
            assertThat(Tree.hasParts(target)).isTrue();
            source.file("d/large", size);
            source.directory("d", "rwxr-xr-x");
            transfer(target).over(new MemoryLinks()).done();
            assertThat(Tree.told(target)).as("%d", size).isEqualTo(Tree.told(source.root()));
            delete(target);
        }
    }

    private static void delete(Path directory) throws Exception {
        try (var all = Files.walk(directory)) {
            for (var each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(each);
            }
        }
    }
}
