package io.securechannel.examples.messenger;

import io.securechannel.examples.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Real terminals: a tmux server of its own, whose socket is in the test's directory. It is killed on close. */
public final class Tmux implements AutoCloseable {

    static final int COLUMNS = 100;
    static final int ROWS = 30;

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(90);
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(100);

    private final Path directory;
    private final Path settings;

    public Tmux(Path directory) throws IOException {
        this.directory = directory;
        this.settings = Files.writeString(directory.resolve("tmux.conf"), """
                set -g default-terminal screen-256color
                set -g status off
                set -g history-limit 5000
                """);
    }

    /** Opens a terminal in which a shell waits that knows this environment alone. */
    public void open(String name, Path home, Map<String, String> environment) throws Exception {
        var shell = new StringBuilder("exec env -i TERM=screen-256color LC_ALL=C.UTF-8 PS1='$ '");
        environment.forEach((variable, value) ->
                shell.append(' ').append(variable).append("='").append(value).append('\''));
        var size = List.of("-x", Integer.toString(COLUMNS), "-y", Integer.toString(ROWS));
        var command = new ArrayList<>(List.of("new-session", "-d", "-s", name, "-c", home.toString()));
        command.addAll(size);
        command.add(shell + " sh");
        run(command.toArray(String[]::new));
    }

    /** Types a line, and the key that ends it. */
    public void enter(String name, String line) throws Exception {
        type(name, line);
        key(name, "Enter");
    }

    void type(String name, String text) throws Exception {
        run("send-keys", "-t", name, "-l", "--", text);
    }

    public void key(String name, String key) throws Exception {
        run("send-keys", "-t", name, key);
    }

    /** {@return what can be seen now, a line a row} */
    public String visible(String name) throws Exception {
        return run("capture-pane", "-p", "-t", name);
    }

    /** {@return the same with the sequences that colour it} */
    String coloured(String name) throws Exception {
        return run("capture-pane", "-p", "-e", "-t", name);
    }

    /** {@return all that was ever on it, with one blank in the place of all blanks and line breaks} */
    public String all(String name) throws Exception {
        return run("capture-pane", "-p", "-J", "-S", "-", "-t", name).replaceAll("\\s+", " ");
    }

    /** Waits until a text is there, or was, and gives all that is or was. */
    public String await(String name, String text) throws Exception {
        return await(name, text, this::all, all -> all.contains(text));
    }

    /** Waits until what is visible is so. */
    public String awaitVisible(String name, String what, Predicate<String> so) throws Exception {
        return await(name, what, this::visible, so);
    }

    private interface Look {
        String at(String name) throws Exception;
    }

    private static String await(String name, String what, Look look, Predicate<String> so) throws Exception {
        long until = System.nanoTime() + PATIENCE;
        var seen = "";
        while (System.nanoTime() - until < 0) {
            seen = look.at(name);
            if (so.test(seen)) {
                return seen;
            }
            LockSupport.parkNanos(LOOK_AGAIN);
        }
        throw new AssertionError("on the terminal of " + name + " there is no " + what + ":\n" + seen);
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of("tmux", "-u", "-S", directory.resolve("tmux.socket").toString(), "-f", settings.toString()));
        command.addAll(Arrays.asList(arguments));
        return Processes.run(directory, Map.of(), 60, command).orThrow();
    }

    @Override
    public void close() throws IOException {
        try {
            run("kill-server");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
