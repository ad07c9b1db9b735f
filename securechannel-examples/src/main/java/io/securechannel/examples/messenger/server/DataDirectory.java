package io.securechannel.examples.messenger.server;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.service.OwnerOnlyDirectory;
import io.securechannel.examples.service.ProgramLock;
import io.securechannel.examples.users.DatabaseOptions;
import io.securechannel.examples.users.UserStore;
import java.io.IOException;
import java.nio.file.Path;

/** Where a server keeps what it has. As long as this is open, no other program, and nothing else in this one, opens it. */
final class DataDirectory implements AutoCloseable {

    private final Path path;
    private final ProgramLock lock;

    private DataDirectory(Path path, ProgramLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Opens a directory; makes it, for its owner alone, if it is not there.
     *
     * @throws IOException if it cannot be made, is none, is in use, or others can write in it
     */
    static DataDirectory openOrMake(Path directory) throws IOException {
        var path = directory.toAbsolutePath().normalize();
        if (path.toString().contains(";")) {
            throw new IOException("the name of the data directory has a semicolon, which its database does not take: "
                    + "name another by --data");
        }
        OwnerOnlyDirectory.makeOrJudge(path);
        var lock = ProgramLock.take(path.resolve("chat.lock"))
                .orElseThrow(
                        () -> new IOException(path + " is in use, by a chat-server that runs: stop that one first"));
        return new DataDirectory(path, lock);
    }

    Path keys() {
        return path.resolve("chat.keys");
    }

    Path password() {
        return path.resolve("chat.password");
    }

    Path certificate() {
        return path.resolve("chat-ca.crt");
    }

    Path log() {
        return path.resolve("audit.log");
    }

    /** {@return the file of the database} */
    Path databaseFile() {
        return path.resolve("chat.mv.db");
    }

    /** {@return the address of the database, which holds users, failed logins, directory and mail} */
    String database() {
        return "jdbc:h2:" + path.resolve("chat") + H2MailStore.SETTINGS;
    }

    /** Opens the users; the database is made, for its owner alone, if it is not there. */
    UserStore users() throws KeyMaterialException, IOException {
        return UserStore.open(database(), new DatabaseOptions(), true);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
