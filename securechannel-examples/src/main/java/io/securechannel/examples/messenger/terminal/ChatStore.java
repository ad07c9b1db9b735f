package io.securechannel.examples.messenger.terminal;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.PasswordSource;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.PasswordCost;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A user's key store, and the password that logs in. It is one password for both, unless the key store has another.
 *
 * @param keys open
 * @param login the password for the server
 * @param madeNow whether this is the first start, or one before it was stopped when it had made the file and nothing in it
 */
record ChatStore(KeyStoreManager keys, Password login, boolean madeNow) implements AutoCloseable {

    /** Where passwords come from, and how they are asked for. */
    record Passwords(PasswordSource login, @Nullable PasswordSource keys, boolean signUp, PasswordCost cost) {}

    /**
     * Opens the key store, or makes it; asks for a password once, and twice where it is made now.
     *
     * @param file the key store
     * @param user for the prompt
     * @param passwords where they come from
     */
    static ChatStore open(Path file, String user, Passwords passwords) throws KeyMaterialException, IOException {
        boolean isThere = Files.exists(file);
        boolean fresh = passwords.signUp() && !isThere;
        var login = fresh ? passwords.login().fresh(user) : passwords.login().existing(user);
        try {
            var other = passwords.keys();
            if (other == null) {
                return of(open(file, isThere, login, passwords.cost()), login);
            }
            try (var own = isThere ? other.existing(file.toString()) : other.fresh(file.toString())) {
                return of(open(file, isThere, own, passwords.cost()), login);
            }
        } catch (KeyMaterialException | IOException | RuntimeException e) {
            login.close();
            throw e;
        }
    }

    private static ChatStore of(KeyStoreManager keys, Password login) throws KeyMaterialException {
        try {
            return new ChatStore(keys, login, keys.list().isEmpty());
        } catch (KeyMaterialException e) {
            keys.close();
            throw e;
        }
    }

    private static KeyStoreManager open(Path file, boolean isThere, Password password, PasswordCost cost)
            throws KeyMaterialException {
        var builder = KeyStoreManager.builder(file).passwordCost(cost);
        return isThere ? builder.open(password) : builder.create(password);
    }

    /** Takes back what a first start has made, which the server has refused: it holds nothing that anybody knows. */
    void discard() throws IOException {
        keys.close();
        Files.deleteIfExists(keys.file());
        Files.deleteIfExists(keys.file().resolveSibling(keys.file().getFileName() + ".lock"));
    }

    @Override
    public void close() {
        keys.close();
        login.close();
    }
}
