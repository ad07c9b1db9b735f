package io.securechannel.auth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.testkit.faults.DiskState;
import io.securechannel.testkit.faults.Fault;
import io.securechannel.testkit.faults.FaultyDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TESTING.md item 21, for users: a failure or a power cut leaves the old file or the new one, whole. */
class FileFaultsTest {

    private static final List<String> OLD = List.of("ada");
    private static final List<String> NEW = List.of("ada", "bob");

    /** More calls than one change makes. */
    private static final int MANY = 100;

    @TempDir
    Path directory;

    private FaultyDisk disk() throws IOException, KeyMaterialException {
        var place = Files.createTempDirectory(directory, "disk");
        try (var store = CredentialStore.file(place.resolve("users"))) {
            store.add(CredentialStoreContract.user("ada"));
        }
        return FaultyDisk.over(place);
    }

    private static @Nullable KeyMaterialException add(CredentialStore store) {
        try {
            store.add(CredentialStoreContract.user("bob"));
            return null;
        } catch (KeyMaterialException e) {
            return e;
        }
    }

    private static List<String> names(Path directory) throws KeyMaterialException {
        try (var store = CredentialStore.file(directory.resolve("users"))) {
            return store.names();
        }
    }

    @Test
    void aFailureOfAnyCallLeavesTheOldOrTheNewFileAndAProgramThatGoesOn() throws Exception {
        for (var fault : List.of(Fault.FAILS, Fault.FAILS_WHEN_DONE)) {
            int call = 1;
            boolean struck = true;
            for (; struck && call < MANY; call++) {
                var disk = disk();
                try (var store = CredentialStore.file(disk.path("users"))) {
                    disk.at(call, fault);
                    var failure = add(store);
                    struck = disk.struck();
                    disk.noFault();
                    var found = names(disk.real(""));
                    assertThat(found).as("%s", disk.calls()).isIn(OLD, NEW);
                    if (failure == null) {
                        assertThat(found).isEqualTo(NEW);
                    } else {
                        assertThat(failure.reason()).isIn(Reason.UNWRITABLE, Reason.UNREADABLE, Reason.IN_USE);
                    }
                    assertThat(store.names()).as("what the program knows").isEqualTo(found);
                    store.add(CredentialStoreContract.user("eve"));
                    assertThat(store.names()).endsWith("eve").hasSize(found.size() + 1);
                }
            }
            assertThat(call).as("calls that were made to fail").isBetween(12, MANY - 1);
        }
    }

    @Test
    void aPowerCutAtAnyCallLeavesTheOldOrTheNewFile() throws Exception {
        int call = 1;
        boolean oldSeen = false;
        boolean newSeen = false;
        boolean struck = true;
        for (; struck && call < MANY; call++) {
            var disk = disk();
            try (var store = CredentialStore.file(disk.path("users"))) {
                disk.at(call, Fault.POWER_CUT);
                var failure = add(store);
                struck = disk.struck();
                for (var state : different(disk.afterPowerCut())) {
                    var found = names(state.writeTo(Files.createTempDirectory(directory, "state")));
                    assertThat(found).as("cut at %s", disk.calls()).isIn(OLD, NEW);
                    oldSeen |= found.equals(OLD);
                    newSeen |= found.equals(NEW);
                    if (failure == null) {
                        assertThat(found).as("it returned, and so is safe").isEqualTo(NEW);
                    }
                }
            }
        }
        assertThat(call).as("calls at which the power was cut").isBetween(12, MANY - 1);
        assertThat(oldSeen && newSeen).as("both were seen").isTrue();
    }

    /** States in which the file does not differ show nothing new. */
    private static Collection<DiskState> different(List<DiskState> states) {
        var different = new HashMap<Optional<ByteBuffer>, DiskState>();
        states.forEach(state -> different.put(state.content("users").map(ByteBuffer::wrap), state));
        return different.values();
    }
}
