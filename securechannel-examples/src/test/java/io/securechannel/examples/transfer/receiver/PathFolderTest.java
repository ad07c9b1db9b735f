package io.securechannel.examples.transfer.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.transfer.Scripted;
import io.securechannel.examples.transfer.Tree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FT8 where the JDK holds no directory open: links are not followed, and what has become one is noticed. */
class PathFolderTest {

    @TempDir
    private Path directory;

    @Test
    void writesRenamesAndSets() throws Exception {
        try (var folder = new PathFolder(directory.toRealPath())) {
            folder.makeDirectory("d");
            try (var below = folder.enter("d")) {
                try (var part = below.open("part")) {
                    part.write(ByteBuffer.wrap(new byte[4]));
                    below.force(part);
                }
                assertThat(Tree.told(directory).get("d/part")).startsWith("-rw------- ");
                below.set("part", Scripted.PLAIN);
                below.rename("part", "file");
                below.delete("part");
                assertThat(below.find("file")).contains(new Folder.Found(false, true, 4));
                assertThat(below.find("part")).isEmpty();
            }
        }
        assertThat(Tree.told(directory).get("d/file")).startsWith("-rw-r--r-- 2020-01-01T00:00:00Z ");
        assertThat(Tree.told(directory).get("d")).startsWith("drwx------ ");
    }

    @Test
    void linksAreNotFollowed() throws Exception {
        var target = Files.createDirectory(directory.resolve("target")).toRealPath();
        var outside = Files.createDirectory(directory.resolve("outside"));
        Files.createSymbolicLink(target.resolve("link"), outside);
        Files.createSymbolicLink(target.resolve("file"), outside.resolve("new"));
        Files.createDirectory(target.resolve("d"));
        try (var folder = new PathFolder(target)) {
            assertThat(folder.find("link"))
                    .contains(new Folder.Found(
                            false, false, folder.find("link").orElseThrow().size()));
            assertThatThrownBy(() -> folder.enter("link")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> folder.open("file")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> folder.open("../outside/new")).isInstanceOf(IOException.class);
            try (var below = folder.enter("d")) {
                Files.delete(target.resolve("d"));
                Files.createSymbolicLink(target.resolve("d"), outside);
                assertThatThrownBy(() -> below.open("file")).isInstanceOf(IOException.class);
            }
        }
        assertThat(Tree.told(outside)).isEmpty();
    }
}
