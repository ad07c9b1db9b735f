package io.securechannel.examples.messenger.terminal;

import io.securechannel.ClientConfig;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.console.FirstContact;
import io.securechannel.examples.console.KeysPasswordOptions;
import io.securechannel.examples.console.NoPasswordArgument;
import io.securechannel.examples.console.PasswordOptions;
import io.securechannel.examples.console.PublicKeyTexts;
import io.securechannel.examples.console.Terminal;
import io.securechannel.examples.messenger.client.ChatClient;
import io.securechannel.examples.messenger.client.ChatException;
import io.securechannel.examples.messenger.client.ClientSettings;
import io.securechannel.examples.messenger.client.Messenger;
import io.securechannel.examples.messenger.protocol.UserNames;
import io.securechannel.examples.tap.HostAndPort;
import io.securechannel.keys.PasswordCost;
import io.securechannel.noise.NoiseContext;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import io.securechannel.tls.TlsContextFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The messenger at a terminal, or plain lines for scripts. */
@Command(
        name = "chat",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Talks to the users of a chat-server, which cannot read a word. /help lists what can be typed.",
            "Keys, contacts and history are in one encrypted file, made at the first start; so is the server, which need not be"
                    + " named again. One password logs in and opens the file; it is asked for, unless an option says where it is.",
            "Without a terminal it reads lines and writes lines, as docs/how-to/chat.md describes them."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  A new user, beside a chat-server in another terminal:",
            "    chat --server localhost:7443 --ca chat-server/chat-ca.crt --user ada --sign-up",
            "  The same over Noise, without certificates, beside chat-server --noise, which",
            "  prints its key:",
            "    chat --server localhost:7445 --noise --server-key scn1... --user ada --sign-up",
            "  From then on:",
            "    chat --user ada",
            "  One message by a script:",
            "    echo \"/msg bob the build is done\" | chat --user ada --password-file ada.pw"
        })
public final class ChatCommand implements Callable<Integer> {

    private static final System.Logger LOG = System.getLogger(ChatCommand.class.getName());

    /** What a guess at the password of a new key store costs; tests alone have other values. */
    static volatile PasswordCost cost = PasswordCost.recommended();

    /** How many iterations a server must ask for at least; 0 for the library's own limit. */
    static volatile int insecureIterations;

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            split = ",",
            converter = HostAndPort.class,
            description =
                    "The server; kept when it has let you in. Several servers of one community are named with commas:"
                            + " where one is gone, the next is tried.")
    private List<InetSocketAddress> servers = List.of();

    @Option(names = "--user", required = true, paramLabel = "NAME", description = "Who you are.")
    private String user = "";

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "Whom to believe about the server, PEM, and nobody else; kept when it has let you in. Without it, the"
                            + " public authorities that the JDK ships.")
    private @Nullable Path ca;

    @Option(names = "--pin", paramLabel = "PIN", description = "Believe this key of the server's instead (sha256/...).")
    private @Nullable String pin;

    @Option(
            names = "--noise",
            description =
                    "Noise instead of TLS, at the server's other port; kept as --ca is. Without --server-key it asks"
                            + " about the server's key, at a terminal, and keeps the answer.")
    private boolean noise;

    @Option(
            names = "--server-key",
            paramLabel = "scn1...",
            description =
                    "Noise: believe the holder of this key, as the server prints it, and nobody else. May be repeated.")
    private List<String> serverKeys = List.of();

    @Option(
            names = "--sign-up",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "INVITATION",
            description = "Become a user; with the invitation that the server's operator gave, if it wants one.")
    private @Nullable String signUp;

    @Option(
            names = "--link",
            paramLabel = "HOST:PORT",
            converter = HostAndPort.class,
            description =
                    "Become another device of a user: by the code that /link shows at the first one. Asks for it.")
    private @Nullable InetSocketAddress link;

    @Option(names = "--store", paramLabel = "FILE", description = "Your key store (default: chat-NAME.keys).")
    private @Nullable Path store;

    @Mixin
    private PasswordOptions password = new PasswordOptions();

    @Mixin
    private KeysPasswordOptions keysPassword = new KeysPasswordOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli puts its option beside the others
    private NoPasswordArgument noArgument = new NoPasswordArgument();

    @Option(
            names = "--replace-keys",
            description =
                    "Put this key store's identity in the place of another that the server has for you: only if the"
                            + " file with the other is lost. Everybody who knows you is alarmed.")
    private boolean replaceKeys;

    @Option(names = "--plain", description = "Plain lines, also at a terminal.")
    private boolean plain;

    @Option(names = "--bell", description = "Ring when somebody mentions you.")
    private boolean bell;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description =
                    "How long plain lines wait for the connection, and at the end for the server to take what was said"
                            + " (default: ${DEFAULT-VALUE}).")
    private long seconds;

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public ChatCommand() {}

    @Override
    public Integer call() throws Exception {
        if (!UserNames.isName(user)) {
            throw usage("--user is a name: " + UserNames.RULE);
        }
        var named = named();
        var file = store == null ? Path.of("chat-" + user + ".keys") : store;
        var passwords = new ChatStore.Passwords(
                password.source(), keysPassword.given() ? keysPassword.source() : null, signUp != null, cost);
        if (servers.isEmpty() && Files.notExists(file)) {
            throw usage("the first start needs --server HOST:PORT; " + file + " keeps it from then on");
        }
        if (link != null && (signUp != null || replaceKeys)) {
            throw usage("--link makes this a device of a user who is there: without --sign-up and --replace-keys");
        }
        try (var opened = ChatStore.open(file, user, passwords)) {
            if (link != null) {
                LinkStart.join(opened, user, link);
            }
            chat(opened, named);
        }
        return 0;
    }

    private ServerEntry.Named named() {
        if (ca != null && pin != null) {
            throw usage("one trust: --ca FILE or --pin PIN");
        }
        if (noise && (ca != null || pin != null)) {
            throw usage("--ca and --pin are about certificates, and --noise has none: --server-key scn1…");
        }
        if (!noise && !serverKeys.isEmpty()) {
            throw usage("--server-key is about --noise");
        }
        try {
            return new ServerEntry.Named(servers, ca, pin, noise, PublicKeyTexts.parse("--server-key", serverKeys));
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private void chat(ChatStore opened, ServerEntry.Named named) throws Exception {
        var entry = ServerEntry.of(ServerEntry.load(opened.keys()), named)
                .orElseThrow(() -> usage(opened.keys().file() + " names no server: --server HOST:PORT"));
        if (noise && serverKeys.isEmpty()) {
            for (var each : entry.servers()) {
                meetOrDiscard(opened, each);
            }
        }
        var events = new EventQueue();
        var listener = new ServerKeeper(opened.keys(), entry, events);
        boolean begun = false;
        try (var messenger = ChatClient.open(settings(opened, entry), opened.keys(), listener);
                var screen = screen(messenger)) {
            var session = new ChatSession(
                    messenger,
                    events,
                    screen,
                    new ChatSession.Start(
                            Duration.ofSeconds(seconds),
                            opened.madeNow(),
                            opened.keys().file().toString()));
            try {
                session.run();
            } finally {
                begun = !session.refusedAtOnce();
            }
        } catch (ChatException e) {
            throw new ChatException(Advice.with(e.getMessage(), entry));
        } finally {
            if (opened.madeNow() && !begun && link == null) {
                opened.discard();
            }
        }
    }

    private static void meetOrDiscard(ChatStore opened, InetSocketAddress server)
            throws KeyMaterialException, IOException {
        boolean met = false;
        try {
            meet(opened, server);
            met = true;
        } finally {
            if (opened.madeNow() && !met) {
                opened.discard();
            }
        }
    }

    /** The server's key is shown to whoever sits at the terminal, before anything is said to it; the answer is kept in the key store. */
    private static void meet(ChatStore opened, InetSocketAddress server)
            throws KeyMaterialException, SecureChannelException {
        var known = opened.keys().knownPeers();
        var config = ClientConfig.noise(Trust.known(known)).build();
        try (var channel = FirstContact.atTerminal().connect(known, server.getHostString(), server.getPort(), config)) {
            LOG.log(System.Logger.Level.DEBUG, "met {0}", channel.peer());
        } catch (SecureChannelException e) {
            if (e.reason() == Reason.UNKNOWN_PEER || e.reason() == Reason.PEER_KEY_CHANGED) {
                throw e;
            }
            LOG.log(System.Logger.Level.DEBUG, "met, and refused without a login: {0}", e.getMessage());
        }
    }

    private ClientSettings settings(ChatStore opened, ServerEntry entry) {
        var login = opened.login();
        var settings = builder(opened, entry).password(() -> copy(login));
        entry.servers().stream().skip(1).forEach(other -> settings.server(other.getHostString(), other.getPort()));
        if (signUp != null) {
            settings.signUp(signUp);
        }
        if (replaceKeys) {
            settings.replaceIdentity();
        }
        if (insecureIterations > 0) {
            settings.insecureIterations(insecureIterations);
        }
        return settings.build();
    }

    private ClientSettings.Builder builder(ChatStore opened, ServerEntry entry) {
        if (entry.noise().isEmpty()) {
            return ClientSettings.builder(entry.host(), entry.port(), user, TlsContextFactory.forClient(entry.trust()));
        }
        var pinned = entry.noise().get();
        var trust = pinned.isEmpty() ? Trust.known(opened.keys().knownPeers()) : PublicKeyTexts.pinned(pinned);
        // Without a key of its own: who logs in is said by the password, and only to that server.
        return ClientSettings.builder(
                entry.host(), entry.port(), user, NoiseContext.forClient(trust).build());
    }

    /** The login wipes its own. */
    private static Password copy(Password password) {
        var characters = password.copy();
        try {
            return Password.copyOf(characters);
        } finally {
            Arrays.fill(characters, '\0');
        }
    }

    private Screen screen(Messenger messenger) throws IOException {
        if (plain || !Terminal.input() || !Terminal.output()) {
            var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            var out = Objects.requireNonNull(spec).commandLine().getOut();
            return new PlainScreen(in, out, System.out::checkError);
        }
        // Without native code: the exec provider calls stty.
        var terminal = TerminalBuilder.builder()
                .system(true)
                .providers("exec")
                .dumb(false)
                .encoding(StandardCharsets.UTF_8)
                .graphemeCluster(false)
                .build();
        var noColour = System.getenv("NO_COLOR");
        var palette = noColour == null || noColour.isEmpty() ? Palette.COLOURED : Palette.MONOCHROME;
        return new TerminalScreen(
                terminal,
                new Completion(messenger),
                new Renderer(user, Clock.system(ZoneId.systemDefault())),
                new TerminalScreen.Look(palette, bell),
                user);
    }

    private ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }
}
