package io.securechannel.examples.secret.road;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** A server of the road in a thread of this process, until it is closed. */
final class Started implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final String url;

    private Started(Object command, String... arguments) throws InterruptedException {
        thread = new Thread(
                () -> new CommandLine(command)
                        .setOut(new PrintWriter(new Lines(), true))
                        .setExecutionExceptionHandler((failure, line, parsed) -> {
                            lines.add("ended: " + failure);
                            return 1;
                        })
                        .execute(arguments),
                "server");
        thread.start();
        url = awaitLine("http://localhost:\\d+/secret");
    }

    /** Starts a server at a free port, and waits until it listens. */
    static Started at(Object command, String portOption, String... more) throws InterruptedException {
        var arguments = new String[more.length + 2];
        arguments[0] = portOption;
        arguments[1] = "0";
        System.arraycopy(more, 0, arguments, 2, more.length);
        return new Started(command, arguments);
    }

    String url() {
        return url;
    }

    /** {@return what the pattern finds, in the first line where it does; lines before it are passed over} */
    String awaitLine(String pattern) throws InterruptedException {
        var compiled = Pattern.compile(pattern);
        for (var line = next(); line != null; line = next()) {
            var matcher = compiled.matcher(line);
            if (matcher.find()) {
                return matcher.group();
            }
        }
        throw new AssertionError("no line like " + pattern);
    }

    private String next() throws InterruptedException {
        return lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new AssertionError("it did not end");
        }
    }

    /** Cuts what is written into lines. */
    private final class Lines extends Writer {

        private final StringBuilder line = new StringBuilder();

        @Override
        public void write(char[] characters, int from, int count) {
            for (int i = from; i < from + count; i++) {
                char each = characters[i];
                if (each == '\n') {
                    lines.add(line.toString().stripTrailing());
                    line.setLength(0);
                } else {
                    line.append(each);
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
