package io.securechannel.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that prints, and what of it has been looked at. It is destroyed by {@link #close()}, whatever happened. */
final class ConsoleProgram implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final StringBuilder unseen = new StringBuilder();
    private boolean ended;
    private final Thread reader = new Thread(this::read);

    private ConsoleProgram(Process process) {
        this.process = process;
    }

    static ConsoleProgram start(ProcessBuilder command) throws IOException {
        var program = new ConsoleProgram(command.redirectErrorStream(true).start());
        program.process.getOutputStream().close();
        program.reader.setName("output of " + command.command());
        program.reader.setDaemon(true);
        program.reader.start();
        return program;
    }

    /**
     * Waits until what was printed since the last time begins as the pattern says.
     *
     * @param pattern of whole lines
     * @param asShown makes of what is printed what the pattern speaks of
     */
    void await(Pattern pattern, UnaryOperator<String> asShown) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (true) {
                Matcher matcher = pattern.matcher(asShown.apply(unseen.toString()));
                if (matcher.lookingAt()) {
                    seen(matcher.group());
                    return;
                }
                if (ended || left <= 0) {
                    throw new AssertionError("expected:\n" + pattern + "\nand it prints:\n" + unseen);
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a line in which the pattern is found, and leaves it to be seen. */
    Matcher peek(String pattern) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (true) {
                var matcher = Pattern.compile(pattern).matcher(unseen.toString());
                if (matcher.find()) {
                    return matcher;
                }
                if (ended || left <= 0) {
                    throw new AssertionError("no " + pattern + " in what it prints:\n" + unseen);
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** {@return all that it printed, when it has ended by itself} */
    String toEnd() throws InterruptedException {
        reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        lock.lock();
        try {
            if (!ended) {
                throw new AssertionError("no end; it prints:\n" + unseen);
            }
            return unseen.toString();
        } finally {
            lock.unlock();
        }
    }

    /** Ends it, and what it has started. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    /** The lines that were looked at are as many in what is printed as in what is shown. */
    private void seen(String shown) {
        for (long lines = shown.lines().count(); lines > 0; lines--) {
            unseen.delete(0, unseen.indexOf("\n") + 1);
        }
    }

    private void read() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                add(line + "\n", false);
            }
            add("", true);
        } catch (IOException e) {
            add("could not read on: " + e + "\n", true);
        }
    }

    private void add(String text, boolean end) {
        lock.lock();
        try {
            unseen.append(text);
            ended = end;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
