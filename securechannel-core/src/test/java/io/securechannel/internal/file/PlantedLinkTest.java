package io.securechannel.internal.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.testkit.faults.FaultyDisk;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever may write the directory of a store gets nothing by links there from an administrator who changes the store. */
class PlantedLinkTest {

    @TempDir
    Path directory;

    private Path shared;
    private Path lock;
    private Path elsewhere;

    @BeforeEach
    void make() throws IOException {
        shared = Files.writeString(
                Files.createDirectory(directory.resolve("svc")).resolve("users"), "users");
        lock = directory.resolve("svc/users.lock");
        elsewhere = directory.resolve("elsewhere");
    }

    /** The owner of the store, who is somebody else. */
    private static UserPrincipal giveToNobody(Path... files) throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give files to the user nobody");
        UserPrincipal nobody = null;
        try {
            nobody = files[0].getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        } catch (UserPrincipalNotFoundException e) {
            assumeTrue(false, "there is no user nobody here");
        }
        for (var file : files) {
            Files.setOwner(file, nobody);
        }
        return nobody;
    }

    private void refused(String what) {
        assertThatThrownBy(() -> WriteLock.take(shared).close())
                .isInstanceOfSatisfying(
                        KeyMaterialException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNWRITABLE))
                .hasMessageContaining(lock + ": " + what)
                .hasMessageContaining("find out who made it, then delete it");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLinkInPlaceOfTheLockIsNotFollowed(boolean dangling) throws Exception {
        if (!dangling) {
            Files.writeString(elsewhere, "of somebody else");
        }
        Files.createSymbolicLink(lock, elsewhere);
        refused("it is a symbolic link");
        if (dangling) {
            assertThat(elsewhere).doesNotExist();
        } else {
            assertThat(elsewhere).hasContent("of somebody else");
        }
        Files.delete(lock);
        WriteLock.take(shared).close();
        assertThat(lock).isRegularFile();
    }

    @Test
    void whatIsNoFileIsRefused() throws Exception {
        Files.createDirectory(lock);
        refused("it is no file");
    }

    @Test
    void aFileElsewhereIsNotGivenAway() throws Exception {
        Files.writeString(elsewhere, "of root");
        var root = Files.getOwner(elsewhere);
        giveToNobody(shared.getParent(), shared);
        Files.createSymbolicLink(lock, elsewhere);
        refused("it is a symbolic link");
        Files.delete(lock);
        Files.createLink(lock, elsewhere);
        refused("it has other names too");
        assertThat(Files.getOwner(elsewhere)).isEqualTo(root);
        Files.delete(lock);
    }

    @Test
    void whatAnAdministratorChangesStaysItsOwners() throws Exception {
        var nobody = giveToNobody(shared.getParent(), shared);
        try (var held = WriteLock.take(shared)) {
            assertThat(held).isNotNull();
            AtomicFile.writeForSameOwner(shared, "more users".getBytes(UTF_8));
        }
        assertThat(Files.getOwner(lock)).isEqualTo(nobody);
        assertThat(Files.getOwner(shared)).isEqualTo(nobody);
        assertThat(shared).hasContent("more users");
    }

    /** Put there when the new file had been made, before it got the permissions of the old one. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileElsewhereDoesNotGetPermissions(boolean ifAllowed) throws Exception {
        Files.writeString(elsewhere, "of the administrator");
        Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rw-rw-rw-"));
        var made = Files.createSymbolicLink(shared.resolveSibling("made"), elsewhere);
        assertThatThrownBy(() -> {
                    if (ifAllowed) {
                        SameAccess.copyIfAllowed(shared, made);
                    } else {
                        SameAccess.copy(shared, made);
                    }
                })
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("made");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(elsewhere)))
                .isEqualTo("rw-------");
    }

    /** What is opened by its name again could be a link by then; what is another user's already could be changed by them. */
    @Test
    void theNewFileIsOpenedOnceAndGivenAwayWhenItIsWritten() throws Exception {
        giveToNobody(shared);
        var disk = FaultyDisk.over(shared.getParent());
        AtomicFile.writeForSameOwner(disk.path("users"), "more users".getBytes(UTF_8));
        List<String> calls = disk.calls().stream()
                .filter(call -> call.matches("(open|write|setOwner|force|move) .*users.*"))
                .map(call -> call.substring(0, call.indexOf(' ')))
                .toList();
        assertThat(calls).as("%s", disk.calls()).containsExactly("open", "write", "setOwner", "force", "move");
    }
}
