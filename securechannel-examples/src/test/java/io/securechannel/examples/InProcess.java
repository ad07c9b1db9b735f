package io.securechannel.examples;

import io.securechannel.examples.keys.CheapPasswords;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;

/** The command line, run in the test's own process on a key store in a directory. It remembers all that was said. */
public final class InProcess {

    public static final String PASSWORD = "Correct-Horse-7319";

    private final Path directory;
    private final Function<String[], CommandLine> commands;
    private final StringBuilder said = new StringBuilder();

    public InProcess(Path directory) throws IOException {
        this(directory, Main::commandLine);
    }

    private InProcess(Path directory, Function<String[], CommandLine> commands) throws IOException {
        this.directory = directory;
        this.commands = commands;
        Files.writeString(file("pw"), PASSWORD + "\n");
        CheapPasswords.use();
    }

    /**
     * The same for commands that keep nothing from one run to the next, and without options of argument groups, which picocli
     * does keep: they are made once for all runs, because making all that there are takes longer than most of them run.
     */
    public static InProcess reusingCommands(Path directory) throws IOException {
        return new InProcess(directory, arguments -> Reused.COMMANDS);
    }

    private static final class Reused {
        private static final CommandLine COMMANDS = Main.commandLine();
    }

    public Path file(String name) {
        return directory.resolve(name);
    }

    public String path(String name) {
        return file(name).toString();
    }

    public KeyStoreManager open() throws Exception {
        try (var password = Password.copyOf(PASSWORD.toCharArray())) {
            return KeyStoreManager.open(file("test.keys"), password);
        }
    }

    /** A command that opens the key store. Arguments are split at blanks; {@code @name} is a file in the directory. */
    public Result store(String line, String... more) {
        var all = arguments(line, more);
        all.addAll(List.of("--store", path("test.keys"), "--password-file", path("pw")));
        return execute(all);
    }

    /** Any other command. */
    public Result run(String line, String... more) {
        return execute(arguments(line, more));
    }

    /** All that all commands wrote. */
    public String said() {
        return said.toString();
    }

    private List<String> arguments(String line, String... more) {
        var all = new ArrayList<String>();
        for (var word : line.split(" ", -1)) {
            all.add(word.startsWith("@") ? path(word.substring(1)) : word);
        }
        all.addAll(Arrays.asList(more));
        return all;
    }

    private Result execute(List<String> arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var words = arguments.toArray(String[]::new);
        int code = commands.apply(words)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
        said.append(out).append(err);
        return new Result(arguments, code, out.toString(), err.toString());
    }

    public record Result(List<String> arguments, int code, String out, String err) {

        /** The output of a command that must have succeeded and complained of nothing. */
        public String done() {
            if (code != 0 || !err.isEmpty()) {
                throw new AssertionError(arguments + " ended with " + code + ":\n" + out + err);
            }
            return out;
        }

        /** The one line of a command that must have failed. */
        public String failed() {
            if (code != 1 || err.lines().count() != 1 || !out.isEmpty()) {
                throw new AssertionError(arguments + " ended with " + code + ":\n" + out + err);
            }
            return err;
        }

        /** The complaint about a command that must have been called wrongly. */
        public String wrong() {
            if (code != 2 || !out.isEmpty()) {
                throw new AssertionError(arguments + " ended with " + code + ":\n" + out + err);
            }
            return err.lines().findFirst().orElse("");
        }
    }
}
