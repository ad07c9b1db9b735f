package io.securechannel.examples.transfer.sender;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.transfer.Tree;
import io.securechannel.examples.transfer.protocol.Attributes;
import io.securechannel.examples.transfer.protocol.Item;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent of directories in which others work meanwhile. */
class SourceTreeTest {

    @TempDir
    private Path directory;

    /** Between the first look at it and the second: somebody's temporary file, or a whole directory of them. */
    @Test
    void whatVanishesMeanwhileIsMissedAndTheRestIsRead() throws Exception {
        var source = new Tree(directory);
        source.file("d/a", 1);
        source.file("d/gone", 1);
        source.file("d/below/b", 1);
        source.file("d/z", 1);
        var gone = Set.of("gone", "below");
        var tree = SourceTree.read(List.of(directory.resolve("d")), (path, basic, modes) -> {
            if (gone.contains(String.valueOf(path.getFileName()))) {
                throw new NoSuchFileException(path.toString());
            }
            return SourceTree.attributes(path, basic, modes);
        });
        assertThat(tree.files()).isEqualTo(3);
        assertThat(tree.filesAndDirectories()).isEqualTo(5);
        assertThat(tree.items()).hasSize(7);
        assertThat(tree.missed())
                .containsExactlyInAnyOrder(
                        "d/gone: cannot be read", "d/below: its time and permissions cannot be read");
        assertThat(tree.items())
                .filteredOn(each -> each.shown().equals("d/below"))
                .extracting(SourceItem::item)
                .anySatisfy(item -> assertThat(item)
                        .isInstanceOfSatisfying(
                                Item.Leave.class,
                                leave -> assertThat(leave.attributes().mode()).isEqualTo(Attributes.NO_MODE)));
    }
}
