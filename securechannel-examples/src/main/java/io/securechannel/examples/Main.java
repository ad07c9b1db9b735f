package io.securechannel.examples;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/**
 * The command line. It ends with 0 when done, with 1 and one line on standard error when it failed, and with 2 and the
 * usage when it was called wrongly.
 */
@Command(
        name = "securechannel",
        description = "Authenticated, encrypted channels over sockets.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = AboutCommand.class)
public final class Main {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    Main() {}

    /**
     * Runs one command and ends the process with its exit code.
     *
     * @param arguments the command and its options
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("securechannel: " + oneLine(failure));
            return FAILED;
        });
    }

    private static String oneLine(Exception failure) {
        var message = Objects.requireNonNullElse(failure.getMessage(), "");
        var text = message.isBlank() ? failure.getClass().getSimpleName() : message;
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** From the manifest of the jar, so that it is never a second place to change. */
    static final class Version implements IVersionProvider {

        Version() {}

        @Override
        public String[] getVersion() {
            return new String[] {"securechannel " + current()};
        }

        static String current() {
            return Objects.requireNonNullElse(Main.class.getPackage().getImplementationVersion(), "(not packaged)");
        }
    }
}
