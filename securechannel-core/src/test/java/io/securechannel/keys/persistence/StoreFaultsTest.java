package io.securechannel.keys.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.testkit.faults.DiskState;
import io.securechannel.testkit.faults.Fault;
import io.securechannel.testkit.faults.FaultyDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * TESTING.md item 21: at every call of the file system, a failure or a power cut leaves the old store or the new one, whole;
 * and after a failure the program that met it goes on.
 */
class StoreFaultsTest {

    /** More calls than one change makes: a loop that gets there never ends. */
    private static final int MANY = 200;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void aFailureOfAnyCallLeavesTheOldOrTheNewStoreAndAProgramThatGoesOn(StoreChange change)
            throws IOException, KeyMaterialException {
        var after = changed(change);
        for (var fault : List.of(Fault.FAILS, Fault.FAILS_WHEN_DONE)) {
            int call = 1;
            boolean struck = true;
            for (; struck && call < MANY; call++) {
                try (var trial = new Trial(change, after)) {
                    var failure = trial.run(call, fault);
                    struck = trial.disk.struck();
                    assertThat(struck || failure == null).isTrue();
                    trial.requireOldOrNew(failure);
                    trial.requireNothingLeftBehind();
                    trial.disk.noFault();
                    trial.requireThatItGoesOn();
                }
            }
            assertThat(call).as("calls that were made to fail").isBetween(12, MANY - 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPowerCutAtAnyCallLeavesTheOldOrTheNewStore(StoreChange change) throws IOException, KeyMaterialException {
        var after = changed(change);
        int call = 1;
        boolean oldSeen = false;
        boolean newSeen = false;
        boolean struck = true;
        for (; struck && call < MANY; call++) {
            try (var trial = new Trial(change, after)) {
                var failure = trial.run(call, Fault.POWER_CUT);
                struck = trial.disk.struck();
                for (var state : different(trial.disk.afterPowerCut())) {
                    var found = Stores.look(state.writeTo(Files.createTempDirectory(directory, "state")));
                    assertThat(found)
                            .as("%s cut at %s", change, trial.disk.calls())
                            .isIn(trial.before, trial.after);
                    oldSeen |= found.equals(trial.before);
                    newSeen |= found.equals(trial.after);
                    if (failure == null) {
                        assertThat(found)
                                .as("%s returned, and so is safe", change)
                                .isEqualTo(trial.after);
                    }
                }
            }
        }
        assertThat(call).as("calls at which the power was cut").isBetween(12, MANY - 1);
        assertThat(oldSeen && newSeen).as("both were seen").isTrue();
    }

    @Test
    void noFailureLetsAStoreBeMadeInThePlaceOfAnother() throws IOException {
        int call = 1;
        boolean struck = true;
        for (; struck && call < MANY; call++) {
            var disk = disk(true);
            disk.at(call, Fault.FAILS);
            var failure = StoreChange.CREATE.make(null, disk.path(""));
            struck = disk.struck();
            assertThat(failure).isNotNull();
            assertThat(failure.reason()).isIn(Reason.ALREADY_THERE, Reason.UNWRITABLE);
            assertThat(Files.readAllBytes(disk.real(Stores.STORE)))
                    .as("call %d of %s", call, disk.calls())
                    .isEqualTo(Stores.small());
        }
        assertThat(call).as("calls that were made to fail").isBetween(5, MANY - 1);
    }

    @Test
    void noFailureLetsABackupReplaceAnother() throws IOException, KeyMaterialException {
        int call = 1;
        boolean struck = true;
        for (; struck && call < MANY; call++) {
            var disk = disk(true);
            var other = Stores.write(disk.real(Stores.COPY), new byte[] {1, 2, 3});
            disk = FaultyDisk.over(disk.real(""));
            try (var keys = Stores.builder(disk.path(Stores.STORE)).open(Stores.PASSWORD)) {
                disk.at(call, Fault.FAILS);
                var failure = StoreChange.BACKUP.make(keys, disk.path(""));
                struck = disk.struck();
                assertThat(failure).isNotNull();
                assertThat(failure.reason()).isIn(Reason.ALREADY_THERE, Reason.UNWRITABLE, Reason.UNREADABLE);
                assertThat(Files.readAllBytes(other))
                        .as("call %d of %s", call, disk.calls())
                        .containsExactly(1, 2, 3);
            }
        }
        assertThat(call).as("calls that were made to fail").isBetween(8, MANY - 1);
    }

    /** States in which neither the store nor its copy differs show nothing new. */
    private static List<DiskState> different(List<DiskState> states) {
        Map<List<Optional<ByteBuffer>>, DiskState> different = new HashMap<>();
        for (var state : states) {
            different.put(
                    List.of(
                            state.content(Stores.STORE).map(ByteBuffer::wrap),
                            state.content(Stores.COPY).map(ByteBuffer::wrap)),
                    state);
        }
        return List.copyOf(different.values());
    }

    private FaultyDisk disk(boolean withStore) throws IOException {
        var made = Files.createTempDirectory(directory, "disk");
        if (withStore) {
            Stores.write(made.resolve(Stores.STORE), Stores.small());
        }
        return FaultyDisk.over(made);
    }

    /** One change of a fresh store on a disk of its own. */
    private final class Trial implements AutoCloseable {

        private final StoreChange change;
        private final FaultyDisk disk;
        private final String before;
        private final String after;
        private final @Nullable KeyStoreManager keys;

        Trial(StoreChange change, String after) throws IOException, KeyMaterialException {
            this.change = change;
            this.disk = disk(change.needsStore());
            this.before = Stores.look(disk.real(""));
            this.after = after;
            this.keys = change.needsStore()
                    ? Stores.builder(disk.path(Stores.STORE)).open(Stores.PASSWORD)
                    : null;
        }

        @Nullable
        KeyMaterialException run(int call, Fault fault) {
            disk.at(call, fault);
            return change.make(keys, disk.path(""));
        }

        void requireOldOrNew(@Nullable KeyMaterialException failure) throws IOException, KeyMaterialException {
            var found = Stores.look(disk.real(""));
            assertThat(found).as("%s with %s", change, disk.calls()).isIn(before, after);
            if (failure == null) {
                assertThat(found).as("%s with %s", change, disk.calls()).isEqualTo(after);
                return;
            }
            assertThat(failure.reason()).isIn(Reason.UNWRITABLE, Reason.UNREADABLE);
            assertThat(failure).hasMessageContaining(disk.real("").toString());
            if (found.equals(after)) {
                assertThat(failure)
                        .as("%s with %s", change, disk.calls())
                        .message()
                        .doesNotContain("what was there before is there still");
            }
        }

        /** A name may stay if the call that made it failed afterwards: then nobody knows it, and it is empty. */
        void requireNothingLeftBehind() throws IOException {
            for (var name : disk.names()) {
                if (!List.of(Stores.STORE, Stores.COPY).contains(name)) {
                    assertThat(Files.size(disk.real(name))).as(name).isZero();
                }
            }
        }

        /** Program and file agree, and the lock is free for this program and for another. */
        void requireThatItGoesOn() throws IOException, KeyMaterialException {
            if (keys == null) {
                return;
            }
            var found = Stores.look(disk.real(""));
            assertThat(found).contains(": " + Stores.content(keys) + " copy: ");
            keys.put("afterwards", Stores.secret(9));
            assertThat(Stores.look(disk.real(""))).contains(": " + Stores.content(keys) + " copy: ");
            assertThat(keys.find("afterwards")).isPresent();
        }

        @Override
        public void close() {
            if (keys != null) {
                keys.close();
            }
        }
    }

    /** What the change makes of the store where nothing fails. */
    private String changed(StoreChange change) throws IOException, KeyMaterialException {
        var plain = Files.createTempDirectory(directory, "plain");
        if (change.needsStore()) {
            Stores.write(plain.resolve(Stores.STORE), Stores.small());
            try (var keys = Stores.builder(plain.resolve(Stores.STORE)).open(Stores.PASSWORD)) {
                assertThat(change.make(keys, plain)).isNull();
            }
        } else {
            assertThat(change.make(null, plain)).isNull();
        }
        return Stores.look(plain);
    }
}
