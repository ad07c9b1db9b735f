package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A peer that runs beside the test. It is killed on close, with all that it has started. */
final class Program implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<String> command;
    private final Process process;
    private final Gathered output;
    private final Gathered errors;

    private Program(List<String> command) throws IOException {
        this.command = command;
        this.process = new ProcessBuilder(command).start();
        this.output = new Gathered(process.getInputStream(), command.get(0) + " output");
        this.errors = new Gathered(process.getErrorStream(), command.get(0) + " errors");
    }

    /** Skips the test, by name, where the machine lacks a program. */
    static void require(String name) {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
        if (!found) {
            System.out.println("SKIPPED: " + name + " is not on the PATH, and so the checks against it are left out");
        }
        assumeTrue(found, name + " is not on the PATH: the checks against it are skipped");
    }

    static Program start(List<String> command) throws IOException {
        return new Program(List.copyOf(command));
    }

    static Program start(String... command) throws IOException {
        return start(List.of(command));
    }

    /** Writes to its standard input, which stays open. */
    Program type(String text) throws IOException {
        var input = process.getOutputStream();
        input.write(text.getBytes(StandardCharsets.UTF_8));
        input.flush();
        return this;
    }

    Program endInput() throws IOException {
        process.getOutputStream().close();
        return this;
    }

    /** Waits until its standard output holds this. */
    MatchResult awaitOutput(String regex) throws InterruptedException {
        return await(output, Pattern.compile(regex));
    }

    /** Waits until its standard error holds this. */
    MatchResult awaitErrors(String regex) throws InterruptedException {
        return await(errors, Pattern.compile(regex));
    }

    /** Waits for its end, and for the last of what it has written. */
    int awaitExit() throws InterruptedException {
        return awaitExit(PATIENCE);
    }

    int awaitExit(Duration patience) throws InterruptedException {
        assertThat(process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
                .as("%s should have ended", this)
                .isTrue();
        output.awaitEnd();
        errors.awaitEnd();
        return process.exitValue();
    }

    String output() {
        return output.text();
    }

    String errors() {
        return errors.text();
    }

    /** Kills it as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitExit();
    }

    /** Kills it and all that it has started, and waits until they are gone. */
    void killAll() throws InterruptedException {
        var children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        awaitExit();
        for (var child : children) {
            assertThat(child.onExit())
                    .as("the end of a process that %s has started", this)
                    .succeedsWithin(PATIENCE);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** {@return the command and all that came of it, for failed assertions} */
    @Override
    public String toString() {
        return String.join(" ", command) + "\n--- output\n" + output() + "\n--- errors\n" + errors() + "\n---";
    }

    private MatchResult await(Gathered where, Pattern pattern) throws InterruptedException {
        var found = where.await(pattern, PATIENCE);
        assertThat(found).as("/%s/ in what came of %s", pattern, this).isNotNull();
        return found;
    }

    /** What a stream has given so far; read by a thread of its own, so that the program never waits for the test. */
    private static final class Gathered {

        private final StringBuilder text = new StringBuilder();
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final Thread thread;
        private boolean ended;

        Gathered(InputStream stream, String name) {
            thread = new Thread(() -> gather(new InputStreamReader(stream, StandardCharsets.UTF_8)), name);
            thread.setDaemon(true);
            thread.start();
        }

        String text() {
            lock.lock();
            try {
                return text.toString();
            } finally {
                lock.unlock();
            }
        }

        /** The first match; null if the end or the deadline comes before it. */
        MatchResult await(Pattern pattern, Duration patience) throws InterruptedException {
            long left = patience.toNanos();
            lock.lock();
            try {
                while (true) {
                    var matcher = pattern.matcher(text);
                    if (matcher.find()) {
                        return matcher.toMatchResult();
                    }
                    if (ended || left <= 0) {
                        return null;
                    }
                    left = changed.awaitNanos(left);
                }
            } finally {
                lock.unlock();
            }
        }

        void awaitEnd() throws InterruptedException {
            thread.join(PATIENCE.toMillis());
        }

        private void gather(Reader reader) {
            var buffer = new char[8_192];
            try (reader) {
                for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
                    append(buffer, count);
                }
            } catch (IOException e) {
                append(
                        (" [" + e.getMessage() + "]").toCharArray(),
                        e.getMessage().length() + 3);
            } finally {
                end();
            }
        }

        private void append(char[] buffer, int count) {
            lock.lock();
            try {
                text.append(buffer, 0, count);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private void end() {
            lock.lock();
            try {
                ended = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
