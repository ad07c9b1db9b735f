package io.securechannel.examples.transfer.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.transfer.Scripted;
import io.securechannel.examples.transfer.Tree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FT8 where the JDK holds no directory open: links are not followed, and what has become one is noticed. */
class PathFolderTest {

    @TempDir
    private Path directory;

    @Test
    void writesRenamesAndSets() throws Exception {
        try (var folder = new PathFolder(directory.toRealPath(), Optional.of(Files.getOwner(directory)))) {
            folder.makeDirectory("d", Place.MADE);
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

    /** FT10: from its first moment, so that a run that is killed leaves none that seems to have been there before. */
    @Test
    void aNewDirectoryHasItsMarkFromTheFirst() throws Exception {
        var real = directory.toRealPath();
        var owner = Optional.of(Files.getOwner(real));
        for (boolean path : new boolean[] {false, true}) {
            try (var folder = path ? new PathFolder(real, owner) : Folder.root(real, owner)) {
                assertThatThrownBy(() -> folder.makeDirectory("d", "x".repeat(300)))
                        .isInstanceOf(IOException.class);
                assertThat(folder.find("d")).isEmpty();
                folder.makeDirectory("d", Place.MADE);
                assertThat(real.resolve("d").resolve(Place.MADE)).isEmptyFile();
                Files.delete(real.resolve("d").resolve(Place.MADE));
                Files.delete(real.resolve("d"));
            }
        }
        assertThat(Tree.told(directory)).isEmpty();
    }

    /** FT25, for both kinds of folder. */
    @Test
    void onlyAFileOfOnesOwnIsGoneOnWith() throws Exception {
        var real = directory.toRealPath();
        var owner = Optional.of(Files.getOwner(real));
        var stranger = Optional.<UserPrincipal>of(() -> "stranger");
        var part = Files.write(real.resolve("part"), new byte[4]);
        Files.createDirectory(real.resolve("d"));
        for (var permissions : List.of("r--r--r--", "rwxrwxrwx")) {
            for (boolean path : new boolean[] {false, true}) {
                Files.setPosixFilePermissions(part, PosixFilePermissions.fromString(permissions));
                try (var own = path ? new PathFolder(real, owner) : Folder.root(real, owner);
                        var another = path ? new PathFolder(real, stranger) : Folder.root(real, stranger)) {
                    assertThat(another.reclaim("part")).isFalse();
                    assertThatThrownBy(() -> another.open("part")).isInstanceOf(AccessDeniedException.class);
                    assertThat(Tree.told(directory).get("part")).startsWith("-" + permissions);
                    assertThat(own.reclaim("d")).isFalse();
                    assertThat(own.reclaim("part")).isTrue();
                    assertThat(Tree.told(directory).get("part")).startsWith("-rw------- ");
                    var link = Files.createLink(real.resolve("link"), part);
                    assertThat(own.reclaim("part")).isFalse();
                    Files.delete(link);
                }
            }
        }
    }

    @Test
    void linksAreNotFollowed() throws Exception {
        var target = Files.createDirectory(directory.resolve("target")).toRealPath();
        var outside = Files.createDirectory(directory.resolve("outside"));
        Files.createSymbolicLink(target.resolve("link"), outside);
        Files.createSymbolicLink(target.resolve("file"), outside.resolve("new"));
        Files.createDirectory(target.resolve("d"));
        try (var folder = new PathFolder(target, Optional.of(Files.getOwner(target)))) {
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
