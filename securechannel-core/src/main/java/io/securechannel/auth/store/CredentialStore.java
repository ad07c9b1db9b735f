package io.securechannel.auth.store;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.SecretBytes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Where a server keeps its users. All methods may be called by several threads at once; those of a store that several
 * servers share, by several servers.
 *
 * <p>Names are compared as they are: whoever calls has prepared them by SASLprep (RFC 4013).
 *
 * <p>Every method throws {@link KeyMaterialException} when what holds the users fails: UNAVAILABLE where it is a database, and
 * what {@link #file} names where it is a file. A login then fails, whatever the reason, and nobody is let in.
 */
public interface CredentialStore extends AutoCloseable {

    /** {@return a store with no users, in this program's memory: it is gone with the program} */
    static CredentialStore inMemory() {
        return new MemoryCredentialStore();
    }

    /**
     * A store in a file, which programs of one machine may share. Every change writes the whole file, in one step and safe
     * from a power cut. Beside it stays an empty file {@code NAME.lock}.
     *
     * <p>The whole file is read at each look-up for some seconds after a change, and always where the file system has no unix
     * attributes (as on Windows): its time and size alone do not tell that it is unchanged. It is best under some thousand users,
     * of whom few are added at a time; sign-up that is open to everybody wants a database ({@link #jdbc}).
     *
     * <p>The passwords' verifiers are in it as they are, not encrypted: whoever can read the file can guess passwords
     * offline, and pose as the server to its users. So a file that others than its owner may read is refused (EXPOSED).
     *
     * @param file the file, which is made if it is not there; a symbolic link is followed
     * @return the store
     * @throws KeyMaterialException UNREADABLE, UNWRITABLE or IN_USE; EXPOSED; MALFORMED if it is no file of users; DAMAGED if it
     *     was, and has changed; TOO_NEW if a later version of this library wrote it. Its methods throw the same
     */
    static CredentialStore file(Path file) throws KeyMaterialException {
        return FileCredentialStore.open(file);
    }

    /**
     * A store in a database, PostgreSQL or H2, which servers may share. Its tables are made, or brought up to date, now.
     *
     * <p>The passwords' verifiers are in it as they are: whoever can read the database can guess passwords offline, and pose
     * as the server to its users. The DataSource should be a pool, and must give up when it gets no connection; statements
     * are given up after 5 seconds here. After a failure the same object works again as soon as the database does.
     *
     * @param source gives connections; it stays the caller's to close
     * @return the store
     * @throws KeyMaterialException UNAVAILABLE if the database does not answer, TOO_NEW if a later version of this library made
     *     its tables, DAMAGED if they hold what cannot be
     */
    static CredentialStore jdbc(DataSource source) throws KeyMaterialException {
        return JdbcCredentialStore.open(source);
    }

    /**
     * Looks a user up.
     *
     * @param name the user's name, prepared
     * @return the user as of now, with a copy of the password's credential, which the caller closes; empty if there is none
     *     of that name
     * @throws KeyMaterialException if it cannot be told
     */
    Optional<User> find(String name) throws KeyMaterialException;

    /**
     * Adds a user, whose revision is a random number then, at least 1.
     *
     * @param user with {@link User#revision()} 0; its credential is copied
     * @throws KeyMaterialException ALREADY_THERE if the name is taken
     */
    void add(User user) throws KeyMaterialException;

    /**
     * Takes an invitation and adds a user, both or neither.
     *
     * @param user with {@link User#revision()} 0
     * @param invitation the SHA-256 of the invitation's token
     * @param now an invitation that has expired by then is none
     * @throws KeyMaterialException NOT_GRANTED if there is no such invitation, whether the name is taken or not, so that
     *     nobody without one learns who is there; ALREADY_THERE if the name is taken (the invitation stays)
     */
    void add(User user, byte[] invitation, Instant now) throws KeyMaterialException;

    /**
     * Changes a user, if nobody else has changed it since it was read. Its revision is one more then. A user who was removed
     * since, and added anew under the same name, is another one and stays as it is: each begins at a random revision.
     *
     * @param changed what was read, changed; its {@link User#revision()} is that of what was read
     * @return whether it was; false if the user is of another revision by now, or gone
     * @throws KeyMaterialException if it cannot be done
     */
    boolean update(User changed) throws KeyMaterialException;

    /**
     * Removes a user.
     *
     * @param name the user's name
     * @return whether there was one
     * @throws KeyMaterialException if it cannot be done
     */
    boolean remove(String name) throws KeyMaterialException;

    /**
     * {@return the names of all users, in order}
     *
     * @throws KeyMaterialException if they cannot be told
     */
    List<String> names() throws KeyMaterialException;

    /**
     * Takes a time step of a user's second factor, so that no code serves twice (RFC 6238, section 5.2). It does not count as
     * a change of the user.
     *
     * @param name the user's name
     * @param step the time step of the code
     * @return true if it is later than all that were taken before; only one of several callers gets it for one step. False
     *     too if there is no such user
     * @throws KeyMaterialException if it cannot be told
     */
    boolean takeTimeStep(String name, long step) throws KeyMaterialException;

    /**
     * Adds an invitation, which lets one user sign up.
     *
     * @param invitation the SHA-256 of the invitation's token, so that who reads the store cannot use it
     * @param expires when it ends
     * @throws KeyMaterialException if it cannot be done
     */
    void invite(byte[] invitation, Instant expires) throws KeyMaterialException;

    /**
     * {@return how many users have a password of each iteration count} Salts and counts of users that do not exist are made
     * up after it.
     *
     * @throws KeyMaterialException if it cannot be told
     */
    Map<Integer, Long> iterationCounts() throws KeyMaterialException;

    /**
     * {@return 32 random bytes, made when the store is, the same for all servers that share it, and lasting} What is told of
     * users that do not exist is derived from them. The caller closes them.
     *
     * @throws KeyMaterialException if they cannot be read
     */
    SecretBytes secret() throws KeyMaterialException;

    /** Lets go of what the store holds. */
    @Override
    void close();
}
