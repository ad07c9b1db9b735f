package io.securechannel.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keeps others from changing a file is there for the change, and for those who may change it. */
class ChangeLockTest {

    @TempDir
    private Path directory;

    private Path file;
    private Path lock;

    @BeforeEach
    void make() throws IOException {
        file = Files.writeString(directory.resolve("file"), "content");
        lock = directory.resolve("file.lock");
    }

    private void requireInUse() {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> ChangeLock.take(file, lock).close())
                .withMessageContaining(file + " is being changed by another thread")
                .withMessageContaining("was not changed here")
                .withMessageContaining("try again")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.IN_USE));
    }

    @Test
    void oneHasItAndThenTheNext() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (var held = ChangeLock.take(file, lock)) {
                assertThat(held).isNotNull();
                requireInUse();
                requireInUse();
                assertThat(lock).isRegularFile();
            }
            assertThat(lock).doesNotExist();
        }
        assertThat(file).hasContent("content");
    }

    @Test
    void whoeverElseHasLockedItHasIt() throws Exception {
        try (var other = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = other.lock()) {
            assertThat(held.isValid()).isTrue();
            requireInUse();
            assertThat(lock).as("that of somebody else stays").exists();
        }
    }

    @Test
    void whatWasLeftIsTaken() throws Exception {
        Files.write(lock, new byte[9_000]);
        ChangeLock.take(file, lock).close();
        assertThat(lock).doesNotExist();
    }

    @Test
    void whatIsNoFileIsRefused() throws Exception {
        var elsewhere = Files.writeString(directory.resolve("elsewhere"), "of somebody else");
        Files.createSymbolicLink(lock, elsewhere);
        assertThatIOException()
                .isThrownBy(() -> ChangeLock.take(file, lock).close())
                .withMessageContaining(lock + ": it is a symbolic link")
                .withMessageContaining("find out who made it, then delete it");
        assertThat(elsewhere).hasContent("of somebody else");
        Files.delete(lock);
        Files.createDirectory(lock);
        assertThatIOException()
                .isThrownBy(() -> ChangeLock.take(file, lock).close())
                .withMessageContaining(lock + ": it is no file");
        Files.delete(lock);
        ChangeLock.take(file, lock).close();
    }

    /** Nobody else may lock it: with the right to read it, a reader could keep all others from changing the file. */
    @ParameterizedTest
    @CsvSource({"rw-r--r--, rw-------", "rw-rw-r--, rw--w----", "rw-rw-rw-, rw--w--w-", "r--r-----, rw-------"})
    void whoMayChangeTheFileMayLockIt(String permissions, String expected) throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        try (var held = ChangeLock.take(file, lock)) {
            assertThat(held).isNotNull();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lock)))
                    .isEqualTo(expected);
        }
    }
}
