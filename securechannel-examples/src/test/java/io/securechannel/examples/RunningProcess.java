package io.securechannel.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that runs beside the test. It is destroyed by {@link #close()}, whatever happened. */
final class RunningProcess implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();
    private final Thread reader = new Thread(this::read);

    private RunningProcess(Process process) {
        this.process = process;
    }

    static RunningProcess start(Path directory, List<String> command) throws IOException {
        var running = new RunningProcess(new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start());
        running.reader.setName("output of " + command);
        running.reader.setDaemon(true);
        running.reader.start();
        return running;
    }

    /** Waits for a line in which the pattern is found; lines before it are passed over. */
    Matcher awaitLine(String pattern) throws InterruptedException {
        var compiled = Pattern.compile(pattern);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (var line = next(until); line != null; line = next(until)) {
            seen.add(line);
            var matcher = compiled.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
        }
        throw new AssertionError("no line like " + pattern + " in\n" + String.join("\n", seen));
    }

    /** Its number, for tools that attach to it. */
    long pid() {
        return process.pid();
    }

    /** Waits until it has ended by itself. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it did not end");
        }
        return process.exitValue();
    }

    /** Asks it to end, as Ctrl-C does, and waits until it has. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it did not stop");
        }
        return process.exitValue();
    }

    /** Sends a signal, by the system's own kill; nothing, where it has ended. */
    void signal(String name) throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new AssertionError("there is no kill on the PATH", e);
        }
    }

    /**
     * Asks it to end, kills what it leaves behind, and waits until nothing of it is left: the end of its output comes when
     * the last process has gone that could write to it.
     */
    void stopWithChildren() throws InterruptedException {
        var children = process.descendants().toList();
        stop();
        children.forEach(ProcessHandle::destroyForcibly);
        reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    private String next(long until) throws InterruptedException {
        return lines.poll(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("could not read on: " + e);
        }
    }
}
