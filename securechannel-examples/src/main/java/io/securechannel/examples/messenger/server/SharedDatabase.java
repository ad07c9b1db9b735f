package io.securechannel.examples.messenger.server;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.users.UserStore;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL that several servers share. They have the same authority and the same key for tokens, or a client that goes from one to
 * the other would not be believed, nor believe: so the database keeps a number that is made of the authority's certificate, and a server
 * with other keys is refused. The keys themselves are never in it: whoever has the database is none of its servers.
 */
final class SharedDatabase implements ServerStorage {

    private static final int SELF = 8;
    private static final Pattern LOCAL =
            Pattern.compile("jdbc:postgresql:([^/].*|//(localhost|127(\\.\\d{1,3}){3}|\\[::1])([:/?][^,]*)?)");
    private static final Pattern VERIFIED = Pattern.compile("[?&]sslmode=verify-full(&|$)");

    private final DataDirectory directory;
    private final ChatServerConfig.Shared shared;
    private final boolean hasTables;
    private final Set<String> missing;
    private final OptionalLong id;
    private @Nullable SharedSource source;

    private SharedDatabase(
            DataDirectory directory, ChatServerConfig.Shared shared, Set<String> missing, OptionalLong id) {
        this.directory = directory;
        this.shared = shared;
        this.hasTables = id.isPresent();
        this.missing = missing;
        this.id = id;
    }

    /** Looks at what is there. Makes nothing. */
    static SharedDatabase find(DataDirectory directory, ChatServerConfig.Shared shared, Consumer<String> notices)
            throws IOException {
        try (var connection = shared.connections().getConnection()) {
            if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
                boolean hasTables = PostgresTables.number(connection, PostgresTables.EXISTS) == 1;
                var id = hasTables
                        ? OptionalLong.of(PostgresTables.number(connection, MailTables.ID))
                        : OptionalLong.empty();
                warn(PostgresTables.setting(connection, "fsync"), shared.name(), notices);
                if (!isSafe(connection.getMetaData().getURL())) {
                    notices.accept(
                            shared.name() + " is on another machine, and its address does not say sslmode=verify-full:"
                                    + " whoever is in between can read along, or be the database");
                }
                return new SharedDatabase(directory, shared, StoreContent.missing(connection), id);
            }
        } catch (SQLException e) {
            throw new IOException(
                    shared.name() + " cannot be used: " + SharedSource.words(e)
                            + "; look whether it runs, and at --store, --db-user and its password",
                    e);
        }
        throw new IOException(shared.name() + " is no PostgreSQL, and servers share no other database");
    }

    @Override
    public void checkKeys() throws IOException {
        if (hasTables && Files.notExists(directory.keys())) {
            throw new IOException("servers have used " + shared.name() + " before, and " + directory.keys()
                    + " is not there: copy chat.keys and chat.password of one of them here, or put the backup back;"
                    + " with other keys no client would know this server");
        }
    }

    @Override
    public void check(ServerKeys keys, boolean beginsAnew) throws IOException {
        if (hasTables && !missing.isEmpty()) {
            throw new IOException(shared.name() + " is not whole: it lacks " + String.join(", ", missing)
                    + "; put its backup back, and let that end, or name an empty database");
        }
        if (id.isPresent() && id.getAsLong() != idFor(keys)) {
            throw new IOException(shared.name() + " and " + directory.keys()
                    + " are of different servers: copy chat.keys and chat.password of one of its servers to"
                    + " another directory, and name that by --data");
        }
        if (id.isPresent() && beginsAnew) {
            throw new IOException(shared.name() + " is there: --new-database is for one that is lost; leave it out");
        }
        if (id.isEmpty() && keys.databaseId().isPresent() && !beginsAnew) {
            throw new IOException(
                    shared.name() + " is empty, though this server has run before: look at --store, put the"
                            + " backup back, or begin anew, without users and mail, by --new-database");
        }
    }

    @Override
    public long idFor(ServerKeys keys) {
        return keys.databaseId().orElseGet(keys::authorityId);
    }

    @Override
    public UserStore users() throws KeyMaterialException, IOException {
        return UserStore.over(shared.name(), shared.connections());
    }

    @Override
    public MailStore mails(long ofAll, ServerLimits.Mailboxes limits) throws IOException {
        var self = new byte[SELF];
        new SecureRandom().nextBytes(self);
        var opened = new SharedSource(
                shared.connections(), shared.name(), ofAll, HexFormat.of().formatHex(self), shared.lease());
        source = opened;
        return PostgresMailStore.open(opened, limits);
    }

    /** What wakes the writer; empty where servers are not to wake each other. */
    Optional<WakeUps> wakeUps(Runnable wake) {
        var opened = source;
        return opened == null || !shared.wakes() ? Optional.empty() : Optional.of(WakeUps.start(opened, wake));
    }

    @Override
    public void close() {
        // The connections are others' to close.
    }

    /** {@return whether nobody is between this server and the database, or nobody who is could read along} */
    static boolean isSafe(String address) {
        return LOCAL.matcher(address).matches() || VERIFIED.matcher(address).find();
    }

    private static void warn(String fsync, String name, Consumer<String> notices) {
        if (!fsync.equals("on")) {
            notices.accept(name + " is set to fsync=" + fsync + ": when its machine ends suddenly, what was accepted is"
                    + " lost, and the database may be");
        }
    }
}
