package io.securechannel.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.testkit.faults.Fault;
import io.securechannel.testkit.faults.FaultyDisk;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever call fails, and wherever the power is cut, the file has its old content or the new, whole. */
class AtomicFileTest {

    private static final byte[] OLD = bytes(1, 300);
    private static final byte[] NEW = bytes(2, 500);

    /** More calls than one replacement makes: a loop that gets there never ends. */
    private static final int MANY = 100;

    @TempDir
    Path directory;

    /** One of the ways to write. */
    @FunctionalInterface
    interface Writing {
        void write(Path file, byte[] content) throws IOException;
    }

    private static AtomicFile.Content<IOException> inPieces(byte[] content) {
        return file -> {
            var out = Channels.newOutputStream(file);
            out.write(content, 0, content.length / 3);
            out.write(content, content.length / 3, content.length - content.length / 3);
        };
    }

    /** What is written, over what, and how well the disk writes. */
    enum Case {
        KEY_REPLACED(AtomicFile::writeForOwner, true, Integer.MAX_VALUE),
        KEY_NEW(AtomicFile::writeForOwner, false, Integer.MAX_VALUE),
        KEY_REPLACED_PIECE_BY_PIECE(AtomicFile::writeForOwner, true, 97),
        CERTIFICATE_REPLACED(AtomicFile::write, true, Integer.MAX_VALUE),
        CERTIFICATE_NEW_PIECE_BY_PIECE(AtomicFile::write, false, 211),
        STREAM_REPLACED((file, content) -> AtomicFile.write(file, inPieces(content)), true, Integer.MAX_VALUE),
        SECRET_STREAM_NEW((file, content) -> AtomicFile.writeForOwner(file, inPieces(content)), false, 97),
        REWRITTEN((file, content) -> AtomicFile.rewrite(file, inPieces(content)), true, Integer.MAX_VALUE);

        @SuppressWarnings("ImmutableEnumChecker") // functions without state
        private final Writing writing;

        private final boolean replaces;
        private final int largestWrite;

        Case(Writing writing, boolean replaces, int largestWrite) {
            this.writing = writing;
            this.replaces = replaces;
            this.largestWrite = largestWrite;
        }

        private FaultyDisk disk(Path parent) throws IOException {
            var directory = Files.createTempDirectory(parent, "disk");
            if (replaces) {
                Files.write(directory.resolve("file"), OLD);
            }
            return FaultyDisk.over(directory).writingAtMost(largestWrite);
        }

        private @Nullable IOException write(FaultyDisk disk) {
            try {
                writing.write(disk.path("file"), NEW);
                return null;
            } catch (IOException e) {
                return e;
            }
        }

        private boolean isOld(Optional<byte[]> content) {
            return replaces ? content.isPresent() && Arrays.equals(content.get(), OLD) : content.isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailureOfAnyCallLeavesTheOldOrTheNew(Case written) throws IOException {
        for (var fault : Set.of(Fault.FAILS, Fault.FAILS_WHEN_DONE)) {
            int call = 1;
            for (; call < MANY; call++) {
                var disk = written.disk(directory).at(call, fault);
                var failure = written.write(disk);
                var what = fault + " at " + disk.calls();
                boolean isNew = isNew(content(disk));
                assertThat(isNew || written.isOld(content(disk))).as(what).isTrue();
                assertThat(isNew || failure != null)
                        .as("success is new content, " + what)
                        .isTrue();
                if (isNew && failure != null) {
                    var last = disk.calls().get(call - 1);
                    assertThat(last)
                            .as("only the confirmation may fail by then")
                            .matches("move file|force |close ");
                }
                requireNothingBeside(disk, what);
                if (!disk.struck()) {
                    assertThat(failure).isNull();
                    break;
                }
            }
            assertThat(call).as("calls that were made to fail").isBetween(8, MANY - 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPowerCutAtAnyCallLeavesTheOldOrTheNew(Case written) throws IOException {
        int call = 1;
        boolean oldSeen = false;
        boolean newSeen = false;
        for (; call < MANY; call++) {
            var disk = written.disk(directory).at(call, Fault.POWER_CUT);
            var failure = written.write(disk);
            var states = disk.afterPowerCut();
            for (var state : states) {
                boolean isNew = isNew(state.content("file"));
                newSeen |= isNew;
                oldSeen |= !isNew;
                assertThat(isNew || written.isOld(state.content("file")))
                        .as("cut at %s: %s", disk.calls(), state)
                        .isTrue();
            }
            if (!disk.struck()) {
                assertThat(failure).isNull();
                assertThat(states).as("what returned is on the disk").allMatch(state -> isNew(state.content("file")));
                break;
            }
            assertThat(failure).as("cut at %s", disk.calls()).isNotNull();
        }
        assertThat(call).as("calls at which the power was cut").isBetween(8, MANY - 1);
        assertThat(oldSeen && newSeen).as("both were seen").isTrue();
    }

    @Test
    void nobodyElseMayEverReadAKey() throws IOException {
        var disk = Case.KEY_REPLACED.disk(directory);
        Case.KEY_REPLACED.write(disk);
        assertThat(disk.permissionsEver()).containsExactly("rw-------");
        assertThat(isNew(content(disk))).isTrue();
    }

    @Test
    void whatTheContentThrowsComesOutAndLeavesNothing() throws IOException {
        for (var written : Set.of(Case.STREAM_REPLACED, Case.SECRET_STREAM_NEW)) {
            var disk = written.disk(directory);
            assertThatThrownBy(() -> AtomicFile.write(disk.path("file"), file -> {
                        Channels.newOutputStream(file).write(NEW, 0, 100);
                        throw new GeneralSecurityException("not to be");
                    }))
                    .isInstanceOf(GeneralSecurityException.class)
                    .hasMessage("not to be");
            assertThat(written.isOld(content(disk))).isTrue();
            assertThat(disk.names()).isEqualTo(written.replaces ? List.of("file") : List.of());
        }
    }

    @Test
    void whatIsRewrittenKeepsItsPermissionsAndIsPrivateUntilThen() throws IOException {
        var disk = Case.REWRITTEN.disk(directory);
        Files.setPosixFilePermissions(disk.real("file"), PosixFilePermissions.fromString("rw-r-----"));
        var permissions = new ArrayList<String>();
        AtomicFile.rewrite(disk.path("file"), file -> {
            for (var name : disk.names()) {
                if (!name.equals("file")) {
                    permissions.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(disk.real(name))));
                }
            }
            Channels.newOutputStream(file).write(NEW);
        });
        assertThat(permissions).containsExactly("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(disk.real("file"))))
                .isEqualTo("rw-r-----");
        assertThat(isNew(content(disk))).isTrue();
    }

    @Test
    void theFirstFailureIsTheOneThatIsTold() throws IOException {
        var disk = Case.KEY_REPLACED.disk(directory).at(1, Fault.FAILS);
        int call = 1;
        while (!disk.calls().toString().contains("write")) {
            call++;
            disk = Case.KEY_REPLACED.disk(directory).at(call, Fault.POWER_CUT);
            Case.KEY_REPLACED.write(disk);
        }
        var again = Case.KEY_REPLACED.disk(directory).at(call, Fault.POWER_CUT);
        var failure = Case.KEY_REPLACED.write(again);
        assertThat(failure).hasMessageContaining("write");
        assertThat(failure.getSuppressed()).anyMatch(e -> e.getMessage().contains("power is off: delete"));
    }

    @Test
    void anUnconfirmedRenameSaysThatTheNewContentIsThere() throws IOException {
        var whole = Case.KEY_REPLACED.disk(directory);
        Case.KEY_REPLACED.write(whole);
        int force = whole.calls().lastIndexOf("force ") + 1;
        assertThat(force).as("the directory is forced: %s", whole.calls()).isPositive();
        var disk = Case.KEY_REPLACED.disk(directory).at(force, Fault.FAILS);
        assertThat(Case.KEY_REPLACED.write(disk))
                .hasMessageContaining("file")
                .hasMessageContaining("has its new content")
                .hasMessageContaining("write it again")
                .hasCauseInstanceOf(IOException.class);
        assertThat(isNew(content(disk))).isTrue();
    }

    @Test
    void anInterruptedThreadLeavesTheOldContentAndNothingBeside() throws IOException {
        var disk = Case.KEY_REPLACED.disk(directory);
        IOException failure;
        Thread.currentThread().interrupt();
        try {
            failure = Case.KEY_REPLACED.write(disk);
        } finally {
            assertThat(Thread.interrupted()).as("the thread is still told").isTrue();
        }
        assertThat(failure).isInstanceOf(ClosedByInterruptException.class);
        assertThat(content(disk))
                .hasValueSatisfying(content -> assertThat(content).isEqualTo(OLD));
        requireNothingBeside(disk, "interrupted");
    }

    @Test
    void whereThereAreAccessListsTheOwnerIsAloneOnThem() throws IOException {
        var disk = FaultyDisk.withViews(directory, Set.of("basic", "acl"));
        AtomicFile.writeForOwner(disk.path("file"), NEW);
        var list = Files.getFileAttributeView(disk.path("file"), AclFileAttributeView.class)
                .getAcl();
        assertThat(list).hasSize(1);
        assertThat(list.get(0).principal().getName()).isEqualTo(System.getProperty("user.name"));
        assertThat(isNew(content(disk))).isTrue();
    }

    @Test
    void whereNobodyIsKeptOutNoKeyIsWritten() throws IOException {
        var disk = FaultyDisk.withViews(directory, Set.of("basic"));
        assertThatThrownBy(() -> AtomicFile.writeForOwner(disk.path("file"), NEW))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("choose another directory");
        assertThat(disk.names()).isEmpty();
        AtomicFile.write(disk.path("file"), NEW);
        assertThat(isNew(content(disk))).isTrue();
    }

    @Test
    void wherePermissionsAreForgottenNoKeyIsWritten() throws IOException {
        var disk = FaultyDisk.over(directory).forgettingPermissions();
        assertThatThrownBy(() -> AtomicFile.writeForOwner(disk.path("file"), NEW))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not keep permissions");
        assertThat(disk.names()).isEmpty();
        AtomicFile.write(disk.path("file"), NEW);
        assertThat(isNew(content(disk))).isTrue();
    }

    @Test
    void aMissingDirectoryIsNamed() throws IOException {
        var disk = FaultyDisk.over(directory);
        var failure =
                catchThrowableOfType(IOException.class, () -> AtomicFile.writeForOwner(disk.path("missing/file"), NEW));
        assertThat(failure).hasMessageContaining("there is no directory").hasMessageContaining("missing");
    }

    /** A name may stay if the call that made it failed afterwards: then nobody knows it, and it is empty. */
    private static void requireNothingBeside(FaultyDisk disk, String what) throws IOException {
        for (var name : disk.names()) {
            if (!name.equals("file")) {
                assertThat(Files.size(disk.real(name))).as(name + ", " + what).isZero();
            }
        }
    }

    private static Optional<byte[]> content(FaultyDisk disk) throws IOException {
        var file = disk.real("file");
        return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    }

    private static boolean isNew(Optional<byte[]> content) {
        return content.isPresent() && Arrays.equals(content.get(), NEW);
    }

    private static byte[] bytes(int value, int length) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
