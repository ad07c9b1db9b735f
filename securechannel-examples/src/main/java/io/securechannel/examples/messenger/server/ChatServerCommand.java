package io.securechannel.examples.messenger.server;

import io.securechannel.auth.SignUpPolicy;
import io.securechannel.examples.console.AtExit;
import io.securechannel.examples.console.NoPasswordArgument;
import io.securechannel.examples.console.PasswordOptions;
import io.securechannel.examples.console.Words;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a messenger's server. */
@Command(
        name = "chat-server",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = InviteCommand.class,
        description = {
            "Runs a messenger's server, until Ctrl-C. It keeps messages for those who are not there, and can read none.",
            "Its directory is made on the first start, with an authority whose certificate clients trust (chat-ca.crt)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  Two terminals:",
            "    chat-server",
            "    chat --server localhost:7443 --ca chat-server/chat-ca.crt --user ada --sign-up",
            "  Also over Noise, without certificates; it prints the command for clients:",
            "    chat-server --noise",
            "  For other machines, under the name by which they call it, and for whom was",
            "  invited:",
            "    chat-server --listen 0.0.0.0 --name chat.example --sign-up invitation",
            "    chat-server invite        (while the server is stopped)",
            "  Beside another server, for the same users; both have the same chat.keys:",
            "    chat-server --store jdbc:postgresql://db.example/chat --db-user chat --db-password-file db.pw"
        })
public final class ChatServerCommand implements Callable<Integer> {

    /** Where a server keeps what it has, unless it is told. */
    static final String DATA = "chat-server";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = DATA,
            description = "Keys, users, waiting messages and the audit log (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of(DATA);

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address; 0.0.0.0 for all (default: ${DEFAULT-VALUE}).")
    private String listen = "127.0.0.1";

    @Option(names = "--port", defaultValue = "7443", description = "0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--noise",
            arity = "0..1",
            fallbackValue = "7445",
            paramLabel = "PORT",
            description = "Listen for Noise as well, at this port (default: ${FALLBACK-VALUE}). The key is in the key"
                    + " store.")
    private @Nullable Integer noisePort;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "By what clients call it, besides localhost, 127.0.0.1 and ::1. May be repeated.")
    private List<String> names = List.of();

    @Option(
            names = "--sign-up",
            paramLabel = "WHO",
            description =
                    "Who may become a user: ${COMPLETION-CANDIDATES}. OPEN where only this machine can connect; where others"
                            + " can, it has to be said.")
    private @Nullable SignUp chosen;

    @Option(
            names = "--new-database",
            description = "Begins anew, without users and mail, where the database is lost and there is no backup.")
    private boolean newDatabase;

    @Mixin
    private StoreOption store = new StoreOption();

    @Mixin
    private PasswordOptions password = new PasswordOptions();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli puts its option beside the others
    private NoPasswordArgument noArgument = new NoPasswordArgument();

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public ChatServerCommand() {}

    /** As the command line writes {@link SignUpPolicy}. */
    private enum SignUp {
        OPEN(SignUpPolicy.OPEN),
        INVITATION(SignUpPolicy.BY_INVITATION),
        CLOSED(SignUpPolicy.CLOSED);

        private final SignUpPolicy policy;

        SignUp(SignUpPolicy policy) {
            this.policy = policy;
        }

        @Override
        public String toString() {
            return Words.of(this);
        }
    }

    @Override
    public Integer call() throws Exception {
        var address = new InetSocketAddress(listen, port);
        var signUp = signUp(address);
        var config = ChatServerConfig.in(data)
                .listen(address)
                .names(names)
                .signUp(signUp.policy)
                .newDatabase(newDatabase)
                .notices(this::say);
        store.source().ifPresent(source -> config.store(source, store.name()));
        if (noisePort != null) {
            config.noise(new InetSocketAddress(listen, noisePort));
        }
        if (password.given()) {
            var keys = data.resolve("chat.keys");
            config.password(() -> Files.exists(keys)
                    ? password.source().existing(keys.toString())
                    : password.source().fresh(keys.toString()));
        }
        try (var server = ChatServer.start(config.build())) {
            AtExit.close(server);
            say("listening at " + listen + ":" + server.port() + ", sign-up " + signUp + "; Ctrl-C ends it");
            var user = " --user NAME"
                    + (signUp == SignUp.CLOSED ? "" : " --sign-up")
                    + (signUp == SignUp.INVITATION ? " INVITATION" : "");
            var connect =
                    "connect by: chat --server " + names.stream().findFirst().orElse("localhost") + ":";
            say(connect + server.port() + " --ca "
                    + data.resolve(server.caCertificate().getFileName()) + user);
            server.noise()
                    .ifPresent(door -> say(
                            "fingerprint of its key over Noise: " + door.key().shortFingerprint()));
            server.noise()
                    .ifPresent(door -> say("over Noise, " + connect + door.port() + " --noise --server-key "
                            + door.key().text() + user));
            server.awaitClose();
            if (server.failure().isPresent()) {
                throw server.failure().get();
            }
        }
        return 0;
    }

    /** Nobody lets the whole network in without having said so. */
    private SignUp signUp(InetSocketAddress address) {
        if (chosen != null) {
            return chosen;
        }
        if (address.getAddress() == null || !address.getAddress().isLoopbackAddress()) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "other machines can reach " + listen + ": say by --sign-up who of them may become a user, open,"
                            + " invitation or closed");
        }
        return SignUp.OPEN;
    }

    private void say(String line) {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println("chat-server: " + line);
    }
}
