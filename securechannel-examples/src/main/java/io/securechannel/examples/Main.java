package io.securechannel.examples;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
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
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
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
                    if (failure instanceof IllegalArgumentException && isAboutPort(failure)) {
                        command.getErr().println("securechannel: not a port: it is between 0 and 65535");
                        return USAGE;
                    }
                    command.getErr().println("securechannel: " + oneLine(failure) + port(failure, command));
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

    /** What to do about a port that is taken. The library cannot know that here it is an option. */
    private static String port(Exception failure, CommandLine command) {
        boolean taken = failure.getCause() instanceof BindException bind
                && Objects.requireNonNullElse(bind.getMessage(), "").contains("already in use");
        if (!taken) {
            return "";
        }
        var option = command.getCommandSpec().findOption("--port") == null ? "--listen" : "--port";
        return ": another program listens there; end it, or take another port by " + option;
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

    private static String oneLine(Exception failure) {
        var message = Objects.requireNonNullElse(failure.getMessage(), "");
        if (failure instanceof FileSystemException file && file.getReason() == null) {
            message = message
                    + (failure instanceof NoSuchFileException
                            ? ": no such file"
                            : " (" + failure.getClass().getSimpleName() + ")");
        }
        var text = message.isBlank() ? failure.getClass().getSimpleName() : message;
        return Table.visible(text.strip().replaceAll("\\s*\\R\\s*", " ")) + reason(failure);
    }

    /** What was typed must not steer the terminal either. */
    private static String visible(String message) {
        return String.join(
                System.lineSeparator(), message.lines().map(Table::visible).toList());
    }

    /** The JDK checks the range of ports, and so the examples need not. */
    private static boolean isAboutPort(Exception failure) {
        return Objects.requireNonNullElse(failure.getMessage(), "").startsWith("port out of range");
    }

    private static String reason(Exception failure) {
        if (failure instanceof SecureChannelException wire) {
            return " (" + wire.reason() + option(wire.reason()) + ")";
        }
        return failure instanceof KeyMaterialException keys ? " (" + keys.reason() + option(keys.reason()) + ")" : "";
    }

    /** The library's advice names its API; here the same is an option. */
    private static String option(SecureChannelException.Reason reason) {
        return switch (reason) {
            case UNTRUSTED_CERTIFICATE -> ": the right authority belongs into FILE of --ca FILE";
            case CLIENT_CERTIFICATE_MISSING -> ": give a certificate by --cert FILE --key FILE";
            case LOGIN_REQUIRED ->
                ": log in by --user NAME, --token-file FILE, --by-certificate or --by-key; a second step by --code";
            case SIGN_UP_REFUSED -> ": --invitation TOKEN, or another name; the server says by --sign-up who may";
            case UNKNOWN_PEER, PEER_KEY_CHANGED ->
                ": nothing is confirmed; at a terminal you are asked, and --server-key scn1… says whom to believe without";
            case NO_COMMON_SUITE ->
                ": over Noise --shared-secret at both ends or at neither, --classical at the server if at the client, and"
                        + " --key or --identity at the client where the server has --client-key";
            case ALPN_MISMATCH -> ": --raw at both ends, or at neither";
            default -> "";
        };
    }

    /** The same for envelopes and signatures; no other command ends with these reasons. */
    private static String option(KeyMaterialException.Reason reason) {
        return switch (reason) {
            case WRONG_CONTEXT -> ": --context TEXT as whoever sealed it said";
            case NOT_SIGNED -> ": --unsigned takes it from anybody";
            case UNKNOWN_SENDER -> ": --from FILE, or --from-both FILE FILE, says who is expected";
            case NOT_ADDRESSED -> ": --accept-rewrapped takes what others pass on";
            default -> "";
        };
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
