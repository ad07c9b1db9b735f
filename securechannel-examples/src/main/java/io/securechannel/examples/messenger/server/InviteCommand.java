package io.securechannel.examples.messenger.server;

import io.securechannel.auth.ChallengeAuth;
import io.securechannel.examples.console.NoPasswordArgument;
import io.securechannel.examples.users.UserStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes an invitation for a server that is stopped. */
@Command(
        name = "invite",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes an invitation for a server that takes them (--sign-up invitation): whoever has it may sign up, once.",
            "The server has to be stopped: its database has one program at a time. With --store, servers may run."
        })
final class InviteCommand implements Callable<Integer> {

    private static final int LONGEST = 365;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ChatServerCommand.DATA,
            description = "The server's directory (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of(ChatServerCommand.DATA);

    @Mixin
    private StoreOption store = new StoreOption();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli puts its option beside the others
    private NoPasswordArgument noArgument = new NoPasswordArgument();

    @Option(names = "--days", paramLabel = "COUNT", description = "How long it serves (default: ${DEFAULT-VALUE}).")
    private int days = 7;

    @Spec
    private @Nullable CommandSpec spec;

    InviteCommand() {}

    @Override
    public Integer call() throws Exception {
        var line = Objects.requireNonNull(spec).commandLine();
        if (days < 1 || days > LONGEST) {
            throw new ParameterException(line, "--days is between 1 and " + LONGEST);
        }
        var shared = store.source();
        if (shared.isPresent()) {
            requireWhole(shared.get());
            try (var users = UserStore.over(store.name(), shared.get())) {
                line.getOut().println(ChallengeAuth.invite(users.users(), Duration.ofDays(days)));
            }
            return 0;
        }
        if (Files.notExists(data)) {
            throw new IOException(data + " is not there: \"chat-server\" makes it, --data names another");
        }
        try (var directory = DataDirectory.openOrMake(data);
                var database = ServerDatabase.find(directory)) {
            database.checkInvited();
            try (var users = directory.users()) {
                line.getOut().println(ChallengeAuth.invite(users.users(), Duration.ofDays(days)));
            }
        }
        return 0;
    }

    /** What is not there is not made here: servers that run would find less wrong than there is, and a restore tables in its way (C12). */
    private void requireWhole(DataSource database) throws IOException {
        try (var connection = database.getConnection()) {
            StoreContent.requireWhole(connection, store.name());
        } catch (SQLException e) {
            throw new IOException(store.name() + " cannot be used: " + SharedSource.words(e), e);
        }
    }
}
