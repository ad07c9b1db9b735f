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

/** The command line, run in the test's own process on a key store in a directory. It remembers all that was said. */
public final class InProcess {

    public static final String PASSWORD = "Correct-Horse-7319";

    private final Path directory;
    private final StringBuilder said = new StringBuilder();

    public InProcess(Path directory) throws IOException {
        this.directory = directory;
        Files.writeString(file("pw"), PASSWORD + "\n");
        CheapPasswords.use();
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
        for (var word : line.split(" ")) {
            all.add(word.startsWith("@") ? path(word.substring(1)) : word);
        }
        all.addAll(Arrays.asList(more));
        return all;
    }

    private Result execute(List<String> arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
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
