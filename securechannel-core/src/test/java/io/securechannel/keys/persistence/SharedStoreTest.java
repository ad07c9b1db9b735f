package io.securechannel.keys.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.StoredData;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads, managers and programs that write one store at the same time lose nothing to each other. */
class SharedStoreTest {

    private static final int TIMES = 12;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void aStore() throws IOException {
        file = Stores.write(directory.resolve(Stores.STORE), Stores.small());
    }

    @Test
    void threadsAndManagersOfOneProgramLoseNothing() throws Exception {
        try (var one = open();
                var other = open()) {
            var threads = Executors.newFixedThreadPool(3);
            try {
                var work = List.of(
                        threads.submit(() -> counted(one, "first")),
                        threads.submit(() -> counted(one, "second")),
                        threads.submit(() -> counted(other, "third")));
                for (var each : work) {
                    assertThat(each.get(20, TimeUnit.SECONDS)).isTrue();
                }
            } finally {
                threads.shutdownNow();
            }
            assertThat(Stores.content(one)).isEqualTo(Stores.content(other));
        }
        requireAll("first", "second", "third");
    }

    @Test
    void twoProgramsLoseNothing() throws Exception {
        var child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CountingMain.class.getName(),
                        file.toString(),
                        Integer.toString(TIMES),
                        "child")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = child.inputReader();
                var keys = open()) {
            assertThat(out.readLine()).isEqualTo("ready");
            child.getOutputStream().write('\n');
            child.getOutputStream().flush();
            Stores.count(keys, TIMES, "parent");
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isZero();
        } finally {
            child.destroyForcibly().waitFor();
        }
        requireAll("child", "parent");
    }

    @Test
    void whoeverFindsItLockedWaitsUntilItIsFree() throws Exception {
        try (var keys = open();
                var other = lockFile()) {
            var held = other.lock();
            var put = new FutureTask<>(() -> keys.put("new", Stores.secret(3)));
            var thread = new Thread(put, "waits for the lock");
            thread.start();
            while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
                Thread.onSpinWait();
            }
            assertThat(Files.readAllBytes(file)).isEqualTo(Stores.small());
            assertThat(keys.toString())
                    .as("another call of this manager that needs no lock")
                    .contains("store");
            held.release();
            assertThat(put.get(20, TimeUnit.SECONDS).name()).isEqualTo("new");
        }
    }

    @Test
    void anInterruptedThreadWritesNothingAndSaysSo() throws Exception {
        try (var keys = open()) {
            KeyMaterialException failure;
            Thread.currentThread().interrupt();
            try {
                failure = catchThrowableOfType(KeyMaterialException.class, () -> keys.put("new", Stores.secret(3)));
            } finally {
                assertThat(Thread.interrupted()).as("the thread is still told").isTrue();
            }
            assertThat(failure.reason()).isEqualTo(Reason.IN_USE);
            assertThat(failure).hasMessageContaining("interrupted").hasMessageContaining("try again");
            assertThat(Files.readAllBytes(file)).isEqualTo(Stores.small());
            keys.put("new", Stores.secret(3));
            assertThat(keys.find("new")).isPresent();
        }
    }

    @Test
    void whoeverHasTheOldPasswordIsToldAndChangesNothing() throws Exception {
        try (var one = open();
                var other = open()) {
            one.changePassword(Stores.OTHER_PASSWORD);
            var changed = Files.readAllBytes(file);
            var failure = catchThrowableOfType(KeyMaterialException.class, () -> other.put("new", Stores.secret(3)));
            assertThat(failure.reason()).isEqualTo(Reason.WRONG_PASSWORD);
            assertThat(failure).hasMessageContaining("has been changed").hasMessageContaining("open it again");
            assertThat(Files.readAllBytes(file)).isEqualTo(changed);
            one.put("new", Stores.secret(3));
        }
    }

    @Test
    void aChangeWithinAChangeIsRefusedAndChangesNothing() throws Exception {
        try (var keys = open()) {
            for (var inner : List.<Inner>of(
                    () -> keys.put("new", Stores.secret(3)),
                    () -> keys.changePassword(Stores.OTHER_PASSWORD),
                    () -> keys.backup(directory.resolve(Stores.COPY)))) {
                assertThatThrownBy(() -> keys.update("counter", StoredData.class, now -> {
                            inner.run();
                            return StoredData.of("test counter/1", Stores.number(99));
                        }))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("within another");
                assertThat(Files.readAllBytes(file)).isEqualTo(Stores.small());
            }
            assertThat(directory.resolve(Stores.COPY)).doesNotExist();
            keys.put("new", Stores.secret(3));
        }
    }

    @Test
    void aChangeByAnotherManagerWithinAChangeIsRefusedBeforeItCostsTheLock() throws Exception {
        try (var one = open();
                var other = open();
                var probe = lockFile()) {
            one.update("counter", StoredData.class, now -> {
                assertThatThrownBy(() -> other.put("new", Stores.secret(3)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("within another");
                assertThatThrownBy(probe::tryLock).isInstanceOf(OverlappingFileLockException.class);
                return StoredData.of("test counter/1", Stores.number(99));
            });
            assertThat(Stores.count(other.get("counter", StoredData.class))).isEqualTo(99);
            other.put("new", Stores.secret(3));
        }
    }

    @Test
    void whoeverReadsDoesNotWaitForTheLock() throws Exception {
        try (var keys = open();
                var other = lockFile()) {
            var held = other.lock();
            var put = new FutureTask<>(() -> keys.put("new", Stores.secret(3)));
            var writer = new Thread(put, "waits for the lock");
            writer.start();
            while (writer.getState() != Thread.State.TIMED_WAITING && writer.isAlive()) {
                Thread.onSpinWait();
            }
            var find = new FutureTask<>(() -> keys.find("counter"));
            new Thread(find, "reads").start();
            assertThat(find.get(5, TimeUnit.SECONDS)).isPresent();
            assertThat(put.isDone()).isFalse();
            held.release();
            assertThat(put.get(20, TimeUnit.SECONDS).name()).isEqualTo("new");
        }
    }

    private void requireAll(String... names) throws KeyMaterialException {
        try (var keys = open()) {
            assertThat(Stores.count(keys.get("counter", StoredData.class))).isEqualTo(TIMES * names.length);
            for (var name : names) {
                assertThat(IntStream.rangeClosed(1, TIMES).mapToObj(i -> name + "-" + i))
                        .allSatisfy(each -> assertThat(keys.find(each)).isPresent());
            }
            assertThat(keys.list()).hasSize(2 + TIMES * names.length);
        }
    }

    private static boolean counted(KeyStoreManager keys, String name) throws KeyMaterialException {
        Stores.count(keys, TIMES, name);
        return true;
    }

    private KeyStoreManager open() throws KeyMaterialException {
        return Stores.builder(file).open(Stores.PASSWORD);
    }

    private FileChannel lockFile() throws IOException {
        return FileChannel.open(
                directory.resolve(Stores.STORE + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** What is tried within a change. */
    @FunctionalInterface
    private interface Inner {
        void run() throws KeyMaterialException;
    }
}
