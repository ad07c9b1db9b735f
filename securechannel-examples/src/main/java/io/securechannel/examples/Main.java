package io.securechannel.examples;

import io.securechannel.examples.bench.BenchCommand;
import io.securechannel.examples.ca.CaCommand;
import io.securechannel.examples.console.Misspelling;
import io.securechannel.examples.console.Table;
import io.securechannel.examples.demo.DemoCommand;
import io.securechannel.examples.echo.EchoClient;
import io.securechannel.examples.echo.EchoServer;
import io.securechannel.examples.envelopes.EnvelopeCommand;
import io.securechannel.examples.envelopes.OpenCommand;
import io.securechannel.examples.envelopes.RewrapCommand;
import io.securechannel.examples.envelopes.SealCommand;
import io.securechannel.examples.envelopes.SignCommand;
import io.securechannel.examples.envelopes.VerifyCommand;
import io.securechannel.examples.inspect.InspectCommand;
import io.securechannel.examples.keys.KeysCommand;
import io.securechannel.examples.messenger.server.ChatServerCommand;
import io.securechannel.examples.messenger.terminal.ChatCommand;
import io.securechannel.examples.rsamigration.RsaMigrationCommand;
import io.securechannel.examples.secret.SecretClient;
import io.securechannel.examples.secret.SecretServer;
import io.securechannel.examples.secret.road.SecretRoadCommand;
import io.securechannel.examples.tap.TapCommand;
import io.securechannel.examples.transfer.terminal.ReceiveFileCommand;
import io.securechannel.examples.transfer.terminal.SendFileCommand;
import io.securechannel.examples.users.UsersCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. It ends with 0 when done, with 1 and one line on standard error when it failed, and with 2 and what
 * is wrong when it was called wrongly.
 */
@Command(
        name = "securechannel",
        description = "Authenticated, encrypted channels over sockets.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footerHeading = "%nBegin with:%n",
        footer = {
            "  demo          and then, in two terminals:",
            "  echo-server",
            "  echo-client --ca securechannel-dev.crt"
        })
public final class Main {

    private static final List<Class<?>> COMMANDS = List.of(
            DemoCommand.class,
            EchoServer.class,
            EchoClient.class,
            ChatServerCommand.class,
            ChatCommand.class,
            SendFileCommand.class,
            ReceiveFileCommand.class,
            UsersCommand.class,
            KeysCommand.class,
            CaCommand.class,
            SealCommand.class,
            OpenCommand.class,
            RewrapCommand.class,
            EnvelopeCommand.class,
            SignCommand.class,
            VerifyCommand.class,
            RsaMigrationCommand.class,
            DevCertsCommand.class,
            SecretServer.class,
            SecretClient.class,
            SecretRoadCommand.class,
            TapCommand.class,
            InspectCommand.class,
            BenchCommand.class,
            AboutCommand.class);

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    /** Held, because the logging of the JDK forgets the levels of loggers that nobody holds. */
    private static final Logger EVENTS = Logger.getLogger("io.securechannel");

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show the library's security events on standard error.")
    private boolean verbose;

    Main() {}

    /**
     * Runs one command and ends the process with its exit code.
     *
     * @param arguments the command and its options
     */
    public static void main(String[] arguments) {
        System.setOut(utf8(FileDescriptor.out));
        System.setErr(utf8(FileDescriptor.err));
        System.exit(commandLine(arguments).execute(arguments));
    }

    /** Only with the command that is called, where the first argument is one: to make them all takes longer than most of them run. */
    static CommandLine commandLine(String... arguments) {
        var main = new Main();
        var line = new CommandLine(main);
        var called = COMMANDS.stream()
                .filter(each -> arguments.length > 0 && name(each).equals(arguments[0]))
                .toList();
        (called.isEmpty() ? COMMANDS : called).forEach(line::addSubcommand);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setExecutionStrategy(parsed -> {
                    log(main.verbose);
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setParameterExceptionHandler((wrong, given) -> usage(wrong))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof IllegalArgumentException && FailureText.isAboutPort(failure)) {
                        command.getErr().println("securechannel: not a port: it is between 0 and 65535");
                        return USAGE;
                    }
                    command.getErr().println("securechannel: " + FailureText.of(failure, command));
                    return FAILED;
                })
                .setHelpSectionMap(asWritten(line.getHelpSectionMap()));
    }

    /** A command in an example stays in one line, however long it is: broken in its middle it cannot be pasted. */
    private static Map<String, IHelpSectionRenderer> asWritten(Map<String, IHelpSectionRenderer> sections) {
        var changed = new HashMap<>(sections);
        changed.put(
                UsageMessageSpec.SECTION_KEY_FOOTER,
                help -> Stream.of(help.commandSpec().usageMessage().footer())
                        .map(each -> each + System.lineSeparator())
                        .collect(Collectors.joining()));
        return changed;
    }

    private static String name(Class<?> command) {
        return Objects.requireNonNull(command.getAnnotation(Command.class)).name();
    }

    /** What is wrong, and where it says what is right; where a command is missing, those that there are. */
    private static int usage(ParameterException wrong) {
        var command = wrong.getCommandLine();
        command.getErr().println(visible(Objects.requireNonNullElse(wrong.getMessage(), "")));
        if (!command.getSubcommands().isEmpty() && !(wrong instanceof UnmatchedArgumentException)) {
            command.usage(command.getErr());
            return USAGE;
        }
        suggest(wrong);
        command.getErr().println("see " + command.getCommandSpec().qualifiedName() + " --help");
        return USAGE;
    }

    /** The nearest options; of what begins as no option, the commands that picocli thinks of. */
    private static void suggest(ParameterException wrong) {
        var command = wrong.getCommandLine();
        var typed = wrong instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched().stream().findFirst().orElse("")
                : "";
        if (!typed.startsWith("-")) {
            UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
            return;
        }
        var near = Misspelling.nearest(
                typed.replaceFirst("=.*", ""),
                command.getCommandSpec().optionsMap().keySet());
        if (!near.isEmpty()) {
            command.getErr().println("Did you mean: " + String.join(" or ", near));
        }
    }

    /** Standard error is for the one line that says what failed, unless somebody wants to see more. */
    private static void log(boolean verbose) {
        LogManager.getLogManager().reset();
        EVENTS.setLevel(verbose ? Level.ALL : Level.OFF);
        if (verbose && System.getProperty("java.util.logging.SimpleFormatter.format") == null) {
            System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tT.%1$tL %4$s %5$s%n");
        }
        if (verbose) {
            var console = new ConsoleHandler();
            console.setLevel(Level.ALL);
            console.setFormatter(new SimpleFormatter());
            EVENTS.addHandler(console);
        }
    }

    /** What was typed must not steer the terminal either. */
    private static String visible(String message) {
        return String.join(
                System.lineSeparator(), message.lines().map(Table::visible).toList());
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
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
